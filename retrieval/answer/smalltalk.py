"""What is said to a greeting, thanks, a call for help, praise or blame: two lines with what can be asked. No claim."""

import re
from collections.abc import Sequence

from corpus.document import Document, Passage
from index.core import Index
from retrieval.answer.frames import frame, listed, titles_of
from retrieval.answer.parts import ARTICLE, UNTELLING, Place, bare, top_places, walk
from retrieval.read.reader import TWINS
from retrieval.text.clauses import clauses

TOPICS = 4  # section titles that are named as what can be asked about
EXAMPLES = 2
LONGEST = 26  # characters of a title that is offered
EDGES = " ：:—-、，；。"  # around a title or a clause that is offered
REFERS = re.compile(r"^(?:自|在|于|依法|按|向|为)|[本前该其][条款项法]|第[一二三四五六七八九十]+[条款项]|\d")
RULED = re.compile("(?:不得|应当?|可以?|负责|禁止|予以)([一-龥、]{4,})$")
LONGEST_RULE = 16  # characters


class Smalltalk:
    """Speaks for one index."""

    def __init__(self, index: Index):
        self.index = index

    def reply(self, kind: str, language: str, documents: Sequence[Document]) -> str:
        """Two lines: an answer to the utterance, and what can be asked."""
        return f"{frame(kind, language, titles=titles_of(documents, language))}\n{self.offer(documents, language)}"

    def offer(self, documents: Sequence[Document], language: str) -> str:
        """What can be asked, by the reports' own section titles."""
        topics = topics_of(documents)[:TOPICS]
        if not topics:
            return frame("offer_plain", language)
        return frame("offer", language, topics=listed(topics, language))

    def suggest(self, near: Sequence[Passage], language: str) -> str:
        """Questions that can be answered: overviews of the sections nearest to what was asked, of a law what its
        articles say; "" without any."""
        asked: list[str] = []
        for passage in near:
            title, key = short(passage.box or ([*passage.section_path] or [""])[-1]), "example"
            if ARTICLE.match(title) and passage.kind == "table":
                title = short(re.split("单位|單位", passage.table or "")[0])
            elif ARTICLE.match(title):
                title, key = ruled(passage), "example_article"
            if telling(title) and (question := frame(key, language, title=title)) not in asked:
                asked.append(question)
        asked = asked[:EXAMPLES]
        return frame("suggest", language, questions=" ".join(asked)) if asked else ""


def topics_of(documents: Sequence[Document]) -> list[str]:
    """Subjects by section titles: those without sub-sections, spread over the reports."""
    found: list[str] = []
    for document in documents:
        leaves = [t for place in walk(top_places(document)) if telling(t := topic_of(place))]
        step = max(1, len(leaves) // max(1, TOPICS // len(documents)))
        found += leaves[::step][: max(1, TOPICS // len(documents))]
        if len(documents) > TOPICS and len(set(found)) >= TOPICS:
            break  # more are not named, and outlines of thousands of reports are not read for them
    return list(dict.fromkeys(found))


def topic_of(place: Place) -> str:
    """The title of a section without others, or of a chapter of articles; "" for any other section."""
    articles = [child for child in place.children if ARTICLE.match(child.title)]
    if articles:
        return short(place.title)
    if place.children:
        return ""
    return short(place.title)


def ruled(passage: Passage) -> str:
    """What an article rules, a few words without whether it allows or forbids it; "" where no clause is short enough.

    They lead back to the article, which its number does not for who does not know the law.

    >>> from corpus.document import Sentence
    >>> text = "第四条 住房部门应当自受理之日起十日内审核，不得收取任何费用。"
    >>> ruled(Passage("", "", text, 0, 30, 1, 1, (), None, "body", (Sentence(text, 0, 30),)))
    '收取任何费用'
    """
    text = ARTICLE.sub("", " ".join(sentence.text for sentence in passage.sentences))
    pieces = [text[piece.start : piece.end].strip(EDGES) for piece in clauses(text)]
    pieces = [piece for piece in pieces if is_paired(piece)]
    found = [match[1] for piece in pieces if (match := RULED.search(piece)) and not REFERS.search(match[1])]
    return max((words for words in found if len(words) <= LONGEST_RULE), key=len, default="")


def short(title: str) -> str:
    """A title without its number and the marks around it, and of two clauses the first; no mark loses its partner.

    >>> short("专栏 2 ：水环境保护工程"), short("三、健全机制，保障实施"), short("建设“绿，美”城市")
    ('水环境保护工程', '健全机制', '建设“绿，美”城市')
    >>> short("一、“十三五”时期成效"), short("“超充之城”")
    ('“十三五”时期成效', '超充之城')
    """
    whole = without_marks(bare(title).strip(EDGES))
    first = without_marks(re.split("[，,]", whole)[0].strip(EDGES))
    return first if len(first) >= 4 and is_paired(first) else whole


def without_marks(title: str) -> str:
    """A title without the pair of marks that holds all of it."""
    inside = title[1:-1]
    held = len(title) > 2 and TWINS.get(title[0]) == title[-1]
    return inside if held and title[0] not in inside and title[-1] not in inside else title


def is_paired(text: str) -> bool:
    return all(text.count(opening) == text.count(closing) for opening, closing in TWINS.items())


def telling(title: str) -> bool:
    return 2 <= len(title) <= LONGEST and title not in UNTELLING and not ARTICLE.match(title)
