"""What a saved index holds, and whether it is whole: the pointer checks the manifest, the manifest every other file.

A folder holds generations (gen-…/), each a whole index, a file `current`: the name of the generation in use and the
checksum of its manifest, and a catalogue of the generations. Nothing is pickled.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path

from index.atomic import write_file
from index.catalogue import CATALOGUE, Generation, read_catalogue, write_catalogue
from index.engines.contract import Stamp
from index.lock import locked
from index.sources import Source, sha256

FORMAT = 6  # of a saved index; raise it when passages, tokens or files change their meaning
MANIFEST = "manifest.json"
POINTER = "current"
LARGE, AT_ONCE = 64 * 2**20, 4  # bytes of files from which so many checksums are told side by side
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
    documents: list[str]  # their ids
    counts: dict[str, int]
    roots: list[str]  # the files and folders that the build was given
    named: bool  # whether a user named them for this build; False when they came from the settings
    sources: list[Source]  # the reports found there
    files: dict[str, str]  # file name → sha256
    engine: str  # that holds the rows: "faiss" for the files here, else the address of a server, without a password
    stamp: Stamp  # of the engine's generation


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of the index in use. Raises IndexUnusable."""
    with reading(folder):
        return manifest_in_use(folder)[1]


def verify(folder: Path) -> list[str]:
    """Compare every file of the index in use with its checksum; return what is wrong, [] when it is whole.

    Raises IndexUnusable when there is no index or its manifest cannot be trusted.
    """
    with reading(folder):
        generation, manifest = manifest_in_use(folder)
        return list(damages(generation, manifest))


def reading(folder: Path) -> AbstractContextManager[None]:
    """Hold the folder for reading, so that no writer removes what is being read. Raises IndexUnusable."""
    if not folder.is_dir():
        raise IndexUnusable(f"{folder}: no index here; {CURE}")
    return locked(folder)


def manifest_in_use(folder: Path) -> tuple[Path, Manifest]:
    """Return the generation in use and its manifest; the folder must be held. Raises IndexUnusable."""
    name, checksum = read_pointer(folder)
    return folder / name, manifest_of(folder, name, checksum)


def manifest_of(folder: Path, name: str, checksum: str) -> Manifest:
    """Return the manifest of one generation, which has this checksum. Raises IndexUnusable."""
    path = folder / name / MANIFEST
    try:
        data = path.read_bytes()
    except OSError as error:
        raise IndexUnusable(f"{path}: cannot be read ({error.strerror}); {CURE}") from error
    if hashlib.sha256(data).hexdigest() != checksum:
        raise IndexUnusable(f"{path}: does not match its checksum; {CURE}")
    fields = json.loads(data)
    if fields["format"] != FORMAT:
        raise IndexUnusable(f"{folder} has format {fields['format']!r}, not {FORMAT!r}; {CURE}")
    sources = [Source(**source) for source in fields["sources"]]
    return Manifest(**{**fields, "sources": sources, "stamp": Stamp(**fields["stamp"])})


def read_pointer(folder: Path) -> tuple[str, str]:
    """Return the name of the generation in use and the checksum of its manifest. Raises IndexUnusable."""
    pointer = folder / POINTER
    try:
        name, checksum, end = re.split("[ \n]", pointer.read_bytes().decode("ascii"))
    except FileNotFoundError as error:
        raise IndexUnusable(f"{folder}: no index here; {CURE}") from error
    except OSError as error:
        raise IndexUnusable(f"{pointer}: cannot be read ({error.strerror}); {CURE}") from error
    except ValueError as error:
        raise IndexUnusable(f"{pointer}: damaged, or of an earlier format; {CURE}") from error
    if Path(name).name != name or not name.startswith("gen-") or end:
        raise IndexUnusable(f"{pointer}: damaged, it names {name!r}; {CURE}")
    return name, checksum


def put_in_use(generation: Path, manifest: Manifest) -> None:
    """Write the manifest of a generation and list it, then let the pointer name it: the one step that counts."""
    folder, data = generation.parent, json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
    checksum = hashlib.sha256(data).hexdigest()
    write_file(generation / MANIFEST, data)
    known = [each for each in read_catalogue(folder) or in_use_unlisted(folder) if (folder / each.name).is_dir()]
    listed = Generation(generation.name, checksum, tuple(manifest.roots), manifest.named)
    write_catalogue(folder, [*known, listed])
    write_file(folder / POINTER, f"{generation.name} {checksum}\n".encode("ascii"))


def is_empty(folder: Path) -> bool:
    """Tell whether there never was an index: one whose pointer is gone is not missing but damaged."""
    if (folder / POINTER).exists():
        return False
    if (folder / CATALOGUE).exists():
        return read_catalogue(folder) == []  # one that names generations, or cannot be read, tells of an index
    return not any(folder.glob("gen-*"))


def in_use_unlisted(folder: Path) -> list[Generation]:
    """The generation in use as one of the catalogue, where an earlier version has kept no catalogue."""
    try:
        name, checksum = read_pointer(folder)
        manifest = manifest_of(folder, name, checksum)
    except IndexUnusable:
        return []
    return [Generation(name, checksum, tuple(manifest.roots), manifest.named)]


def known_generations(folder: Path) -> list[Generation]:
    """The generations of an index, the one in use first, then the newest of the others; the folder must be held."""
    listed = read_catalogue(folder) or in_use_unlisted(folder)
    try:
        used = read_pointer(folder)[0]
    except IndexUnusable:
        used = None  # which it was is not known: the newest, for a pointer is replaced right after the catalogue
    return sorted(reversed(listed), key=lambda each: each.name != used)


def damages(generation: Path, manifest: Manifest, inside: str = "") -> Iterator[str]:
    """Yield what is wrong with a generation, file by file; only with files whose names begin so."""
    there = [name for name in data_files(generation) if name.startswith(inside)]
    saved = {name: checksum for name, checksum in manifest.files.items() if name.startswith(inside)}
    yield from (f"{name}: not in the manifest" for name in there if name not in saved)
    yield from (f"{name}: missing" for name in saved if name not in there)
    whole = [name for name in saved if name in there]
    for name, found in zip(whole, checksums([generation / name for name in whole]), strict=True):
        if found != saved[name]:
            yield f"{name}: changed since it was saved"


def checksums(paths: Sequence[Path]) -> list[str]:
    """Checksums of files, in their order; side by side where they are large, the largest first: of a million passages
    there are 5 GB."""
    sizes = [path.stat().st_size for path in paths]
    if sum(sizes) < LARGE:
        return list(map(sha256, paths))
    order = sorted(range(len(paths)), key=lambda n: -sizes[n])
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = dict(zip(order, pool.map(sha256, [paths[n] for n in order]), strict=True))
    return [found[n] for n in range(len(paths))]


def data_files(generation: Path) -> list[str]:
    """The files of a generation but the manifest, by their names inside it."""
    return sorted(str(p.relative_to(generation)) for p in generation.rglob("*") if p.is_file() and p.name != MANIFEST)
