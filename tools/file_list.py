"""Lists every module with the first sentence of its docstring: docs/files.md.

    python -m tools.file_list          # writes the page
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tools.wrap_markdown import wrapped

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "files.md"
FOLDERS = ("", "corpus", "index", "retrieval", "figures", "writing", "eval", "web", "training", "bench", "tools")
HEAD = """# Files

Imports go one way: `corpus` ← `index` ← `retrieval` ← `figures` ← `writing` ← `eval` ← `web` ← `app.py`, `cli.py`;
inside `retrieval`: `text` ← `question` ← `search` ← `read` ← `answer` ← `answerer.py`. `training` is no part of the
program. This page is written by `python -m tools.file_list`, from the first sentence of each module.
"""


def first_sentence(path: Path) -> str:
    """The first sentence of a module's docstring, on one line; "" without one."""
    text = " ".join((ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").split("\n\n")[0].split())
    return re.split(r"(?<=[.。])\s", text)[0].rstrip(".")


def lines() -> Iterator[str]:
    yield HEAD
    for top in FOLDERS:
        folder = ROOT / top
        paths = sorted(folder.glob("*.py") if not top else folder.rglob("*.py"))
        room = None
        for path in paths:
            if path.parent != room:
                room = path.parent
                name = "The top" if not top else f"`{room.relative_to(ROOT)}/`"
                about = first_sentence(room / "__init__.py") if (room / "__init__.py").exists() else ""
                yield f"\n## {name}\n\n{about}\n" if about else f"\n## {name}\n"
            if path.name != "__init__.py":
                yield f"- `{path.name}`: {first_sentence(path)}"


def page() -> str:
    return wrapped("\n".join(lines()) + "\n")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {page().count(chr(10))} lines")
