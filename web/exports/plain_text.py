"""Plain text to paste into a letter: question, answer with its label, numbered references with their addresses."""

from collections.abc import Iterator

from web.exports.excerpts import Collection
from web.exports.words import ANSWERED, ASKED, AUTOMATIC, REFERENCES


def write(collection: Collection) -> bytes:
    return ("\n".join(lines(collection)).strip() + "\n").encode()


def lines(collection: Collection) -> Iterator[str]:
    if collection.answer is None:
        yield collection.title
    else:
        yield f"{ASKED}：{collection.question}"
        yield f"{ANSWERED}："
        yield from collection.label
        yield from filter(str.strip, collection.answer.splitlines())
        yield from collection.translations
    if collection.excerpts:
        yield ""
        yield REFERENCES
    for each in collection.excerpts:
        if collection.answer is None:
            yield " ".join(each.quote.split())
        yield f"[{each.n}] {each.reference} {each.address}".rstrip()
    if collection.answer is not None and not collection.label:
        yield ""
        yield AUTOMATIC
