"""The words of the pages in three languages, in web/texts/: a file a language, one more where a page has many.

Chooses the language of a request.
"""

import string
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

TEXTS = Path(__file__).parent / "texts"
LOCALES = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "en": "en"}  # our language → the tag that Gradio's page knows
TRADITIONAL = ("hant", "tw", "hk", "mo")  # script or region subtags that read Traditional Chinese


@cache
def texts(language: str) -> Mapping[str, str]:
    """Every text of one language by its name."""
    files = sorted(TEXTS.glob(f"*{language}.toml"))  # en.toml, evaluate.en.toml …
    return {name: text for file in files for name, text in tomllib.loads(file.read_text("utf-8")).items()}


class Worded(string.Formatter):
    """Fills a text in; {count:passage|passages} is the word that goes with a number."""

    def format_field(self, value: object, format_spec: str) -> str:
        """
        >>> [Worded().format("{n} {n:row|rows}", n=n) for n in (1, 2)]
        ['1 row', '2 rows']
        """
        one, among, more = format_spec.partition("|")
        return (one if value == 1 else more) if among else super().format_field(value, format_spec)


def say(language: str, name: str, /, **values: object) -> str:
    """Return one text with its values filled in.

    >>> say("en", "page", page=11)
    'page 11'
    """
    return Worded().format(texts(language)[name], **values)


def language_of(accept_language: str | None) -> str:
    """Choose the language that a browser prefers; Chinese when it says nothing, English when it wants neither.

    >>> [language_of(header) for header in ("zh-HK,en;q=0.8", "fr, en;q=0.5", "de", "en;q=0.2, zh-SG;q=0.9", None)]
    ['zh-Hant', 'en', 'en', 'zh-Hans', 'zh-Hans']
    """
    if not accept_language:
        return "zh-Hans"
    for tag in by_preference(accept_language):
        first, *rest = tag.lower().split("-")
        if first == "zh":
            return "zh-Hant" if any(subtag in TRADITIONAL for subtag in rest) else "zh-Hans"
        if first == "en":
            return "en"
    return "en"


def by_preference(accept_language: str) -> list[str]:
    """List the tags of an Accept-Language header (RFC 9110), the most wanted first; malformed weights count as 0."""
    weighted = []
    for part in accept_language.split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            weighted.append((float(weight or 1), tag))
        except ValueError:
            weighted.append((0.0, tag))
    return [tag for _, tag in sorted(weighted, key=lambda pair: -pair[0])]
