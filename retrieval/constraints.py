"""What a question insists on and sentences may lack: years, places, titles, ordinals (第三批).

Tells what is missing, not what follows from it.
"""

import re
from dataclasses import dataclass

from index.core import Index
from retrieval.coverage import squeeze
from retrieval.evidence import Candidate
from retrieval.figurefit import figure_fit
from retrieval.language import converter
from retrieval.places import forms_of, home_places
from retrieval.question import TITLE, Question
from retrieval.times import INHERITED, times_of

TITLE_OVERLAP = 0.75  # of a title's character pairs; a title quoted from memory is seldom exact
FIRST = re.compile("^第(?:一|1)")  # 第一批 is 首批 as well
ORDINAL = re.compile(r"第(?:[一二三四五六七八九十百]+|\d+)[批期届次轮阶段个名大]")


@dataclass(frozen=True, slots=True)
class Unmet:
    """The constraints that the chosen sentences do not meet, in the question's words."""

    years: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    ordinals: tuple[str, ...] = ()
    some_year_met: bool = False
    unknown_places: bool = False  # one of the places stands nowhere in the reports

    @property
    def named(self) -> bool:
        """Something that the question insists on is lacking: the reason to give when nothing is answered."""
        return bool(self.titles or self.places or (self.years and not self.some_year_met))

    @property
    def certain(self) -> bool:
        """Enough is lacking to know that the sentences answer another question."""
        return bool(self.titles or self.unknown_places or (self.years and not self.some_year_met))


class Constraints:
    """Checks constraints against one index: what its reports name at all, and where they are at home."""

    def __init__(self, index: Index):
        self.text = squeeze("\n".join(document.text for document in index.documents))
        self.titles = [
            squeeze(title) for document in index.documents for title in {document.title, *TITLE.findall(document.text)}
        ]
        self.home = frozenset(place for d in index.documents for place in home_places(d.title, d.publisher or ""))

    def unmet(self, question: Question, chosen: list[Candidate]) -> Unmet:
        """What none of the chosen sentences, nor the text they stand in, names."""
        contexts = [context_of(candidate) for candidate in chosen]
        fitting = [c for c in chosen if figure_fit(question, c.figures) >= 0]
        told = fitting or chosen  # a caption that names the year tells no figure
        least = INHERITED if question.wants.figure else 0.0  # 五年年均 tells no figure of one of the five years
        spoken_of = {
            year for c in told for year, sure in times_of(c.sentence, c.passage, c.document).items() if sure >= least
        }
        years = sorted(question.years - spoken_of) if chosen else []
        places = [
            place
            for place in question.places
            if place not in self.home and not any(names(place, text) for text in contexts)
        ]
        titles = [title for title in question.titles if not self.knows_title(title)]
        ordinals = [
            found
            for found in ORDINAL.findall(question.plain)
            if chosen and not any(re.search(FIRST.sub("(?:首|第一)", found), squeeze(text)) for text in contexts)
        ]
        return Unmet(
            tuple(f"{year}年" for year in years),
            tuple(self.spoken(place, question) for place in places),
            tuple(f"《{title}》" for title in titles),
            tuple(ordinals),
            len(years) < len(question.years),
            any(not names(place, self.text) for place in places),
        )

    def knows_title(self, title: str) -> bool:
        """The reports name this title, exactly or nearly."""
        wanted = pairs(squeeze(title))
        numbers = re.findall(r"\d+", squeeze(title))
        return squeeze(title) in self.text or any(
            len(wanted & pairs(known)) >= TITLE_OVERLAP * max(len(wanted), 1)
            and all(number in known for number in numbers)
            for known in self.titles
        )

    def spoken(self, place: str, question: Question) -> str:
        """The place as the question writes it, in its own script."""
        asked = converter("t2s").convert(question.resolved).lower()
        found = next(((asked.find(form), form) for form in forms_of(place) if form in asked), None)
        if found is None or len(asked) != len(question.resolved):
            return found[1] if found else place
        return question.resolved[found[0] : found[0] + len(found[1])]


def context_of(candidate: Candidate) -> str:
    """The passage up to the end of the sentence, with section and box."""
    passage = candidate.passage
    return " ".join([*passage.section_path, passage.box or "", passage.text[: candidate.sentence.end - passage.start]])


def names(place: str, text: str) -> bool:
    """Tell whether a text names a place in any of its forms; a Latin form as a word of its own."""
    folded = squeeze(text)
    return any(
        re.search(rf"(?<![a-z]){re.escape(form)}(?![a-z])", folded) if form.isascii() else form in folded
        for form in forms_of(place)
    )


def pairs(text: str) -> set[str]:
    """Pairs of neighbouring characters, without marks and blanks."""
    plain = re.sub(r"[\W_]", "", text)
    return {plain[i : i + 2] for i in range(len(plain) - 1)}
