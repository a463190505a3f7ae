"""Reads the first page of a report: title, number, date and who issued it, and which lines print the title.

Knows the order in which official documents print these, no report.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.contents import CONTENTS_TITLE, as_title
from corpus.digits import close_date, close_digits
from corpus.front.dates import DATE, date_in, written
from corpus.front.lines import (
    EDITION,
    KIND,
    NUMBER,
    SPEECH,
    close_label,
    is_apart,
    is_torn_speech,
    without_role,
    year_alone,
)
from corpus.front.names import FRONT_LINES, agree, cover_bodies, imprint, labelled, ordered, signature, sources
from corpus.front.title import is_complete, is_settled, lines_of, plain_title, plan_title, squeeze, title_of, title_span
from corpus.issuer import bodies, bodies_in_title, enacted_by, speaks_for
from corpus.layout import Line
from corpus.numbering import ATTACHMENT, heading_mark
from corpus.paragraphs import join_lines

LONGEST_LINE = 1000  # characters; the time of some patterns grows with the square of them
BROUGHT = re.compile(r"现将《([^》]{6,60})》\S{0,12}(?:印发|转发|发布)")  # by a notice that prints no title itself


@dataclass(frozen=True, slots=True)
class Front:
    """What the first page prints, each None where it prints none; `date` is written without spaces (2023年11月)."""

    title: str | None
    title_lines: range  # positions among the lines
    publisher: str | None
    date: str | None
    number: str | None
    stop: int  # position of the line after the last of these
    speaker: str | None  # for whom a work report speaks, as it says there (省人民政府)
    text: str  # of the lines up to the first heading
    year: int | None = None  # that stands on a line of its own beside the title


def read_front(lines: Sequence[Line], title: str | None, listed: frozenset[str], bylines: Sequence[str] = ()) -> Front:
    """Read the first page; `title` is the one that markup or print names, `listed` are the titles of the contents,
    `bylines` what a web page says above its text."""
    lines = [replace(line, text=close_label(shortened(line.text))) for line in lines]
    front = front_lines(lines, listed)
    span = title_span(front)
    found = title_of(front[span.start : span.stop]) if span else None
    if title and not (found and (is_complete(found) or is_settled(found))):
        span, found = lines_of(front, title), title
    below = after_front(front, span)
    if found is None:
        span, found = plan_title(front)
    text = "\n".join(line.text for line in front)
    if found is None and (brought := BROUGHT.search(join_lines(front))):
        found = brought[1]
    body, enacted = enacted_by(re.sub(r"(?<=[\u4e00-\u9fff])\n(?=[\u4e00-\u9fff])", "", text))
    signers, signed = signature(lines)
    titled = bodies_in_title(found or "")
    named = titled if len(titled) > len(signers) or not agree(titled, signers) else signers
    printers, printed = imprint(lines)
    by_order, ordered_on = ordered(front)
    names = labelled(front) or named or cover_bodies(front, span) or ([body] if body else []) or sources(bylines)
    names = names or by_order or printers
    return Front(
        plain_title(found) if found else None,
        span,
        "、".join(dict.fromkeys(names)) or None,
        enacted or cover_date(front) or signed or ordered_on or dated(bylines) or printed,
        next((re.sub(r"\s", "", m[1]) for line in front if (m := NUMBER.match(close_digits(line.text)))), None),
        below,
        speaks_for("\n".join(line.text for line in lines[:FRONT_LINES])),
        text,
        beside_title(front, span),
    )


def shortened(text: str) -> str:
    """A line as far as it can tell a title, a body or a date; its end still tells whether a sentence ends there."""
    return text if len(text) <= LONGEST_LINE else text[: LONGEST_LINE - 10] + text[-10:]


def front_lines(lines: Sequence[Line], listed: frozenset[str]) -> Sequence[Line]:
    """The lines before the first numbered or listed heading or, where there is none, those of the first page."""
    for i, line in enumerate(lines[:FRONT_LINES]):
        above_title = i < 2 and ATTACHMENT.match(line.text)  # 附件1 above the plan that a notice brought
        marked = heading_mark(line.text) and not line.text.startswith("#") and not above_title
        if marked or CONTENTS_TITLE.match(line.text) or as_title(line.text) in listed:
            return lines[:i]
    return lines[:FRONT_LINES]


def after_front(front: Sequence[Line], title: range) -> int:
    """Position after the title and what stands directly below it: number, dates, bodies, bylines, the title again."""
    stop, printed = title.stop, squeeze("".join(front[i].text for i in title))
    while stop < len(front):
        text = front[stop].text
        beside = is_apart(text) or EDITION.match(text) or KIND.match(text)
        if not (beside or bodies(without_role(text)) or squeeze(text) in printed):
            break
        stop += 1
    return stop


def beside_title(front: Sequence[Line], title: range) -> int | None:
    """The year on the line above the title or below it."""
    beside = [front[at].text for at in (title.start - 1, title.stop) if title and 0 <= at < len(front)]
    return next((year for text in beside if (year := year_alone(text))), None)


def cover_date(front: Sequence[Line]) -> str | None:
    """A date on a line of its own, or the day of the meeting before which a report was given."""
    for i, line in enumerate(front):
        text = close_date(line.text)
        if (SPEECH.match(text) or is_torn_speech(front, i)) and (day := DATE.search(text)):
            return written(day)
    return next((date for line in front if (date := date_in(line.text))), None)


def dated(bylines: Sequence[str]) -> str | None:
    """The day on which a web page was put up."""
    return next((written(found) for text in bylines if (found := DATE.search(text))), None)
