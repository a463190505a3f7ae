"""Plain text to paste into a letter: question, answer with its label, numbered references with their addresses."""

from collections.abc import Iterator

from web.exports.excerpts import Collection
from web.exports.words import LETTER


def write(collection: Collection, language: str = "zh-Hans") -> bytes:
    """The words around the quotations are in that language; references follow GB/T 7714 in any."""
    return ("\n".join(lines(collection, language)).strip() + "\n").encode()


def lines(collection: Collection, language: str) -> Iterator[str]:
    words = LETTER[language]
    if collection.answer is None:
        yield collection.title
    else:
        yield f"{words.asked}{collection.question}"
        yield words.answered.rstrip()
        yield from collection.label
        yield from filter(str.strip, collection.answer.splitlines())
        yield from collection.translations
    if collection.excerpts:
        yield ""
        yield words.references
    for each in collection.excerpts:
        if collection.answer is None:
            yield " ".join(each.quote.split())
        yield f"[{each.n}] {each.reference} {each.address}".rstrip()
    if collection.answer is not None and not collection.label:
        yield ""
        yield words.automatic
