"""What was read of a document as plain data (`baipishu outline --json`, `passages --json`) and as indented text."""

from collections.abc import Iterator

from corpus.document import Document, Passage, Section


def about(document: Document) -> dict:
    """Return what identifies a report and how much was read of it."""
    return {
        "doc_id": document.doc_id,
        "title": document.title,
        "publisher": document.publisher,
        "year": document.year,
        "place": document.place,
        "date": document.date,
        "number": document.number,
        "language": document.language,
        "file": document.path,
        "pages": document.page_count,
        "passages": document.passage_count,
        "sentences": document.sentence_count,
    }


def outline(document: Document) -> dict:
    """Return what `about` does, with the section tree, boxes, figures and tables; level 1 is the highest."""
    return {
        **about(document),
        "sections": [section_node(section, 1) for section in document.sections],
        "boxes": [
            {"number": box.number, "title": box.title, "page": box.page, "section": list(box.section_path)}
            for box in document.boxes
        ],
        "figures": [
            {"number": f.number, "title": f.title, "page": f.page, "source": f.source} for f in document.figures
        ],
        "tables": [
            {
                "number": table.number,
                "title": table.title,
                "unit": table.unit,
                "page": table.page,
                "section": list(table.section_path),
                "columns": list(table.columns),
                "rows": len(table.rows),
            }
            for table in document.tables
        ],
    }


def section_node(section: Section, level: int) -> dict:
    return {
        "title": section.title,
        "level": level,
        "page": section.page,
        "children": [section_node(child, level + 1) for child in section.children],
    }


def passage_node(document: Document, passage: Passage) -> dict:
    """A passage as plain data; `page` is the position in the file, `printed_page` the number that the page prints."""
    return {
        "passage_id": passage.passage_id,
        "doc_id": passage.doc_id,
        "kind": passage.kind,
        "page": passage.first_page,
        "printed_page": document.label_at(passage.start),
        "section": list(passage.section_path),
        "box": passage.box,
        "text": passage.text,
    }


def passage_line(node: dict) -> str:
    page = f"第 {node['page']} 页  " if node["page"] else ""
    return f"{node['passage_id']}  {page}{' › '.join(node['section'])}\n  {node['text']}"


def about_line(document: Document) -> str:
    """A report in one line; what is unknown is left out."""
    known = about(document)
    parts = [known["publisher"], known["year"], known["place"], f"{known['pages']} 页" if known["pages"] else None]
    return f"{document.doc_id}  《{document.title}》  {' · '.join(str(part) for part in parts if part)}"


def about_lines(document: Document) -> Iterator[str]:
    """Yield what was read of a report's first page, and how much was read of the rest, a line each."""
    known = about(document)
    labels = {"title": "标题", "publisher": "发布", "year": "年份", "place": "地域", "date": "日期", "number": "文号"}
    yield f"编号 {document.doc_id}"
    yield from (f"{label} {known[key]}" for key, label in labels.items() if known[key] is not None)
    yield counts_line(document)


def outline_lines(document: Document) -> Iterator[str]:
    """Yield the outline as lines for a terminal, boxes under their section."""
    yield f"{document.title}  [{document.doc_id}]"
    for path, section in document.walk_sections():
        indent = "  " * len(path)
        yield f"{indent}{section.title}{page_mark(section.page)}"
        for box in document.boxes:
            if box.section_path == path:
                name = " ".join(filter(None, ("专栏", str(box.number), box.title)))
                yield f"{indent}  ▪ {name}{page_mark(box.page)}"
    for figure in document.figures:
        source = f"（资料来源：{figure.source}）" if figure.source else ""
        yield f"  图 {figure.number} {figure.title}{page_mark(figure.page)}{source}"
    for table in document.tables:
        yield f"  表 {table.number or ''} {table.title or ''}{page_mark(table.page)}（{len(table.rows)} 行）"
    yield counts_line(document)


def counts_line(document: Document) -> str:
    """How much was read; tables are named where there are some."""
    known = about(document)
    tables = f" · {len(document.tables)} 张表" if document.tables else ""
    return (
        f"{known['pages']} 页 · {len(document.boxes)} 个专栏 · {len(document.figures)} 幅图{tables}"
        f" · {known['passages']} 段 · {known['sentences']} 句"
    )


def page_mark(page: int | None) -> str:
    return f"  ……{page}" if page else ""
