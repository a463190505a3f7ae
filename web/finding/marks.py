"""Where the words of a query stand in a text. Script and width do not matter; no offset changes."""

import re
from collections.abc import Iterator

from index.tokens import CHINESE_RUN, LATIN_OR_NUMBER, fold, words_of
from retrieval.text.language import converter
from retrieval.text.quantities import widths_kept
from retrieval.text.vocabulary import question_patterns

Span = tuple[int, int]


def query_words(query: str) -> list[str]:
    """The words to mark, longest first: no padding of a question, no lone characters.

    >>> query_words("请问岸电设施是什么？")
    ['岸电', '设施']
    """
    folded, padding = fold(query), question_patterns()["stop_words"]
    words = [word for run in CHINESE_RUN.findall(folded) for word in (words_of(run) or [run])]
    words = [word for word in (*words, *LATIN_OR_NUMBER.findall(folded)) if not padding.fullmatch(word)]
    return sorted(dict.fromkeys(words), key=lambda word: (-len(word), folded.find(word)))


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
