"""The card of a report: a TOML file of the same name beside it, whose fields stand above what the text shows."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from corpus.decode import UnreadableDocument

CARD_KEYS = {"doc_id", "title", "publisher", "year", "place", "date", "language", "licence", "source", "examples"}

DOC_ID = re.compile(r"[\w.-]{1,100}")


def card_path(report: Path) -> Path:
    return report.with_suffix(".toml")


def read_card(path: Path) -> dict:
    if not path.exists():
        return {}
    try:
        card = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except RecursionError as error:
        raise UnreadableDocument(f"{path}: nested too deeply; a card is a plain list of keys") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise UnreadableDocument(f"{path}: not valid TOML ({error}); mend or remove it") from error
    if problems := list(card_problems(card)):
        raise UnreadableDocument(f"{path}: {'; '.join(problems)}")
    return card


def card_problems(card: dict) -> Iterator[str]:
    """Yield what is wrong with a card, all of it, as parts of one sentence."""
    if unknown := sorted(set(card) - CARD_KEYS):
        yield f"unknown keys {', '.join(unknown)} (known are {', '.join(sorted(CARD_KEYS))})"
    for key in sorted(CARD_KEYS & set(card)):
        value = card[key]
        if key == "year" and (not isinstance(value, int) or isinstance(value, bool)):
            yield f"year {value!r} must be a number such as 2024"
        elif key == "examples" and not (
            isinstance(value, list) and all(isinstance(x, str) and x.strip() for x in value)
        ):
            yield f"examples {value!r} must be a list of questions"
        elif key not in ("year", "examples") and not (isinstance(value, str) and value.strip()):
            yield f"{key} {value!r} must be a text in quotation marks"
        elif key == "doc_id" and not DOC_ID.fullmatch(value):
            yield f"doc_id {value!r} may hold only letters, digits, '.', '_' and '-'"


def card_text(card: dict) -> str:
    """A card as TOML; raises UnreadableDocument when a value is none that a card may have.

    >>> print(card_text({"title": "统计公报", "year": 2024}), end="")
    title = "统计公报"
    year = 2024
    """
    if problems := list(card_problems(card)):
        raise UnreadableDocument("; ".join(problems))
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in card.items())
