"""Opens what the settings name: the index in use, or one over other reports, and an answerer over it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING, TypeAlias

from corpus.document import Document
from index import encoders
from index.core import Index
from index.onnx import ModelUnusable
from index.progress import progress_bar
from retrieval.answerer import Answerer
from retrieval.read.reader import Reader
from settings import settings

if TYPE_CHECKING:  # opened only where a language model is set: its client costs a fifth of a second
    from writing.answerer import WritingAnswerer

Answering: TypeAlias = "Answerer | WritingAnswerer"  # what the commands and the web server ask


def open_answerer(mend: bool = False) -> Answerer:
    """Open the index in use, building it first when there is none or its reports have changed."""
    from index.current import open_index

    s = settings()
    encoder, reader = encoders.make_encoder(s.encoder), Reader(read_pairs=s.read_pairs)
    with opened_meanwhile(reader, encoder):
        index = open_index([s.reports], s.index, encoder, s.cache, progress_bar, mend, s.engine)
    return Answerer(index, reader)


@contextmanager
def opened_meanwhile(reader: Reader, encoder: encoders.Encoder) -> Iterator[None]:
    """Open the models beside what is done here. A model that cannot be opened says so where it is used."""

    def both() -> None:
        with suppress(ModelUnusable):
            reader.open()
            if isinstance(encoder, encoders.BundledEncoder):
                encoder.open()

    opening = Thread(target=both, name="models")
    opening.start()
    try:
        yield
    finally:
        opening.join()


def answerer_over(reports: list[Path]) -> Answerer:
    """An answerer over an index of these reports that is not kept."""
    from index.build import read_reports

    return answerer_about(read_reports(reports))


def answerer_about(documents: tuple[Document, ...]) -> Answerer:
    """An answerer over an index of these documents that is not kept; their vectors are, apart from those of the reports
    in use: a large dataset must not slow down the next rebuild."""
    from index.build import index_documents

    s = settings()
    with progress_bar("建立索引") as progress:
        return Answerer(index_documents(documents, encoders.make_encoder(s.encoder), s.cache / "evaluated", progress))


def newer_answerer(used: Answering) -> Answering:
    """Open the index that has taken the place of the one `used`, with its encoder; nothing is built."""
    from index.store import load_index

    s = settings()
    index = load_index(s.index, lambda: used.index.encoder, engine=s.engine)
    reads = used if isinstance(used, Answerer) else used.inner
    return in_words(Answerer(index, reads.reader), used is not reads)


def in_words(answerer: Answerer, llm: bool | None = None) -> Answering:
    """The answerer with the language model of the settings, which writes from what it finds.

    `llm`: True: with the model, a ValueError when the settings name none; False: without; None: when they name one.
    """
    s = settings()
    if llm is False or (llm is None and s.llm is None):
        return answerer
    if s.llm is None or s.llm_model is None:
        raise ValueError("no language model: set BAIPISHU_LLM and BAIPISHU_LLM_MODEL, see docs/language-model.md")
    from index.encoders import BundledEncoder
    from writing.answerer import WritingAnswerer
    from writing.checker import Checker
    from writing.client import Chat, need_openai
    from writing.support import Support
    from writing.writer import LanguageModelWriter

    need_openai("llm")
    own = answerer.index.encoder
    encoder = (
        own if isinstance(own, BundledEncoder) else BundledEncoder()
    )  # the checker's limits are those of its vectors
    chat = Chat(s.llm, s.llm_model, read_key(s.llm_key, s.llm_key_file), s.llm_seconds, s.llm_tokens)
    checker = Checker(Support(answerer.reader, encoder))
    return WritingAnswerer(answerer, LanguageModelWriter(chat, checker), chat, s.llm_seconds)


def read_key(given: str | None, file: Path | None) -> str | None:
    """The key of the model server, from a setting or a file. Raises ValueError for a file that cannot be read."""
    if file is None:
        return given
    try:
        key = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"BAIPISHU_LLM_KEY_FILE={file}: cannot be read; check path and permissions") from error
    if not key:
        raise ValueError(f"BAIPISHU_LLM_KEY_FILE={file}: is empty; put the key there")
    return key


@contextmanager
def saved_for_workers(index: Index, llm: bool = False) -> Iterator[Callable[[], Answering]]:
    """Save an index for as long as worker processes need it; yield the function by which each opens its own."""
    from index.store import save_index

    with TemporaryDirectory(prefix="baipishu-") as folder:
        save_index(index, Path(folder))
        yield partial(answerer_from, Path(folder), settings().encoder, llm)


def answerer_from(folder: Path, encoder: str, llm: bool = False) -> Answering:
    from index.store import load_index

    return in_words(Answerer(load_index(folder, lambda: encoders.make_encoder(encoder))), llm)
