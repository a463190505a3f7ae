"""Finds the heading that a question repeats: 保障措施有哪些 asks for the titles under the heading 保障措施.

Without a model: the heading stands in the question and nothing else is asked, or all that is asked stands in the
heading and makes up most of it. Headings are those of sections, tables, groups of rows and rows.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import rjieba

from corpus.document import Document
from index.tokens import fold
from retrieval.answer.annexes import NAMED, annex_named
from retrieval.answer.parts import Place, bare, top_places, walk
from retrieval.answer.tables import ROWS, tables_of
from retrieval.question.named import subject
from retrieval.question.question import Question
from retrieval.text.cantonese import to_standard
from retrieval.text.places import forms_of, home_places
from retrieval.text.vocabulary import question_patterns

WORKS = re.compile("规划|计划|方案|条例|办法|公报|法律|指引|通知|意见|细则|文件|报告|白皮书")  # what is asked of
WHAT = re.compile("是?怎么?回事|是?什么(?:东西|来的)")
COUNTS = re.compile(r"(?:\d+|[一二三四五六七八九十两几]+)\s*(?:大|个)*(?:项|条|个|点|类|种|块|步|方面)")
LISTING = re.compile(
    r"详细|展开|全部|所有|出来|哪几?|分别|各自?|包括|包含|列出?来?|分[为成]|分(?=[几哪])|设有?|具体|一共|共|都|几|大?项|大类|方面|名称|是|有|要|说|子"
)
LISTS = re.compile("(?:包括|包含|列|有)了?些(?:什么|啥)")  # beside the patterns of questions
YEARS = re.compile(r"(?:19|20)\d{2}\s*年?|[今本去]年")
ENDS = re.compile(r"那?(?:一|几|个)*(?:[章节块段栏行条]|大?项|部分|方面|一?类|表格?)$")
COVERED = 0.5  # share of a heading that is asked for
LEAST = 2  # characters of a heading or a subject
HOLDS = ("how", "why", "who", "yes_no")  # what asks for more than titles


class Headings:
    """The headings of the reports of one index, folded once each."""

    def __init__(self) -> None:
        self.known: dict[str, list[tuple[str, Place]]] = {}

    def of(self, document: Document) -> list[tuple[str, Place]]:
        if document.doc_id not in self.known:
            places = [*walk(top_places(document)), *walk(tables_of(document))]
            titled = [(bared(bare(place.title), homes_of(document)), place) for place in places]
            self.known[document.doc_id] = [(title, place) for title, place in titled if len(title) >= LEAST]
        return self.known[document.doc_id]

    def asked(self, documents: Sequence[Document], question: str, parents: bool = True) -> Place | None:
        """The place whose heading a question repeats, of several the one that is repeated most.

        `parents`: only a place under which others stand.
        """
        best: tuple[Place | None, float] = (None, 0.0)
        for document in documents:
            plain, known = (bared(text, homes_of(document)) for text in (question, document.title))
            words = words_of(plain)
            length = sum(map(len, words))
            for title, place in self.of(document):
                if parents and len(place.children) < 2:
                    continue
                whole = title in plain and all(word in known for word in words_of(plain.replace(title, " ")))
                told = place.kinds != ROWS and all(word in title for word in words)  # a row by its whole name only
                partly = told and length >= LEAST and length > COVERED * len(title)
                share = 1 + len(title) if whole else length / len(title) if partly else 0.0
                if share > best[1]:
                    best = (place, share)
        return best[0]

    def annex(self, documents: Sequence[Document], question: str) -> Place | None:
        """The annex that a question names and of which it asks nothing but what it is."""
        for document in documents:
            place, homes = annex_named(document, question), homes_of(document)
            if place is None:
                continue
            words = words_of(NAMED.sub(" ", bared(question, homes)))
            if all(word in bared(f"{place.title} {document.title}", homes) for word in words):
                return place
        return None


def asks_titles(question: Question) -> bool:
    """A list is asked for in words (有哪些, 哪几项, 包括什么), not how or why."""
    patterns, standard = question_patterns(), to_standard(question.plain)
    asked = patterns["list"].search(standard) or LISTS.search(standard)
    return bool(asked) and not any(patterns[kind].search(standard) for kind in HOLDS)


def words_of(plain: str) -> list[str]:
    """The words of a question that name its subject, without those that only ask."""
    left = plain
    for pattern in (WHAT, COUNTS, WORKS):
        left = pattern.sub(" ", left)
    left = LISTING.sub(" ", subject(ENDS.sub(" ", subject(left))))
    return [word for word in rjieba.cut(ENDS.sub("", left.strip())) if re.search(r"\w", word)]


def homes_of(document: Document) -> tuple[str, ...]:
    """The places that a report is about in all their forms, the longest first: they tell nothing in it."""
    return tuple(sorted((form for place in home_places(document) for form in forms_of(place)), key=len, reverse=True))


@lru_cache(maxsize=10_000)
def bared(text: str, homes: tuple[str, ...] = ()) -> str:
    """A text in standard Simplified Chinese, without years, blanks and the report's places, to compare."""
    plain = to_standard(fold(text))
    for form in homes:
        plain = plain.replace(form, "")
    return re.sub(r"(?<=[一-龥])\s+(?=[一-龥])", "", YEARS.sub("", plain)).strip(" ：:“”\"")
