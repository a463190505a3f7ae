"""Opens what the settings name: the index in use, or one over other reports, and an answerer over it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.document import Document
from index import encoders
from index.core import Index
from index.progress import progress_bar
from retrieval.answerer import Answerer
from settings import settings


def open_answerer(mend: bool = False) -> Answerer:
    """Open the index in use, building it first when there is none or its reports have changed."""
    from index.current import open_index

    s = settings()
    encoder = encoders.make_encoder(s.encoder)
    return Answerer(open_index([s.reports], s.index, encoder, s.cache, progress_bar, mend, s.engine))


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


def newer_answerer(used: Answerer) -> Answerer:
    """Open the index that has taken the place of the one `used`, with its encoder; nothing is built."""
    from index.store import load_index

    s = settings()
    return Answerer(load_index(s.index, lambda: used.index.encoder, engine=s.engine))


@contextmanager
def saved_for_workers(index: Index) -> Iterator[Callable[[], Answerer]]:
    """Save an index for as long as worker processes need it; yield the function by which each opens its own."""
    from index.store import save_index

    with TemporaryDirectory(prefix="baipishu-") as folder:
        save_index(index, Path(folder))
        yield partial(answerer_from, Path(folder), settings().encoder)


def answerer_from(folder: Path, encoder: str) -> Answerer:
    from index.store import load_index

    return Answerer(load_index(folder, lambda: encoders.make_encoder(encoder)))
