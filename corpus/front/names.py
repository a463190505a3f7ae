"""Who issued a report: the bodies that its first page, its signature or the page of the web around it names."""

import re
from collections.abc import Sequence

from corpus.front.dates import date_in
from corpus.front.lines import letterhead, without_role
from corpus.issuer import bodies
from corpus.layout import Line

FRONT_LINES = 60  # within so many the title, the number and the addressee stand
SIGNED_WITHIN = 14  # lines above a date: many bodies may sign together
FOOT_LINES = 40
IMPRINT = re.compile(
    r"^(?P<body>[\u4e00-\u9fff、 \u3000]{4,60}?)\s*(?P<date>\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)\s*印发$"
)
ORDERED = re.compile(
    r"^[（(]?(?P<date>\d{4}年\d{1,2}月\d{1,2}日)?(?P<body>[\u4e00-\u9fff]{3,30}?)令(?:第\d{1,4}号(?:公布|发布|令)?.{0,60})?[）)]?$"
)
OWN_OFFICE = re.compile(r"(?<=[厅局委部])办公室$")  # of the body, which issues
PUBLISHED_BY = re.compile(r"^(?:发布|制定|颁布|编制|发文)(?:单位|机构|机关|部门)\s*[：:]\s*(\S.*)$")


def labelled(front: Sequence[Line]) -> list[str]:
    return [name for line in front if (m := PUBLISHED_BY.match(line.text)) for name in bodies(m[1]) or [m[1].strip()]]


def cover_bodies(front: Sequence[Line], title: range) -> list[str]:
    """Bodies on lines of their own beside the title, or in the letterhead."""
    beside = [line.text for i, line in enumerate(front) if i not in title and stands_alone(front, i)]
    return [name for text in beside for name in bodies(without_role(text)) or letterhead(text)]


def stands_alone(lines: Sequence[Line], i: int) -> bool:
    """The line is a paragraph of its own, so far as its reader tells: no line of a list of addressees."""
    return lines[i].starts is not False and not (i + 1 < len(lines) and lines[i + 1].starts is False)


def signature(lines: Sequence[Line]) -> tuple[list[str], str | None]:
    """Who signed and when: a date on its own line below bodies on theirs, in a notice's first pages or at the end."""
    for i in [*range(min(len(lines), 2 * FRONT_LINES)), *range(max(0, len(lines) - FOOT_LINES), len(lines))]:
        date = date_in(lines[i].text)
        names: list[str] = []
        for line in reversed(lines[max(0, i - SIGNED_WITHIN) : i] if date else []):
            here = bodies(line.text)
            if not here:
                break
            names = here + names
        if names:
            return names, date
    return [], None


def ordered(front: Sequence[Line]) -> tuple[list[str], str | None]:
    """Who issued a rule by order, and when: 广州市人民政府令, （2021年7月27日中华人民共和国国务院令第746号公布）."""
    for i, line in enumerate(front):
        found = ORDERED.match(re.sub(r"\s", "", line.text)) if stands_alone(front, i) else None
        if found and (names := bodies(found["body"])):
            return names, date_in(found["date"]) if found["date"] else None
    return [], None


def imprint(lines: Sequence[Line]) -> tuple[list[str], str | None]:
    """Who printed an official document and when, as its last line says: 合肥市城乡建设局 2021年8月31日印发."""
    for line in reversed(lines[-FOOT_LINES:]):
        if found := IMPRINT.match(line.text.strip()):
            names = bodies(OWN_OFFICE.sub("", found["body"].strip()))
            if names:
                return names, date_in(found["date"])
    return [], None


def agree(titled: Sequence[str], signers: Sequence[str]) -> bool:
    """Who is named in the title signed too, perhaps by a shorter name; otherwise the list of signers is torn."""
    return not titled or any(is_short_for(a, b) for name in titled for s in signers for a, b in ((name, s), (s, name)))


def is_short_for(short: str, full: str) -> bool:
    """The characters of the short name stand in the full one, in their order.

    >>> is_short_for("省住房城乡建设厅", "贵州省住房和城乡建设厅"), is_short_for("省财政厅", "省住房和城乡建设厅")
    (True, False)
    """
    rest = iter(full)
    return all(char in rest for char in short)


def sources(bylines: Sequence[str]) -> list[str]:
    """The body that a web page names as the source of its text."""
    found = (re.search(r"(?:来源|发布机构|发布单位)\s*[：:]\s*(\S+)", text) for text in bylines)
    return next((names for each in found if each and (names := bodies(each[1]))), [])
