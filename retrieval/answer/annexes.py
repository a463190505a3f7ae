"""The annexes of a document: what stands behind a line 附件, 附件2 or 附录: …, up to the next such line."""

import re

from corpus.document import Document, Passage
from index.tokens import fold
from retrieval.answer.parts import Place
from retrieval.answer.tables import tables_of
from retrieval.question.named import value

NUMBER = r"\s*(?P<number>\d{1,2}|[一二三四五六七八九十]{1,2})?"
LINE = re.compile(rf"^(?:附\s*[件录錄表]|annex|appendix){NUMBER}\s*[:：.、]?\s*", re.IGNORECASE)
NAMED = re.compile(rf"(?:附[件录表]|annex|appendix){NUMBER}")
TITLE = 60  # characters; a longer line is text


def annexes(document: Document) -> list[tuple[int | None, Place]]:
    """(number, place) of each annex; a line in a list of annexes, behind which the next one stands, is none."""
    lines = [p for p in document.passages if len(p.text) <= TITLE and LINE.match(p.text)]
    found: list[tuple[int | None, Place]] = []
    for n, line in enumerate(lines):
        end = lines[n + 1].start if n + 1 < len(lines) else len(document.text)
        inside = [p for p in document.passages if line.start < p.start < end]
        if len(inside) < 3 and not any(p.kind == "table" or len(p.text) > TITLE for p in inside):
            continue
        number = (mark := LINE.match(line.text)) and mark["number"]
        title = title_of(line, inside[0])
        tables = tuple(t for t in tables_of(document) if line.start <= t.start < end)
        place = Place(document, title, line.start, end, line.first_page, tables)
        found.append((value(number) if number else None, place))
    return found


def title_of(line: Passage, after: Passage) -> str:
    """附件 1 and what it is called, on its line or the next one."""
    own = line.text.strip()
    called = LINE.sub("", own)
    return own if called or len(after.text) > TITLE or after.kind == "table" else f"{own} {after.text.strip()}"


def annex_named(document: Document, question: str) -> Place | None:
    """The annex that a question names, by its number or as the only one; None where it names none."""
    named = NAMED.search(fold(question))
    found = annexes(document) if named else []
    if not named or not found:
        return None
    if named["number"]:
        wanted = value(named["number"])
        same = [place for number, place in found if number == wanted]
        return same[0] if same else found[0][1] if len(found) == wanted == 1 else None
    return found[0][1]
