"""Loads the fixed vocabularies: units and places from `data/`, words of questions and English terms from `languages/`.

Knows files and lines, no reports and no questions. Every loader reads its file once.

    >>> glossary()["地铁"][0], unit_of("公顷").family
    ('metro', 'area')
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from retrieval.text.language import Language, languages

FILES = Path(__file__).parent  # below which files are named: data/places.txt
PLACE_KINDS = ("country", "province", "city", "district", "world_city")
WORD = "(?<!\\w)(?:{})(?!\\w)"  # where words stand apart a pattern matches whole ones


class VocabularyError(ValueError):
    """A vocabulary file that cannot be read; the message names file, line and cure."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What a written unit measures, and how many of the family's base unit it is (None: it only counts)."""

    family: str
    factor: float | None


@dataclass(frozen=True, slots=True)
class UnitFamily:
    """Units that measure the same thing."""

    name: str
    gloss: str  # Chinese, for messages
    base: str  # the unit of factor 1; "" when the family is never converted
    units: dict[str, float | None]  # written form → factor
    english: tuple[str, ...]  # words by which an English question names the family


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its full name, Simplified."""

    name: str
    aliases: tuple[str, ...]  # short forms and English or pinyin names
    kind: str  # one of PLACE_KINDS
    parent: str | None  # the place it lies in; None when the file does not say


def rows(name: str, columns: int) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, cells) of a tab-separated file, without comments and blank lines.

    Raises VocabularyError at a line with another number of cells, or at a first cell that stood in an earlier line.
    """
    first_seen: dict[str, int] = {}
    for number, line in enumerate((FILES / name).read_text("utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != columns or not cells[0].strip():
            raise VocabularyError(f"{name}:{number}: {len(cells)} cells in {line!r}; write {columns}, parted by tabs")
        if cells[0] in first_seen:
            raise VocabularyError(
                f"{name}:{number}: {cells[0]!r} stands in line {first_seen[cells[0]]} already; join the two lines"
            )
        first_seen[cells[0]] = number
        yield number, cells


def choices(name: str, columns: int) -> dict[str, tuple[str, ...]]:
    """First cell → the alternatives of the second, split at |."""
    table = {}
    for number, (key, value, *_) in rows(name, columns):
        alternatives = tuple(value.split("|"))
        if not all(word.strip() == word != "" for word in alternatives):
            raise VocabularyError(f"{name}:{number}: an empty word in {value!r}; take out the | or space too many")
        table[key] = alternatives
    return table


def tables(name: str) -> dict[str, Any]:
    try:
        return tomllib.loads((FILES / name).read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise VocabularyError(f"{name}: not valid TOML: {error}; mend that line") from error


@cache
def glossary() -> dict[str, tuple[str, ...]]:
    """Chinese term → English renderings, the one to show first."""
    return choices("languages/en/glossary.tsv", 2)


@cache
def unit_families() -> tuple[UnitFamily, ...]:
    english = tables("languages/en/units.toml")
    return tuple(
        UnitFamily(
            family["name"],
            family["gloss"],
            family["base"],
            dict.fromkeys(family.get("count", ())) | family.get("units", {}),
            tuple(english[family["name"]]),
        )
        for family in tables("data/units.toml")["family"]
    )


@cache
def units() -> dict[str, Unit]:
    """Written unit (folded) → its family and factor.

    Raises VocabularyError when two families claim one unit.
    """
    found: dict[str, Unit] = {}
    for family in unit_families():
        for unit, factor in family.units.items():
            if unit in found:
                families = f"{found[unit].family} and {family.name}"
                raise VocabularyError(f"units.toml: {unit!r} stands in {families}; keep one")
            found[unit] = Unit(family.name, None if factor is None else float(factor))
    return found


def unit_of(written: str) -> Unit | None:
    """Look a unit up as it is written in a text.

    >>> unit_of("㎡"), unit_of("TEU").family, unit_of("光年")
    (Unit(family='area', factor=1.0), 'containers', None)
    """
    return units().get(unicodedata.normalize("NFKC", written).lower())


@cache
def places() -> tuple[Place, ...]:
    found = []
    for number, (name, aliases, kind, parent) in rows("data/places.txt", 4):
        if kind not in PLACE_KINDS:
            raise VocabularyError(f"places.txt:{number}: unknown kind {kind!r}; write one of {', '.join(PLACE_KINDS)}")
        found.append(Place(name, tuple(alias for alias in aliases.split("|") if alias), kind, parent or None))
    return tuple(found)


@cache
def question_patterns() -> dict[str, re.Pattern[str]]:
    """Group (quantity, when, …, stop_words, follow_up, …) → one pattern of all languages, in any case.

    Raises VocabularyError at a group that the first language does not have: a misspelt name would tell nothing.
    """
    words = {language: tables(f"languages/{language.code}/question_words.toml") for language in languages().values()}
    names = next(iter(words.values())).keys()
    for language, groups in words.items():
        if unknown := sorted(groups.keys() - names):
            raise VocabularyError(
                f"languages/{language.code}/question_words.toml: unknown group {unknown[0]!r}; "
                f"write one of {', '.join(sorted(names))}"
            )
    return {name: compiled(name, {spoken: groups.get(name, []) for spoken, groups in words.items()}) for name in names}


def compiled(name: str, group: Mapping[Language, Sequence[str]]) -> re.Pattern[str]:
    """Join the patterns of a group; raises VocabularyError naming the one that is no regular expression."""
    joined: list[str] = []
    for language, patterns in group.items():
        if language.spaced and patterns:
            joined.append(WORD.format("|".join(patterns)))
        else:
            joined += [f"(?:{pattern})" for pattern in patterns]
    try:
        return re.compile("|".join(joined), re.IGNORECASE)
    except re.error as error:
        raise VocabularyError(f"question_words.toml: {name} holds a malformed pattern ({error}); mend it") from error
