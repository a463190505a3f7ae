"""What every format is given: quotations with where they stand, and the question and answer they belong to.

A value that the corpus does not know is None or empty, and every format leaves it out.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from corpus.document import Passage
from corpus.pages import Pages
from index.core import Index
from retrieval.answer.answers import Answer
from retrieval.answer.written import label_lines, translation_lines
from retrieval.search.hits import Hit, permalink
from retrieval.search.reference import reference
from web.places import STEP, pages_in_words
from web.texts import LOCALES, say

DEFAULT = "zh-Hans"
# What no XML, and so no Word file, holds.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class UnknownPassage(KeyError, ValueError):
    """An id that the index lacks; KeyError would print the message in quotation marks."""

    def __str__(self) -> str:
        return self.args[0]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quotation, verbatim, with its place; offsets stay in the passage's id and the permalink."""

    n: int  # its number in the export, 1-based
    quote: str
    doc_id: str
    title: str
    publisher: str | None
    year: int | None
    language: str
    section: tuple[str, ...]
    box: str | None
    table: str | None  # caption, when the quotation is a row of a table
    page: int | None  # position in the file; None when the report has no pages
    last_page: int | None
    printed_page: str | None  # the number that the page prints; None when it carries none
    last_printed_page: str | None
    kind: str
    recognised: bool  # read from a picture by OCR: no verbatim text
    passage_id: str
    permalink: str  # of the passage or sentence; absolute when the site is known
    reference: str  # GB/T 7714—2025
    remark: str | None = None  # what the reader wrote beside it; no words of the report

    def place(self, language: str) -> str:
        """Section path, box or table and pages in words."""
        pages, recognised = pages_in_words(self.pages, language), say(language, "recognised") if self.recognised else ""
        return " · ".join(part for part in (STEP.join(self.section), self.box, self.table, pages, recognised) if part)

    @property
    def pages(self) -> Pages | None:
        if self.page is None:
            return None
        return Pages(self.page, self.last_page or self.page, self.printed_page, self.last_printed_page)

    @property
    def address(self) -> str:
        """The permalink where it is one for any reader; empty while the site is not known."""
        return self.permalink if self.permalink.startswith(("http://", "https://")) else ""

    @property
    def cited_pages(self) -> tuple[str, ...]:
        """The first and the last page as one cites them, one when they are the same."""
        return self.pages.cited if self.pages else ()

    def known(self) -> dict:
        """The fields that have a value, as plain data."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        if self.last_page == self.page:
            fields["last_page"] = fields["last_printed_page"] = None
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in fields.items()
            if value not in (None, (), "", False)
        }


@dataclass(frozen=True, slots=True)
class Collection:
    """What one file holds."""

    title: str
    excerpts: tuple[Excerpt, ...]
    question: str | None = None
    answer: str | None = None  # with [n] markers; None when this is no answer
    label: tuple[str, ...] = ()  # what a language model had to do with the answer; () for the report's own words
    translations: tuple[str, ...] = ()  # of quotations, each marked as one
    language: str = DEFAULT  # of the words around the quotations
    headed: bool = False  # a table's columns are named in that language, for people; else as programs know them

    def say(self, name: str, /, **values: object) -> str:
        return say(self.language, name, **values)

    def place_of(self, each: Excerpt) -> str:
        """Where a quotation stands; the report's title there too when there are several."""
        place = each.place(self.language)
        if len({other.doc_id for other in self.excerpts}) > 1:
            return f"{self.say('quoted', title=each.title)} {place}".strip()
        return place or each.title


def of_hits(
    index: Index, hits: Iterable[Hit], query: str, site: str = "", language: str | None = None
) -> Collection:
    """Search results in the order of their ranks. `language` is that of the page which asks for the file, here and
    below; None where a program does."""
    excerpts = (excerpt(index, hit.passage, n, site) for n, hit in enumerate(hits, 1))
    return collection(clean(say(language or DEFAULT, "export_found", query=query)), excerpts, language)


def collection(title: str, excerpts: Iterable[Excerpt], language: str | None) -> Collection:
    return Collection(title, tuple(excerpts), language=language or DEFAULT, headed=language is not None)


def of_passages(
    index: Index, passage_ids: Iterable[str], site: str = "", language: str | None = None
) -> Collection:
    """Passages in the order named, one that is named twice once. Raises UnknownPassage with all that are not there."""
    ids = list(dict.fromkeys(passage_ids))
    if missing := [each for each in ids if each not in index.by_id]:
        raise UnknownPassage(f"no passage {', '.join(map(repr, missing))}; `baipishu search --json` tells their ids")
    return put_aside((excerpt(index, index.by_id[each], n, site) for n, each in enumerate(ids, 1)), language)


