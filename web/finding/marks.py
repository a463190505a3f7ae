"""Where the words of a query stand in a text. Script and width do not matter; no offset changes."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

import rjieba

from index.tokens import CHINESE_RUN, LATIN_OR_NUMBER, fold
from retrieval.text.language import converter
from retrieval.text.quantities import widths_kept
from retrieval.text.vocabulary import question_patterns

Span = tuple[int, int]
NOUNS = {"n", "j"}  # parts of speech of a lone character that leads a compound: 碳 in 碳市场
TERM = 4  # characters of a run that is a term of its own, whatever is padding elsewhere: 碳中和
ENDINGS = {"ng", "zg", "q"}  # of one that ends a compound: 桩 in 充电桩, 板, 车


def query_words(query: str) -> list[str]:
    """The words to mark, longest first, as they were asked for: no padding of a question, no parts of a word.

    >>> query_words("请问岸电设施是什么？")
    ['岸电', '设施']
    >>> query_words("碳市场")
    ['碳市场']
    """
    folded, padding = fold(query), question_patterns()["stop_words"]
    words = [word for run in CHINESE_RUN.findall(folded) for word in words_asked(run, padding)]
    words = [word for word in (*words, *LATIN_OR_NUMBER.findall(folded)) if not padding.fullmatch(word)]
    return sorted(dict.fromkeys(words), key=lambda word: (-len(word), folded.find(word)))


def words_asked(run: str, padding: re.Pattern[str]) -> list[str]:
    """The words of a run of Chinese characters, between what is padding; a short run is one as it stands.

    >>> words_asked("深圳碳市场的充电桩", re.compile("的"))
    ['深圳', '碳市场', '充电桩']
    """
    stretches = groupby(rjieba.tag(run), key=lambda segment: bool(padding.fullmatch(segment[0])))
    words = [word for is_padding, words in stretches if not is_padding for word in compounds(words)]
    return [run, *words] if len(run) <= TERM else words


def compounds(segments: Iterable[tuple[str, str]]) -> list[str]:
    """Words with their parts of speech → words of two characters or more.

    A lone noun is one with the next word, at the end with the one before, which so stand for themselves no longer.
    """
    words: list[str] = []
    leads = False  # the last word is a lone noun, which goes with what comes
    for word, part in segments:
        if leads or (words and len(word) == 1 and part in ENDINGS):
            words[-1] += word
        else:
            words.append(word)
        leads = len(word) == 1 and part in NOUNS
    if leads and len(words) > 1 and len(words[-1]) == 1:
        words[-2:] = ["".join(words[-2:])]
    return [word for word in words if len(word) > 1]


def folded_in_place(text: str) -> str:
    """Half-width, lower case, Simplified, each character where it stood."""
    plain = widths_kept(text)
    lower = "".join(c if len(c.lower()) != 1 else c.lower() for c in plain)
    simplified = converter("t2s").convert(lower)
    return simplified if len(simplified) == len(text) else lower


def word_spans(text: str, words: list[str]) -> list[Span]:
    """Stretches of a text that hold one of the words; those that touch are one."""
    if not words:
        return []
    pattern = re.compile("|".join(map(bounded, words)))
    return list(joined(found.span() for found in pattern.finditer(folded_in_place(text))))


def bounded(word: str) -> str:
    """A pattern of a word; a Latin word or number is found whole (9 is no part of 126.9)."""
    escaped = re.escape(word)
    if not word.isascii():
        return escaped
    return rf"(?<![a-z0-9.]){escaped}(?![a-z0-9]|\.\d)"


def joined(spans: Iterator[Span]) -> Iterator[Span]:
    last: Span | None = None
    for start, end in spans:
        if last and start <= last[1]:
            last = (last[0], max(end, last[1]))
            continue
        if last:
            yield last
        last = (start, end)
    if last:
        yield last
