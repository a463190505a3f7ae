"""What is said to a greeting, thanks, a call for help, praise or blame: two lines with what can be asked. No claim."""

import re
from collections.abc import Sequence

from corpus.document import Document
from index.core import Index
from retrieval.answer.frames import frame, listed
from retrieval.answer.parts import UNTELLING, bare, top_places, walk

TOPICS = 4  # section titles that are named as what can be asked about
EXAMPLES = 2
LONGEST = 26  # characters of a title that is offered


class Smalltalk:
    """Speaks for one index."""

    def __init__(self, index: Index):
        self.index = index

    def say(self, kind: str, language: str, documents: Sequence[Document]) -> str:
        """Two lines: an answer to the utterance, and what can be asked."""
        return f"{frame(kind, language, titles=titles_of(documents, language))}\n{self.offer(documents, language)}"

    def offer(self, documents: Sequence[Document], language: str) -> str:
        """What can be asked, by the reports' own section titles."""
        topics = topics_of(documents)[:TOPICS]
        if not topics:
            return frame("offer_plain", language)
        return frame("offer", language, topics=listed(topics, language))

    def suggest(self, titles: Sequence[str], language: str) -> str:
        """Questions that can be answered: overviews of the sections nearest to what was asked; "" without any."""
        subjects = [t for t in dict.fromkeys(map(short, titles)) if telling(t)][:EXAMPLES]
        asked = [frame("example", language, title=title) for title in subjects]
        return frame("suggest", language, questions=" ".join(asked)) if asked else ""


def titles_of(documents: Sequence[Document], language: str) -> str:
    named = listed((f"《{d.title}》" for d in documents[:3]), language)
    return f"{named}……" if len(documents) > 3 else named


def topics_of(documents: Sequence[Document]) -> list[str]:
    """Subjects by section titles: those without sub-sections, spread over the reports."""
    found: list[str] = []
    for document in documents:
        leaves = [t for p in walk(top_places(document)) if not p.children and telling(t := short(p.title))]
        step = max(1, len(leaves) // max(1, TOPICS // len(documents)))
        found += leaves[::step][: max(1, TOPICS // len(documents))]
        if len(documents) > TOPICS and len(set(found)) >= TOPICS:
            break  # more are not named, and outlines of thousands of reports are not read for them
    return list(dict.fromkeys(found))


def short(title: str) -> str:
    """A title without its number, and of two clauses the first."""
    first = re.split("[，,]", bare(title))[0]
    return first if len(first) >= 4 else bare(title)


def telling(title: str) -> bool:
    return 2 <= len(title) <= LONGEST and title not in UNTELLING
