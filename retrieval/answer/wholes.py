"""Tells a whole: a report, a part, a table, an annex, an item, or the report as a thing. Decides which is meant."""

import re
from collections.abc import Sequence

from corpus.document import Document, Passage
from index.core import Index
from index.tokens import fold
from retrieval.answer.about import Cards, aspects_of
from retrieval.answer.annexes import annex_named
from retrieval.answer.answers import Answer, Refusal
from retrieval.answer.compose import SHOWN_PASSAGES, Composer
from retrieval.answer.frames import frame
from retrieval.answer.headings import Headings, asks_titles
from retrieval.answer.heard import Heard
from retrieval.answer.labelled import labelled, labels_asked, tell
from retrieval.answer.ordinals import item_of, ordinal, without_ordinal
from retrieval.answer.ordinals import told as told_item
from retrieval.answer.overview import Overviews, Writer, is_article
from retrieval.answer.parts import (
    NEAR,
    SAME,
    Place,
    Titles,
    articles,
    bare,
    counted_through,
    find_named,
    lacking,
    top_places,
    walk,
)
from retrieval.answer.tables import ROWS
from retrieval.answer.tabular import Tabular
from retrieval.question.kinds import WHOLE, WHOLE_NAMED, WHOLES
from retrieval.question.named import Named, parts_named, sought, subject, unit_spoken_of
from retrieval.question.question import Question
from retrieval.read.candidates import reorder
from retrieval.read.constraints import reports_of
from retrieval.read.decision import Status
from retrieval.search.ranking import Ranking, rank
from retrieval.search.reports import likeliest_reports
from retrieval.text.cantonese import to_standard
from retrieval.text.vocabulary import question_patterns

OVERVIEW = re.compile(r"[讲說说写寫][了的]?(?:什么|啥|些)|what does it say on|what is .{2,80} about|summar|总结|概括")
OUTLINE = re.compile("分[了成为]*[几哪]|标题|题目|部分|[章节]|方面")  # of titles alone
SUMMED_UP = re.compile(  # 交通那一节写了什么; 总结下, at the end: 总结了哪些经验 is a question
    r"[那这](?:一|个|大)*(?:章|节|部分|段|块|篇)(?:里面?|中|都|主要|大概|到底|是|[写讲说谈]|有|[了的些])*(?:什么|啥)内?容?[呀啊呢?]*$|"
    r"(?:总结|概括|归纳|梳理|盘点|提炼|捋|理)(?:总结|概括|归纳|梳理|提炼|一捋|一?理)?(?:一?下|呗|吧|给我)+[?.。!]*$|"
    r"(?:总结|概括|归纳|梳理|提炼|捋一?捋|理一?理)(?:总结|概括|归纳|梳理|提炼)?[.。!]*$"
)
DIVIDED = re.compile("分[了成为作]?[哪几]|标题|题目|章|节|部分|篇|板块")  # how a report is made, not what it says
NEAREST = 5  # passages of which those that name a subject tell where that is treated
TREATED = 0.2  # nearness of a section from which it is told where a subject is treated; nonsense reaches .1
PERHAPS = 0.25  # probability of a question about the report itself that names what it wants to know of it
PARTLY = ("part", "overview", "more")  # kinds of a wish for one item of what was spoken of
LIKELY = 0.5  # probability of an overview of the report that is given where the report answers nothing
CERTAIN = 0.8  # probability of an overview of the report, though a subject is named that no section treats


