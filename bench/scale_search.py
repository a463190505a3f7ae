"""Asks an engine on disk real questions: how near it comes to comparing everything, in what time, what it finds."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from bench.questions import FOLDER
from corpus.document import Document
from eval.sets.questions import load_questions, split
from index.core import SAMPLE, Index
from index.engines import files
from index.engines.arrays import Arrays
from index.engines.contract import Query
from index.engines.embedded import EmbeddedEngine
from index.engines.selector import EVERYTHING, Selector
from index.scores import Scores
from index.tokens import tokenise
from retrieval.search.ranking import CANDIDATES, rank

ASKED = 200  # real dev questions, the first of each set in turn
FIRST = 10
SAME = 1e-5  # in a score: two passages with the same score may stand in any order
WHITE = str.maketrans("", "", " \n\u3000")


def measure(folder: Path, index: Index, alone: bool = False) -> dict:
    """Open the engine in a folder and ask it questions about the reports of `index`, which it holds among others.

    `alone`: see undisturbed.
    """
    questions = asked(index.documents)
    queries = [index.encoder.encode_query(question) for question, _, _ in questions]
    terms = [tokenise(question) for question, _, _ in questions]
    before = memory_mb()
    begun = time.perf_counter()
    engine = files.load(folder)
    searched(engine, queries[0], terms[0])
    start = time.perf_counter() - begun
    opened = memory_mb() - before
    for pair in zip(queries, terms, strict=True):  # read the files once, as a server that has run a while has
        searched(engine, *pair)
    with undisturbed(alone):
        everywhere = [timed(engine, *pair) for pair in zip(queries, terms, strict=True)]
        inside = [
            timed(engine, query, words, Selector(doc_ids=frozenset([doc_id])))
            for query, words, (_, _, doc_id) in zip(queries, terms, questions, strict=True)
        ]
    held = library(engine, index.encoder)
    asked_memory = memory_mb() - before
    return {
        "passages": engine.count(),
        "questions": len(questions),
        "start_s": round(start, 2),
        "recall@10": recall(engine, exact_nearest(engine.arrays, queries), queries),
        "recall@10 by words": recall_by_words(engine, terms),
        "search_ms": p50_p95([clock for clock, _ in everywhere]),
        "search_cpu_ms": p50_p95([cpu for _, cpu in everywhere]),
        "search_one_report_ms": p50_p95([clock for clock, _ in inside]),
        "search_one_report_cpu_ms": p50_p95([cpu for _, cpu in inside]),
        "evidence@10": quality(held, questions, queries, lambda doc_id: EVERYTHING),
        "evidence@10 in its report": quality(held, questions, queries, lambda doc_id: Selector(frozenset([doc_id]))),
        "memory_mb": {"after opening": opened, "after asking": asked_memory},
    }


@contextmanager
def undisturbed(wanted: bool) -> Iterator[None]:
    """Run at real-time priority for a moment, so that the other programs of a busy machine take no time. Needs root."""
    if wanted:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    try:
        yield
    finally:
        if wanted:
            os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def searched(engine: EmbeddedEngine, query: np.ndarray, terms: Sequence[str], selector: Selector = EVERYTHING) -> None:
    """What retrieval asks of an engine for a question: both searches, and the sentences of what they found."""
    [found] = engine.candidates([Query(query, terms, selector)], CANDIDATES)
    engine.sentences(list({each.passage_id for each in (*found.dense, *found.text)}))


def timed(
    engine: EmbeddedEngine, query: np.ndarray, terms: Sequence[str], selector: Selector = EVERYTHING
) -> tuple[float, float]:
    """Seconds by the clock, and of the processor in all threads."""
    begun, used = time.perf_counter(), time.process_time()
    searched(engine, query, terms, selector)
    return time.perf_counter() - begun, time.process_time() - used


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


def exact_nearest(held: Arrays, queries: Sequence[np.ndarray]) -> list[float]:
    """The tenth highest score of each query by comparing every passage, as FAISS Flat does."""
    matrix, best = np.stack(queries), np.full((len(queries), FIRST), -np.inf, np.float32)
    for at in range(0, len(held), 65536):
        scores = matrix @ np.asarray(held.vectors[at : at + 65536]).T
        best = np.partition(np.concatenate([best, scores], axis=1), -FIRST, axis=1)[:, -FIRST:]
    return best.min(axis=1).tolist()


def recall(engine: EmbeddedEngine, tenth: Sequence[float], queries: Sequence[np.ndarray]) -> float:
    """Share of the first ten whose score is one of the ten highest there are."""
    found = [engine.dense_search(query, FIRST)[0] for query in queries]
    right = [sum(each.score >= least - SAME for each in ten) for ten, least in zip(found, tenth, strict=True)]
    return round(sum(right) / (FIRST * len(queries)), 4)


def recall_by_words(engine: EmbeddedEngine, questions: Sequence[Sequence[str]]) -> float:
    """The same of BM25: the first ten found beside the ten highest scores when every posting counts."""
    right = wanted = 0
    for terms in questions:
        _, scores = engine.arrays.postings.scores(terms, eager=len(engine.arrays.postings.passages))
        highest = np.sort(scores)[::-1][:FIRST]
        found = [each.score for each in engine.text_search(terms, FIRST)]
        right += sum(score >= highest[-1] * (1 - SAME) for score in found)
        wanted += len(highest)
    return round(right / wanted, 4)


def library(engine: EmbeddedEngine, encoder) -> SimpleNamespace:
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


def quality(held: SimpleNamespace, questions: Sequence, queries: Sequence[np.ndarray], selector) -> float:
    """Share of questions of which a passage with evidence is among the first ten, by the hybrid ranking."""
    hits = 0
    for (question, right, doc_id), query in zip(questions, queries, strict=True):
        order = rank(held, question, selector(doc_id), query).order[:FIRST]
        hits += any(held.ids[position] in right for position in order)
    return round(hits / len(questions), 3)


def p50_p95(seconds: Sequence[float]) -> dict[str, float]:
    return {f"p{share}": round(float(np.percentile(seconds, share)) * 1000, 1) for share in (50, 95)}


def memory_mb() -> int:
    """Memory of this process that is not mapped from files: the mapped part goes when something else needs it."""
    told = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    return int(told["RssAnon"].split()[0]) >> 10
