"""Title, publisher, year and language of a report: from the card beside it (NAME.toml), else from its text."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.contents import tidy_title
from corpus.decode import UnreadableDocument
from corpus.numbering import heading_mark

CARD_KEYS = {"doc_id", "title", "publisher", "year", "language", "licence", "source", "examples"}
DOC_ID = re.compile(r"[\w.-]{1,100}")


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a report beside its text."""

    doc_id: str
    title: str
    publisher: str | None
    year: int | None
    language: str


def describe(path: Path, text: str, running_head: str | None) -> About:
    """Merge the card (optional) with what the text shows.

    Raises UnreadableDocument when the card is malformed.
    """
    card = read_card(path.with_suffix(".toml"))
    title = card.get("title") or title_in_text(text, running_head) or path.stem
    year = card.get("year") or first_year(title) or first_year(path.stem)
    doc_id = card.get("doc_id") or re.sub(r"[^\w.-]+", "-", path.stem).strip("-") or "report"
    return About(doc_id, title, card.get("publisher"), year, card.get("language") or language_of(text))


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


def title_in_text(text: str, running_head: str | None) -> str | None:
    """The running head, without its title marks, or a first line that is no sentence and heads no section."""
    if running_head:
        return running_head.strip("《》 ")
    line = text.lstrip().split("\n", 1)[0].strip()
    mark, first = heading_mark(line), tidy_title(line)
    if mark is not None and not line.startswith("#"):
        return None
    return first.strip("《》") if 2 <= len(first) <= 50 and not re.search(r"[。！？；，]", first) else None


def first_year(text: str) -> int | None:
    found = re.search(r"(?<!\d)(?:19|20)\d{2}(?!\d)", text)
    return int(found.group()) if found else None


def language_of(text: str) -> str:
    """Language tag: English when Latin letters outnumber Chinese characters, else by characters one script has."""
    latin, chinese = len(re.findall(r"[A-Za-z]", text)), len(re.findall(r"[\u4e00-\u9fff]", text))
    if latin > chinese:
        return "en"
    traditional = len(re.findall("[國與發個為會於這來時對業開關產體進過電經動應變實現]", text))
    simplified = len(re.findall("[国与发个为会于这来时对业开关产体进过电经动应变实现]", text))
    return "zh-Hant" if traditional > simplified else "zh-Hans"
