"""Title, publisher, year and language of a report: from the card beside it (NAME.toml), else from its text."""

import re
from dataclasses import dataclass
from pathlib import Path

from corpus.card import card_path, read_card
from corpus.digits import close_date, close_digits
from corpus.front.dates import IN_FORCE
from corpus.front.page import Front
from corpus.front.title import tidy
from corpus.place import find_place, find_place_by_stem, province_of_number
from corpus.visible import on_one_line

GENERIC = re.compile(r"^(?:政府)?工作报告$")  # a title that many reports bear
SHORT_GOVERNMENT = re.compile(r"^(?:省|市|自治区|区|县|州)?(?:人民)?政府$")
PROVINCIAL = re.compile(r"^(?:省|自治区)")  # a body that does not say of which one
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
PERIOD = re.compile(r"(?<!\d)((?:19|20)\d{2})年?\s*[—–\-~～至]+\s*\d{2}")
OTHER_YEAR = re.compile(
    r"\s*(?:[—–\-~～至]\s*\d|年?\s*[—–\-~～至]|年前|年远景|年左右)"
)  # 2021—2025年, 2030年前: not of the report


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a report beside its text."""

    doc_id: str
    title: str
    publisher: str | None
    year: int | None
    language: str
    place: str | None
    date: str | None
    number: str | None


def describe(path: Path, text: str, running_head: str | None, front: Front) -> About:
    """Merge the card (optional) with what the text shows.

    Raises UnreadableDocument when the card is malformed.
    """
    card = read_card(card_path(path))
    printed = front.title or (tidy(running_head.strip()) if running_head else None) or name_of(path)
    issuer = card.get("publisher") or front.publisher
    place = card.get("place") or place_of(card.get("title") or printed, issuer, front, text)
    year = card.get("year") or year_of(card.get("title") or printed, front, path.stem, text)
    title = card.get("title") or told_apart(printed, place, year)
    publisher = issuer or full_name(front.speaker, place)
    language = card.get("language") or language_of(text)
    date = card.get("date") or front.date
    return About(doc_id_of(path, card), title, publisher, year, language, place, date, front.number)


def doc_id_of(path: Path, card: dict) -> str:
    """The id that the card gives a report, else its file's name in the characters that an id may have."""
    return card.get("doc_id") or re.sub(r"[^\w.-]+", "-", path.stem).strip("-") or "report"


def name_of(path: Path) -> str:
    """A title for a report that prints none: the name of its file, as it is seen."""
    return on_one_line(path.stem) or doc_id_of(path, {})


def place_of(title: str, publisher: str | None, front: Front, text: str) -> str | None:
    """The place of the title, else of the publisher, else of the meeting before which it was given."""
    named = (find_place(name) for name in (title, publisher or "", front.speaker or "", meeting(front.text)) if name)
    found = next((place for place in named if place), None)
    if found is None and PROVINCIAL.match(publisher or ""):
        found = province_of_number(front.number)
    return found or find_place_by_stem(title, text)


def meeting(front: str) -> str:
    """What stands after the date in （2026年1月27日在贵州省第十四届人民代表大会第四次会议上）."""
    joined = re.sub(r"(?<=[\u4e00-\u9fff])\n(?=[\u4e00-\u9fff])", "", front)
    found = re.search(r"\d日\s*在([\u4e00-\u9fff]{2,40}?(?:会议|大会))", close_digits(joined))
    return found[1] if found else ""


def full_name(speaker: str | None, place: str | None) -> str | None:
    """省人民政府 with the province that the report is about."""
    if speaker is None or not SHORT_GOVERNMENT.match(speaker):
        return speaker
    return f"{place}人民政府" if place else None


def told_apart(title: str, place: str | None, year: int | None) -> str:
    """A title that many reports bear (政府工作报告), with year and place, as their other titles have them."""
    return f"{year or ''}{'年' if year else ''}{place or ''}{title}" if GENERIC.match(title) else title


def year_of(title: str, front: Front, stem: str, text: str) -> int | None:
    """The year in the title, else beside it, else of the date, the number or the file's name, else that in which a
    rule comes into force; a period in the title comes last."""
    in_force = [found[1] for found in IN_FORCE.finditer(text)]
    texts = (title, front.date or "", front.number or "", stem, *in_force[-1:])
    own = own_year(title) or front.year or next((year for text in texts if (year := own_year(text))), None)
    period = PERIOD.search(close_digits(title))
    return own or (int(period[1]) if period else None)


def own_year(text: str) -> int | None:
    """A year that is no end of a period and no deadline.

    >>> [own_year(text) for text in ("规划（2021—2025年）", "2030年前碳达峰行动方案", "2024年公报", "民國112年報告")]
    [None, None, 2024, 2023]
    """
    text = close_date(text)
    for found in YEAR.finditer(text):
        after_period = re.search(r"\d年?\s*[—–\-~～至]\s*$", text[: found.start()])
        if not OTHER_YEAR.match(text[found.end() :]) and not after_period:
            return int(found.group())
    return None


def language_of(text: str) -> str:
    """Language tag: English when Latin letters outnumber Chinese characters, else by characters one script has."""
    latin, chinese = len(re.findall(r"[A-Za-z]", text)), len(re.findall(r"[\u4e00-\u9fff]", text))
    if latin > chinese:
        return "en"
    traditional = len(re.findall("[國與發個為會於這來時對業開關產體進過電經動應變實現]", text))
    simplified = len(re.findall("[国与发个为会于这来时对业开关产体进过电经动应变实现]", text))
    return "zh-Hant" if traditional > simplified else "zh-Hans"
