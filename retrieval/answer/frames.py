"""The words around the quotations, in the user's language: `text/languages/*/frames.toml`.

Traditional Chinese is converted from Simplified.
"""

from collections.abc import Iterable, Sequence

from corpus.document import Document
from retrieval.read.decision import Reason
from retrieval.text.language import spoken, texts, to_script

TEXTS = texts("frames")
NAMED = 3  # reports by their titles, in a message that says what can be asked


def phrase(key: str, language: str, **values: str) -> str:
    """Return a text in the language of the question."""
    return to_script(TEXTS[spoken(language).code][key].format(**values), language)


def frame(key: str, language: str, **verbatim: str) -> str:
    """The same with values that stay as the report writes them, whatever the script of the question."""
    return to_script(TEXTS[spoken(language).code][key], language).format(**verbatim)


def listed(words: Iterable[str], language: str) -> str:
    return spoken(language).list_mark.join(words)


def titles_of(documents: Sequence[Document], language: str) -> str:
    """The reports that may answer, in a sentence: the first by their titles, and how many there are."""
    titles = listed((f"《{document.title}》" for document in documents[:NAMED]), language)
    many = len(documents) > NAMED
    return frame("titles_more", language, titles=titles, count=str(len(documents))) if many else titles


def refusal_message(
    reason: Reason, language: str, missing: tuple[str, ...], have: tuple[int, ...], home: str, titles: str
) -> str:
    """One calm sentence that says why nothing is answered and what is missing."""
    what = listed(missing, language)
    if reason == "not_in_report" and not missing:
        return phrase("not_in_report_plain", language)
    if reason == "other_year" and have:
        return phrase(
            "other_year_have",
            language,
            missing=listed((each.replace("年", spoken(language).year_mark) for each in missing), language),
            have=listed(tuple(map(str, have)), language),
        )
    return phrase(reason, language, missing=what, home=home, titles=titles)

