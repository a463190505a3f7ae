"""Ways in which a question that leans on the one before it may be completed, the likeliest first.

    Leaning("网约车呢", "网约车", "深圳公交车的电动化率是多少", "zh-Hans").ways()   # 深圳网约车的电动化率是多少, …

A completion puts the new words in the place of some words of the previous question, between two of them, behind it or
nowhere, or words of the previous question in the place of a pronoun. How likely each is, is for `completer` to tell;
what the reports answer is for others to weigh.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import rjieba

from index.pieces import fold_characters

ASKS = re.compile(
    r"[几哪谁怎吗咩边]|多少|什么|啥|多[大长高远久]|是否|为何|何时|点解|点样|"
    r"\b(?:what|which|who|whom|when|where|why|how|does|do|did|is|are|was|were|will|can)\b",
    re.IGNORECASE,
)
END = re.compile(r"[？?。.!！\s]*$")
PLACE = "ns"  # as the segmenter tags names of places
PRONOUN = re.compile("[它他她佢其这這那嗰该該此]")
ENGLISH_PRONOUN = re.compile("(?:it|its|they|them|their|that|this|those|these|there|he|his)$", re.IGNORECASE)
ENGLISH_ONE = re.compile(r"\bones\b|(?<=\w )one\b(?=[?.! ]*$)", re.IGNORECASE)  # the inclusive ones, the new one
ENGLISH_NAMED = re.compile(r"(?:the|an?|its|their|our)\s", re.IGNORECASE)  # begins a noun phrase, all of it
ENGLISH_EDGE = re.compile(  # a noun phrase may end before such a word, and begin behind it
    r"(?:of|in|on|at|by|for|from|to|into|with|within|under|over|between|among|about|through|per|than|as|and|or|but|if|"
    r"is|are|was|were|be|been)$",
    re.IGNORECASE,
)
ENGLISH_HELPING = re.compile(r"(?:do|does|did|has|have|had|will|would|can|could|should|must|may)$", re.IGNORECASE)
LONGEST = 24  # words of the previous question between which the new ones may be put; of a longer one the last
LONGEST_NAMED = 10  # words that a pronoun may stand for
ENGLISH_WORD = re.compile(r"\S+\s*")
MARKS = "?？ ,，"
JOINED, ALONE, SWAPPED, BETWEEN, NAMED = range(5)  # kinds of completion


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question; offsets of its text."""

    start: int
    end: int
    part: str  # PLACE, or the first letter of its part of speech as the segmenter tags it; "" in English


