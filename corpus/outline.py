"""The outline of a document as plain data (`baipishu outline --json`) and as an indented text."""

from collections.abc import Iterator

from corpus.document import Document, Section


def outline(document: Document) -> dict:
    """Return title, pages, section tree, boxes, figures and counts."""
    return {
        "doc_id": document.doc_id,
        "title": document.title,
        "pages": document.page_count,
        "sections": [section_node(section) for section in document.sections],
        "boxes": [
            {"number": box.number, "title": box.title, "page": box.page, "section": list(box.section_path)}
            for box in document.boxes
        ],
        "figures": [
            {"number": f.number, "title": f.title, "page": f.page, "source": f.source} for f in document.figures
        ],
        "passages": len(document.passages),
        "sentences": sum(len(passage.sentences) for passage in document.passages),
    }


def section_node(section: Section) -> dict:
    return {
        "title": section.title,
        "page": section.page,
        "children": [section_node(child) for child in section.children],
    }


def outline_lines(document: Document) -> Iterator[str]:
    """Yield the outline as lines for a terminal, boxes under their section."""
    summary = outline(document)
    yield f"{document.title}  [{document.doc_id}]"
    for path, section in document.walk_sections():
        indent = "  " * len(path)
        yield f"{indent}{section.title}{page_mark(section.page)}"
        for box in document.boxes:
            if box.section_path == path:
                yield f"{indent}  ▪ 专栏 {box.number} {box.title}{page_mark(box.page)}"
    for figure in document.figures:
        source = f"（资料来源：{figure.source}）" if figure.source else ""
        yield f"  图 {figure.number} {figure.title}{page_mark(figure.page)}{source}"
    yield (
        f"{summary['pages']} 页 · {len(document.boxes)} 个专栏 · {len(document.figures)} 幅图"
        f" · {summary['passages']} 段 · {summary['sentences']} 句"
    )


def page_mark(page: int | None) -> str:
    return f"  ……{page}" if page else ""
