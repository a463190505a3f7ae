"""What a question asks: language, resolved text, years, places, titles, wanted kind, facets. Decides nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.tokens import fold
from retrieval.figures import NUMBER, find_figures, read_number, years_in
from retrieval.followup import resolve
from retrieval.language import detect_language
from retrieval.places import find_places
from retrieval.vocabulary import question_patterns, to_standard
from retrieval.wants import KINDS, Wants, read_wants

TITLE = re.compile(r"《([^》]{2,60})》")
ASIDE = re.compile(r"《[^》]*》|[(（][^)）]*[)）]")  # a plan's title and the years it covers date nothing that is asked
FACET_BREAK = re.compile(r"[?;,]|\band (?=(?:how|what|when|which|who|where|why|by when)\b)")
INTERROGATIVE = re.compile(
    r"[几哪谁怎何吗]|多少|什么|多[大长高远久]|是否|\b(?:what|which|who|whom|when|where|why|how)\b"
)
SCALES = {"": 1.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
ENGLISH_FIGURE = re.compile(rf"(?<![\w.])(?P<number>{NUMBER})(?:[ -](?P<scale>thousand|million|billion|trillion))?")
MIN_GIVEN = 10
MAX_HISTORY = 3  # earlier questions that a chain of follow-ups may lean on
MAX_FACETS = 4  # parts of a question that are answered one by one; what follows belongs to the last
MIN_FACET = 4  # characters; a shorter piece belongs to the one before it


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was understood."""

    text: str  # as asked
    language: str
    resolved: str  # with what the previous question supplied; equals `text` when nothing was needed
    plain: str  # resolved, folded, Cantonese question words in standard Chinese: for matching
    focus: str  # the part of `plain` that the latest question itself says
    years: frozenset[int]
    places: tuple[str, ...]  # simplified names
    titles: tuple[str, ...]  # named in 《》
    wants: Wants
    facets: tuple[str, ...]  # pieces that each ask something; one when the question is simple
    given: frozenset[float] = frozenset()  # values of the figures that the question itself names


def understand(text: str, history: Sequence[str] = (), year: int | None = None) -> Question:
    """Analyse a question; when it is elliptical, the last question of `history` completes it, itself completed first.

    去年 and the like count from `year`, that of the newest report, or from the year that the previous question names.
    """
    language = detect_language(text)
    previous = None
    for earlier in history[-MAX_HISTORY:]:
        previous = resolve(earlier, previous, detect_language(earlier), year).text
    resolution = resolve(text, previous, language, year)
    plain, focus = standard(resolution.text), standard(resolution.focus)
    return Question(
        text,
        language,
        resolution.text,
        plain,
        focus,
        frozenset(years_in(ASIDE.sub("", plain))),
        find_places(resolution.text),
        tuple(dict.fromkeys(TITLE.findall(resolution.text))),
        wanted(focus, plain, language),
        (plain,) if resolution.carried else split_facets(plain),
        given_figures(plain, language),
    )


def wanted(focus: str, plain: str, language: str) -> Wants:
    """What the latest question itself wants, or, when it names no kind of answer, what the whole wants."""
    wants = read_wants(focus, language)
    return wants if wants.kinds or focus == plain else read_wants(plain, language)


def standard(text: str) -> str:
    """Fold, and write Cantonese question words and particles in standard Chinese."""
    plain = fold(text)
    return (plain if detect_language(text) == "en" else to_standard(plain)).strip()


def given_figures(plain: str, language: str) -> frozenset[float]:
    """Values of the figures of a folded question, its years aside; those below MIN_GIVEN may be any number.

    >>> sorted(given_figures("2024年查到的85家企业里有几家完成淘汰", "zh-Hans"))
    [85.0]
    >>> sorted(given_figures("behind the 243.916 billion yuan", "en"))
    [243916000000.0]
    """
    if language == "en":
        found = ((read_number(m["number"]) * SCALES[m["scale"] or ""]) for m in ENGLISH_FIGURE.finditer(plain))
        values = {round(value, 6) for value in found if value not in range(1900, 2100)}
    else:
        values = {figure.value for figure in find_figures(plain) if figure.kind in ("quantity", "bare")}
    return frozenset(value for value in values if value >= MIN_GIVEN)


def split_facets(plain: str) -> tuple[str, ...]:
    """Cut a question that asks several things in a row; a piece that asks nothing stays with the next.

    >>> split_facets("建成多少座超充站,又新建了多少充电桩?")
    ('建成多少座超充站', '又新建了多少充电桩')
    >>> split_facets("2024年底,森林覆盖率是多少?")
    ('2024年底,森林覆盖率是多少',)
    """
    pieces: list[str] = []
    held = ""
    for piece in FACET_BREAK.split(plain):
        held = f"{held},{piece.strip()}" if held else piece.strip()
        if len(held) >= MIN_FACET and asks(piece):
            pieces.append(held)
            held = ""
    if held and pieces:
        pieces[-1] = f"{pieces[-1]},{held}"
    pieces = [piece.strip(" ,") for piece in pieces]
    if len(pieces) > MAX_FACETS:
        pieces[MAX_FACETS - 1 :] = [",".join(pieces[MAX_FACETS - 1 :])]
    return tuple(pieces) or (plain.strip("?？ "),)


def asks(piece: str) -> bool:
    """Tell whether a piece of a folded question holds a question word."""
    patterns = question_patterns()
    return bool(INTERROGATIVE.search(piece)) or any(patterns[kind].search(piece) for kind in KINDS)


def part_of(question: Question, facet: str) -> Question:
    """One part of a question as one of its own; years, places and titles that it does not name are the whole's."""
    return replace(
        question,
        resolved=facet,
        plain=facet,
        focus=facet,
        years=frozenset(years_in(ASIDE.sub("", facet))) or question.years,
        places=find_places(facet) or question.places,
        titles=tuple(dict.fromkeys(TITLE.findall(facet))) or question.titles,
        wants=read_wants(facet, question.language),
        facets=(facet,),
    )
