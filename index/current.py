"""The index in use: opens it, and builds it anew when it is missing or its reports have changed.

An index that cannot be used is never replaced by one of other reports: its own are read again, or its last whole
generation is used, which is said; where nobody can tell which reports it held, it is refused.
"""

import logging
from collections.abc import Sequence
from pathlib import Path

from corpus.document import Document
from index.catalogue import Generation
from index.core import Index
from index.encoders import Encoder
from index.engines.addresses import EMBEDDED
from index.lock import BuildUnderWay, building
from index.manifest import POINTER, IndexUnusable, Manifest, is_empty, known_generations, read_manifest, reading
from index.progress import ProgressBar
from index.seen import Seen
from index.sources import find_sources, have_changed
from index.store import load_documents, load_index, prepare_folder, save_index

log = logging.getLogger("baipishu.index")


def rebuild(
    paths: Sequence[Path],
    folder: Path,
    encoder: Encoder,
    cache: Path | None,
    bar: ProgressBar,
    named: bool = True,
    wait: bool = False,
    engine: str = EMBEDDED,
) -> tuple[Index, Manifest]:
    """Build an index and put it in use. An error leaves the index that was in use as it was.

    `named` paths stay those of this index; others are only its paths for as long as the settings name them. Raises
    BuildUnderWay when another process is building it and this one does not `wait`.
    """
    prepare_folder(folder)  # an index that cannot be saved should fail before the long work
    with building(folder, wait):
        return build_and_save(paths, folder, encoder, cache, bar, named, engine)


def build_and_save(
    paths: Sequence[Path],
    folder: Path,
    encoder: Encoder,
    cache: Path | None,
    bar: ProgressBar,
    named: bool,
    engine: str = EMBEDDED,
) -> tuple[Index, Manifest]:
    from index.build import build_index  # with the reader of reports: 0.1 s that asking does not need

    sources = find_sources(paths)  # first: a report that changes meanwhile is noticed the next time
    with bar("建立索引") as progress:
        index = build_index(paths, encoder, cache, progress)
    manifest = save_index(index, folder, paths, named, sources, engine)
    del index  # the one on disk takes its place: its texts need not stay in memory
    return load_index(folder, lambda: encoder, engine=engine), manifest


def open_index(
    reports: Sequence[Path],
    folder: Path,
    encoder: Encoder,
    cache: Path | None,
    bar: ProgressBar,
    mend: bool = False,
    engine: str = EMBEDDED,
) -> Index:
    """Open the index in use. Build it when there is none, or when its reports have changed.

    Its reports are the paths that a user named when it was built, else `reports`, those of the settings.
    With `mend` an unusable index (damaged, another encoder) is built anew from its own reports as well, and where that
    fails its last whole generation is used; without it, IndexUnusable is raised.
    """
    try:
        stale = stale_roots(reports, folder)
        if stale is None:
            return load_index(folder, lambda: encoder, engine=engine)
    except IndexUnusable as problem:
        if not mend:
            raise
        return mended(problem, reports, folder, encoder, cache, bar, engine)
    prepare_folder(folder)
    try:
        with building(folder, wait=not mend):
            stale = stale_roots(reports, folder)  # another process may have built it while this one waited
            if stale is None:
                return load_index(folder, lambda: encoder, engine=engine)
            return build_and_save(stale[0], folder, encoder, cache, bar, stale[1], engine)[0]
    except (ValueError, OSError) as problem:
        if not mend or not (folder / POINTER).exists():
            raise
        index = load_index(folder, lambda: encoder, engine=engine)
        log.warning("%s; the reports have changed, the index before stays in use", problem)
        return index


def move(folder: Path, encoder: Encoder, source: str, target: str, bar: ProgressBar) -> Manifest:
    """Copy the rows of the index in use from one engine to another and put that in use; nothing is embedded again.

    One that was interrupted goes on where it was.
    Raises IndexUnusable, IndexNotSaved.
    """
    with building(folder, wait=True):
        manifest = read_manifest(folder)
        index = load_index(folder, lambda: encoder, engine=source)
        roots = [Path(root) for root in manifest.roots]
        with bar("搬移索引") as progress:
            return save_index(index, folder, roots, manifest.named, manifest.sources, target, progress)


