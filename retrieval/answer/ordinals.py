"""The third of what was spoken of: 第三条, 第二点, item 2 in a document without articles."""

import re
from collections.abc import Sequence

from corpus.document import Passage
from index.core import Index
from index.tokens import fold
from retrieval.answer.frames import frame
from retrieval.answer.overview import Writer
from retrieval.answer.parts import Place, page_line
from retrieval.answer.points import MAX_CHARS, Point, paragraphs, room_of
from retrieval.question.named import SPELT, value
from retrieval.text.cantonese import to_standard

CHINESE = re.compile(r"第\s*([一二三四五六七八九十两]{1,3}|\d{1,2})\s*大?(?:条|点|项|个|款|方面|原则|目标|任务)")
ENGLISH = re.compile(
    rf"\b(?:(?:item|point|number|no\.?)\s*(\d{{1,2}})|(?:the )?({'|'.join(sorted(SPELT, key=len, reverse=True))})"
    r" (?:point|item|one|principle|task|goal|measure))\b"
)
ITEM = re.compile(
    r"^\s*(?:[—-]{1,2}|[一二三四五六七八九十]+是|[（(]?\d{1,2}[.、)）]|[（(][一二三四五六七八九十]+[)）]|[①-⑳])"
)
MOST = 30  # items; what has more is no list


def ordinal(text: str) -> int | None:
    """The number of an item that a text names; None where it names none.

    >>> ordinal("詳細講吓第三點"), ordinal("tell me more about item 2"), ordinal("the third principle"), ordinal("三条")
    (3, 2, 3, None)
    """
    plain = to_standard(fold(text))
    if found := CHINESE.search(plain):
        return value(found[1])
    found = ENGLISH.search(plain)
    return value(found[1] or found[2]) if found else None


def item_of(index: Index, place: Place, number: int) -> Place | list[Passage] | None:
    """The section or the passages that are an item of a section; None where it has not so many."""
    if len(place.children) > 1:
        return place.children[number - 1] if number <= len(place.children) else None
    groups = [[passage for _, passage in group] for group in paragraphs(place.passages(index))]
    items = [group for group in groups if ITEM.match(group[0].text)]
    items = items if len(items) > 1 else groups
    return items[number - 1] if 1 < len(items) <= MOST and 0 < number <= len(items) else None


def told(index: Index, place: Place, number: int, passages: Sequence[Passage], language: str) -> Writer:
    """Every sentence of an item."""
    writer = Writer(index)
    page = page_line(place.document, passages[0].start, language)
    writer.lines.append(frame("item", language, title=place.title, number=str(number), page=page))
    points = [Point("", passage, sentence) for passage in passages for sentence in passage.sentences]
    room = room_of(points, MAX_CHARS)
    for point in points:
        writer.point(point, room)
    return writer


def without_ordinal(text: str) -> str:
    """A question without the number of an item, in either script."""
    return re.sub(r"第\s*[一二三四五六七八九十两兩\d]{1,3}\s*大?(?:条|條|点|點|项|項|个|個|款|方面)", " ", text)
