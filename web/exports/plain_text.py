"""Plain text to paste into a letter: question and answer with its label, or quotations each with its place and what was
written beside it; then the numbered references with their addresses."""

from collections.abc import Iterator

from web.exports.excerpts import Collection, Excerpt, one_line


def write(collection: Collection) -> bytes:
    """References follow GB/T 7714 whatever the language around them."""
    return ("\n".join(lines(collection)).strip() + "\n").encode()


def lines(collection: Collection) -> Iterator[str]:
    if collection.answer is None:
        yield collection.title
        for each in collection.excerpts:
            yield from quotation(collection, each)
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
        yield f"[{each.n}] {each.reference} {each.address}".rstrip()
    if collection.answer is not None and not collection.label:
        yield ""
        yield collection.say("export_automatic")


def quotation(collection: Collection, each: Excerpt) -> Iterator[str]:
    yield ""
    yield f"{one_line(each.quote)}[{each.n}]"
    yield one_line(collection.place_of(each))
    if each.remark:
        yield f"{collection.say('export_remark')}{one_line(each.remark)}"
