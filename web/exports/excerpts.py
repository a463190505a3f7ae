"""What every format is given: quotations with where they stand, and the question and answer they belong to.

A value that the corpus does not know is None or empty, and every format leaves it out.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus.document import Passage
from index.core import Index
from retrieval.answer.answers import Answer
from retrieval.search.hits import Hit, permalink
from retrieval.search.reference import reference

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
    page: int | None  # as printed; None when the report has no pages
    last_page: int | None
    kind: str
    passage_id: str
    permalink: str  # of the passage or sentence; absolute when the site is known
    reference: str  # GB/T 7714—2025

    @property
    def place(self) -> str:
        """Section path, box and page in words.

        >>> Excerpt(1, "", "", "", None, 1, "", ("一、甲", "（一）乙"), "专栏 1 丙", 3, 4, "box", "", "", "").place
        '一、甲 › （一）乙 · 专栏 1 丙 · 第 3—4 页'
        """
        return " · ".join(part for part in (" › ".join(self.section), self.box, self.pages) if part)

    @property
    def address(self) -> str:
        """The permalink where it is one for any reader; empty while the site is not known."""
        return self.permalink if self.permalink.startswith(("http://", "https://")) else ""

    @property
    def pages(self) -> str:
        if self.page is None:
            return ""
        return f"第 {self.page} 页" if self.last_page in (self.page, None) else f"第 {self.page}—{self.last_page} 页"

    def known(self) -> dict:
        """The fields that have a value, as plain data."""
        fields = {name: getattr(self, name) for name in self.__slots__ if name != "last_page"}
        if self.last_page != self.page:
            fields["last_page"] = self.last_page
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in fields.items()
            if value not in (None, (), "")
        }


@dataclass(frozen=True, slots=True)
class Collection:
    """What one file holds."""

    title: str
    excerpts: tuple[Excerpt, ...]
    question: str | None = None
    answer: str | None = None  # with [n] markers; None when this is no answer


def of_hits(index: Index, hits: Iterable[Hit], query: str, site: str = "") -> Collection:
    """Search results in the order of their ranks."""
    excerpts = (excerpt(index, hit.passage, n, site) for n, hit in enumerate(hits, 1))
    return Collection(clean(f"检索：{query}"), tuple(excerpts))


def of_passages(index: Index, passage_ids: Iterable[str], site: str = "") -> Collection:
    """Passages in the order named, one that is named twice once. Raises UnknownPassage with all that are not there."""
    ids = list(dict.fromkeys(passage_ids))
    if missing := [each for each in ids if each not in index.by_id]:
        raise UnknownPassage(f"no passage {', '.join(map(repr, missing))}; `baipishu search --json` tells their ids")
    return Collection("摘录", tuple(excerpt(index, index.by_id[each], n, site) for n, each in enumerate(ids, 1)))


def of_answer(index: Index, answer: Answer, site: str = "") -> Collection:
    """An answer with the sentences that it cites; their numbers are those of its markers."""
    excerpts = []
    for cited in answer.citations:
        page = index.document(cited.doc_id).page_at(cited.end - 1)
        where = {"quote": clean(cited.quote), "page": cited.page, "last_page": page}
        excerpts.append(excerpt(index, index.by_id[cited.passage_id], cited.n, site, cited.permalink, **where))
    return Collection(clean(answer.question), tuple(excerpts), clean(answer.resolved_question), clean(answer.answer))


def excerpt(index: Index, passage: Passage, n: int, site: str, link: str | None = None, **instead) -> Excerpt:
    """A whole passage; `instead` holds what is told of a sentence in its place."""
    document = index.document(passage.doc_id)
    values = {"quote": clean(passage.text), "page": passage.first_page, "last_page": passage.last_page, **instead}
    return Excerpt(
        n=n,
        doc_id=document.doc_id,
        title=clean(document.title),
        publisher=document.publisher and clean(document.publisher),
        year=document.year,
        language=document.language,
        section=tuple(map(clean, passage.section_path)),
        box=passage.box and clean(passage.box),
        kind=passage.kind,
        passage_id=passage.passage_id,
        permalink=site.rstrip("/") + (link or permalink(passage)),
        reference=clean(reference(document, values["page"])),
        **values,
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
