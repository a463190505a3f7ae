"""The shipped report and questions, and runs over them, made once for all workers."""
from functools import cache
from pathlib import Path

from eval_fakes import BigramAnswerer, KnowingAnswerer
from shared import shared

from corpus.document import Document
from corpus.report import read_report
from eval.running.run import run_questions
from eval.sets.questions import Question, load_questions
from settings import ROOT


@cache
def report() -> Document:
    return read_report(ROOT / "corpus/reports/shenzhen-climate-2024.txt")


@cache
def shipped_questions() -> tuple[Question, ...]:
    return tuple(load_questions(ROOT / "eval/questions/shenzhen-2024.jsonl"))


@cache
def asked_questions() -> tuple[Question, ...]:
    """Every fourth of them, which the runs here answer: all kinds, languages and reasons."""
    return shipped_questions()[::4]


@cache
def knowing_run() -> Path:
    """The folder of a run that quotes the evidence and refuses what cannot be answered. Read it only."""
    knowing = KnowingAnswerer(report(), list(asked_questions()))
    return shared("knowing-run", lambda folder: run_questions(knowing, asked_questions(), folder))


@cache
def bigram_run() -> Path:
    """The folder of a run that guesses and never refuses. Read it only."""
    return shared("bigram-run", lambda folder: run_questions(BigramAnswerer(report()), asked_questions(), folder))


@cache
def short_run() -> Path:
    """The folder of a run that guesses at the first questions. Read it only."""
    return shared("short-run", lambda folder: run_questions(BigramAnswerer(report()), first_questions(), folder))


def first_questions() -> tuple[Question, ...]:
    return shipped_questions()[:30]
