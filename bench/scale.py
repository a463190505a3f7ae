"""Builds the embedded engine over a library many times the real one, and measures it: recall, quality, time, memory.

    python -m bench.scale build --times 447 --work FOLDER      python -m bench.scale measure --times 447 --work FOLDER
    python -m bench.scale ask --times 447 --work FOLDER        python -m bench.scale check --times 447 --work FOLDER
"""

import argparse
import json
import os
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bench.copies import CopiedTerms, Turner, copies, turns_seen
from bench.scale_ask import ask, check, forget
from bench.scale_search import measure
from bench.scale_texts import copied
from index.build import build_index
from index.core import Index
from index.encoders import make_encoder
from index.engines import files, nearest
from index.engines.addresses import EMBEDDED
from index.engines.arrays import Arrays
from index.engines.columns import ColumnsBuilder
from index.engines.contract import Stamp
from index.engines.embedded import EmbeddedEngine
from index.engines.entries import entries_of
from index.engines.postings import PostingsBuilder
from index.manifest import FORMAT, Manifest, checksums, data_files, put_in_use
from index.store import ROWS, TEXTS, new_folder
from index.texts import CARDS, write_texts
from settings import ROOT, settings

REPORTS = [ROOT / "corpus" / "reports", ROOT / "corpus" / "holdout"]


def real_library() -> Index:
    """The reports that come with the project."""
    return build_index(REPORTS, make_encoder(settings().encoder), settings().cache)


def build(work: Path, times: int) -> dict:
    """Make an index of a library `times` the real one and save it; vectors go to disk as they are made."""
    index = real_library()
    entries = list(entries_of(index.documents, index.engine.sentences(index.ids)))
    seen = turns_seen(index.encoder, index.documents, entries)
    folder = work / f"{times}x"
    (generation := folder / "gen-made").mkdir(parents=True)
    passages, inside = len(entries) * times, sum(len(entry.sentences) for entry in entries) * times
    half = np.float16 if inside >= files.HALF_FROM else np.float32
    dimensions = index.engine.stamp.dimensions
    vectors = np.lib.format.open_memmap(work / "vectors.npy", "w+", np.float32, (passages, dimensions))
    sentences = np.lib.format.open_memmap(work / "sentences.npy", "w+", half, (inside, dimensions))
    columns, postings, starts, at, below = ColumnsBuilder(), PostingsBuilder(), [np.zeros(1, np.int64)], 0, 0
    watch = Watch()
    terms = CopiedTerms(entries, postings)
    for number, copy in enumerate(copies(entries, times, Turner(seen))):
        terms.add(number)
        for entry in copy:
            columns.add(entry)
        vectors[at : at + len(copy)] = [entry.vector for entry in copy]
        rows = np.concatenate([entry.sentences for entry in copy])
        sentences[below : below + len(rows)] = rows
        starts.append(below + np.cumsum([len(entry.sentences) for entry in copy]))
        at, below = at + len(copy), below + len(rows)
    watch.lap("make and count")
    held = postings.finish(None)
    watch.lap("arrange words")
    lists = nearest.build(vectors)
    watch.lap("lists")
    stamp = Stamp(f"scale{times}", index.encoder.name, dimensions, passages, held.mean_length)
    arrays = Arrays(columns.finish(), vectors, sentences, np.concatenate(starts), held, lists)
    with new_folder(generation / ROWS) as rows:
        files.save(EmbeddedEngine(stamp, arrays), rows)
    watch.lap("save")
    for name in ("vectors.npy", "sentences.npy"):
        (work / name).unlink()
    with new_folder(generation / TEXTS) as texts:
        write_texts(copied(index.documents, times), texts)
    watch.lap("texts")
    put_in_use(generation, manifest_of(generation, stamp))
    watch.lap("checksums")
    sizes = {each: sum(p.stat().st_size for p in (generation / each).iterdir()) >> 20 for each in (ROWS, TEXTS)}
    return {
        "times": times,
        "passages": passages,
        "rows": passages + inside,
        "cosines": [round(float(value), 3) for value in np.percentile(seen.cosines, (5, 50, 95))],
        "texts_embedded": len(seen.cosines),
        "postings": int(held.starts[-1]),
        "terms": len(held.terms),
        "seconds": watch.clock,
        "cpu_seconds": watch.computing,
        "disk_mb": sizes,
    }


def manifest_of(generation: Path, stamp: Stamp) -> Manifest:
    """The manifest of a generation whose files are written."""
    documents = [card["doc_id"] for card in json.loads((generation / TEXTS / CARDS).read_bytes())]
    names = data_files(generation)
    told = dict(zip(names, checksums([generation / name for name in names]), strict=True))
    now, counts = datetime.now(UTC).isoformat(timespec="seconds"), {"passages": stamp.passages}
    return Manifest(
        FORMAT, stamp.generation, now, stamp.encoder, stamp.dimensions, documents, counts, [], True, [], told,
        EMBEDDED, stamp,
    )  # fmt: skip


class Watch:
    """Seconds of each step, by the clock and of the processor: on a busy machine they are far apart."""

    def __init__(self) -> None:
        self.clock: dict[str, float] = {}
        self.computing: dict[str, float] = {}
        self.last = time.perf_counter(), time.process_time()

    def lap(self, name: str) -> None:
        now = time.perf_counter(), time.process_time()
        self.clock[name], self.computing[name] = (round(b - a, 1) for a, b in zip(self.last, now, strict=True))
        self.last = now
        print(f"{name}: {self.clock[name]} s, computing {self.computing[name]} s", file=sys.stderr, flush=True)


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__.splitlines()[0])
    parser.add_argument("step", choices=("build", "measure", "ask", "check"))
    parser.add_argument("--times", type=int, required=True, help="size of the library, in real libraries")
    parser.add_argument("--work", type=Path, required=True, help="folder for the engines that are built")
    parser.add_argument("--alone", action="store_true", help="measure at real-time priority; needs root")
    parser.add_argument("--cold", action="store_true", help="let the system forget the files before")
    chosen = parser.parse_args()
    folder = chosen.work / f"{chosen.times}x"
    if chosen.cold:
        forget(folder)
    if chosen.step == "build":
        told = build(chosen.work, chosen.times)
    elif chosen.step == "measure":
        told = {"times": chosen.times, **measure(folder / "gen-made" / ROWS, real_library(), chosen.alone)}
    else:
        told = {"times": chosen.times, "cold": chosen.cold, **(ask if chosen.step == "ask" else check)(folder)}
    print(json.dumps({**told, "peak_mb": peak_mb()}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
