"""Saves an index all or nothing, and checks every byte before it is loaded again.

A generation is written whole, its manifest last; then the pointer is replaced in one step. See index/manifest.py.
"""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from corpus.document import Document
from index.atomic import remove_leftovers, sync_file, sync_folder
from index.catalogue import CATALOGUE, Generation, write_catalogue
from index.core import Index
from index.encoders import Encoder
from index.engines import files
from index.engines.addresses import EMBEDDED, EngineUnknown, guarded, without_password
from index.engines.contract import Engine
from index.engines.errors import EngineUnavailable
from index.lock import locked
from index.manifest import (
    CURE,
    FORMAT,
    POINTER,
    IndexUnusable,
    Manifest,
    checksums,
    damages,
    data_files,
    is_empty,
    known_generations,
    manifest_in_use,
    manifest_of,
    put_in_use,
    read_pointer,
    reading,
)
from index.placing import drop_others, is_embedded, placed
from index.progress import Progress
from index.seen import SEEN
from index.sources import Source
from index.texts import Texts, write_texts

TEXTS = "texts"  # folder of the documents in a generation
ROWS = "rows"  # and of the embedded engine's files
PREVIOUS = 1  # whole generations that are kept beside the one in use, to fall back to


class IndexNotSaved(ValueError):
    """An index that could not be written; the one before stays in use."""


def prepare_folder(folder: Path) -> None:
    """Make the folder of an index. Raises IndexNotSaved when nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise not_saved(folder, error.strerror or str(error)) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise not_saved(folder, "no permission to write")


def save_index(
    index: Index,
    folder: Path,
    roots: Sequence[Path] = (),
    named: bool = True,
    sources: Sequence[Source] = (),
    engine: str = EMBEDDED,
    progress: Progress = lambda done, total: None,
) -> Manifest:
    """Save an index under `folder`; the one that was there stays in use until the new one is whole.

    `roots` are the files and folders it was built from (`named` by a user, or as the settings have them) and `sources`
    the reports found there, kept to tell later whether they have changed. `engine`: the address of the one that shall
    hold its rows; they are copied there. Raises IndexNotSaved.
    """
    prepare_folder(folder)
    try:
        if engine != EMBEDDED or not is_embedded(index.engine):
            with reading(folder):
                kept = stamps_kept(folder)
            index = placed(index, engine, folder, kept, progress)
        with locked(folder, exclusive=True):
            remove_unused(folder)  # first, too: builds that are killed one after the other must not fill the disk
            try:
                manifest = write_index(index, folder, roots, named, sources, without_password(engine))
            finally:
                remove_unused(folder)
            if engine != EMBEDDED:
                drop_others(engine, folder, stamps_kept(folder))
            return manifest
    except EngineUnavailable as error:
        raise IndexNotSaved(f"{without_password(engine)}: the index was not saved ({error})") from error
    except OSError as error:
        raise not_saved(folder, error.strerror or str(error)) from error


def stamps_kept(folder: Path) -> list[str]:
    """The generations of engines that the index in use and the one before it are on; the folder must be held."""
    kept = []
    for each in known_generations(folder):
        with suppress(IndexUnusable):
            kept.append(manifest_of(folder, each.name, each.manifest).stamp.generation)
    return kept


def write_index(
    index: Index, folder: Path, roots: Sequence[Path], named: bool, sources: Sequence[Source], engine: str = EMBEDDED
) -> Manifest:
    """Write a new generation and put it in use; the folder must be held for writing."""
    if is_empty(folder):
        write_catalogue(folder, [])
    created = datetime.now(UTC)
    generation = folder / f"gen-{created:%Y%m%d%H%M%S}-{secrets.token_hex(4)}"
    manifest = Manifest(
        FORMAT,
        index.build_id,
        created.isoformat(timespec="seconds"),
        index.encoder.name,
        index.engine.stamp.dimensions,
        [document.doc_id for document in index.documents],
        {"documents": len(index.documents), "passages": len(index.passages), "rows": len(index.rows)},
        [str(root.resolve()) for root in roots],
        named,
        list(sources),
        write_generation(index, generation),
        engine,
        index.engine.stamp,
    )
    put_in_use(generation, manifest)
    return manifest


def write_generation(index: Index, generation: Path) -> dict[str, str]:
    """Write the files of an index to a new folder, flush them to disk and return their checksums."""
    generation.mkdir()
    with new_folder(generation / TEXTS) as folder:
        write_texts(index.documents, folder)
    if is_embedded(index.engine):
        with new_folder(generation / ROWS) as folder:
            files.save(index.engine, folder)
    for folder in (generation, generation.parent):
        sync_folder(folder)
    names = data_files(generation)
    return dict(zip(names, checksums([generation / name for name in names]), strict=True))


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Make a folder; what was written into it is flushed to disk."""
    folder.mkdir()
    yield folder
    for path in folder.iterdir():
        sync_file(path)
    sync_folder(folder)


