"""`baipishu corpus`, `outline` and `passages`: which reports there are and how they were read. Parses, calls, prints.

    baipishu corpus add ~/报告.pdf --year 2024
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.progress import progress_bar
from settings import settings

if TYPE_CHECKING:
    from index.manifest import Manifest

corpus_app = typer.Typer(no_args_is_help=True, help="Add, list, check and remove reports.")

Files = Annotated[list[Path], typer.Argument(help="reports, or folders of reports")]
Doc = Annotated[str | None, typer.Option("--doc", help="id of one report")]
Json = Annotated[bool, typer.Option("--json", help="print JSON")]


@corpus_app.command("add")
def corpus_add(
    files: Files,
    title: str | None = None,
    publisher: str | None = None,
    year: int | None = None,
    place: str | None = None,
) -> None:
    """Copy reports into the library and index them; what is given here stands above what was read."""
    from corpus.outline import about_lines
    from index.library import add_reports, remarks

    fields = {"title": title, "publisher": publisher, "year": year, "place": place}
    given = {key: value for key, value in fields.items() if value is not None}
    for added in add_reports(files, settings().reports, given):
        print(f"{'已加入' if added.new else '已更新'} {added.path}")
        print_lines(f"  {line}" for line in about_lines(added.document))
        print_lines(f"  注意：{remark}" for remark in remarks(added.document))
    rebuild_library()


@corpus_app.command("list")
def corpus_list(as_json: Json = False) -> None:
    """Print the reports of the library, a line each."""
    from corpus.outline import about, about_line
    from index.current import documents_of

    documents = documents_of([settings().reports], settings().index)
    if as_json:
        print(json.dumps([about(document) for document in documents], ensure_ascii=False))
    else:
        print_lines(about_line(document) for document in documents)


@corpus_app.command("remove")
def corpus_remove(doc_id: str) -> None:
    """Delete a report and its card from the library and from the index."""
    from index.library import remove_report

    print(f"已移除 {remove_report(doc_id, settings().reports)}")
    rebuild_library()


@corpus_app.command("check")
def corpus_check(files: Files, as_json: Json = False) -> None:
    """Read reports without adding them, and print what was read and what was not."""
    from corpus.outline import about, about_lines
    from index.build import read_reports
    from index.library import remarks

    documents = read_reports(files)
    if as_json:
        print(json.dumps([{**about(d), "remarks": list(remarks(d))} for d in documents], ensure_ascii=False))
        return
    for document in documents:
        print(document.path)
        print_lines(f"  {line}" for line in about_lines(document))
        print_lines(f"  注意：{remark}" for remark in remarks(document))


def show_outline(doc: Doc = None, as_json: Json = False) -> None:
    """Print the section tree of a report, its boxes, figures and tables."""
    from corpus.outline import outline, outline_lines

    documents = documents_named(doc)
    if as_json:
        trees = [outline(document) for document in documents]
        print(json.dumps(trees[0] if len(trees) == 1 else trees, ensure_ascii=False))
    else:
        print_lines(line for document in documents for line in outline_lines(document))


def show_passages(doc: Doc = None, as_json: Json = False) -> None:
    """Print every passage, with --json one object a line."""
    from corpus.outline import passage_line, passage_node

    for document in documents_named(doc):
        for passage in document.passages:
            node = passage_node(document, passage)
            print(json.dumps(node, ensure_ascii=False) if as_json else passage_line(node))


def documents_named(doc: str | None) -> "list":
    """The reports of the index in use, or the one of this id. Raises ValueError with the ids there are."""
    from index.current import documents_in_use

    every = documents_in_use([settings().reports], settings().index)
    if doc is not None and doc not in [d.doc_id for d in every]:
        raise ValueError(f"no report {doc!r}; there are {', '.join(d.doc_id for d in every)}")
    return [d for d in every if doc in (None, d.doc_id)]


def rebuild_library() -> None:
    """Index the library; only what is new is embedded."""
    from index.current import rebuild
    from index.encoders import make_encoder

    s = settings()
    encoder = make_encoder(s.encoder)
    _, manifest = rebuild([s.reports], s.index, encoder, s.cache, progress_bar, named=False, engine=s.engine)
    print(built_line(manifest, s.index))


def built_line(manifest: "Manifest", folder: Path) -> str:
    """What a new index holds and where it is."""
    counts = f"{manifest.counts['documents']} 份报告 · {manifest.counts['passages']} 段 · {manifest.counts['rows']} 行"
    return f"{counts} → {folder} ({manifest.build_id})"


def print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)
