"""The report as a thing: title, publisher, date, pages, parts, boxes, figures. What is not known is said to be so."""

import re
from collections.abc import Sequence

from corpus.document import Caption, Document, Passage, Table
from index.core import Index
from retrieval.answer.frames import frame
from retrieval.answer.overview import Writer, children_of, is_article
from retrieval.answer.parts import (
    ARTICLE,
    Place,
    articles,
    counted_through,
    find_named,
    mark_of,
    page_of,
    titled,
    top_places,
    walk,
)
from retrieval.question.named import Named
from retrieval.text.cantonese import to_standard
from retrieval.text.vocabulary import question_patterns

ASPECTS = (
    "number",
    "boxes",
    "figures",
    "tables",
    "articles",
    "parts",
    "pages",
    "source",
    "language",
    "author",
    "date",
    "loaded",
    "title",
)
CARD = ("author", "date", "number", "pages", "parts", "boxes", "figures", "articles", "language")  # where none is asked
OPENING = 6  # lines before the first section that may name the author, the occasion and the date
OPENING_CHARS = 60
LISTED = 12  # titles in a row
FIRST_LINE = re.compile(r"[。！？；：，]$")


def aspects_of(plain: str) -> list[str]:
    """What a question asks about the report itself, [] when it does not tell."""
    patterns, standard = question_patterns(), to_standard(plain)
    return [aspect for aspect in ASPECTS if patterns[f"about_{aspect}"].search(standard)]


