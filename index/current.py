"""The index in use: opens it, and builds it anew when it is missing or its reports have changed."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from index.build import build_index, find_reports
from index.core import Index
from index.encoders import Encoder
from index.store import IndexUnusable, Manifest, load_index, read_manifest, save_index, sha256
from index.vectors import Progress

ProgressBar = Callable[[str], AbstractContextManager[Progress]]  # title of the work → progress to report to


def stale(folder: Path) -> bool:
    """Tell whether the reports are no longer those that the index in use was built from; False when they are out of reach.

    Raises IndexUnusable when there is no index to compare.
    """
    manifest = read_manifest(folder)
    roots = [Path(root) for root in manifest.roots]
    if not roots or not all(root.exists() for root in roots):
        return False
    built = sorted((source["path"], source["sha256"]) for source in manifest.sources)
    return built != sorted((path.name, sha256(path)) for path in find_reports(roots))


def rebuild(
    paths: Sequence[Path], folder: Path, encoder: Encoder, cache: Path | None, bar: ProgressBar
) -> tuple[Index, Manifest]:
    """Build an index and put it in use. An error leaves the index that was in use as it was."""
    with bar("建立索引") as progress:
        index = build_index(paths, encoder, cache, progress)
    return index, save_index(index, folder, paths)


def open_index(
    reports: Sequence[Path], folder: Path, encoder: Encoder, cache: Path | None, bar: ProgressBar, mend: bool = False
) -> Index:
    """Open the index in use. Build it from `reports` when there is none, from its own reports when they have changed.

    With `mend` an unusable index (damaged, another encoder) is built anew as well; without it, IndexUnusable is raised.
    """
    if not (folder / "current").exists():
        return rebuild(reports, folder, encoder, cache, bar)[0]
    try:
        if stale(folder):
            return rebuild([Path(root) for root in read_manifest(folder).roots], folder, encoder, cache, bar)[0]
        return load_index(folder, lambda: encoder)
    except IndexUnusable:
        if not mend:
            raise
        return rebuild(reports, folder, encoder, cache, bar)[0]
