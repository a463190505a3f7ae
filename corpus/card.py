"""The card of a report: a TOML file of the same name beside it, whose fields stand above what the text shows.

Its texts are shown as they are seen: on one line, without zero-width, direction and control characters.
"""

import json
import re
import reprlib
import tomllib
from collections.abc import Iterator
from pathlib import Path

from corpus.decode import UnreadableDocument
from corpus.visible import on_one_line

SPOKEN = ("zh-Hans", "zh-Hant", "en")  # languages in which a card may write what is no part of its report
CARD_KEYS = {"doc_id", "title", "publisher", "year", "place", "date", "language", "licence", "source", "examples"}

DOC_ID = re.compile(r"[\w.-]{1,100}")
YEARS = range(1000, 10_000)
LARGEST = 16 * 1024  # bytes; keys such as a.a.a… take a time that grows with the square of their length


def card_path(report: Path) -> Path:
    return report.with_suffix(".toml")


def read_card(path: Path) -> dict:
    if not path.exists():
        return {}
    try:
        card = tomllib.loads(card_bytes(path).decode("utf-8-sig"))
    except RecursionError as error:
        raise UnreadableDocument(f"{path}: nested too deeply; a card is a plain list of keys") from error
    except UnreadableDocument:
        raise
    except (ValueError, OSError) as error:  # also of a number with thousands of digits
        raise UnreadableDocument(f"{path}: not valid TOML ({error}); mend or remove it") from error
    card = {key: value if key == "doc_id" else as_seen(value) for key, value in card.items()}
    if problems := list(card_problems(card)):
        raise UnreadableDocument(f"{path}: {'; '.join(problems)}")
    return card


def card_bytes(path: Path) -> bytes:
    """What a card holds. Raises UnreadableDocument for a pipe, which would be waited for, and for one too large."""
    if not path.is_file():
        raise UnreadableDocument(f"{path}: not a file; put a card there or remove it")
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise UnreadableDocument(f"{path}: larger than {LARGEST} bytes; a card only names a report")
    return data


def as_seen(value: object) -> object:
    if isinstance(value, list):
        return [as_seen(each) for each in value]
    if isinstance(value, dict):
        return {key: on_one_line(each) if isinstance(each, str) else each for key, each in value.items()}
    return on_one_line(value) if isinstance(value, str) else value


def card_problems(card: dict) -> Iterator[str]:
    """Yield what is wrong with a card, all of it, as parts of one sentence."""
    if unknown := sorted(set(card) - CARD_KEYS):
        yield f"unknown keys {', '.join(unknown)} (known are {', '.join(sorted(CARD_KEYS))})"
    for key in sorted(CARD_KEYS & set(card)):
        value = card[key]
        if key == "year" and (not isinstance(value, int) or isinstance(value, bool) or value not in YEARS):
            yield f"year {shortened(value)} must be a number such as 2024"
        elif key == "examples" and not (
            isinstance(value, list) and all(isinstance(x, str) and x.strip() for x in value)
        ):
            yield f"examples {shortened(value)} must be a list of questions"
        elif key == "licence" and isinstance(value, dict):
            told = all(isinstance(text, str) and text.strip() for text in value.values())
            if not (value and set(value) <= set(SPOKEN) and told):
                yield f"licence {shortened(value)} must be a text, or one for each of {', '.join(SPOKEN)}"
        elif key not in ("year", "examples") and not (isinstance(value, str) and value.strip()):
            yield f"{key} {shortened(value)} must be a text in quotation marks"
        elif key == "doc_id" and not DOC_ID.fullmatch(value):
            yield f"doc_id {value!r} may hold only letters, digits, '.', '_' and '-'"


SHALLOW = reprlib.Repr()  # title.a.a.a… is nested as deep as its key is long
SHALLOW.maxstring = SHALLOW.maxother = 100


def shortened(value: object) -> str:
    """
    >>> shortened("a" * 200)
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…"
    """
    written = SHALLOW.repr(value)
    return written if len(written) <= 60 else f"{written[:39]}…"


def card_text(card: dict) -> str:
    """A card as TOML; raises UnreadableDocument when a value is none that a card may have.

    >>> print(card_text({"title": "统计公报", "year": 2024}), end="")
    title = "统计公报"
    year = 2024
    """
    if problems := list(card_problems(card)):
        raise UnreadableDocument("; ".join(problems))
    return "".join(f"{key} = {as_toml(value)}\n" for key, value in card.items())


def as_toml(value: object) -> str:
    """
    >>> print(as_toml({"zh-Hans": "公开", "en": "public"}))
    { zh-Hans = "公开", en = "public" }
    """
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {as_toml(each)}' for key, each in value.items())} }}"
    return json.dumps(value, ensure_ascii=False)
