"""Documents from plain data, as the store saves them."""

from corpus.document import Box, Cell, Document, Figure, PageSpan, Passage, Section, Sentence, Table, TableRow


def document_from_dict(data: dict) -> Document:
    """Rebuild a Document from `dataclasses.asdict` after a round trip through JSON (tuples came back as lists)."""
    return Document(
        **{
            **data,
            "pages": tuple(PageSpan(**span) for span in data["pages"]),
            "sections": tuple(section_from_dict(section) for section in data["sections"]),
            "boxes": tuple(Box(**{**box, "section_path": tuple(box["section_path"])}) for box in data["boxes"]),
            "figures": tuple(Figure(**figure) for figure in data["figures"]),
            "passages": tuple(passage_from_dict(passage) for passage in data["passages"]),
            "unread_pages": tuple(data["unread_pages"]),
            "tables": tuple(table_from_dict(table) for table in data["tables"]),
        }
    )


def section_from_dict(data: dict) -> Section:
    return Section(**{**data, "children": tuple(section_from_dict(child) for child in data["children"])})


def passage_from_dict(data: dict) -> Passage:
    return Passage(
        **{
            **data,
            "section_path": tuple(data["section_path"]),
            "sentences": tuple(Sentence(**s) for s in data["sentences"]),
        }
    )


def table_from_dict(data: dict) -> Table:
    rows = tuple(TableRow(**{**row, "cells": tuple(Cell(**cell) for cell in row["cells"])}) for row in data["rows"])
    return Table(
        **{**data, "columns": tuple(data["columns"]), "section_path": tuple(data["section_path"]), "rows": rows}
    )
