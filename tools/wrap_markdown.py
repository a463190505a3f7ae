"""Keeps lines of our Markdown within 120 characters.

    python -m tools.wrap_markdown            # wraps the paragraphs and list items that hold a longer line
    python -m tools.wrap_markdown --check    # names such lines instead

Code, tables, headings, pictures and HTML are left as they are, and reports (corpus/holdout) altogether.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
LONGEST = 120  # characters
PAGES = ("*.md", "docs/**/*.md", "models/*.md", "training/*.md", "tests/**/*.md", "retrieval/**/*.md")
FENCE = re.compile(r"\s*(?:```|~~~)")
FIXED = re.compile(r"\s*(?:\||#|<|\[[^\]]+\]:|!\[|---)| {4,}(?![-*+] |\d+[.)] )|.*(?:  |\\)$")
ITEM = re.compile(r"\s*(?:>\s?)*(?:[-*+]|\d+[.)])\s+(?:\[[ x]\]\s+)?")
MARKER = re.compile(r"[-+*#>|=~]|\d+[.)]$|```")  # would begin a block if it stood first in a line
PIECE = re.compile(
    r"`[^`]+`\S*?(?=\s|$|[，。；：、])|\s+|[^\s，。；：、！？]*[，。；：、！？]+[”’」』）】\])*]*|[^\s，。；：、！？]+"
)
CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef“”‘’…—]")


def wrapped(text: str) -> str:
    """A page with every paragraph that holds a too long line filled anew.

    >>> print(wrapped("- " + "word " * 30))
    - word word word word word word word word word word word word word word word word word word word word word word word
      word word word word word word word
    """
    parts = blocks(text.split("\n"))
    return "\n".join(line for block, prose in parts for line in (filled(block) if prose else block))


def blocks(lines: list[str]) -> Iterator[tuple[list[str], bool]]:
    """Lines that belong together, a paragraph or list item, and whether they may be wrapped; others by themselves."""
    block: list[str] = []
    fenced = False
    for line in lines:
        begins_fence = FENCE.match(line) is not None
        alone = fenced or begins_fence or not line.strip() or (FIXED.match(line) and not (block and line[:1] == " "))
        if block and (alone or ITEM.match(line)):
            yield block, True
            block = []
        if begins_fence:
            fenced = not fenced
        if alone:
            yield [line], False
        else:
            block.append(line)
    if block:
        yield block, True


def filled(block: list[str]) -> list[str]:
    if all(len(line) <= LONGEST for line in block):
        return block
    mark = ITEM.match(block[0])
    first = mark.group() if mark else re.match(r"\s*", block[0]).group()  # type: ignore[union-attr]
    rest = " " * len(first)
    text = block[0][len(first) :]
    for line in block[1:]:
        between = "" if CJK.match(text[-1:]) and CJK.match(line.strip()) else " "
        text = f"{text}{between}{line.strip()}"
    lines, line = [], first
    for piece in pieces(text):
        if line.strip() and len(line) + len(piece.rstrip()) > LONGEST and line not in (first, rest):
            lines.append(line.rstrip())
            line = rest
            piece = piece.lstrip()
        line += piece
    return [*lines, line.rstrip()]


def pieces(text: str) -> Iterator[str]:
    """A text cut where a line may end; what would begin a block in Markdown stays with the word before it."""
    held = ""
    for piece in PIECE.findall(text):
        if held and not piece.isspace() and (held[-1:].isspace() or CJK.match(held[-1:])) and not MARKER.match(piece):
            yield held
            held = ""
        held += piece
    if held:
        yield held


def pages() -> list[Path]:
    return sorted({path for pattern in PAGES for path in ROOT.glob(pattern)})


def too_long(text: str) -> list[int]:
    """Numbers of the lines that wrapping would change."""
    before, after = text.split("\n"), wrapped(text).split("\n")
    return [n for n, line in enumerate(before, 1) if len(line) > LONGEST and line not in after]


def main() -> int:
    if sys.argv[1:] != ["--check"]:
        for path in pages():
            path.write_text(wrapped(path.read_text("utf-8")), "utf-8")
        return 0
    faults = [f"{p.relative_to(ROOT)}:{n}" for p in pages() for n in too_long(p.read_text("utf-8"))]
    for fault in faults:
        print(f"{fault}: longer than {LONGEST} characters; run `python -m tools.wrap_markdown`")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