def put_aside(excerpts: Iterable[Excerpt], language: str | None) -> Collection:
    """Excerpts under the title of their report when they have one in common."""
    excerpts = tuple(excerpts)
    titles = {each.title for each in excerpts}
    name, values = ("export_excerpts_of", {"title": titles.pop()}) if len(titles) == 1 else ("export_excerpts", {})
    return collection(say(language or DEFAULT, name, **values), excerpts, language)


@dataclass(frozen=True, slots=True)
class Chosen:
    """An excerpt that a reader put aside: a passage, or a stretch of it, and what he wrote beside it."""

    passage_id: str
    span: tuple[int, int] | None = None  # code points of the report's text
    remark: str = ""


def of_chosen(
    index: Index, chosen: Iterable[Chosen], site: str = "", language: str | None = None
) -> Collection:
    """What a reader put aside, in his order. Raises UnknownPassage with all that are not there."""
    chosen = list(chosen)
    if missing := [each.passage_id for each in chosen if each.passage_id not in index.by_id]:
        raise UnknownPassage(f"no passage {', '.join(map(repr, missing))}; `baipishu search --json` tells their ids")
    excerpts = []
    for n, each in enumerate(chosen, 1):
        passage = index.by_id[each.passage_id]
        found = excerpt(index, passage, n, site, stretch(passage, each.span))
        excerpts.append(replace(found, remark=clean(each.remark).strip() or None))
    return put_aside(excerpts, language)


def stretch(passage: Passage, span: tuple[int, int] | None) -> "Quoted | None":
    """What is quoted of a passage; None for all of it, also where the span lies outside."""
    if span is None or not passage.start <= span[0] < span[1] <= passage.end:
        return None
    start, end = span
    text = passage.text[start - passage.start : end - passage.start]
    return Quoted(text, start, end, f"{permalink(passage)}&s={start}-{end}")


def of_answer(index: Index, answer: Answer, site: str = "", language: str | None = None) -> Collection:
    """An answer with the sentences that it cites; their numbers are those of its markers. Where no page asks for it,
    the words around it are in the language of the question."""
    spoken = language or (answer.language if answer.language in LOCALES else DEFAULT)
    excerpts = []
    for cited in answer.citations:
        passage = index.by_id[cited.passage_id]
        sentence = Quoted(cited.quote, cited.start, cited.end, cited.permalink)
        excerpts.append(excerpt(index, passage, cited.n, site, sentence))
    writer = answer.writer.to_dict() if answer.writer else None
    return Collection(
        clean(answer.question),
        tuple(excerpts),
        clean(answer.resolved_question),
        clean(answer.answer),
        tuple(map(clean, label_lines(writer, spoken))),
        tuple(map(clean, translation_lines(writer, spoken))),
        spoken,
        language is not None,
    )


@dataclass(frozen=True, slots=True)
class Quoted:
    """The stretch of a report that is quoted, with its address."""

    text: str
    start: int
    end: int
    permalink: str


def excerpt(index: Index, passage: Passage, n: int, site: str, quoted: Quoted | None = None) -> Excerpt:
    """A whole passage, or what is quoted of it."""
    document = index.document(passage.doc_id)
    quoted = quoted or Quoted(passage.text, passage.start, passage.end, permalink(passage))
    pages = document.pages_of(quoted.start, quoted.end)
    return Excerpt(
        n=n,
        quote=clean(quoted.text),
        doc_id=document.doc_id,
        title=clean(document.title),
        publisher=document.publisher and clean(document.publisher),
        year=document.year,
        language=document.language,
        section=tuple(map(clean, passage.section_path)),
        box=passage.box and clean(passage.box),
        table=passage.table and clean(passage.table),
        page=pages.first if pages else None,
        last_page=pages.last if pages else None,
        printed_page=pages.first_label if pages else None,
        last_printed_page=pages.last_label if pages else None,
        kind=passage.kind,
        recognised=passage.recognised,
        passage_id=passage.passage_id,
        permalink=site.rstrip("/") + quoted.permalink,
        reference=clean(reference(document, pages)),
    )


def clean(text: str) -> str:
    """Without characters that no file format can carry.

    >>> clean("甲\\x00乙\\n丙")
    '甲乙\\n丙'
    """
    return CONTROL.sub("", text)


def one_line(text: str) -> str:
    return " ".join(text.split())


def flat(values: Mapping) -> dict:
    """Lists as one text, for formats whose fields hold no list."""
    return {name: " / ".join(value) if isinstance(value, list) else value for name, value in values.items()}