def remove_unused(folder: Path) -> None:
    """Remove every generation but the one in use and the last whole one before it, and what crashes have left.

    The folder must be held for writing: nobody reads or writes one.
    """
    try:
        used, _ = read_pointer(folder)
    except IndexUnusable:
        return
    known = known_generations(folder)
    if not known or known[0].name != used:
        return  # the catalogue is damaged, or tells of another index: nothing is certain enough to be removed
    kept = [known[0], *[each for each in known[1:] if is_whole(folder, each)][:PREVIOUS]]
    write_catalogue(folder, kept[::-1])
    for path in folder.glob("gen-*"):
        if path.name not in {each.name for each in kept}:
            shutil.rmtree(path, ignore_errors=True)
    for path in (folder / POINTER, folder / CATALOGUE, folder / SEEN):
        remove_leftovers(path)


def is_whole(folder: Path, generation: Generation) -> bool:
    try:
        manifest = manifest_of(folder, generation.name, generation.manifest)
        return not any(damages(folder / generation.name, manifest))
    except (IndexUnusable, OSError):
        return False


def not_saved(folder: Path, reason: str) -> IndexNotSaved:
    return IndexNotSaved(
        f"{folder}: the index was not saved ({reason}); make room or give permission, or name another folder in "
        "BAIPISHU_INDEX"
    )


def load_index(
    folder: Path, make_encoder: Callable[[], Encoder], kept: Generation | None = None, engine: str = EMBEDDED
) -> Index:
    """Load the index in use, or a generation that is `kept` beside it, with the encoder that it was built with.

    `engine`: the address of the one that holds its rows; one on a server is asked for the first time when something is
    searched. Raises IndexUnusable when it is missing, damaged, or was built with another encoder or for another engine.
    """
    with reading(folder):
        if kept is None:
            generation, manifest = manifest_in_use(folder)
        else:
            generation, manifest = folder / kept.name, manifest_of(folder, kept.name, kept.manifest)
        if problems := list(damages(generation, manifest)):
            raise IndexUnusable(f"{generation}: damaged ({'; '.join(problems)}); {CURE}")
        encoder = make_encoder()
        if encoder.name != manifest.encoder:
            raise IndexUnusable(f"{folder} was built with {manifest.encoder!r}, not {encoder.name!r}; {CURE}")
        if manifest.engine != without_password(engine):
            raise IndexUnusable(
                f"{folder} has its rows on {manifest.engine}, not on {without_password(engine)}; set BAIPISHU_ENGINE, "
                f"move them with `baipishu index move --to …`, or {CURE}"
            )
        try:
            return read_generation(generation, manifest, encoder, engine)
        except (IndexUnusable, EngineUnknown):
            raise
        except (ValueError, LookupError, TypeError, RuntimeError, OSError, EOFError) as error:
            raise IndexUnusable(f"{generation}: cannot be opened ({error}); {CURE}") from error


def load_documents(folder: Path) -> tuple[Document, ...]:
    """Load only the documents of the index in use. Raises IndexUnusable when they are missing or damaged."""
    with reading(folder):
        generation, manifest = manifest_in_use(folder)
        if problems := list(damages(generation, manifest, f"{TEXTS}/")):
            raise IndexUnusable(f"{generation}: damaged ({'; '.join(problems)}); {CURE}")
        return Texts(generation / TEXTS).documents


def read_generation(generation: Path, manifest: Manifest, encoder: Encoder, engine: str = EMBEDDED) -> Index:
    """Read the files of a generation that is known to be whole. Raises IndexUnusable when they do not fit together."""
    texts = Texts(generation / TEXTS)
    holding: Engine
    if engine == EMBEDDED:
        holding = files.load(generation / ROWS)
    else:
        held = zip((document.doc_id for document in texts.documents), texts.rows.counts().tolist(), strict=True)
        holding = guarded(engine, manifest.stamp, dict(held), texts.rows.vectors_of)
    index = Index(texts.documents, texts.rows, holding, encoder, manifest.build_id, texts)
    if (holding.stamp.passages, holding.stamp.dimensions) != (len(index.ids), manifest.dimensions):
        raise IndexUnusable(f"{generation}: {holding.stamp.passages} entries for {len(index.ids)} passages; {CURE}")
    return index