class Wholes:
    """Tells wholes over one index; keeps nothing between questions."""

    def __init__(self, index: Index, composer: Composer):
        self.index, self.composer = index, composer
        self.overviews, self.cards, self.titles = Overviews(index), Cards(index), Titles(index)
        self.headings, self.tabular = Headings(), Tabular(index)

    def meant_whole(self, heard: Heard) -> Answer | None:
        """What is told without reading; None for a question to a sentence, small talk and commands."""
        told, question = heard.kinds, heard.question
        named = self.parts_meant(heard)
        if labels := labels_asked(question.resolved, named):
            return self.by_label(heard, labels[0])
        if told.of(PARTLY) >= WHOLE and (answer := self.item(heard)):
            return answer
        if OVERVIEW.search(question.plain) and (place := self.titles.named(self.meant(heard), question.resolved)):
            return self.overview(heard, self.overviews.of_places([place], question.told_in))
        if annex := self.headings.annex(self.likeliest(heard), question.resolved):
            return self.overview(heard, self.place_told(annex, question.told_in))
        about, unit = sought(question.resolved)
        if about and not named:
            for style in dict.fromkeys((unit, "")):  # a section of any kind where none of that kind is near
                place, near = self.titles.nearest(self.meant(heard), about, style)
                if place is not None and near >= TREATED:
                    return self.told_about(heard, self.cards.where(place, question.told_in))
            if place := self.telling(heard, about):
                return self.told_about(heard, self.cards.where(place, question.told_in))
        listed = not named and asks_titles(question) and not OUTLINE.search(to_standard(question.plain))
        if listed and (place := self.headings.asked(self.likeliest(heard), question.resolved)):
            return self.overview(heard, self.place_told(place, question.told_in))
        if not named and (answer := self.outlined(heard, SAME)):
            return answer
        if not named and (said := all_of_it(question)) and said.start() == 0:
            return self.report_told(heard, self.meant(heard))
        if not named and SUMMED_UP.search(to_standard(question.plain)) and (told_of := self.section(heard, TREATED)):
            return told_of
        numbered = any(name.number is not None for name in named)
        lost = [name for name in parts_named(question.resolved) if name.unit == "article" and name not in named]
        if lost and not named and not heard.follows and told.of(WHOLES) >= WHOLE_NAMED:
            return self.no_such_part(heard, self.meant(heard), lost)
        return self.whole(heard, named) if told.of(WHOLES) >= (WHOLE_NAMED if numbered else WHOLE) else None

    def telling(self, heard: Heard, about: str) -> Place | None:
        """The section whose title says nothing of a subject, but in which most of the passages stand that are nearest
        to it and name it."""
        words = [word for word in about.split() if len(word) > 1]
        ranking = rank(self.index, about, heard.allowed)
        near = [self.index.passages[position] for position in ranking.order[:NEAREST]]
        homes = [self.innermost(p) for p in near if any(word in fold(p.text) for word in words)]
        told = [place for place in homes if place]
        return max(told, key=lambda place: sum(place.start == other.start for other in told)) if told else None

    def innermost(self, passage: Passage) -> Place | None:
        """The section in which a passage stands, with nothing between."""
        around = walk(top_places(self.index.document(passage.doc_id)))
        inside = [place for place in around if place.start <= passage.start < place.end]
        return inside[-1] if inside else None

    def parts_meant(self, heard: Heard) -> tuple[Named, ...]:
        """The parts that a question names; 第三条 is none in a report without articles."""
        named = parts_named(heard.question.resolved)
        if any(articles(document) or counted_through(document) for document in heard.documents):
            return named
        return tuple(name for name in named if name.unit != "article")

    def by_label(self, heard: Heard, name: Named) -> Answer:
        """The figure or table of a number, or that there is none."""
        documents, language = self.meant(heard), heard.question.told_in
        for document in documents:
            if found := labelled(document, name):
                return self.overview(heard, tell(self.index, self.tabular, document, found, language))
        return self.no_such_part(heard, documents, [name])

    def item(self, heard: Heard) -> Answer | None:
        """The third of what was spoken of, or of a section that is named; None where no such item is meant."""
        question = heard.question
        number = ordinal(question.text)
        if number is None or any(n.unit in ("part", "article") for n in self.parts_meant(heard)):
            return None
        for about in filter(None, (question.before, question.resolved)):
            place = self.headings.asked(self.likeliest(heard), without_ordinal(about), parents=False)
            found = item_of(self.index, place, number) if place else None
            if isinstance(found, Place):
                return self.overview(heard, self.place_told(found, question.told_in))
            if place and found:
                return self.overview(heard, told_item(self.index, place, number, found, question.told_in))
        return None

    def place_told(self, place: Place, language: str, about: str = "") -> Writer:
        """A section, a table, a group of rows, a row or an annex, each in its way."""
        tabular = place.kinds == ROWS or any(child.kinds == ROWS for child in place.children)
        return self.tabular.tell(place, language) if tabular else self.overviews.of_places([place], language, about)

    def whole(self, heard: Heard, named: Sequence[Named]) -> Answer | None:
        """An overview or a card; None when the part that is meant cannot be found."""
        told, question = heard.kinds, heard.question
        kind = told.likeliest(WHOLES)
        documents = self.meant(heard)
        numbered = [n for n in named if n.unit in ("part", "box", "article", "name")]
        aspects = aspects_of(question.plain)
        annex = next(filter(None, (annex_named(d, question.resolved) for d in self.likeliest(heard))), None)
        if annex and not any(find_named(d, numbered) for d in documents):
            return self.overview(heard, self.place_told(annex, question.told_in))
        if numbered and (kind != "about" or not aspects or aspects == ["parts"] or "boxes" in aspects):
            places = [place for d in documents for place in find_named(d, numbered)]
            if not places and any(n.number is not None for n in numbered):
                return self.no_such_part(heard, documents, numbered)
            if places and kind == "about" and all(place.children for place in places):
                return self.told_about(heard, self.cards.tell(documents, question.plain, question.told_in, numbered))
            if places:
                return self.overview(heard, self.overviews.of_places(places, question.told_in))
        if not numbered and asks_outline(question):
            if answer := self.outlined(heard, NEAR):
                return answer
            if kind != "about" and len(documents) == 1:
                return self.told_about(heard, self.cards.tell(documents, question.plain, question.told_in))
        certain = "loaded" in aspects or (aspects and told.p["about"] >= PERHAPS)
        about = subject(question.resolved)
        if (kind == "about" and aspects) or certain:
            return self.told_about(heard, self.cards.tell(documents, question.plain, question.told_in, numbered))
        if self.means_report(heard):
            return None  # what no card tells (依据什么制定) may stand in a sentence
        whole = all_of_it(question)
        if kind != "overview" or not whole:
            if place := self.headings.asked(self.likeliest(heard), question.resolved, parents=False):
                return self.overview(heard, self.place_told(place, question.told_in))
        if kind == "part" or (len(about) >= 2 and not whole):
            place, near = self.titles.nearest(documents, about, unit_spoken_of(question.resolved))
            if place is not None and near >= (NEAR if kind == "part" else SAME):
                return self.overview(heard, self.overviews.of_places([place], question.told_in))
            if kind != "overview" or told.p["overview"] < CERTAIN:
                return None
        return self.report_told(heard, documents)

    def means_report(self, heard: Heard) -> bool:
        """The only report itself is meant, and no subject of which it speaks (报告对香港怎么说)."""
        told = heard.kinds
        about = told.of(WHOLES) >= WHOLE and told.likeliest(WHOLES) == "about"
        bare_of_subject = len(subject(heard.question.resolved)) < 2 or told.p["about"] >= LIKELY
        return about and len(self.meant(heard)) == 1 and bare_of_subject

    def report_told(self, heard: Heard, documents: Sequence[Document]) -> Answer:
        language = heard.question.told_in
        if len(documents) > 1:
            return self.overview(heard, self.overviews.of_reports(documents, language))
        return self.overview(heard, self.overviews.of_report(documents[0], language))

    def outlined(self, heard: Heard, least: float) -> Answer | None:
        """The titles of the sections of a part, where they are asked for and the part is so near."""
        question = heard.question
        if not asks_outline(question):
            return None
        named = {subject(question.resolved), "" if heard.follows else subject(question.text)}  # 今年 is 2026年 in one
        found = [self.titles.nearest(self.meant(heard), about) for about in named if len(about) >= 2]
        place, near = max(found, key=lambda each: each[1], default=(None, 0.0))
        if place is None or not place.children or near < least or any(map(is_article, place.children)):
            return None  # the numbers of articles tell nothing
        divided = DIVIDED.search(to_standard(question.plain)) or not asks_titles(question)
        told = self.told_about if divided else self.overview  # 保障措施有哪几项 asks what the report says
        return told(heard, self.cards.sections(place, question.told_in))

    def meant(self, heard: Heard) -> tuple[Document, ...]:
        """The reports of a place or a year that the question names, all of them when it names none of theirs."""
        documents = heard.documents
        if own := reports_of(heard.question, documents):
            documents = tuple(d for d in documents if d.doc_id in own)
        dated = tuple(d for d in documents if d.year in heard.question.years)
        return dated or documents

    def likeliest(self, heard: Heard) -> Sequence[Document]:
        """Those of many reports whose headings are looked through."""
        return likeliest_reports(self.index, self.meant(heard), heard.question.resolved)

    def wished(self, heard: Heard, p: float) -> Answer | None:
        """An overview of the section that may be meant, or of the report; None for a question.

        `p`: probability that sentences answer; an overview must be likelier.
        """
        told, documents = heard.told, self.meant(heard)
        if self.means_report(heard) and p < LIKELY:
            return self.told_about(heard, self.cards.tell(documents, heard.question.plain, heard.question.told_in))
        if told.kind not in ("overview", "part") or told.p[told.kind] < max(LIKELY, p):
            return None
        if told.kind == "overview":
            return self.report_told(heard, documents) if not p else None
        return self.section(heard, TREATED)

    def section(self, heard: Heard, least: float) -> Answer | None:
        """The section or the row that a wish names; None where none is so near."""
        question, documents = heard.question, self.meant(heard)
        if place := self.headings.asked(self.likeliest(heard), question.resolved, parents=False):
            return self.overview(heard, self.place_told(place, question.told_in))
        about = subject(question.resolved)
        unit = unit_spoken_of(question.resolved)
        place, near = self.titles.nearest(documents, about, unit) if len(about) >= 2 else (None, 0.0)
        if place is None or near < least:
            return None
        return self.overview(heard, self.place_told(place, question.told_in, about))

    def no_such_part(self, heard: Heard, documents: Sequence[Document], named: Sequence[Named]) -> Answer:
        """第九部分 of a report in six: refused, with what there is."""
        language, document = heard.question.told_in, documents[0]
        lost = (lacking(document, named) or list(named))[0]
        counts = {
            "article": len(articles(document) or counted_through(document)),
            "box": len(document.boxes),
            "figure": len(document.figures),
            "table": len(document.tables),
        }
        titles = "；".join(bare(place.title) for place in top_places(document))
        count = counts.get(lost.unit, len(top_places(document)))
        key = f"no_{lost.unit}" if lost.unit in counts else "no_part"
        if key == "no_article" and not count:
            key, count = "no_part", len(top_places(document))
        message = frame(key, language, missing=lost.written, count=str(count), titles=titles)
        refusal = Refusal("not_in_report", message, (lost.written,))
        return self.composer.written(heard.question, [], "refused", refusal, message, 0.0)

    def overview(self, heard: Heard, writer: Writer) -> Answer:
        return self.written(heard, writer, "answered", 1.0)

    def told_about(self, heard: Heard, writer: Writer) -> Answer:
        return self.written(heard, writer, "about", 1.0)

    def written(self, heard: Heard, writer: Writer, status: Status, p: float, ranking: Ranking | None = None) -> Answer:
        cited = [citation.passage_id for citation in writer.citations] if ranking is None else []
        told = [self.index.positions[each] for each in cited if each in self.index.positions]  # headings are not found
        ranking = ranking or rank(self.index, heard.question.resolved, heard.allowed, heard.vector)
        best = ahead(told, reorder(ranking, (), SHOWN_PASSAGES))
        return self.composer.written(
            heard.question, best, status, None, writer.text, p, tuple(writer.citations), tuple(writer.figures)
        )


def ahead(told: Sequence[int], best: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """The passages that a whole is told from before those that were found, as many in all; scores go on falling.

    >>> ahead([7, 7], [(3, 0.5), (7, 0.25)])
    [(7, 1.5), (3, 0.5)]
    """
    first = list(dict.fromkeys(told))[: len(best)]
    top = best[0][1] if best else 0.0
    led = [(position, top + 1 / (n + 1)) for n, position in enumerate(first)]
    return [*led, *(each for each in best if each[0] not in first)][: len(best)]


def all_of_it(question: Question) -> re.Match[str] | None:
    """The words by which a whole report is asked for (这份规划讲了什么)."""
    return question_patterns()["about_whole"].search(to_standard(question.plain))


def asks_outline(question: Question) -> bool:
    """The question asks into what the report or a part of it is divided."""
    return question_patterns()["about_outline"].search(to_standard(question.plain)) is not None
