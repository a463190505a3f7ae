"""A table for a spreadsheet: UTF-8 with the mark by which Excel knows it, and no cell that runs as a formula.

Its columns have the names of JSON's keys for a program, those of the page's language for who takes it from a page.
"""

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
    rows.writerow([collection.say(f"column_{name}") for name in COLUMNS] if collection.headed else COLUMNS)
    for each in collection.excerpts:
        values = flat(each.known())
        if collection.headed:
            values |= {"kind": collection.say(each.kind)}
            values |= {"recognised": collection.say("column_yes")} if each.recognised else {}
        rows.writerow(harmless(values.get(name, "")) for name in COLUMNS)
    return file.getvalue().encode("utf-8-sig")
