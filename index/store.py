"""Saves an index all or nothing, and checks every byte before it is loaded again.

A folder holds generations (gen-…/) and a file `current` that names the one in use. A generation is written whole, its
manifest last; then `current` is replaced in one step. Nothing is pickled.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import faiss
import numpy as np

from index.atomic import sync_file, sync_folder, write_file
from index.bm25 import Bm25Index
from index.build import FORMAT
from index.core import Index, make_rows, searched_passages
from index.documents import document_from_dict
from index.encoders import Encoder
from index.lexicon import Lexicon
from index.pinyin import Pinyin

MANIFEST = "manifest.json"
POINTER = "current"
CURE = "run `baipishu index build`"


class IndexUnusable(ValueError):
    """A saved index that is missing, damaged or made for another encoder; the message names the cure."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a saved index and how to tell that it is whole."""

    format: int
    build_id: str
    created: str  # ISO 8601, UTC
    encoder: str
    dimensions: int
    counts: dict[str, int]
    roots: list[str]  # the files and folders that the build was given
    sources: list[dict[str, str]]  # doc_id, file name and sha256 of each report
    files: dict[str, str]  # file name → sha256


def save_index(index: Index, folder: Path, roots: Sequence[Path] = ()) -> Manifest:
    """Save an index under `folder`; the one that was there stays in use until the new one is whole.

    `roots` are the files and folders it was built from, kept to tell later whether they have changed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    created = datetime.now(UTC)
    generation = folder / f"gen-{created:%Y%m%d%H%M%S}-{os.getpid()}-{index.build_id}"
    shutil.rmtree(generation, ignore_errors=True)
    generation.mkdir()
    (generation / "documents.json").write_text(
        json.dumps([asdict(d) for d in index.documents], ensure_ascii=False), "utf-8"
    )
    (generation / "glossary.json").write_text(json.dumps(index.glossary, ensure_ascii=False), "utf-8")
    (generation / "words.json").write_text(json.dumps(index.lexicon.words, ensure_ascii=False), "utf-8")
    (generation / "pinyin.json").write_text(json.dumps(asdict(index.pinyin), ensure_ascii=False), "utf-8")
    np.save(generation / "words.npy", index.lexicon.vectors.astype(np.float16), allow_pickle=False)
    faiss.write_index(index.vectors, str(generation / "vectors.faiss"))
    index.bm25.save(generation / "bm25")
    files = {name: sha256(generation / name) for name in data_files(generation)}
    for name in files:
        sync_file(generation / name)
    manifest = Manifest(
        FORMAT,
        index.build_id,
        created.isoformat(timespec="seconds"),
        index.encoder.name,
        index.vectors.d,
        {"documents": len(index.documents), "passages": len(index.passages), "rows": len(index.rows)},
        [str(root.resolve()) for root in roots],
        [{"doc_id": d.doc_id, "path": d.path, "sha256": d.sha256} for d in index.documents],
        files,
    )
    write_file(generation / MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode())
    sync_folder(folder)
    write_file(folder / POINTER, generation.name.encode())
    for old in folder.glob("gen-*"):
        if old != generation:
            shutil.rmtree(old, ignore_errors=True)
    return manifest


def data_files(generation: Path) -> list[str]:
    return sorted(str(p.relative_to(generation)) for p in generation.rglob("*") if p.is_file() and p.name != MANIFEST)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def current_generation(folder: Path) -> Path:
    """Return the generation in use. Raises IndexUnusable when there is none."""
    try:
        name = (folder / POINTER).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise IndexUnusable(f"{folder}: no index here; {CURE}") from error
    generation = folder / name
    if Path(name).name != name or not (generation / MANIFEST).exists():
        raise IndexUnusable(f"{folder}: `{POINTER}` names {name!r}, which is not a whole index; {CURE}")
    return generation


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of the index in use. Raises IndexUnusable."""
    path = current_generation(folder) / MANIFEST
    try:
        manifest = Manifest(**json.loads(path.read_text("utf-8")))
    except (ValueError, TypeError, OSError) as error:
        raise IndexUnusable(f"{path}: damaged ({error}); {CURE}") from error
    if manifest.format != FORMAT:
        raise IndexUnusable(f"{folder} has format {manifest.format!r}, not {FORMAT!r}; {CURE}")
    return manifest


def verify(folder: Path) -> list[str]:
    """Compare every file of the index in use with its checksum; return what is wrong, [] when it is whole."""
    manifest = read_manifest(folder)
    generation = current_generation(folder)
    problems = [f"{name}: missing" for name in manifest.files if not (generation / name).exists()]
    problems += [f"{name}: not in the manifest" for name in data_files(generation) if name not in manifest.files]
    problems += [
        f"{name}: changed since it was saved"
        for name, digest in manifest.files.items()
        if (generation / name).exists() and sha256(generation / name) != digest
    ]
    return problems


def load_index(folder: Path, make_encoder: Callable[[], Encoder]) -> Index:
    """Load the index in use with the encoder that it was built with.

    Raises IndexUnusable when it is missing, damaged, or was built with another encoder.
    """
    manifest = read_manifest(folder)
    if problems := verify(folder):
        raise IndexUnusable(f"{folder}: damaged ({'; '.join(problems)}); {CURE}")
    encoder = make_encoder()
    if encoder.name != manifest.encoder:
        raise IndexUnusable(f"{folder} was built with {manifest.encoder!r}, not {encoder.name!r}; {CURE}")
    generation = current_generation(folder)
    documents = tuple(document_from_dict(d) for d in json.loads((generation / "documents.json").read_text("utf-8")))
    vectors = faiss.read_index(str(generation / "vectors.faiss"))
    rows = make_rows(documents)
    if vectors.ntotal != len(rows) or vectors.d != manifest.dimensions:
        raise IndexUnusable(f"{folder}: {vectors.ntotal} vectors for {len(rows)} rows; {CURE}")
    bm25 = Bm25Index.load(generation / "bm25", len(searched_passages(documents)))
    glossary = json.loads((generation / "glossary.json").read_text("utf-8"))
    words = tuple(json.loads((generation / "words.json").read_text("utf-8")))
    lexicon = Lexicon(words, np.load(generation / "words.npy", allow_pickle=False).astype(np.float32))
    pinyin = Pinyin(**json.loads((generation / "pinyin.json").read_text("utf-8")))
    return Index(documents, rows, vectors, bm25, encoder, manifest.build_id, glossary, lexicon, pinyin)
