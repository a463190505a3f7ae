"""Builds the embedded engine over a library many times the real one, and measures it: recall, quality, time, memory.

    python -m bench.scale build --times 1200 --work FOLDER      python -m bench.scale measure --times 1200 --work FOLDER
"""

import argparse
import json
import os
import resource
import time
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from bench.copies import CopiedTerms, Turner, copies, turned_by
from bench.questions import FOLDER
from corpus.document import Document
from eval.sets.questions import load_questions, split
from index.build import build_index
from index.core import SAMPLE, Index
from index.encoders import make_encoder
from index.engines import files, nearest
from index.engines.arrays import Arrays
from index.engines.columns import ColumnsBuilder
from index.engines.contract import Stamp
from index.engines.embedded import EmbeddedEngine
from index.engines.entries import entries_of
from index.engines.postings import PostingsBuilder
from index.engines.selector import EVERYTHING, Selector
from index.scores import Scores
from index.tokens import tokenise
from retrieval.search.ranking import CANDIDATES, rank
from settings import ROOT, settings

REPORTS = [ROOT / "corpus" / "reports", ROOT / "corpus" / "holdout"]
ASKED = 200  # real dev questions, the first of each set in turn
FIRST = 10
WHITE = str.maketrans("", "", " \n\u3000")


def real_library() -> Index:
    """The reports that come with the project."""
    return build_index(REPORTS, make_encoder(settings().encoder), settings().cache)


def build(work: Path, times: int) -> dict:
    """Make the engine of a library `times` the real one and save it; vectors go to disk as they are made."""
    index = real_library()
    entries = list(entries_of(index.documents, index.engine.sentences(index.ids)))
    cosine = turned_by(index.encoder, index.documents, entries)
    folder = work / f"{times}x"
    folder.mkdir(parents=True, exist_ok=True)
    passages, inside = len(entries) * times, sum(len(entry.sentences) for entry in entries) * times
    half = np.float16 if inside >= files.HALF_FROM else np.float32
    dimensions = index.engine.stamp.dimensions
    vectors = np.lib.format.open_memmap(work / "vectors.npy", "w+", np.float32, (passages, dimensions))
    sentences = np.lib.format.open_memmap(work / "sentences.npy", "w+", half, (inside, dimensions))
    columns, postings, starts, seconds = ColumnsBuilder(), PostingsBuilder(), [np.zeros(1, np.int64)], {}
    begun, at, below = time.perf_counter(), 0, 0
    terms = CopiedTerms(entries, postings)
    for number, copy in enumerate(copies(entries, times, Turner(dimensions, cosine))):
        terms.add(number)
        for entry in copy:
            columns.add(entry)
        vectors[at : at + len(copy)] = [entry.vector for entry in copy]
        rows = np.concatenate([entry.sentences for entry in copy])
        sentences[below : below + len(rows)] = rows
        starts.append(below + np.cumsum([len(entry.sentences) for entry in copy]))
        at, below = at + len(copy), below + len(rows)
    seconds["make and count"] = time.perf_counter() - begun
    begun = time.perf_counter()
    held = postings.finish(None)
    seconds["arrange words"] = time.perf_counter() - begun
    begun = time.perf_counter()
    lists = nearest.build(vectors)
    seconds["lists"] = time.perf_counter() - begun
    begun = time.perf_counter()
    stamp = Stamp(f"scale{times}", index.encoder.name, dimensions, passages, held.mean_length)
    arrays = Arrays(columns.finish(), vectors, sentences, np.concatenate(starts), held, lists)
    files.save(EmbeddedEngine(stamp, arrays), folder)
    seconds["save"] = time.perf_counter() - begun
    for name in ("vectors.npy", "sentences.npy"):
        (work / name).unlink()
    size = sum(path.stat().st_size for path in folder.iterdir())
    return {
        "times": times,
        "passages": passages,
        "rows": passages + inside,
        "cosine": round(cosine, 4),
        "terms": len(held.terms),
        "seconds": {name: round(value, 1) for name, value in seconds.items()},
        "disk_mb": size >> 20,
        "peak_mb": peak_mb(),
    }


