"""The measured programs, each run in a process of its own so that its peak memory is its own.

    python -m bench.steps build --work FOLDER --times 10

Prints a JSON document a line as soon as a part is measured, so that what was measured stays when the rest is stopped.
"""

import argparse
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from bench.ann import compare
from bench.growth import write_grown
from bench.percentiles import p50_p95
from bench.questions import read_questions
from bench.vectors import cut_at, made_vectors
from corpus.report import read_report
from index.build import build_id, embedded, passage_matrices, read_reports
from index.core import Index, row_texts, searched_passages
from index.encoders import make_encoder
from index.engines.contract import Query
from index.rows import make_rows
from index.sources import find_reports, find_sources
from index.store import load_index, save_index
from index.tokens import tokenise
from index.vectors import embed
from settings import ROOT, settings

QUESTIONS = 60  # asked one by one
ASK_FOR = 40  # seconds after which no further question is asked
CALLS = 5  # of each timed function of a search


@contextmanager
def timed(part: str) -> Iterator[None]:
    """Print how many seconds a part took."""
    begun = time.perf_counter()
    yield
    tell(part=part, seconds=round(time.perf_counter() - begun, 4))


def tell(**record: object) -> None:
    print(json.dumps(record, ensure_ascii=False), flush=True)


def folders(work: Path, times: int) -> tuple[Path, Path]:
    """The reports of one size and the folder of their index."""
    return work / f"{times}x" / "reports", work / f"{times}x" / "built"


def grow(work: Path, times: int) -> None:
    """Write the reports of one size; the real held-out ones lend their clauses."""
    sources = find_reports([settings().reports])
    others = [read_report(path) for path in find_reports([ROOT / "corpus" / "holdout"]) if path not in sources]
    write_grown(folders(work, times)[0], sources, read_reports(sources), others, times)


def embed_all(work: Path, times: int) -> None:
    """Embed every passage and sentence of one size for real; keep the vectors for the larger sizes."""
    documents = read_reports([folders(work, times)[0]])
    passages = searched_passages(documents)
    texts = row_texts(passages)
    encoder = make_encoder(settings().encoder)
    with timed("load encoder"):
        encoder.encode_texts(["预热"])
    with timed("embed passages"):
        of_passages = embed(texts[: len(passages)], encoder.encode_texts)
    with timed("embed sentences"):
        of_sentences = embed(texts[len(passages) :], encoder.encode_texts)
    np.savez(work / f"vectors-{times:06d}.npz", passages=of_passages, sentences=of_sentences)
    tell(passages=len(passages), sentences=len(of_sentences))


def build(work: Path, times: int) -> None:
    """Build and save the index of one size, part by part, with the real vectors or ones made from them."""
    reports, built = folders(work, times)
    encoder = make_encoder(settings().encoder)
    with timed("read"):
        documents = read_reports([reports])
    passages = searched_passages(documents)
    rows = make_rows(documents)
    tell(documents=len(documents), passages=len(passages), rows=len(rows))
    matrix = vectors_of(work, len(passages), len(rows))
    name = build_id(documents, encoder.name)
    with timed("engine"):
        engine = embedded(documents, passage_matrices(passages, matrix), encoder.name, name)
    index = Index(documents, rows, engine, encoder, name)
    with timed("save"):
        save_index(index, built, [reports], named=False, sources=find_sources([reports]))
    tell(disk_mb=round(sum(path.stat().st_size for path in built.rglob("*") if path.is_file()) / 1e6, 1))


def vectors_of(work: Path, passages: int, rows: int) -> np.ndarray:
    """The vectors of an index: the real ones where this size was embedded, else made from the largest such size."""
    with np.load(sorted(work.glob("vectors-*.npz"))[-1]) as kept:
        tell(vectors="real" if rows <= len(kept["passages"]) + len(kept["sentences"]) else "made")
        counts = ((kept["passages"], passages), (kept["sentences"], rows - passages))
        return np.concatenate([chunk for real, count in counts for chunk in made_vectors(real, count)])


def load(work: Path, times: int) -> None:
    """Load the index of one size, then ask questions one by one in this process."""
    from retrieval.answerer import Answerer

    encoder = make_encoder(settings().encoder)
    with timed("load"):
        index = load_index(folders(work, times)[1], lambda: encoder)
    with timed("answerer"):
        answerer = Answerer(index)
    with timed("first question"):
        answerer.ask("深圳新能源汽车保有量是多少？")
    time_search(answerer)
    timings, end = [], time.perf_counter() + ASK_FOR
    for question, _ in read_questions()[:QUESTIONS]:
        if time.perf_counter() < end:
            timings.append(answerer.ask(question).timings_ms)
    stages = {stage: p50_p95([timing[stage] for timing in timings]) for stage in timings[0]}
    tell(asked=len(timings), one_question_ms=stages)


def time_search(answerer) -> None:
    """Print the milliseconds of the parts of one search."""
    from retrieval.search.ranking import CANDIDATES, rank

    index, question = answerer.index, "深圳新能源汽车保有量是多少？"
    vector, terms = index.encoder.encode_query(question), tokenise(question)
    [found] = index.engine.candidates([Query(vector, terms)], CANDIDATES)
    names = list({each.passage_id for each in (*found.dense, *found.text)})
    ways = {
        "nearest passages": lambda: index.engine.dense_search(vector, CANDIDATES),
        "BM25": lambda: index.engine.text_search(terms, CANDIDATES),
        "vectors of the candidates": lambda: index.engine.sentences(names),
        "all of it": lambda: rank(index, question, None, vector),
    }
    for name, way in ways.items():
        taken = []
        for _ in range(CALLS):
            begun = time.perf_counter()
            way()
            taken.append((time.perf_counter() - begun) * 1000)
        tell(search=name, ms=round(sorted(taken)[CALLS // 2], 3))


def ann(work: Path, times: int) -> None:
    """Compare FAISS Flat with HNSW from a tenth of the rows of the real corpus to `times` as many, in steps of √10."""
    with np.load(sorted(work.glob("vectors-*.npz"))[-1]) as kept:
        real = np.vstack([kept["passages"], kept["sentences"]])
    one = len(real) // int(sorted(work.glob("vectors-*.npz"))[-1].stem.rpartition("-")[2])
    sizes = sorted({round(one * 10 ** (half / 2)) for half in range(-2, 20) if 10 ** (half / 2) <= times * 1.001})
    encoder = make_encoder(settings().encoder)
    asked = read_questions()[:QUESTIONS]
    queries = np.stack([encoder.encode_query(question) for question, _ in asked])
    shuffled = real[np.random.default_rng(0).permutation(len(real))]
    chunks = cut_at(made_vectors(shuffled, sizes[-1]), sizes)
    for record in compare(chunks, sizes, queries):
        tell(**record)


STEPS = {"grow": grow, "embed": embed_all, "build": build, "load": load, "ann": ann}


def main() -> None:
    parser = argparse.ArgumentParser(description="One measured step of the benchmark.")
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("--work", type=Path, required=True, help="folder for what the steps hand on")
    parser.add_argument("--times", type=int, required=True, help="size of the corpus, in real corpora")
    options = parser.parse_args()
    STEPS[options.step](options.work, options.times)


if __name__ == "__main__":
    main()
