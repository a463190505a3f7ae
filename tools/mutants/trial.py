"""Tries changes: each in a process of its own, forked from one that has imported what all of them need.

The code is never written: the process imports the changed module from memory.
"""

import importlib
import importlib.abc
import importlib.machinery
import io
import os
import resource
import signal
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import ModuleType
from typing import Literal

from tools.mutants.changes import Mutant

Fate = Literal["killed", "survived", "no test"]
SECONDS = 120  # of computing for the tests of one change; what takes longer hangs, and counts as killed
THIRD_PARTY = (  # imported once, before all changes
    "bm25s", "docx", "faiss", "httpx", "hypothesis", "langchain_text_splitters", "mammoth", "markdown_it", "numpy",
    "onnxruntime", "opencc", "openpyxl", "pdfplumber", "pypdfium2", "pypinyin", "pytest", "rjieba", "schemathesis",
    "selectolax.lexbor", "tokenizers", "xdist.plugin",
)  # fmt: skip


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from a changed source, and none other; a plugin of pytest, to come before its own importer,
    which takes the files that are named for their doctests from the disk."""

    def __init__(self, name: str, path: Path, source: bytes):
        self.name, self.path, self.source = name, path, source

    def pytest_configure(self) -> None:
        sys.meta_path.insert(0, self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.name:
            return None
        spec = importlib.machinery.ModuleSpec(fullname, self, origin=str(self.path))
        if self.path.name == "__init__.py":
            spec.submodule_search_locations = [str(self.path.parent)]
        spec.has_location = True
        return spec

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.source, self.path, "exec"), module.__dict__)  # noqa: S102 - a source of ours


def module_of(path: str) -> str:
    """The name by which a file is imported.

    >>> module_of("corpus/readers/__init__.py"), module_of("retrieval/read/decision.py")
    ('corpus.readers', 'retrieval.read.decision')
    """
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def prepare(root: Path) -> None:
    """Import what the trials need and no change touches; the tests are run in `root` from then on."""
    os.chdir(root)
    os.environ["OMP_NUM_THREADS"] = "1"
    for name in THIRD_PARTY:
        importlib.import_module(name)


def fate(mutant: Mutant, tests: Sequence[str], root: Path) -> Fate:
    """Run the tests with the change made; the first that fails kills it."""
    if not tests:
        return "no test"
    child = os.fork()
    if not child:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
        code = 1
        try:
            code = tried(mutant, tests, root)
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    try:
        os.killpg(child, signal.SIGKILL)  # what the tests have left behind
    except ProcessLookupError:
        pass
    return "survived" if status == 0 else "killed"


def tried(mutant: Mutant, tests: Sequence[str], root: Path) -> int:
    """pytest's exit code for the tests, in this process; 0 when all pass."""
    import pytest

    ours = {path.name for path in root.iterdir() if path.is_dir()} | {path.stem for path in root.glob("*.py")}
    for name in [name for name in sys.modules if name.partition(".")[0] in ours - {"tools"}]:
        del sys.modules[name]
    path = root / mutant.path
    changed = Changed(module_of(mutant.path), path, mutant.made(path.read_bytes()))
    sys.meta_path.insert(0, changed)
    sys.path[:0] = [str(root)]
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "--no-header", *tests], plugins=[changed]))