class Cards:
    """Tells what the reports of one index are, by what was read from them and from their cards."""

    def __init__(self, index: Index):
        self.index = index

    def tell(self, documents: Sequence[Document], plain: str, language: str, named: Sequence[Named] = ()) -> Writer:
        """The aspects asked for, or the whole card, of each report."""
        writer = Writer(self.index)
        asked = aspects_of(plain)
        if "loaded" in asked:
            self.loaded(writer, language)
            return writer
        for document in documents[:3]:
            places = find_named(document, named)
            if places and {"parts", "articles", "boxes"} & set(asked):
                for place in places:
                    self.inside(writer, place, language)
                continue
            self.title(writer, document, language)
            for aspect in self.told(document, asked):
                getattr(self, aspect)(writer, document, language, bool(asked))
            if {"author", "date"} & set(asked) or not asked:
                self.opening(writer, document, language)
        return writer

    def told(self, document: Document, asked: Sequence[str]) -> list[str]:
        """The aspects that are told behind the title: those asked for; its parts for articles that it lacks."""
        counted = articles(document) or counted_through(document)
        instead = {"articles": "articles" if counted else "parts"}
        told = dict.fromkeys(instead.get(aspect, aspect) for aspect in asked) if asked else CARD
        return [aspect for aspect in told if aspect != "title"]

    def loaded(self, writer: Writer, language: str) -> None:
        documents = self.index.documents
        writer.lines.append(frame("about_loaded", language, count=str(len(documents))))
        for document in documents[:LISTED]:
            parts = [p for p in (document.publisher, str(document.year) if document.year else None) if p]
            writer.lines.append(f"- 《{document.title}》{'（' + '，'.join(parts) + '）' if parts else ''}")
        if len(documents) > LISTED:
            writer.lines.append(frame("rest", language, count=str(len(documents) - LISTED)))

    def title(self, writer: Writer, document: Document, language: str) -> None:
        writer.lines.append(frame("about_title", language, title=document.title))

    def author(self, writer: Writer, document: Document, language: str, asked: bool) -> None:
        self.known(writer, "publisher", document.publisher, language, asked)

    def date(self, writer: Writer, document: Document, language: str, asked: bool) -> None:
        if document.date:
            writer.lines.append(frame("about_date", language, value=document.date))
        self.known(writer, "year", str(document.year) if document.year else None, language, asked and not document.date)

    def pages(self, writer: Writer, document: Document, language: str, asked: bool) -> None:
        self.known(writer, "pages", str(document.page_count) if document.page_count else None, language, asked)

    def source(self, writer: Writer, document: Document, language: str, asked: bool) -> None:
        """The file that was read; where it was published is not kept."""
        writer.lines.append(frame("about_source", language, file=document.path.rpartition("/")[2]))

    def language(self, writer: Writer, document: Document, language: str, asked: bool) -> None:
        writer.lines.append(frame(f"about_{document.language}", language))

    def known(self, writer: Writer, name: str, value: str | None, language: str, asked: bool) -> None:
        if value:
            writer.lines.append(frame(f"about_{name}", language, value=value))
        elif asked:
            writer.lines.append(frame(f"unknown_{name}", language))

    def parts(self, writer: Writer, document: Document, language: str, asked: bool) -> None:
        places = top_places(document)
        if places and all(map(is_article, places)):  # their titles are numbers
            if asked:
                self.articles(writer, document, language, asked)
            return
        if not places and asked:
            writer.lines.append(frame("unknown_parts", language))
        if not places:
            return
        numbered = [place for place in places if mark_of(place.title)[0] is not None]
        sections = sum(not ARTICLE.match(place.title) for top in places for place in walk(top.children))
        chapters = bool(numbered) and all(mark_of(place.title)[1] == "章" for place in numbered)
        key = "about_chapters" if chapters else "about_parts_sections" if sections else "about_parts"
        writer.lines.append(frame(key, language, count=str(len(numbered or places)), sections=str(sections)))
        for place in places[:LISTED]:
            under = children_of(place, language) if asked and len(places) <= 3 else ""
            writer.lines.append(f"- {title_of(place)}{under}{self.mark(writer, place)}")

    def articles(self, writer: Writer, document: Document, language: str, asked: bool) -> None:
        count = len({number for number, _ in articles(document)} or (counted_through(document) if asked else ()))
        line = frame("about_articles", language, count=str(count))
        if count and line not in writer.lines:
            writer.lines.append(line)

    def boxes(self, writer: Writer, document: Document, language: str, asked: bool) -> None:
        if not document.boxes and not asked:
            return
        writer.lines.append(frame("about_boxes", language, count=str(len(document.boxes))))
        for box in document.boxes[: LISTED if asked else 0]:
            place = Place(document, titled(box), box.start, box.end, box.page)
            writer.lines.append(f"- {place.title}{self.mark(writer, place)}")

    def figures(self, writer: Writer, document: Document, language: str, asked: bool) -> None:
        found = [(f"图 {f.number} {f.title}", f) for f in document.figures]
        self.captions(writer, document, found, "about_figures", language, asked)

    def tables(self, writer: Writer, document: Document, language: str, asked: bool) -> None:
        found = [(" ".join(filter(None, ["表", str(t.number or ""), t.title])), t) for t in document.tables]
        self.captions(writer, document, found, "about_tables", language, asked)

    def captions(
        self,
        writer: Writer,
        document: Document,
        found: Sequence[tuple[str, Caption | Table]],
        key: str,
        language: str,
        asked: bool,
    ) -> None:
        """How many there are; asked for them, each with its title."""
        if found or asked:
            writer.lines.append(frame(key, language, count=str(len(found))))
        for title, one in found[: 2 * LISTED if asked else 0]:
            place = Place(document, title, one.start, one.end, one.page)
            writer.lines.append(f"- {title}{self.mark(writer, place)}")

    def number(self, writer: Writer, document: Document, language: str, asked: bool) -> None:
        self.known(writer, "number", document.number, language, asked)

    def inside(self, writer: Writer, place: Place, language: str) -> None:
        """The sections of a part, by title."""
        writer.lines.append(frame("about_inside", language, title=place.title, count=str(len(place.children))))
        writer.lines += [f"- {title_of(child)}{self.mark(writer, child)}" for child in place.children[:LISTED]]

    def sections(self, place: Place, language: str) -> Writer:
        """The sections of a part, by title, by themselves."""
        writer = Writer(self.index)
        self.inside(writer, place, language)
        return writer

    def where(self, place: Place, language: str) -> Writer:
        """The section that treats a subject, with those in which it stands."""
        writer = Writer(self.index)
        around = [top for top in walk(top_places(place.document)) if top.start <= place.start < top.end]
        path = " › ".join(title_of(each) for each in around) or title_of(place)
        line = frame("about_where", language, path=path, page=page_of(place, language))
        writer.lines.append(f"{line}{self.mark(writer, place)}")
        return writer

    def opening(self, writer: Writer, document: Document, language: str) -> None:
        """The short lines before the first section, verbatim: who spoke, when and where."""
        lines = opening_lines(document)
        if lines:
            said = "；".join(f"“{p.text.strip()}”[{writer.cite(p, p.sentences[0])}]" for p in lines)
            writer.lines.append(frame("about_opening", language, lines=said))

    def mark(self, writer: Writer, place: Place) -> str:
        """The citation of a title; "" where no passage begins there."""
        found = next((p for p in place.document.passages if place.start <= p.start < place.end), None)
        return "" if found is None else f"[{writer.cite(found, found.sentences[0])}]"


def title_of(place: Place) -> str:
    return re.sub(r"^#+\s*", "", place.title)


def opening_lines(document: Document) -> list[Passage]:
    """Short lines without a sentence's end before the first numbered section, the title left out."""
    tops = top_places(document)
    first = tops[0].start if tops else len(document.text)
    before = [p for p in document.passages if p.kind == "body" and p.start < first and len(p.sentences) == 1]
    plain = [p for p in before if len(p.text) <= OPENING_CHARS and not FIRST_LINE.search(p.text.strip())]
    return [p for p in plain if re.match(r"[—\w]", p.text) and p.text.strip() not in document.title][:OPENING]
