"""Shows the words of a report to who reads another script or language: converted, or with its terms explained."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from index.tokens import fold
from retrieval.text.language import converter, traditional
from retrieval.text.vocabulary import glossary

SCRIPTS: dict[str, tuple[str, Callable[[str], str]]] = {  # shown in → (of reports in, what converts)
    "hant": ("zh-Hans", traditional),
    "hans": ("zh-Hant", converter("t2s").convert),
}
TERMS = 6  # that are explained under one paragraph
SHORTEST = 3  # characters of a term that is explained; shorter ones are everyday words


@dataclass(frozen=True, slots=True)
class Script:
    """How the text of a report is shown; `offer` is the script that it may be turned into, None when there is none."""

    language: str  # as a tag, of what is shown
    converted: bool
    offer: str | None
    show: Callable[[str], str]


def script_of(report_language: str, wanted: str | None) -> Script:
    """What to show of a report in this language; only a script that is not its own is converted to."""
    offer = next((name for name, (own, _) in SCRIPTS.items() if own == report_language), None)
    if offer is None or wanted != offer:
        return Script(report_language, False, offer, str)
    return Script(f"zh-{offer.title()}", True, offer, SCRIPTS[offer][1])


@cache
def simplified_forms() -> dict[str, str]:
    """Each Traditional character with its Simplified one."""
    characters = [chr(code) for code in range(0x4E00, 0xA000)]
    simplified = converter("t2s").convert("\n".join(characters)).split("\n")  # each alone: no phrase decides
    return {own: other for own, other in zip(characters, simplified, strict=True) if own != other}


def forms_in(text: str) -> str:
    """Each Traditional character by which one may ask for one of the text, with its Simplified one behind it.

    >>> forms_in("车站")
    '車车'
    """
    forms = simplified_forms()
    simplified = {forms.get(character, character) for character in text}
    return "".join(own + other for own, other in forms.items() if other in simplified)


class Terms:
    """The glossary along one report: a term is explained where it stands first."""

    def __init__(self):
        self.seen: set[str] = set()

    def of(self, text: str) -> list[tuple[str, str]]:
        """The terms of a paragraph that were not explained before, as (term, English), longest first."""
        found = sorted(terms_in(text), key=lambda term: (-len(term), term))
        whole = [term for term in found if not any(term != other and term in other for other in found)]
        new = [term for term in whole if term not in self.seen][:TERMS]
        self.seen.update(new)
        return [(term, glossary()[term][0]) for term in new]


def terms_in(text: str) -> Iterator[str]:
    plain = fold(text).replace(" ", "")
    return (term for written, term in folded_terms() if written in plain)


@cache
def folded_terms() -> tuple[tuple[str, str], ...]:
    """The terms of the glossary as texts are compared."""
    return tuple((fold(term), term) for term in glossary() if len(term) >= SHORTEST)
