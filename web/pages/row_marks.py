"""Where the cells of one row of a table stand on its printed page.

A cell such as "0" or "约束性" stands in every row. The longest cell tells where the row is; of the equal texts on the
page every other cell takes the one on its height, in the order of the columns.
"""

from collections.abc import Sequence

from corpus.readers.pdf.picture import Rectangle
from web.pages.placing import Folded, occurrences, placed

SAME_WORD = 0.3  # of a letter's height between two characters: less, and they are of one word or number


def cells_on_page(wanted: Sequence[str], printed: Folded, places: Sequence[Rectangle]) -> list[int]:
    """Positions in printed.text of the characters of the cells; `places` are those of the page's characters."""
    boxes = [places[i] for i in printed.positions]
    texts = [text for text in wanted if text]
    if not texts:
        return []
    longest = max(range(len(texts)), key=lambda n: len(texts[n]))
    anchor = placed(texts[longest], "".join(texts[:longest]), "".join(texts[longest + 1 :]), printed.text)
    if not anchor:
        return []
    middle = height_of(anchor, boxes)
    found: set[int] = set()
    for number, text in enumerate(texts):
        found.update(anchor if number == longest else nearest(text, middle, found, printed.text, boxes))
    return sorted(found)


def nearest(text: str, middle: float, taken: set[int], printed: str, boxes: Sequence[Rectangle]) -> list[int]:
    """The whole word `text` that stands nearest to a height; of two beside each other the left one."""
    size = len(text)
    free = [list(range(at, at + size)) for at in occurrences(text, printed) if not taken & set(range(at, at + size))]
    whole = [run for run in free if is_whole(run, printed, boxes)] or free
    if not whole:
        return [i for i in placed(text, "", "", printed) if i not in taken]
    letter = boxes[whole[0][0]][3] - boxes[whole[0][0]][1] or 1

    def distance(run: list[int]) -> tuple[int, float]:
        return round(abs(height_of(run, boxes) - middle) / letter), boxes[run[0]][0]

    return min(whole, key=distance)


def is_whole(run: list[int], printed: str, boxes: Sequence[Rectangle]) -> bool:
    """Tell whether a number or word goes on neither to the left nor to the right: 1 is no part of 15 or of 2.1."""
    first, last = run[0], run[-1]
    return not (first and goes_on(first - 1, printed, boxes)) and not (
        last + 1 < len(printed) and goes_on(last, printed, boxes)
    )


def goes_on(i: int, printed: str, boxes: Sequence[Rectangle]) -> bool:
    """Tell whether a character and the next one belong to one number or Latin word."""
    if not all(c.isascii() and (c.isalnum() or c in ".,%") for c in printed[i : i + 2]):
        return False
    (_, y0, x1, y1), (next_x0, next_y0, _, next_y1) = boxes[i], boxes[i + 1]
    on_a_line = min(y1, next_y1) > max(y0, next_y0)
    return on_a_line and abs(next_x0 - x1) < SAME_WORD * (y1 - y0)


def height_of(run: Sequence[int], boxes: Sequence[Rectangle]) -> float:
    """The middle of some characters, from the top of the page."""
    return (min(boxes[i][1] for i in run) + max(boxes[i][3] for i in run)) / 2
