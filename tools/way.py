"""The way of one question through retrieval/: which files it enters, in which order, and how often it comes back.

    python -m tools.way "深圳新能源汽车保有量是多少？"

Each function counts where it is entered for the first time, as someone reads it who follows the question; functions
without a name (lambdas, comprehensions) do not count. The question is the second one, so that nothing is opened or
fitted for the first time.
"""

import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parent.parent
FIRST = "深圳全市有多少个公园？"


class Way:
    """Notes the functions of a folder in the order in which they are entered first."""

    def __init__(self, folder: Path):
        self.folder = f"{folder}/"
        self.functions: dict[tuple[str, str], None] = {}

    def __call__(self, frame: FrameType, event: str, told: object) -> None:
        code = frame.f_code
        if code.co_filename.startswith(self.folder) and "<" not in code.co_name:
            self.functions[code.co_filename.removeprefix(self.folder), code.co_qualname] = None

    @property
    def files(self) -> list[str]:
        """The file of each function, in their order."""
        return [file for file, _ in self.functions]


def returns(files: Sequence[str]) -> int:
    """How often one comes back to a file that was left.

    >>> returns(["a", "a", "b", "a", "c", "b"])
    2
    """
    visits = [file for file, _ in groupby(files)]
    return len(visits) - len(set(visits))


def main() -> None:
    from opening import open_answerer

    answerer = open_answerer()
    answerer.ask(FIRST)
    way = Way(ROOT / "retrieval")
    sys.settrace(way)
    answerer.ask(sys.argv[1])
    sys.settrace(None)
    print("\n".join(dict.fromkeys(way.files)))
    told = len(set(way.files)), len(way.functions), returns(way.files)
    print("{} files, {} functions, {} returns to a file that was left".format(*told))


if __name__ == "__main__":
    main()
