"""Saves an index all or nothing, and checks every byte before it is loaded again.

A generation is written whole, its manifest last; then the pointer is replaced in one step. See index/manifest.py.
"""

import json
import os
import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import faiss

from corpus.document import Document
from index.atomic import remove_leftovers, sync_file, sync_folder, write_synced
from index.bm25 import Bm25Index
from index.catalogue import CATALOGUE, Generation, write_catalogue
from index.core import Index, make_rows, searched_passages
from index.documents import document_from_dict
from index.encoders import Encoder
from index.lock import locked
from index.manifest import (
    CURE,
    FORMAT,
    POINTER,
    IndexUnusable,
    Manifest,
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
from index.sources import Source, sha256

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
    index: Index, folder: Path, roots: Sequence[Path] = (), named: bool = True, sources: Sequence[Source] = ()
) -> Manifest:
    """Save an index under `folder`; the one that was there stays in use until the new one is whole.

    `roots` are the files and folders it was built from (`named` by a user, or as the settings have them) and `sources`
    the reports found there, kept to tell later whether they have changed. Raises IndexNotSaved.
    """
    prepare_folder(folder)
    try:
        with locked(folder, exclusive=True):
            remove_unused(folder)  # first, too: builds that are killed one after the other must not fill the disk
            try:
                return write_index(index, folder, roots, named, sources)
            finally:
                remove_unused(folder)
    except OSError as error:
        raise not_saved(folder, error.strerror or str(error)) from error


def write_index(index: Index, folder: Path, roots: Sequence[Path], named: bool, sources: Sequence[Source]) -> Manifest:
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
        index.vectors.d,
        [document.doc_id for document in index.documents],
        {"documents": len(index.documents), "passages": len(index.passages), "rows": len(index.rows)},
        [str(root.resolve()) for root in roots],
        named,
        list(sources),
        write_generation(index, generation),
    )
    put_in_use(generation, manifest)
    return manifest


def write_generation(index: Index, generation: Path) -> dict[str, str]:
    """Write the files of an index to a new folder, flush them to disk and return their checksums."""
    generation.mkdir()
    write_json(generation / "documents.json", [asdict(document) for document in index.documents])
    write_synced(generation / "vectors.faiss", faiss.serialize_index(index.vectors).tobytes())
    index.bm25.save(generation / "bm25")
    for path in (generation / "bm25").iterdir():
        sync_file(path)
    for folder in (generation / "bm25", generation, generation.parent):
        sync_folder(folder)
    return {name: sha256(generation / name) for name in data_files(generation)}


def write_json(path: Path, value: object) -> None:
    write_synced(path, json.dumps(value, ensure_ascii=False).encode())


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
    for path in (folder / POINTER, folder / CATALOGUE):
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


def load_index(folder: Path, make_encoder: Callable[[], Encoder], kept: Generation | None = None) -> Index:
    """Load the index in use, or a generation that is `kept` beside it, with the encoder that it was built with.

    Raises IndexUnusable when it is missing, damaged, or was built with another encoder.
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
        return read_generation(generation, manifest, encoder)


def load_documents(folder: Path) -> tuple[Document, ...]:
    """Load only the documents of the index in use. Raises IndexUnusable when they are missing or damaged."""
    with reading(folder):
        generation, manifest = manifest_in_use(folder)
        name = "documents.json"
        if sha256(generation / name) != manifest.files.get(name):
            raise IndexUnusable(f"{generation / name}: changed since it was saved; {CURE}")
        return tuple(document_from_dict(document) for document in read_json(generation / name))


def read_generation(generation: Path, manifest: Manifest, encoder: Encoder) -> Index:
    """Read the files of a generation that is known to be whole. Raises IndexUnusable when they do not fit together."""
    documents = tuple(document_from_dict(document) for document in read_json(generation / "documents.json"))
    vectors = faiss.read_index(str(generation / "vectors.faiss"))
    rows = make_rows(documents)
    if vectors.ntotal != len(rows) or vectors.d != manifest.dimensions:
        raise IndexUnusable(f"{generation}: {vectors.ntotal} vectors for {len(rows)} rows; {CURE}")
    return Index(
        documents,
        rows,
        vectors,
        Bm25Index.load(generation / "bm25", len(searched_passages(documents))),
        encoder,
        manifest.build_id,
    )


def read_json(path: Path):
    return json.loads(path.read_text("utf-8"))
