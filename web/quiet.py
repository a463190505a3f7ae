"""One line where Gradio prints whole tracebacks: a stranger's bad request must not fill the disk with log."""

import logging
import sys
from types import SimpleNamespace

import gradio.queueing
import gradio.routes

from web.guard import where

log = logging.getLogger("baipishu.gradio")


def quieten() -> None:
    """Take the place of `traceback` in the modules of Gradio that handle requests."""
    told = SimpleNamespace(print_exc=tell, format_exc=lambda *_, **__: where(sys.exception()))
    gradio.queueing.traceback = told
    gradio.routes.traceback = told


def tell(*_, **__) -> None:
    error = sys.exception()
    if error is not None:
        log.warning("an event failed: %s", where(error))
