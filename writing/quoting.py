"""Quotation marks in a written sentence: they stay where the words are a source's own, else they go."""

import re
from collections.abc import Sequence

from writing.figures import squeeze

QUOTED = re.compile(r"“([^“”]*)”|「([^「」]*)」|『([^『』]*)』|\"([^\"]*)\"|‘([^‘’]{4,})’")
ANY = re.compile(r"[“”「」『』\"]")


def verbatim(sentence: str, sources: Sequence[str]) -> tuple[str, int]:
    """The sentence with only the quotation marks that hold words of a source, and how many pairs were taken away.

    >>> verbatim("全市“保有量”达到“一百万”。", ["保有量达 126.9 万辆。"])
    ('全市“保有量”达到一百万。', 1)
    """
    told = [squeeze(source) for source in sources]
    taken = 0

    def kept(found: re.Match[str]) -> str:
        nonlocal taken
        words = next(group for group in found.groups() if group is not None)
        if words.strip() and any(squeeze(words).strip("，,。.；;：:、…") in text for text in told):
            return found.group()
        taken += 1
        return words

    said = QUOTED.sub(kept, sentence)
    if len(ANY.findall(QUOTED.sub("", said))):  # a mark without its twin quotes nothing
        said = re.sub(r"[“”「」『』\"]", lambda mark: mark.group() if in_pair(mark, said) else "", said)
        taken += 1
    return said, taken


def in_pair(mark: re.Match[str], text: str) -> bool:
    return any(found.start() <= mark.start() < found.end() for found in QUOTED.finditer(text))
