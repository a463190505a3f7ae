"""The shipped report and questions, and two whole runs over them, made once a session."""
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from eval_fakes import BigramAnswerer, KnowingAnswerer

from corpus.document import Document
from corpus.report import read_report
from eval.running.run import run_questions
from eval.sets.questions import Question, load_questions
from settings import ROOT

KEPT: list[TemporaryDirectory] = []  # until the session ends


@cache
def report() -> Document:
    return read_report(ROOT / "corpus/reports/shenzhen-climate-2024.txt")


@cache
def shipped_questions() -> tuple[Question, ...]:
    return tuple(load_questions(ROOT / "eval/questions/shenzhen-2024.jsonl"))


@cache
def knowing_run() -> Path:
    """The folder of a run that quotes the evidence and refuses what cannot be answered. Read it only."""
    return run_of(KnowingAnswerer(report(), list(shipped_questions())))


@cache
def bigram_run() -> Path:
    """The folder of a run that guesses and never refuses. Read it only."""
    return run_of(BigramAnswerer(report()))


def run_of(answerer) -> Path:
    KEPT.append(TemporaryDirectory(prefix="baipishu-test-"))
    run_questions(answerer, shipped_questions(), Path(KEPT[-1].name))
    return Path(KEPT[-1].name)
