"""The folder of reports that the index is built from: files come in with a card, are listed, checked and taken out.

Knows files and cards; what is indexed follows from the folder.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.card import card_path, card_text, read_card
from corpus.decode import UnreadableDocument
from corpus.document import Document
from corpus.metadata import doc_id_of
from corpus.readers.pdf.ocr import INSTALL
from corpus.report import read_report
from index.atomic import write_file
from index.core import UnknownReport
from index.sources import find_reports

FEW_SENTENCES = 5  # below so many a report was hardly read


@dataclass(frozen=True, slots=True)
class Added:
    """A report that came into the library; `new` is False when the same file was there already."""

    path: Path
    document: Document
    new: bool


def add_reports(files: Sequence[Path], folder: Path, given: dict) -> list[Added]:
    """Copy reports with their cards into the folder; `given` fields stand above those of a card.

    All or none: raises UnreadableDocument with everything that stands in the way.
    """
    if folder.is_file():
        raise UnreadableDocument(f"{folder}: BAIPISHU_REPORTS is one report, not a folder; name a folder to add to")
    found = find_reports(files)
    if "title" in given and len(found) > 1:
        raise UnreadableDocument(f"--title {given['title']!r} for {len(found)} files; add the files one by one")
    problems = [
        *double_names(found),
        *double_ids(found, folder),
        *(p for path in found if (p := name_taken(path, folder))),
        *twins(found, folder),
    ]
    read: list[Document] = []
    for path in found:
        try:
            read.append(read_report(path))
        except UnreadableDocument as error:
            problems.append(str(error))
    if problems:
        raise UnreadableDocument("; ".join(problems))
    return [take_in(path, document, folder, given) for path, document in zip(found, read, strict=True)]


def take_in(path: Path, document: Document, folder: Path, given: dict) -> Added:
    """Copy one report and write its card, if it has one or fields are given."""
    target = folder / path.name
    new = not target.exists()
    if card := {**read_card(card_path(target)), **read_card(card_path(path)), **given}:
        write_file(card_path(target), card_text(card).encode())
    if target.resolve() != path.resolve():
        write_file(target, path.read_bytes())
    return Added(target, read_report(target) if given else document, new)


def name_taken(path: Path, folder: Path) -> str | None:
    """What is wrong when the folder holds another report under the file's name; None when nothing is."""
    target = folder / path.name
    if target.exists() and target.resolve() != path.resolve() and target.read_bytes() != path.read_bytes():
        return f"{target}: another report has this name; remove it first, or rename {path}"
    return None


def twins(files: Sequence[Path], folder: Path) -> Iterator[str]:
    """Yield a sentence for every file that the folder holds under another name: each answer would come twice."""
    sizes: dict[int, list[Path]] = {}
    for there in reports_in(folder):
        sizes.setdefault(there.stat().st_size, []).append(there)
    for path in files:
        for there in sizes.get(path.stat().st_size, ()):
            if there.name != path.name and there.read_bytes() == path.read_bytes():
                yield f"{path}: the library holds the same file as {there.name}; remove that one first to rename it"


def double_names(files: Sequence[Path]) -> Iterator[str]:
    """Yield a sentence for every two files that would take one place in the folder."""
    names: dict[str, Path] = {}
    for path in files:
        if path.name in names:
            yield f"{path} and {names[path.name]} have one name; rename one of them"
        names[path.name] = path


def double_ids(files: Sequence[Path], folder: Path) -> Iterator[str]:
    """Yield a sentence for every id that two reports would have."""
    coming = {folder / path.name: path for path in files}
    there = {path: path for path in reports_in(folder)} | coming
    ids: dict[str, Path] = {}
    for path in there.values():
        doc_id = doc_id_of(path, read_card(card_path(path)))
        if doc_id in ids:
            yield f"{path} and {ids[doc_id]} have the id {doc_id!r}; rename a file or set doc_id in its .toml card"
        ids[doc_id] = path


def reports_in(folder: Path) -> list[Path]:
    """The reports of the folder; none when it is empty or missing."""
    try:
        return find_reports([folder])
    except UnreadableDocument:
        return []


def remove_report(doc_id: str, folder: Path) -> Path:
    """Delete a report and its card from the folder; return its path. Raises UnknownReport with the ids there are."""
    ids = {doc_id_of(path, read_card(card_path(path))): path for path in reports_in(folder)}
    if doc_id not in ids:
        raise UnknownReport(f"no report {doc_id!r} in {folder}; there are {', '.join(ids) or 'none'}")
    if len(ids) == 1:
        raise UnreadableDocument(f"{doc_id} is the only report in {folder}; add another one before you remove it")
    path = ids[doc_id]
    path.unlink()
    card_path(path).unlink(missing_ok=True)
    return path


def remarks(document: Document) -> Iterator[str]:
    """Yield what a reader of the report should look at: what was not found in it."""
    sentences = sum(len(passage.sentences) for passage in document.passages)
    if document.title == Path(document.path).stem:
        yield "没有读到标题，用了文件名；可用 --title 指定"
    missing = [
        (document.publisher, "发布单位", "--publisher"),
        (document.year, "年份", "--year"),
        (document.place, "地域", "--place"),
    ]
    yield from (f"没有读到{name}；可用 {option} 指定" for value, name, option in missing if value is None)
    if len(list(document.walk_sections())) < 2:
        yield "没有读到章节标题；全文是一节"
    if sentences < FEW_SENTENCES:
        yield f"只读到 {sentences} 句；文件是否完整？"
    if document.unread_pages:
        pages = "、".join(map(str, document.unread_pages))
        yield f"第 {pages} 页是图片，没有文字层，未读入；可安装文字识别：{INSTALL}"
    if recognised := [span.number for span in document.pages if span.recognised]:
        pages = "、".join(map(str, dict.fromkeys(recognised)))
        yield f"第 {pages} 页由文字识别（OCR）读出，引文不是逐字原文"
    if not any(passage.kind != "heading" for passage in document.passages):
        yield "除标题外没有正文"
