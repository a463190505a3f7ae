"""Imports go one way: corpus ← index ← retrieval ← figures, writing ← eval ← web ← app, cli; retrieval has rooms."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Each may import itself and those before it.
LAYERS = ("corpus", "index", "retrieval", "figures", "writing", "eval", "web")
ROOMS = ("text", "question", "search", "read", "answer")  # of retrieval, likewise; answerer.py stands on top
# May import every layer.
TOP = (
    "app", "batch", "cli", "cli_corpus", "cli_eval", "cli_feedback", "cli_figures", "doctor", "opening", "settings",
)  # fmt: skip
OURS = {*LAYERS, *TOP, "tools", "bench", "training", "tests"}  # the last four are imported by no layer


@cache
def imports(source: str) -> list[ast.Import | ast.ImportFrom]:
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, (ast.Import, ast.ImportFrom))]


def imported_packages(source: str) -> set[str]:
    """The first part of every module that the source imports, wherever the import stands; "." for a relative import."""
    found: set[str] = set()
    for node in imports(source):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        else:
            found.add("." if node.level else node.module.partition(".")[0])
    return found


def plainly_imported(source: str) -> set[str]:
    """Our packages that the source imports by `import x` and not by `from x import y`."""
    nodes = (node for node in imports(source) if isinstance(node, ast.Import))
    return {alias.name for node in nodes for alias in node.names if alias.name.partition(".")[0] in LAYERS}


def test_imports_are_found_inside_functions_too():
    assert imported_packages("import os.path\ndef f():\n    from index.bm25 import Bm25Index") == {"os", "index"}
    assert imported_packages("from .sibling import x") == {"."}


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_imports_only_itself_and_the_layers_below(layer: str):
    forbidden = OURS - set(LAYERS[: LAYERS.index(layer) + 1])
    offences = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in (ROOT / layer).rglob("*.py")
        for name in imported_packages(path.read_text(encoding="utf-8")) & forbidden
    }
    assert not offences


def test_web_starts_eval_as_a_command_and_imports_nothing_of_it():
    users = [p.name for p in (ROOT / "web").rglob("*.py") if "eval" in imported_packages(p.read_text(encoding="utf-8"))]
    assert users == []


def imported_rooms(source: str) -> set[str]:
    """The rooms of retrieval that the source imports; a module at its top counts by its own name."""
    nodes = (node for node in imports(source) if isinstance(node, ast.ImportFrom))
    return {node.module.split(".")[1] for node in nodes if (node.module or "").startswith("retrieval.")}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_of_retrieval_imports_only_itself_and_the_rooms_below(room: str):
    allowed = set(ROOMS[: ROOMS.index(room) + 1])
    offences = {
        f"{path.relative_to(ROOT)} imports retrieval.{name}"
        for path in (ROOT / "retrieval" / room).rglob("*.py")
        for name in imported_rooms(path.read_text(encoding="utf-8")) - allowed
    }
    assert not offences


def test_every_room_of_retrieval_is_listed():
    assert {path.parent.name for path in (ROOT / "retrieval").glob("*/__init__.py")} == set(ROOMS)


def test_nothing_but_its_tests_imports_training():
    users = [
        *ROOT.glob("*.py"),
        *(path for layer in (*LAYERS, "bench", "tools") for path in (ROOT / layer).rglob("*.py")),
    ]
    assert [p.name for p in users if "training" in imported_packages(p.read_text(encoding="utf-8"))] == []


def test_our_packages_are_imported_by_name_so_that_index_and_eval_stay_free_as_names():
    modules = [*ROOT.glob("*.py"), *(path for folder in (*LAYERS, "tests") for path in (ROOT / folder).rglob("*.py"))]
    offences = set()
    for path in modules:
        source = path.read_text(encoding="utf-8")
        offences |= {f"{path.relative_to(ROOT)}: import {name}" for name in plainly_imported(source)}
        offences |= {f"{path.relative_to(ROOT)}: relative import"} if "." in imported_packages(source) else set()
    assert not offences
