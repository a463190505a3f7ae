"""Page numbers that are printed sideways to the text of their page, as on landscape tables of an upright report.

They are told apart from figures in a drawing by counting on from page to page. Knows characters, no lines.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from corpus.readers.pdf.furniture import PageLines, number_value, page_number
from corpus.readers.pdf.glyphs import Glyph

LONGEST = 9  # characters, with dashes: — 123 —


def side_number(aside: Sequence[Glyph]) -> str | None:
    """The number that characters in another direction than the text make, in the order of the file; None for others."""
    text = "".join(glyph.char for glyph in aside if not glyph.hidden).strip()
    number = page_number(text) if text and len(text) <= LONGEST else None
    return number if number and number.isdecimal() else None


def with_side_numbers(pages: Sequence[PageLines], numbers: Sequence[str | None]) -> list[PageLines]:
    """The pages with such numbers for labels, where a page has no other and another page counts alike."""
    labels = [page.label or number for page, number in zip(pages, numbers, strict=True)]
    shifts = Counter(number_value(label) - at for at, label in enumerate(labels) if label and label.isdecimal())
    return [
        replace(page, label=number)
        if page.label is None and number and shifts[number_value(number) - at] > 1
        else page
        for at, (page, number) in enumerate(zip(pages, numbers, strict=True))
    ]
