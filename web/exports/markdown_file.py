"""Markdown: a heading and a block quotation an excerpt, the references as footnotes. Nothing quoted becomes markup."""

import re
from collections.abc import Iterator

from web.exports.excerpts import Collection, Excerpt, one_line
from web.markdown import escape

MARKER = re.compile(r"\\\[(\d+)\\\]")  # [1] after escaping


def write(collection: Collection) -> bytes:
    return ("\n\n".join(blocks(collection)) + "\n").encode()


def blocks(collection: Collection) -> Iterator[str]:
    yield f"# {heading(collection.title)}"
    if collection.answer is not None:
        numbers = {each.n for each in collection.excerpts}
        yield f"## {collection.say('export_answered')}"
        yield from (f"*{escape(line)}*" for line in collection.label)
        for line in filter(str.strip, collection.answer.splitlines()):
            yield MARKER.sub(lambda found: note(found, numbers), escape(line))
        automatic = () if collection.label else (collection.say("export_automatic"),)
        after = (*collection.translations, *automatic)
        yield from (f"*{escape(line)}*" for line in after)
        yield f"## {collection.say('export_quoted')}"
    for each in collection.excerpts:
        yield f"{'#' * (2 if collection.answer is None else 3)} {each.n}. {heading(collection.place_of(each))}"
        yield quotation(each)
        if each.remark:
            yield f"{collection.say('export_remark')}{escape(one_line(each.remark))}"
    original = re.sub(r"[\s：:]+$", "", collection.say("export_original"))
    yield from (f"[^{each.n}]: {escape(each.reference)} {address(each, original)}" for each in collection.excerpts)


def heading(text: str) -> str:
    return escape(" ".join(text.split()))


def note(found: re.Match[str], numbers: set[int]) -> str:
    """A marker as the footnote of its quotation; a number without one stays text."""
    return f"[^{found[1]}]" if int(found[1]) in numbers else found[0]


def quotation(each: Excerpt) -> str:
    lines = escape(each.quote).splitlines()
    return "\n".join(f"> {line}" if line else ">" for line in lines) + f"[^{each.n}]"


def address(each: Excerpt, shown: str) -> str:
    return f"[{shown}](<{each.permalink.replace('<', '%3C').replace('>', '%3E')}>)"
