"""A report of a few sentences with a language model over it, and what the tests of writing/ share."""

import json
from functools import cache
from pathlib import Path

from index_samples import CARD, TEXT, BigramEncoder, write_report

from index.build import build_index
from index.encoders import BundledEncoder
from retrieval.answerer import Answerer
from retrieval.read.pairing import Pair, document_line
from retrieval.read.reader import Reader
from retrieval.text.places import homes_of
from retrieval.text.times import time_of
from writing.answerer import WritingAnswerer
from writing.checker import Checker
from writing.client import Chat, need_openai
from writing.sources import Source
from writing.support import Support
from writing.writer import LanguageModelWriter

DATA = Path(__file__).parent / "data"
QUESTION = "新能源汽车保有量是多少？"
KEY = "sk-very-secret-0123456789"


class RememberingReader(Reader):
    """Runs the model once for equal pairs: the reports of these tests differ in one sentence each."""

    def __init__(self):
        super().__init__()
        self.known: dict[tuple, tuple] = {}

    def run(self, given: Pair):
        key = tuple(given.ids), tuple(given.kinds), given.question_length
        if key not in self.known:
            self.known[key] = super().run(given)
        return self.known[key]


class RememberingEncoder(BundledEncoder):
    """The same for texts."""

    def __init__(self):
        super().__init__()
        self.known = cache(lambda text: BundledEncoder.embed(self, text))

    def embed(self, text: str):
        return self.known(text)


@cache
def reader() -> Reader:
    return RememberingReader()


@cache
def encoder() -> BundledEncoder:
    return RememberingEncoder()


@cache
def checker() -> Checker:
    return Checker(Support(reader(), encoder()))


def answerer_about(folder: Path, text: str = TEXT, card: str | None = CARD, name: str = "haizhou.txt") -> Answerer:
    """Answers from one small report written to `folder`."""
    answerer = Answerer(build_index([write_report(folder, text, card, name)], BigramEncoder()), reader())
    answerer.kind_encoder = encoder()  # loaded once, not for every report
    return answerer


def with_model(answerer: Answerer, url: str, seconds: float = 30, **settings) -> WritingAnswerer:
    need_openai("llm")  # imported before the clock runs, as the app does
    chat = Chat(url, "fake-7b", KEY, seconds, **settings)
    return WritingAnswerer(answerer, LanguageModelWriter(chat, checker()), chat, seconds)


def source(text: str, title: str = "海州市绿色发展报告（2023）", year: int = 2023, place: str = "海州市") -> Source:
    """A sentence of a report of that title, year and place."""
    years = time_of(text).years(year) or {year}
    return Source(text, document_line(title, year, place), years=frozenset(years), places=homes_of(place, title, ""))


def statements(name: str):
    """Yield (source, statement, "ok" or the kind of its fault) of a file of statements."""
    report, told = ("", 0, ""), ""
    for line in (DATA / name).read_text("utf-8").splitlines():
        if line.startswith("@ "):
            title, year, place = (part.strip() for part in line[2:].split("|"))
            report = (title, int(year), place)
        elif line.startswith("S "):
            told = line[2:]
        elif line.startswith("+ "):
            yield source(told, *report), line[2:], "ok"
        elif line.startswith("- "):
            kind, _, said = line[2:].partition(": ")
            yield source(told, *report), said, kind


def injections() -> list[dict]:
    return [json.loads(line) for line in (DATA / "injections.jsonl").read_text("utf-8").splitlines()]
