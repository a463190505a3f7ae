"""The report files behind an index: which they are, and whether they are still the same."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.decode import UnreadableDocument
from corpus.readers import SUFFIXES, UNREAD_SUFFIXES


@dataclass(frozen=True, slots=True)
class Source:
    """A report file as it was read; checksums are SHA-256."""

    path: str  # file name
    sha256: str
    card: str | None  # checksum of the .toml card beside it; None when there is none


def find_reports(paths: Sequence[Path]) -> list[Path]:
    """List the report files that `paths` name: files as given, folders by the files in them that may be reports.

    Files of formats that are not read (.doc) are listed too, so that none is left out in silence.
    Raises UnreadableDocument when a path does not exist or a folder holds no report.
    """
    found: list[Path] = []
    for path in paths:
        if is_folder(path):
            inside = sorted(file for file in path.rglob("*") if may_be_report(file, path))
            if not inside:
                kinds = ", ".join(SUFFIXES)
                raise UnreadableDocument(f"{path}: no report here ({kinds}); put one there or name another folder")
            found += inside
        elif path.is_file():
            found.append(path)
        elif path.exists():
            raise UnreadableDocument(f"{path}: a device or a pipe, not a file; name a report")
        else:
            raise UnreadableDocument(f"{path}: no such file or folder; check the path")
    return list(dict.fromkeys(found))


def is_folder(path: Path) -> bool:
    """Tell whether a path is a folder whose files can be listed. Raises UnreadableDocument."""
    try:
        if not path.is_dir():
            return False
        next(path.iterdir(), None)
        return True
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the path
        raise UnreadableDocument(
            f"{path}: cannot be read ({getattr(error, 'strerror', error)}); check the path and its permissions"
        ) from error


def may_be_report(file: Path, folder: Path) -> bool:
    """A file whose suffix is that of a report, in no hidden folder."""
    parts = file.relative_to(folder).parts
    hidden = any(part.startswith((".", "~$")) for part in parts)
    return file.suffix.lower() in (*SUFFIXES, *UNREAD_SUFFIXES) and not hidden and file.is_file()


def find_sources(paths: Sequence[Path], checksum: Callable[[Path], str] | None = None) -> list[Source]:
    """Take the checksums of the reports that `paths` name. Raises UnreadableDocument as `find_reports` does."""
    told = checksum or sha256
    try:
        return [
            Source(path.name, told(path), told(card) if (card := path.with_suffix(".toml")).is_file() else None)
            for path in find_reports(paths)
        ]
    except OSError as error:
        raise UnreadableDocument(
            f"{error.filename}: cannot be read ({error.strerror}); check the path and its permissions"
        ) from error


def have_changed(
    roots: Sequence[Path], sources: Sequence[Source], checksum: Callable[[Path], str] | None = None
) -> bool:
    """Tell whether the reports under `roots` differ from `sources`; False when they are out of reach."""
    if not roots or not all(root.exists() for root in roots):
        return False
    return sorted(map(repr, find_sources(roots, checksum))) != sorted(map(repr, sources))


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()  # piece by piece: files of an index are gigabytes
