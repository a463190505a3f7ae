"""Ways in which a question that leans on the one before it may be completed, the likeliest first.

    likely(rewritings("网约车呢", "深圳公交车的电动化率是多少？", "zh-Hans"))   # 深圳网约车的电动化率是多少？

A completion puts the new words in the place of some words of the previous question, behind it or nowhere. How likely
each is, a linear model tells that `training/rewriting.py` fits on hand-written pairs; what the reports answer is for
others to weigh.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import rjieba

from index.encoders import MODELS
from index.pieces import fold_characters
from retrieval.text.vocabulary import question_patterns

FILE = "rewriting.json"
ASKS = re.compile(
    r"[几哪谁怎吗咩边]|多少|什么|啥|多[大长高远久]|是否|为何|何时|点解|点样|"
    r"\b(?:what|which|who|whom|when|where|why|how|does|do|did|is|are|was|were|will|can)\b",
    re.IGNORECASE,
)
END = re.compile(r"[？?。.!！\s]*$")
PLACE = "ns"  # as the segmenter tags names of places
ENGLISH_JOINED = 1.5  # more for both questions joined: English words in the place of others make poor questions
LONGEST = 24  # words of the previous question between which the new ones may be put; of a longer one the last
ENGLISH_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question; offsets of its text."""

    start: int
    end: int
    part: str  # PLACE, or the first letter of its part of speech as the segmenter tags it; "" in English


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A question made whole, with what a model may judge it by."""

    text: str
    signs: tuple[str, ...]
    more: float = 0.0  # weight beside that of the signs

    @property
    def weight(self) -> float:
        """How likely it is what was meant: a logit, comparable among the rewritings of one question."""
        return self.more + sum(weights().get(sign, 0.0) for sign in self.signs)


def rewritings(
    core: str, previous: str, language: str, alone: float = 0.0, by_itself: str | None = None
) -> list[Rewriting]:
    """Every completion of `core` by the question before it, each text once; the two joined first.

    `alone`: probability that the question stands by itself; `by_itself`: its words then, where not the same.
    """
    end = END.search(previous)
    subject = previous[: end.start()] if end else previous
    joint = "; " if language == "en" else "；"
    like = list(signs_of(core))
    found = {f"{subject}{joint}{core}": ("joined", *(f"joined {sign}" for sign in like))}
    found.setdefault(by_itself or core, ("alone", f"alone {level(alone)}", *(f"alone {sign}" for sign in like)))
    words = words_of(subject, language)[-LONGEST:]
    own = words_of(core, language)
    for i in range(len(words)):
        for j in range(i + 1, len(words) + 1):
            text = put(subject, words[i].start, words[j - 1].end, core, language)
            found.setdefault(text, tuple(signs_of_swap(subject, words, i, j, core, own)))
    made = [Rewriting(text, signs) for text, signs in found.items()]
    return [replace(made[0], more=ENGLISH_JOINED), *made[1:]] if language == "en" else made


def likely(found: Sequence[Rewriting], count: int) -> list[Rewriting]:
    """The likeliest few, best first; of equal ones in their order."""
    return sorted(found, key=lambda rewriting: -rewriting.weight)[:count]


def put(text: str, start: int, end: int, core: str, language: str) -> str:
    """The text with other words in the place of some of its own."""
    if language != "en":
        return f"{text[:start]}{core}{text[end:]}"
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


def signs_of(core: str) -> Iterator[str]:
    """What the new words are like."""
    yield "asking" if asks(core) else "naming"
    yield f"long {level(len(core) / 20)}"


def level(share: float) -> int:
    """0 to 4, by fifths."""
    return min(4, int(share * 5))


def signs_of_swap(
    text: str, words: Sequence[Word], i: int, j: int, core: str, own: Sequence[Word]
) -> Iterator[str]:
    """What the words from `i` to `j` are like that the new ones replace.

    >>> words = words_of("公园有多少个", "zh-Hans")
    >>> list(signs_of_swap("公园有多少个", words, 0, 1, "充电桩", ()))[1:4]
    ['begin naming', 'gone names naming', 'rest asks naming']
    >>> list(signs_of_swap("公园有多少个", words, 0, 3, "充电桩", ()))[1:4]
    ['begin naming', 'gone asks naming', 'rest names naming']
    """
    gone = text[words[i].start : words[j - 1].end]
    rest = f"{text[: words[i].start]} {text[words[j - 1].end :]}"
    kind = "asking" if asks(core) else "naming"
    where = ("whole" if i == 0 and j == len(words) else "begin" if i == 0 else "end" if j == len(words) else "middle")
    yield f"swap {kind}"
    yield f"{where} {kind}"
    yield f"gone asks {kind}" if asks(gone) else f"gone names {kind}"
    yield f"rest asks {kind}" if asks(rest) else f"rest names {kind}"
    yield f"gone {min(6, j - i)} {kind}"
    if any(word.part == PLACE for word in words[i:j]) and all(word.part != PLACE for word in own):
        yield "gone place"
    yield f"ratio {level(len(gone) / max(1, len(gone) + len(core)))} {kind}"
    yield f"kept {level((len(text) - len(gone)) / max(1, len(text)))} {kind}"
    before, after = (words[i - 1].part if i else "^"), (words[j].part if j < len(words) else "$")
    first, last = words[i].part, words[j - 1].part
    yield f"before {before} {first} {kind}"
    yield f"after {last} {after} {kind}"
    if own:
        yield f"first {first} {own[0].part} {kind}"
        yield f"last {last} {own[-1].part} {kind}"
        yield f"joins {before} {own[0].part} {kind}"
        yield f"joins {own[-1].part} {after} {kind}"
    folded, new = fold_characters(gone), fold_characters(core)
    if folded[-1:] == new[-1:]:
        yield f"same end {kind}"
    if folded[:1] == new[:1]:
        yield f"same begin {kind}"
    if set(new) & set(fold_characters(rest)) - set("的了是有 "):
        yield f"said again {kind}"
    if question_patterns()["stop_words"].fullmatch(folded.strip()):
        yield f"gone tells nothing {kind}"


@cache
def weights() -> dict[str, float]:
    """Weights of the signs, as `training/rewriting.py` fitted them."""
    return json.loads((MODELS / FILE).read_text("utf-8"))