@dataclass(frozen=True, slots=True)
class Way:
    """How a completion is made: words `start` to `end` of the previous question give way to the new ones (SWAPPED;
    none: BETWEEN), or stand where the pronoun was that is the new question's word `pronoun` (NAMED)."""

    kind: int
    start: int = 0
    end: int = 0
    pronoun: int = 0


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A question made whole."""

    text: str
    weight: float = 0.0  # how likely it is what was meant: a logit, comparable among the rewritings of one question
    bare: bool = False  # the question as it stands, although it surely leans


@dataclass(frozen=True)
class Leaning:
    """A question that leans on the one before it."""

    text: str  # as asked
    core: str  # without what only ties it to the one before
    previous: str  # without the mark at its end
    language: str

    @cached_property
    def words(self) -> list[Word]:
        """Words of the previous question that may give way."""
        return words_of(self.previous, self.language)[-LONGEST:]

    @cached_property
    def own(self) -> list[Word]:
        return words_of(self.core, self.language)

    @cached_property
    def ways(self) -> dict[str, Way]:
        """Every completion, each text once, the two questions joined first."""
        found: dict[str, Way] = {}
        for text, way in self.made():
            found.setdefault(text, way)
        return found

    def gone(self, way: Way) -> str:
        """The words that give way, of a SWAPPED one."""
        return self.previous[self.words[way.start].start : self.words[way.end - 1].end]

    def made(self) -> Iterator[tuple[str, Way]]:
        previous, core, words, count = self.previous, self.core, self.words, len(self.words)
        yield f"{previous}{'; ' if self.language == 'en' else '；'}{core}", Way(JOINED)
        yield core, Way(ALONE)
        for i in range(count):
            for j in range(i + 1, count + 1):
                if self.fits(i, j):
                    yield put(previous, words[i].start, words[j - 1].end, core, self.language), Way(SWAPPED, i, j)
        for i in range(count + 1 if count else 0):
            if not self.fits(i, i):
                continue
            at = words[i].start if i < count else words[-1].end
            yield put(previous, at, at, core, self.language), Way(BETWEEN, i, i)
        for k, (start, end) in self.pronouns():
            for i in range(count):
                for j in range(i + 1, min(count, i + LONGEST_NAMED) + 1):
                    named = previous[words[i].start : words[j - 1].end]
                    yield put(core, start, end, named, self.language), Way(NAMED, i, j, k)

    def fits(self, start: int, end: int) -> bool:
        """Tell whether the new words may stand between these: "the rate" is not put behind "how many new"."""
        if self.language != "en" or not ENGLISH_NAMED.match(self.core):
            return True
        said = [self.previous[word.start : word.end].rstrip(MARKS) for word in self.words]
        edge = [True, *(bool(ENGLISH_EDGE.match(word)) for word in said), True]  # of word n at n + 1
        helping = [False, *(bool(ENGLISH_HELPING.match(word)) for word in said), False]
        verb = any(helping[: start + 1]) and end < len(said) and edge[end + 2]  # did the rate (of loans) rise
        if helping[start]:
            return helping[end + 1] or verb
        return edge[start] and (edge[end + 1] or helping[end + 1] or verb)

    def pronouns(self) -> Iterator[tuple[int, tuple[int, int]]]:
        """Number and place of each word that may stand for others."""
        for k, word in enumerate(self.own):
            written = self.core[word.start : word.end].rstrip(MARKS)
            if (ENGLISH_PRONOUN if self.language == "en" else PRONOUN).match(written):
                yield k, (word.start, word.start + len(written))


Weigher = Callable[[Leaning], np.ndarray]  # a logit for each of its ways, in their order


def no_preference(leaning: Leaning) -> np.ndarray:
    """The weigher that knows nothing."""
    return np.zeros(len(leaning.ways))


def rewritings(leaning: Leaning, weigh: Weigher, by_itself: str, bare: bool) -> list[Rewriting]:
    """Every completion, each text once; `by_itself`: words of the question alone, `bare`: it surely leans."""
    found: dict[str, Rewriting] = {}
    for (text, way), weight in zip(leaning.ways.items(), weigh(leaning).tolist(), strict=True):
        text = by_itself if way.kind == ALONE else text
        found.setdefault(text, Rewriting(text, weight, bare and way.kind == ALONE))
    return list(found.values())


def likely(found: Sequence[Rewriting], count: int) -> list[Rewriting]:
    """The likeliest few, best first; of equal ones in their order."""
    return sorted(found, key=lambda rewriting: -rewriting.weight)[:count]


def put(text: str, start: int, end: int, core: str, language: str) -> str:
    """The text with other words in the place of some of its own."""
    if language != "en":
        return f"{text[:start]}{core}{text[end:]}"
    if gone := text[start:end].split():  # its last word is what one stands for: manufacturing loans, inclusive ones
        core = ENGLISH_ONE.sub(lambda one: gone[-1].rstrip(MARKS), core)
    return re.sub(r"\b(\w+)( \1\b)+", r"\1", re.sub(r"\s+", " ", f"{text[:start]} {core} {text[end:]}").strip())


def words_of(text: str, language: str) -> list[Word]:
    if language == "en":
        return [Word(m.start(), m.start() + len(m.group().rstrip()), "") for m in ENGLISH_WORD.finditer(text)]
    words, at = [], 0
    for word, part in rjieba.tag(fold_characters(text)):
        words.append(Word(at, at + len(word), PLACE if part == PLACE else part[0]))
        at += len(word)
    return words


def asks(text: str) -> bool:
    return ASKS.search(fold_characters(text)) is not None
