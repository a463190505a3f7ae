"""Overviews: of all reports, of one, of a part, a section, a box, an article. Every point is cited."""

from collections.abc import Sequence

from corpus.document import Document, Passage, Sentence
from index.core import Index
from retrieval.answer.answers import CheckedFigure, Citation, cite, plain
from retrieval.answer.frames import frame
from retrieval.answer.parts import ARTICLE, Place, bare, page_of, top_places
from retrieval.answer.points import LEAST_ROOM, MAX_CHARS, MAX_POINTS, Point, Points, cut, items_of, room_of, subject_of
from retrieval.question.named import value
from retrieval.text.clauses import clauses, shown
from retrieval.text.quantities import find_quantities

MAX_REPORTS = 6
MAX_CHILDREN = 10  # titles of sub-sections that are named under a part
ARTICLE_CHARS = 900  # of an article, which is given whole
MAX_ARTICLES = 16  # of a law without chapters, each by its first words


class Writer:
    """Lines of an answer with their citations, numbered as they come."""

    def __init__(self, index: Index):
        self.index = index
        self.lines: list[str] = []
        self.citations: list[Citation] = []
        self.figures: list[CheckedFigure] = []

    def cite(self, passage: Passage, sentence: Sentence) -> int:
        """The number of a sentence's citation; the same for the same sentence."""
        for known in self.citations:
            if (known.passage_id, known.start) == (passage.passage_id, sentence.start):
                return known.n
        document = self.index.document(passage.doc_id)
        self.citations.append(cite(len(self.citations) + 1, sentence, passage, document))
        return len(self.citations)

    def point(self, point: Point, room: int) -> None:
        """A line a point; an enumeration gets a line an item, none of which is cut."""
        n = self.cite(point.passage, point.sentence)
        for part in items_of(point.sentence.text) or [cut(point.sentence.text, room)]:
            said = f"“{part}”[{n}]"
            self.lines.append(f"- {point.title}：{said}" if point.title else f"- {said}")
            self.figures += [
                CheckedFigure(figure.text, plain(figure.value), figure.unit, n)
                for figure in find_quantities(part)
                if figure.kind == "quantity"
            ]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


