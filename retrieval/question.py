"""What a question asks: language, resolved text, years, places, titles, wanted kind of answer, facets. Decides nothing."""
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.tokens import fold
from retrieval.figures import years_in
from retrieval.followup import resolve
from retrieval.language import detect_language
from retrieval.places import find_places
from retrieval.vocabulary import to_standard
from retrieval.wants import Wants, read_wants

TITLE = re.compile(r"《([^》]{2,60})》")
ASIDE = re.compile(r"《[^》]*》|[(（][^)）]*[)）]")  # a plan's title, and the years it covers: neither dates what is asked
FACET_BREAK = re.compile(r"[？?；;]|(?<=[呢吗])，")
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


def understand(text: str, history: Sequence[str] = ()) -> Question:
    """Analyse a question; the last question of `history` completes it when it is elliptical."""
    language = detect_language(text)
    resolution = resolve(text, history[-1] if history else None, language)
    plain, focus = standard(resolution.text), standard(resolution.focus)
    return Question(
        text, language, resolution.text, plain, focus, frozenset(years_in(ASIDE.sub("", plain))), find_places(resolution.text),
        tuple(dict.fromkeys(TITLE.findall(resolution.text))), read_wants(focus if focus else plain, language), split_facets(plain))


def standard(text: str) -> str:
    """Fold, and write Cantonese question words and particles in standard Chinese."""
    plain = fold(text)
    return (plain if detect_language(text) == "en" else to_standard(plain)).strip()


def split_facets(plain: str) -> tuple[str, ...]:
    """Cut a question that asks several things in a row.

    >>> split_facets("建成多少座超充站?新建多少充电桩?")
    ('建成多少座超充站', '新建多少充电桩')
    """
    pieces: list[str] = []
    for piece in FACET_BREAK.split(plain):
        piece = piece.strip(" ,，。")
        if len(piece) >= MIN_FACET or (piece and not pieces):
            pieces.append(piece)
        elif piece:
            pieces[-1] += piece
    return tuple(pieces) or (plain,)