def measure(work: Path, times: int) -> dict:
    """Open the engine and ask it real questions."""
    index, questions = real_library(), asked(real_library().documents)
    queries = [index.encoder.encode_query(question) for question, _, _ in questions]
    before = memory_mb()
    begun = time.perf_counter()
    engine = files.load(work / f"{times}x")
    engine.candidates(queries[0], tokenise(questions[0][0]), CANDIDATES)
    start = time.perf_counter() - begun
    opened = memory_mb() - before
    exact = exact_first(engine.arrays, queries)
    recall, taken, filtered, computing = [], [], [], []
    for (question, _, doc_id), query, truth in zip(questions, queries, exact, strict=True):
        terms = tokenise(question)
        begun, used = time.perf_counter(), time.thread_time()
        found = engine.candidates(query, terms, CANDIDATES)
        engine.sentences(list({each.passage_id for each in (*found.dense, *found.text)}))
        taken.append(time.perf_counter() - begun)
        computing.append(time.thread_time() - used)
        begun = time.perf_counter()
        engine.candidates(query, terms, CANDIDATES, Selector(doc_ids=frozenset([doc_id])))
        filtered.append(time.perf_counter() - begun)
        recall.append(len(truth & {each.passage_id for each in found.dense[:FIRST]}) / len(truth))
    library = searched(engine, index.encoder)
    return {
        "times": times,
        "passages": engine.count(),
        "questions": len(questions),
        "start_s": round(start, 2),
        "recall@10": round(float(np.mean(recall)), 4),
        "search_ms": p50_p95(taken),
        "search_cpu_ms": p50_p95(computing),
        "search_one_report_ms": p50_p95(filtered),
        "evidence@10": quality(library, questions, queries, lambda doc_id: EVERYTHING),
        "evidence@10 in its report": quality(library, questions, queries, lambda doc_id: Selector(frozenset([doc_id]))),
        "memory_mb": {"after opening": opened, "after asking": memory_mb() - before, "peak": peak_mb()},
    }


def asked(documents: Sequence[Document]) -> list[tuple[str, frozenset[str], str]]:
    """Real dev questions, the passages that hold their evidence, and their report."""
    passages = [(p, p.text.translate(WHITE)) for document in documents for p in document.passages]
    sets = []
    for path in sorted(FOLDER.glob("*.jsonl")):
        rows = []
        for question in load_questions(path):
            snippets = [snippet.translate(WHITE) for snippet in question.evidence]
            right = [p for p, text in passages if text and any(each in text or text in each for each in snippets)]
            if question.answerable and not question.history and split(question.id) == "dev" and right:
                rows.append((question.question, frozenset(p.passage_id for p in right), right[0].doc_id))
        sets.append(rows)
    return [row for rows in zip_longest(*sets) for row in rows if row][:ASKED]


def exact_first(held: Arrays, queries: Sequence[np.ndarray]) -> list[frozenset[str]]:
    """The first ten of each query by comparing every passage, as FAISS Flat does."""
    matrix, best = np.stack(queries), [(np.zeros(0, np.int64), np.zeros(0, np.float32))] * len(queries)
    for at in range(0, len(held), 65536):
        scores = matrix @ np.asarray(held.vectors[at : at + 65536]).T
        for n, row in enumerate(scores):
            places, known = best[n]
            every = np.concatenate([places, np.arange(at, at + len(row))]), np.concatenate([known, row])
            best[n] = nearest.best(*every, FIRST)
    return [frozenset(name.decode() for name in held.columns.ids[places].tolist()) for places, _ in best]


def searched(engine: EmbeddedEngine, encoder) -> SimpleNamespace:
    """What `rank` needs of an index; the texts of a million passages are not made."""
    ids = [name.decode() for name in engine.arrays.columns.ids.tolist()]
    sample = engine.sentences([ids[n * len(ids) // SAMPLE] for n in range(min(SAMPLE, len(ids)))])
    return SimpleNamespace(
        engine=engine,
        encoder=encoder,
        ids=ids,
        positions={name: position for position, name in enumerate(ids)},
        sample=(np.concatenate(sample), np.cumsum([0, *map(len, sample[:-1])])),
        dense_scores=lambda query: Scores(engine, ids, len(ids) + engine.arrays.starts, query),
    )


def quality(library: SimpleNamespace, questions: Sequence, queries: Sequence[np.ndarray], selector) -> float:
    """Share of questions of which a passage with evidence is among the first ten, by the hybrid ranking."""
    hits = 0
    for (question, right, doc_id), query in zip(questions, queries, strict=True):
        order = rank(library, question, selector(doc_id), query).order[:FIRST]
        hits += any(library.ids[position] in right for position in order)
    return round(hits / len(questions), 3)


def p50_p95(seconds: Sequence[float]) -> dict[str, float]:
    return {f"p{share}": round(float(np.percentile(seconds, share)) * 1000, 1) for share in (50, 95)}


def memory_mb() -> int:
    """Memory of this process that is not mapped from files: the mapped part goes when something else needs it."""
    told = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    return int(told["RssAnon"].split()[0]) >> 10


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__.splitlines()[0])
    parser.add_argument("step", choices=("build", "measure"))
    parser.add_argument("--times", type=int, required=True, help="size of the library, in real libraries")
    parser.add_argument("--work", type=Path, required=True, help="folder for the engines that are built")
    chosen = parser.parse_args()
    step = {"build": build, "measure": measure}[chosen.step]
    print(json.dumps(step(chosen.work, chosen.times), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
