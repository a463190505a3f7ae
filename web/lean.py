"""Imports Gradio without the stubs that it writes: it would parse its own components anew, half of its time to import.

from web.lean import gr
"""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

COMPONENTS = "ComponentMeta"  # the class of Gradio's components; one whose file is unknown gets no stub


@contextmanager
def without_stubs() -> Iterator[None]:
    """Let the files of Gradio's components be unknown for as long as the block lasts."""
    getfile = inspect.getfile

    def file_of(found: Any) -> str:
        if type(found).__name__ == COMPONENTS:
            raise OSError("no stub is wanted")
        return getfile(found)

    inspect.getfile = file_of  # type: ignore[assignment]
    try:
        yield
    finally:
        inspect.getfile = getfile


with without_stubs():
    import gradio as gr

__all__ = ["gr"]
