"""Indexes for the tests of retrieval/: the real report, two small ones, and parts made by hand."""

import math
from functools import cache
from pathlib import Path

import numpy as np
from shared import shared

from corpus.document import Document, Passage, Sentence
from index.build import build_index
from index.encoders import BUNDLED, make_encoder
from retrieval.answerer import Answerer
from retrieval.question.question import Question
from retrieval.read.candidates import Candidate
from retrieval.read.constraints import Unmet
from retrieval.read.reader import Said, Words
from retrieval.read.reading import Part, Reading
from retrieval.search.ranking import Ranking
from settings import ROOT

REPORT = ROOT / "corpus" / "reports" / "shenzhen-climate-2024.txt"
QUESTIONS = ROOT / "eval" / "questions" / "shenzhen-2024.jsonl"
CACHE = ROOT / "index" / "cache"  # shared with `make run`: only a machine that never embedded the report waits
SMALL = {
    "qingdao-sea-2023": (
        'title = "青岛市海洋发展报告（2023）"\npublisher = "青岛市海洋发展局"\nyear = 2023\n',
        "一、海洋经济\n\n"
        "2023年，青岛海洋生产总值达到5200亿元，同比增长6.5%。2022年，青岛海洋生产总值为4900亿元。\n\n"
        "二、海洋生态\n\n"
        "全市建成海洋公园12个，修复海岸线31公里。《青岛市海湾保护规划（2021—2025年）》提出增加海草床面积。\n",
    ),
    "xiamen-parks-2021": (
        'title = "厦门市园林绿化报告（2021）"\npublisher = "厦门市园林局"\nyear = 2021\n',
        "一、公园建设\n\n"
        "2021年，厦门公园总数达180个，公园绿地面积4000公顷。新建山海步道23公里，市民出门就能见到绿色。\n\n"
        "二、树木养护\n\n"
        "全年新种行道树2.5万株，成活率达98%。\n",
    ),
}


@cache
def encoder():
    return make_encoder(BUNDLED)


@cache
def embed_shenzhen() -> None:
    """Fill the cache with the vectors of the report, once for all workers: on a new machine each took half a minute."""
    shared("shenzhen-vectors", lambda folder: build_index([REPORT], encoder(), CACHE))


@cache
def shenzhen_answerer() -> Answerer:
    """Answers from the report that comes with the project."""
    embed_shenzhen()
    return Answerer(build_index([REPORT], encoder(), CACHE))


def small_answerer(folder: Path) -> Answerer:
    """Answers from SMALL, two reports of a dozen sentences, written to `folder`."""
    for name, (card, text) in SMALL.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
        (folder / f"{name}.toml").write_text(card, "utf-8")
    return Answerer(build_index([folder], encoder()))


def make_passage(
    *sentences: str,
    section: tuple[str, ...] = (),
    box: str | None = None,
    kind: str = "body",
    start: int = 0,
    doc_id: str = "report",
) -> Passage:
    """A passage of these sentences that begins at `start`."""
    spans, at = [], start
    for text in sentences:
        spans.append(Sentence(text, at, at + len(text)))
        at += len(text)
    text = "".join(sentences)
    return Passage(f"{doc_id}:{start}-{at}", doc_id, text, start, at, 1, 1, section, box, kind, tuple(spans))


def make_document(
    year: int | None = 2024, title: str = "报告", doc_id: str = "report", publisher: str | None = None, text: str = ""
) -> Document:
    return Document(doc_id, title, publisher, year, "zh-Hans", f"{doc_id}.txt", "", text, (), (), (), (), ())


def make_said(sentence: str, *words: str, logit: float = 3.0) -> Said:
    """What a reader would say that points at these words of a sentence and is sure of them."""
    inside, found = np.zeros(len(sentence), dtype=np.float32), []
    for text in words:
        start = sentence.index(text)
        found.append(Words(start, start + len(text), 0.9))
        inside[start : start + len(text)] = 0.9
    return Said(logit, tuple(sorted(found, key=lambda w: w.start)), inside, verified=logit)


def make_candidate(
    text: str,
    *words: str,
    p: float = 0.9,
    dense: float = 0.5,
    position: int = 0,
    document: Document | None = None,
    before: str = "",
    section: tuple[str, ...] = (),
    box: str | None = None,
) -> Candidate:
    """A sentence that the reader takes for an answer with probability `p`; `before` precedes it in its passage."""
    document = document or make_document()
    sentences = (before, text) if before else (text,)
    passage = make_passage(*sentences, section=section, box=box, start=position * 1000, doc_id=document.doc_id)
    said = make_said(text, *words, logit=math.log(p / (1 - p)))
    return Candidate(passage.sentences[-1], passage, document, position, dense, dense, said)


def make_reading(
    question: Question, *pool: Candidate, parts: tuple[Part, ...] = (), unmet: Unmet | None = None
) -> Reading:
    """What was read, every sentence fitting, unless something is unmet."""
    zeros = np.zeros(1, dtype=np.float32)
    ranking = Ranking(zeros, zeros, zeros, np.arange(1))
    return Reading(question, ranking, pool, () if unmet else pool, unmet or Unmet(), (), parts)