def stale_roots(reports: Sequence[Path], folder: Path) -> tuple[Sequence[Path], bool] | None:
    """The paths to build an index of, and whether a user named them; None when the index in use is up to date.

    Raises IndexUnusable for an index of which this cannot be told.
    """
    if is_empty(folder):
        return reports, False
    manifest = read_manifest(folder)
    roots = roots_of(manifest, reports)
    if not same_reports(roots, manifest, folder):
        return roots, manifest.named
    return None


def same_reports(roots: Sequence[Path], manifest: Manifest, folder: Path) -> bool:
    """Tell whether the index in a folder was built from these reports as they are now."""
    if [str(root.resolve()) for root in roots] != manifest.roots:
        return False
    seen = Seen(folder)
    changed = have_changed(roots, manifest.sources, seen.checksum)
    if not changed:
        seen.keep()
    return not changed


def mended(
    problem: IndexUnusable,
    reports: Sequence[Path],
    folder: Path,
    encoder: Encoder,
    cache: Path | None,
    bar: ProgressBar,
    engine: str = EMBEDDED,
) -> Index:
    """Build an unusable index anew from the reports that it held, or use its last whole generation.

    Raises the problem when neither can be done.
    """
    with reading(folder):
        known = known_generations(folder)
    if not known:
        raise unknown(folder, problem) from problem
    lost = known[0]
    try:
        index, _ = rebuild(roots_of(lost, reports), folder, encoder, cache, bar, lost.named, engine=engine)
        log.warning("%s; it was built anew from its own reports", problem)
        return index
    except (ValueError, OSError, BuildUnderWay) as failure:
        for kept in known:
            if kept.roots == lost.roots and (earlier := whole(folder, encoder, kept, engine)):
                log.warning("%s; it cannot be built anew (%s); generation %s is used", problem, failure, kept.name)
                return earlier
        raise IndexUnusable(f"{problem}; it cannot be built anew ({failure})") from problem


def whole(folder: Path, encoder: Encoder, kept: Generation, engine: str) -> Index | None:
    """Load a generation; None when it is not whole."""
    try:
        return load_index(folder, lambda: encoder, kept, engine)
    except (IndexUnusable, OSError):
        return None


def unknown(folder: Path, problem: IndexUnusable) -> IndexUnusable:
    return IndexUnusable(
        f"{problem}, naming its reports: nothing in {folder} tells which they were, and no others take their place"
    )


def reports_in_use(reports: Sequence[Path], folder: Path) -> Sequence[Path]:
    """The reports of the index in use, when a user named them for it; `reports` when there is no index yet.

    Raises IndexUnusable when nobody can tell which they are, or they are gone.
    """
    if is_empty(folder):
        return reports
    with reading(folder):
        known = known_generations(folder)
    if not known:
        raise unknown(folder, IndexUnusable(f"{folder}: damaged; run `baipishu index build`"))
    return roots_of(known[0], reports)


def documents_in_use(reports: Sequence[Path], folder: Path) -> Sequence[Document]:
    """The documents of the index in use, else of `reports`."""
    return documents_of(reports_in_use(reports, folder), folder)


def documents_of(roots: Sequence[Path], folder: Path) -> Sequence[Document]:
    """The documents of these reports: as the index in use has read them, or anew where it was built from others."""
    try:
        manifest = read_manifest(folder)
        if same_reports(roots, manifest, folder):
            return load_documents(folder)
    except IndexUnusable:
        pass
    from index.build import read_reports

    return read_reports(roots)


def roots_of(built: Manifest | Generation, reports: Sequence[Path]) -> Sequence[Path]:
    return [Path(root) for root in built.roots] if built.named else reports