class Overviews:
    """Writes overviews over one index."""

    def __init__(self, index: Index):
        self.index = index
        self.points = Points(index)

    def of_reports(self, documents: Sequence[Document], language: str) -> Writer:
        """Each report in one line: title, and what its first level is called."""
        writer = Writer(self.index)
        writer.lines.append(frame("overview_all", language, count=str(len(documents))))
        for document in documents[:MAX_REPORTS]:
            titles = "；".join(bare(place.title) for place in top_places(document)[:MAX_POINTS])
            opening = next((p for p in document.passages if p.kind in ("heading", "body")), None)
            mark = f"[{writer.cite(opening, opening.sentences[0])}]" if opening else ""
            writer.lines.append(
                f"- 《{document.title}》：{titles}{mark}" if titles else f"- 《{document.title}》{mark}"
            )
        if len(documents) > MAX_REPORTS:
            writer.lines.append(frame("rest", language, count=str(len(documents) - MAX_REPORTS)))
        return writer

    def of_report(self, document: Document, language: str) -> Writer:
        """The parts of a report with their sections, and the most telling sentence of each."""
        tops = top_places(document)
        if not tops:
            whole = Place(document, document.title, 0, len(document.text), None)
            return self.of_places([whole], language)
        if all(map(is_article, tops)):
            return self.of_articles(document, tops, language)
        writer = Writer(self.index)
        writer.lines.append(frame("overview_report", language, title=document.title, count=str(len(tops))))
        found = [(place, self.points.of_titled(place)) for place in tops]
        told = [(place, points[0]) for place, points in found if points]
        under = {id(place): children_of(place, language) for place, _ in told}
        shown = told[: MAX_POINTS + 1]
        taken = sum(len(under[id(place)]) for place, _ in shown)
        room = room_of([point for _, point in shown], MAX_CHARS - taken)
        for place, point in shown:
            title = bare(place.title) + under[id(place)]
            if room >= LEAST_ROOM // 2:
                writer.point(Point(title, point.passage, point.sentence), room)
            else:
                writer.lines.append(f"- {title}[{writer.cite(point.passage, point.sentence)}]")
        if len(told) > len(shown):
            writer.lines.append(frame("rest", language, count=str(len(told) - len(shown))))
        return writer

    def of_articles(self, document: Document, articles: Sequence[Place], language: str) -> Writer:
        """A law without chapters: each article by its first words, which name its subject."""
        writer = Writer(self.index)
        found = [(place, inside[0][1]) for place in articles if (inside := place.passages(self.index))]
        kept = found[:MAX_ARTICLES]
        count, listed = str(len(articles)), str(len(kept))
        key = "overview_law" if len(kept) == len(articles) else "overview_law_some"
        writer.lines.append(frame(key, language, title=document.title, count=count, shown=listed))
        room = MAX_CHARS // max(len(kept), 1)
        for _, passage in kept:
            said = opening(passage.sentences[0].text, room)
            writer.lines.append(f"- “{said}”[{writer.cite(passage, passage.sentences[0])}]")
        return writer

    def of_places(self, places: Sequence[Place], language: str, about: str = "") -> Writer:
        """The points of one section, or of each of several."""
        writer = Writer(self.index)
        share = max(2, MAX_POINTS // len(places))
        for place in places[:3]:
            if is_article(place):
                self.article(writer, place, language)
                continue
            points = self.points.of_place(place, about)
            kept = self.points.best(points, about or subject_of(place), share)
            listed = [p for p in points if p in kept or (p.title and place.children)]  # every section by its title
            key = "overview_part" if len(listed) == len(points) else "overview_part_some"
            writer.lines.append(
                frame(
                    key,
                    language,
                    title=place.title,
                    count=str(len(points)),
                    shown=str(len(listed)),
                    page=page_of(place, language),
                )
            )
            bare_titles = sum(len(point.title) for point in listed if point not in kept)
            room = room_of(kept, MAX_CHARS // min(len(places), 3) - bare_titles)
            for point in listed:
                if point in kept:
                    writer.point(point, room)
                else:
                    writer.lines.append(f"- {point.title}[{writer.cite(point.passage, point.sentence)}]")
        return writer

    def article(self, writer: Writer, place: Place, language: str) -> None:
        """An article in its very words."""
        writer.lines.append(frame("article", language, title=place.title))
        left = ARTICLE_CHARS
        for _, passage in place.passages(self.index):
            for sentence in passage.sentences:
                if left <= 0:
                    return
                left -= len(sentence.text)
                writer.lines.append(f"- “{sentence.text.strip()}”[{writer.cite(passage, sentence)}]")


def opening(sentence: str, room: int) -> str:
    """The first clauses of a sentence, as many as there is room for.

    >>> opening("第一条 为了保护安静，制定本条例。", 14)
    '第一条 为了保护安静……'
    """
    pieces = clauses(sentence.strip())
    fit = [piece.end for piece in pieces if piece.end <= room]
    return shown(sentence.strip(), 0, max(fit, default=pieces[0].end))


def children_of(place: Place, language: str) -> str:
    """The titles of a part's sections in brackets; of articles, from which to which."""
    numbers = [number for child in place.children if (number := article_number(child)) is not None]
    if len(numbers) == len(place.children) > 1:
        return f"（{frame('articles', language, first=str(numbers[0]), last=str(numbers[-1]))}）"
    titles = [bare(child.title) for child in place.children[:MAX_CHILDREN]]
    return f"（{'；'.join(titles)}{'……' if len(place.children) > MAX_CHILDREN else ''}）" if titles else ""


def is_article(place: Place) -> bool:
    return ARTICLE.fullmatch(place.title.strip()) is not None


def article_number(place: Place) -> int | None:
    found = ARTICLE.fullmatch(place.title.strip())
    return value(found[1]) if found else None
