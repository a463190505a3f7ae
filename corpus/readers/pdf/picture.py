"""One page of a PDF → its picture and the place of each character, made in a process of its own with limits.

picture = draw_page(path.read_bytes(), 11)
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from corpus.decode import UnreadableDocument

ROOT = Path(__file__).parents[3]
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
    command = [sys.executable, "-m", "corpus.readers.pdf.drawing", str(SECONDS), str(MEMORY), str(int(number))]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=2 * SECONDS, env=environment, cwd=ROOT)
    except subprocess.TimeoutExpired:
        raise UnreadableDocument(PROBLEMS["time"]) from None
    head, _, image = done.stdout.partition(b"\n")
    try:
        told = json.loads(head)
    except ValueError:
        out_of_memory = b"MemoryError" in done.stderr or b"std::bad_alloc" in done.stderr
        problem = "memory" if out_of_memory else "time" if done.returncode == -24 else "crash"  # 24 is SIGXCPU
        raise UnreadableDocument(PROBLEMS[problem]) from RuntimeError(done.stderr[-2000:].decode(errors="replace"))
    if "error" in told:
        raise UnreadableDocument(PROBLEMS[told["error"]])
    places = tuple(tuple(place) for place in told["places"])
    return PagePicture(image, told["type"], told["width"], told["height"], told["characters"], places)
