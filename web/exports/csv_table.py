"""A table for a spreadsheet: UTF-8 with the mark by which Excel knows it, and no cell that runs as a formula."""

import csv
import io

from corpus.spreadsheets import harmless
from web.exports.excerpts import Collection, flat

COLUMNS = (
    *("n", "quote", "title", "publisher", "year", "section", "box", "table", "page", "last_page", "printed_page"),
    *("last_printed_page", "kind", "recognised", "reference", "permalink", "doc_id", "passage_id", "remark"),
)


def write(collection: Collection) -> bytes:
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\r\n")  # RFC 4180
    rows.writerow(COLUMNS)
    for each in collection.excerpts:
        values = flat(each.known())
        rows.writerow(harmless(values.get(name, "")) for name in COLUMNS)
    return file.getvalue().encode("utf-8-sig")
