"""Draws which package imports which, from the code: docs/architecture.svg.

    python -m tools.architecture          # writes the picture

Packages and the rooms of retrieval stand in the order of the layers, the lowest at the bottom. An arc at the right goes
from each to those that it imports. Numbers are left out: the picture changes when the order of the house does.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from tools.file_list import first_sentence

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "architecture.svg"
ROOMS = ("text", "question", "search", "read", "answer")
LAYERS = ("corpus", "index", *(f"retrieval/{room}" for room in ROOMS), "retrieval", "figures", "writing", "eval", "web")
TOP = "app, cli"  # the modules beside the packages
LEFT, WIDTH, HEIGHT, GAP, ARCS = 16, 690, 46, 10, 260  # pixels of a box, between two, and of the arcs beside them


@dataclass(frozen=True, slots=True)
class Box:
    """A package with what it is for."""

    name: str
    about: str
    y: int


def owner(path: Path) -> str:
    """The box that a module belongs to, by its path from the root: retrieval/read, web, or the top."""
    parts = path.with_suffix("").parts
    if len(parts) == 1:
        return TOP
    room = "/".join(parts[:2])
    return room if room in LAYERS else parts[0]


def modules() -> Iterator[Path]:
    yield from sorted(ROOT.glob("*.py"))
    for package in sorted({layer.partition("/")[0] for layer in LAYERS}):
        yield from sorted((ROOT / package).rglob("*.py"))


def imported(source: str) -> Iterator[Path]:
    """The modules of ours that a source imports from, as paths from the root."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] in LAYERS:
            path = Path(*node.module.split("."))
            yield path / "__init__.py" if (ROOT / path).is_dir() else path.with_suffix(".py")


def imports() -> set[tuple[str, str]]:
    """(importer, imported), of different boxes."""
    found = set()
    for path in modules():
        here = owner(path.relative_to(ROOT))
        found |= {(here, owner(there)) for there in imported(path.read_text("utf-8")) if owner(there) != here}
    return found


def boxes() -> list[Box]:
    """The lowest layer last, as it is drawn."""
    drawn = []
    for i, name in enumerate([TOP, *reversed(LAYERS)]):
        about = "The commands and the web server" if name == TOP else first_sentence(ROOT / name / "__init__.py")
        drawn.append(Box(name, about, GAP + i * (HEIGHT + GAP)))
    return drawn


def picture() -> str:
    drawn = boxes()
    middle = {box.name: box.y + HEIGHT // 2 for box in drawn}
    edge = LEFT + WIDTH
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {edge + ARCS} {drawn[-1].y + HEIGHT + GAP}" '
        'font-family="system-ui, sans-serif" role="img">',
        "<title>Packages and their imports</title>",
        '<rect width="100%" height="100%" fill="#fff"/>',
    ]
    for here, there in sorted(imports()):
        start, end = middle[here], middle[there] - 8
        bend = edge + 40 + abs(end - start) * 0.34
        lines.append(
            f'<path d="M{edge} {start}C{bend:.0f} {start} {bend:.0f} {end} {edge + 7} {end}" fill="none" '
            f'stroke="#5b7a99" stroke-opacity=".6" stroke-width="1.4"><title>{here} → {there}</title></path>'
            f'<path d="M{edge + 8} {end - 4}l-8 4 8 4z" fill="#5b7a99"/>'
        )
    for box in drawn:
        room = box.name.startswith("retrieval/")
        x, fill = (LEFT + 36, "#eef4ea") if room else (LEFT, "#f2f4f7")
        lines += [
            f'<rect x="{x}" y="{box.y}" width="{edge - x}" height="{HEIGHT}" rx="6" fill="{fill}" stroke="#8896a5"/>',
            f'<text x="{x + 12}" y="{box.y + 19}" font-size="14" font-weight="600">{escape(box.name)}</text>',
            f'<text x="{x + 12}" y="{box.y + 36}" font-size="11.5" fill="#333">{escape(box.about)}</text>',
        ]
    return "\n".join([*lines, "</svg>"]) + "\n"


if __name__ == "__main__":
    PICTURE.write_text(picture(), "utf-8")
    print(f"{PICTURE.relative_to(ROOT)}: {len(boxes())} packages, {len(imports())} arcs")
