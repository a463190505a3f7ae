"""Plain text to paste into a letter: question, answer with its label, numbered references with their addresses."""

from collections.abc import Iterator

from web.exports.excerpts import Collection


def write(collection: Collection) -> bytes:
    """References follow GB/T 7714 whatever the language around them."""
    return ("\n".join(lines(collection)).strip() + "\n").encode()


def lines(collection: Collection) -> Iterator[str]:
    if collection.answer is None:
        yield collection.title
    else:
        yield f"{collection.say('export_asked')}{collection.question}"
        yield collection.say("export_answer").rstrip()
        yield from collection.label
        yield from filter(str.strip, collection.answer.splitlines())
        yield from collection.translations
    if collection.excerpts:
        yield ""
        yield collection.say("export_references")
    for each in collection.excerpts:
        if collection.answer is None:
            yield " ".join(each.quote.split())
        yield f"[{each.n}] {each.reference} {each.address}".rstrip()
    if collection.answer is not None and not collection.label:
        yield ""
        yield collection.say("export_automatic")
