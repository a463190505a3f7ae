"""The row of a table as text: its cells behind their headings, " · " between them; what stands in which cell.

>>> [cell.label for cell in cells_in("森林覆盖率（%） · 序号：1 · 2025年：42")]
['', '序号', '2025年']
"""

from dataclasses import dataclass

from corpus.sentences import split_sentences

SEPARATOR = " · "
COLON = "："
LONG = 60  # characters; a shorter row is cited whole


@dataclass(frozen=True, slots=True)
class RowPart:
    """A cell in a row's text, half-open offsets; its heading with the colon stands before it, "" when it has none."""

    label: str
    start: int  # of the heading
    content: int  # of what the cell holds
    end: int


def cells_in(text: str) -> list[RowPart]:
    """The cells of a row's text, in its order."""
    found, at = [], 0
    for part in text.split(SEPARATOR):
        label = part.partition(COLON)[0] if COLON in part else ""
        content = at + len(label) + len(COLON) if label else at
        found.append(RowPart(label, at, content, at + len(part)))
        at += len(part) + len(SEPARATOR)
    return found


def cut_row(text: str) -> list[tuple[str, int, int]]:
    """(sentence, start, end) of a row: one, but of a long row with whole sentences in its cells each of these.

    >>> [piece for piece, _, _ in cut_row("文化程度 · 分值：" + "本科以上学历每人计三十分。" * 9)][1]
    '本科以上学历每人计三十分。'
    """
    starts = {0}
    for cell in cells_in(text) if len(text) > LONG else ():
        inside = split_sentences(text[cell.content : cell.end])
        if len(starts) > 1:
            starts.add(cell.start)
        if len(inside) > 1:
            starts |= {cell.content + start for _, start, _ in inside[1:]}
    pieces = []
    for start, end in zip(sorted(starts), [*sorted(starts)[1:], len(text)], strict=True):
        piece = text[start:end].removesuffix(SEPARATOR).rstrip()
        pieces.append((piece, start, start + len(piece)))
    return pieces


def head_of(text: str) -> str:
    """What the first piece of a row that was cut says of the whole row: its cells before the last one of the piece.

    >>> head_of("加分指标 · 指标：文化程度 · 分值：本科以上学历（30分）。")
    '加分指标 · 指标：文化程度'
    """
    return text.rpartition(SEPARATOR)[0]
