"""RIS: a record an excerpt, read by EndNote, Zotero and NoteExpress. A value is one line, as the format demands."""

from collections.abc import Iterator

from web.exports.excerpts import Collection, Excerpt, one_line
from web.exports.keys import keys


def write(collection: Collection) -> bytes:
    named = zip(collection.excerpts, keys(collection.excerpts), strict=True)
    records = ("".join(f"{tag}  - {value}\r\n" for tag, value in record(each, name)) for each, name in named)
    return "\r\n".join(f"{each}ER  - \r\n" for each in records).encode()


def record(each: Excerpt, name: str) -> Iterator[tuple[str, str]]:
    """Yield tag and value in order; a tag whose value is not known is left out."""
    yield "TY", "RPRT"
    fields = (
        ("TI", each.title),
        ("PB", each.publisher),
        ("PY", each.year),
        ("SE", " › ".join(each.section)),
        ("SP", each.cited_pages[0] if each.cited_pages else None),
        ("EP", each.cited_pages[-1] if each.cited_pages else None),
        ("LA", each.language),
        ("UR", each.address),
        ("N1", each.quote),
        ("N1", each.box),
        ("N1", each.table),
        ("N1", each.remark),
        ("ID", name),
    )
    yield from ((tag, one_line(str(value))) for tag, value in fields if value)
