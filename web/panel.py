"""A passage → the evidence panel: its place, its text with the cited sentence marked, ways on. Escapes everything."""

import re
from html import escape
from urllib.parse import quote

from corpus.document import Document, Passage
from index.core import Index
from web.pages.quoting import page_address, reader_address
from web.pages.wording import Script, Terms, script_of
from web.places import pages_in_words
from web.texts import say

SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")  # offsets of Document.text, as a permalink carries them


def panel(index: Index, passage_id: str, span: str | None, language: str, script: str | None = None) -> str:
    """Return the panel of a passage as HTML; a clear sentence when there is no such passage. `script` is the one to
    show it in: "hant" or "hans"."""
    passage = index.by_id.get(passage_id)
    if passage is None:
        return f'<p class="empty" role="status">{escape(say(language, "panel_unknown", passage=passage_id[:80]))}</p>'
    document = index.document(passage.doc_id)
    previous, following = neighbours(document, passage)
    written = script_of(document.language, script)
    return f"""<article data-passage="{escape(passage_id)}">
{crumbs(passage, document.language, language)}
{box_title(passage, document.language)}
{f'<p class="converted" role="note">{escape(say(language, "converted"))}</p>' if written.converted else ""}
<blockquote lang="{escape(written.language)}">{marked(passage, parse_span(span), written)}</blockquote>
{small_table(document, passage)}
{explained(passage) if language == "en" else ""}
<p class="where">{where(document, passage, language)}</p>
<div class="ways">{report_links(document, passage, span, language)}{cite_buttons(passage, span, language)}
{copy_button(passage, span, language)}{script_link(passage, span, written, language)}</div>
<nav class="ways">{way(previous, "previous", language)}{way(following, "next", language)}</nav>
</article>"""


def empty_panel(language: str) -> str:
    return f'<p class="empty">{escape(say(language, "panel_empty"))}</p>'


def crumbs(passage: Passage, written_in: str, language: str) -> str:
    items = "".join(f'<li lang="{escape(written_in)}">{escape(title)}</li>' for title in passage.section_path)
    return f'<ol class="crumbs" aria-label="{escape(say(language, "path"))}">{items}</ol>'


def box_title(passage: Passage, written_in: str) -> str:
    return f'<p class="box" lang="{escape(written_in)}">{escape(passage.box)}</p>' if passage.box else ""


def where(document: Document, passage: Passage, language: str) -> str:
    parts = [
        document.title,
        pages_in_words(document.pages_of(passage.start, passage.end), language),
        say(language, "recognised") if passage.recognised else "",
    ]
    return " · ".join(escape(part) for part in parts if part)


def marked(passage: Passage, span: tuple[int, int] | None, written: Script) -> str:
    """The passage's text with one stretch in <mark>; a stretch outside the passage marks nothing."""
    if span is None or not passage.start <= span[0] < span[1] <= passage.end:
        return escape(written.show(passage.text))
    start, end = span[0] - passage.start, span[1] - passage.start
    parts = (passage.text[:start], passage.text[start:end], passage.text[end:])
    before, cited, after = (escape(written.show(part)) for part in parts)
    return f"{before}<mark>{cited}</mark>{after}"


def explained(passage: Passage) -> str:
    """The terms of the glossary that stand in the passage, for who reads English."""
    terms = (f'<span><b lang="zh">{escape(term)}</b> {escape(english)}</span>' for term, english in
             Terms().of(passage.text))  # fmt: skip
    return f'<p class="terms" lang="en">{line}</p>' if (line := "; ".join(terms)) else ""


def small_table(document: Document, passage: Passage) -> str:
    """The row of a table under its headings, as it is printed; nothing for other passages."""
    for table in document.tables:
        for row in table.rows if passage.kind == "table" else ():
            if row.start == passage.start:
                heads = "".join(f"<th>{escape(head)}</th>" for head in table.columns)
                by_column = {cell.column: document.text[cell.start : cell.end] for cell in row.cells}
                cells = "".join(f"<td>{escape(by_column.get(c, ''))}</td>" for c in range(len(table.columns)))
                caption = f"<caption>{escape(passage.table)}</caption>" if passage.table else ""
                return f'<table class="row">{caption}<tr>{heads}</tr><tr>{cells}</tr></table>'
    return ""


def parse_span(span: str | None) -> tuple[int, int] | None:
    """Read "start-end"; None when it is anything else.

    >>> parse_span("4685-4789"), parse_span("x")
    ((4685, 4789), None)
    """
    found = SPAN.fullmatch(span or "")
    return (int(found[1]), int(found[2])) if found else None


def neighbours(document: Document, passage: Passage) -> tuple[Passage | None, Passage | None]:
    """The passages before and after in reading order; headings are passed over, for they are shown as the path."""
    before = [p for p in document.passages if p.kind != "heading" and p.start < passage.start]
    after = [p for p in document.passages if p.kind != "heading" and p.start > passage.start]
    return max(before, key=lambda p: p.start, default=None), min(after, key=lambda p: p.start, default=None)


def way(passage: Passage | None, name: str, language: str) -> str:
    """A link to a neighbour; at either end of the report a dimmed word keeps the place."""
    shown = escape(say(language, name))
    if passage is None:
        return f'<span class="way off">{shown}</span>'
    return f'<a class="way" data-way="{name}" href="{escape(address(passage))}">{shown}</a>'


def report_links(document: Document, passage: Passage, span: str | None, language: str) -> str:
    """To the same place in the whole report, and on the printed page where there is one to see."""
    where = parse_span(span) or (passage.start, passage.end)
    links = [(reader_address(document.doc_id, *where), "in_report")]
    if document.path.lower().endswith(".pdf") and (page := document.page_at(where[0])):
        links.insert(0, (page_address(document.doc_id, page, *where), "see_page"))
    return "".join(f'<a class="way" href="{escape(to)}">{escape(say(language, name))}</a>' for to, name in links)


def cite_buttons(passage: Passage, span: str | None, language: str) -> str:
    """To copy the quotation with its reference, and to keep it in the basket: basket.js does both."""
    what = escape(passage.passage_id)
    stretch = f' data-s="{span}"' if parse_span(span) else ""
    named = (("quote", "basket_copy"), ("keep", "basket_add"))
    return "".join(
        f'<button type="button" data-{deed}="{what}"{stretch}>{escape(say(language, name))}</button>'
        for deed, name in named
    )


def script_link(passage: Passage, span: str | None, written: Script, language: str) -> str:
    """To the same passage in the other script, and back; nothing where there is no other."""
    base = address(passage, span)
    if written.converted:
        return f'<a class="way" href="{escape(base)}">{escape(say(language, "show_original"))}</a>'
    if not written.offer:
        return ""
    shown = say(language, f"show_{written.offer}")
    return f'<a class="way" href="{escape(f"{base}&script={written.offer}")}">{escape(shown)}</a>'


def copy_button(passage: Passage, span: str | None, language: str) -> str:
    link, done, shown = address(passage, span), say(language, "copied"), say(language, "copy_link")
    return f'<button type="button" data-copy="{escape(link)}" data-done="{escape(done)}">{escape(shown)}</button>'


def address(passage: Passage, span: str | None = None) -> str:
    """Permalink below the page's own path; the sentence goes with it when it is well formed."""
    base = f"?passage={quote(passage.passage_id, safe=':')}"
    return f"{base}&s={span}" if parse_span(span) else base
