"""Text → the word pieces that the bundled models read, with the offsets of each piece in the text.

    pieces = Pieces(Path("index/models/tokenizer.json"))
    pieces.encode("深圳市2024年").ids

Both scripts of Chinese are read as Simplified, character by character, so that every offset stays true.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

BOS, PAD, EOS, UNKNOWN = 0, 1, 2, 3  # numbers of the special pieces, as in XLM-RoBERTa


@cache
def simplified(character: str) -> str:
    """One character folded to one character: half-width, Simplified; itself where that would change its length.

    >>> simplified("國"), simplified("２"), simplified("㎡")
    ('国', '2', '㎡')
    """
    narrow = unicodedata.normalize("NFKC", character)
    folded = to_simplified().convert(narrow) if len(narrow) == 1 else character
    return folded if len(folded) == 1 else character


@cache
def to_simplified() -> Any:
    from opencc import OpenCC  # here, since training on a bare GPU machine reads texts that are folded already

    return OpenCC("t2s")


class Folded(dict):
    """A table for `str.translate` that fills itself: each distinct character is folded once."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = simplified(chr(code))
        return folded


FOLDED = Folded()


def fold_characters(text: str) -> str:
    """Fold a text without changing any offset.

    >>> fold_characters("臺灣２０２４年")
    '台湾2024年'
    """
    return text.translate(FOLDED)


@dataclass(frozen=True, slots=True)
class Encoded:
    """Piece numbers and, for each, its (start, end) in the text."""

    ids: list[int]
    offsets: list[tuple[int, int]]


class Pieces:
    """The tokeniser of the bundled models."""

    def __init__(self, path: Path):
        self.tokenizer = Tokenizer.from_file(str(path))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()

    def encode(self, text: str, limit: int | None = None) -> Encoded:
        """Return the first `limit` pieces of a text, without special pieces."""
        found = self.tokenizer.encode(fold_characters(text), add_special_tokens=False)
        return Encoded(found.ids[:limit], found.offsets[:limit])
