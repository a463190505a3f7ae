"""One page of a PDF → its picture and the place of each character, made in a process of its own with limits.

picture = draw_page(path.read_bytes(), 11)
"""

from dataclasses import dataclass

from corpus.decode import UnreadableDocument
from corpus.readers.bounded import Stopped, run_bounded

SECONDS, MEMORY = 20, 2 << 30  # for one page; a scanned one takes a second
PROBLEMS = {
    "locked": "the PDF is locked by a password",
    "damaged": "the page cannot be opened",
    "none": "the PDF has no such page",
    "memory": f"drawing the page takes more than {MEMORY >> 30} GB",
    "time": f"drawing the page takes more than {SECONDS} seconds",
    "crash": "the program broke off while drawing the page",
}
Rectangle = tuple[float, float, float, float]  # x0, y0, x1, y1 in points from the top left corner of the page as shown


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A printed page; `places[i]` is where `characters[i]` stands. White space is left out."""

    image: bytes
    media_type: str
    width: float  # of the page, in points
    height: float
    characters: str
    places: tuple[Rectangle, ...]

    @property
    def size(self) -> int:
        """Bytes that it takes in memory, about."""
        return len(self.image) + 200 * len(self.places)


def draw_page(data: bytes, number: int) -> PagePicture:
    """Draw a page, 1-based. Raises UnreadableDocument when it cannot be drawn within the limits."""
    try:
        told, image = run_bounded("corpus.readers.pdf.drawing", data, SECONDS, MEMORY, (str(int(number)),))
    except Stopped as stopped:
        raise UnreadableDocument(PROBLEMS[stopped.why]) from stopped
    if "error" in told:
        raise UnreadableDocument(PROBLEMS[told["error"]])
    places = tuple(tuple(place) for place in told["places"])
    return PagePicture(image, told["type"], told["width"], told["height"], told["characters"], places)
