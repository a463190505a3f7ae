"""The index in use: opens it, and builds it anew when it is missing or its reports have changed."""

from collections.abc import Sequence
from pathlib import Path

from corpus.document import Document
from index.core import Index
from index.encoders import Encoder
from index.manifest import POINTER, IndexUnusable, Manifest, read_manifest
from index.progress import ProgressBar
from index.sources import find_sources, have_changed
from index.store import load_documents, load_index, prepare_folder, save_index


def rebuild(
    paths: Sequence[Path], folder: Path, encoder: Encoder, cache: Path | None, bar: ProgressBar, named: bool = True
) -> tuple[Index, Manifest]:
    """Build an index and put it in use. An error leaves the index that was in use as it was.

    `named` paths stay those of this index; others are only its paths for as long as the settings name them.
    """
    from index.build import build_index  # with the reader of reports: 0.1 s that asking does not need

    prepare_folder(folder)  # an index that cannot be saved should fail before the long work
    sources = find_sources(paths)  # first: a report that changes meanwhile is noticed the next time
    with bar("建立索引") as progress:
        index = build_index(paths, encoder, cache, progress)
    return index, save_index(index, folder, paths, named, sources)


def open_index(
    reports: Sequence[Path], folder: Path, encoder: Encoder, cache: Path | None, bar: ProgressBar, mend: bool = False
) -> Index:
    """Open the index in use. Build it when there is none, or when its reports have changed.

    Its reports are the paths that a user named when it was built, else `reports`, those of the settings.
    With `mend` an unusable index (damaged, another encoder) is built anew as well; without it, IndexUnusable is raised.
    """
    if not (folder / POINTER).exists():
        return rebuild(reports, folder, encoder, cache, bar, named=False)[0]
    try:
        manifest = read_manifest(folder)
        roots = roots_of(manifest, reports)
        if [str(root.resolve()) for root in roots] != manifest.roots or have_changed(roots, manifest.sources):
            return rebuild(roots, folder, encoder, cache, bar, manifest.named)[0]
        return load_index(folder, lambda: encoder)
    except IndexUnusable:
        if not mend:
            raise
        return rebuild(reports, folder, encoder, cache, bar, named=False)[0]


def reports_in_use(reports: Sequence[Path], folder: Path) -> Sequence[Path]:
    """The reports of the index in use, when a user named them for it and they are still there; else `reports`."""
    try:
        roots = roots_of(read_manifest(folder), reports)
    except IndexUnusable:
        return reports
    return roots if all(root.exists() for root in roots) else reports


def documents_in_use(reports: Sequence[Path], folder: Path) -> Sequence[Document]:
    """The documents of the index in use, else of `reports`."""
    return documents_of(reports_in_use(reports, folder), folder)


def documents_of(roots: Sequence[Path], folder: Path) -> Sequence[Document]:
    """The documents of these reports: as the index in use has read them, or anew where it was built from others."""
    try:
        manifest = read_manifest(folder)
        if [str(root.resolve()) for root in roots] == manifest.roots and not have_changed(roots, manifest.sources):
            return load_documents(folder)
    except IndexUnusable:
        pass
    from index.build import read_reports

    return read_reports(roots)


def roots_of(manifest: Manifest, reports: Sequence[Path]) -> Sequence[Path]:
    return [Path(root) for root in manifest.roots] if manifest.named else reports
