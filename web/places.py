"""Where a passage stands, in words: section path, box, printed page.

A page has one name wherever it is told: the number that it prints, and its position in the file where that is another.
"""

from collections.abc import Mapping, Sequence

from corpus.pages import Pages
from web.texts import say

STEP = " › "  # between the titles of a section path


def place(item: Mapping, language: str) -> str:
    """Describe a citation or hit.

    >>> place({"section": ["第二部分", "三、交通"], "box": None, "page": 11}, "zh-Hans")
    '第二部分 › 三、交通 · 第 11 页'
    """
    parts = [
        STEP.join(item["section"]),
        item["box"],
        pages_in_words(pages_of(item), language),
        item.get("recognised") and say(language, "recognised"),
    ]
    return " · ".join(part for part in parts if part)


def titled(item: Mapping, language: str, titles: Mapping[str, str]) -> str:
    """Describe a hit with its report, where `titles` knows it.

    >>> titled({"doc_id": "a", "section": ["前言"], "box": None, "page": 1}, "zh-Hans", {"a": "甲"})
    '《甲》 前言 · 第 1 页'
    """
    title = titles.get(item["doc_id"])
    return f"{say(language, 'quoted', title=title)} {place(item, language)}" if title else place(item, language)


def pages_of(item: Mapping) -> Pages | None:
    """The pages of a citation or hit; None when its report has none."""
    first = item["page"]
    last, labels = item.get("last_page") or first, (item.get("printed_page"), item.get("last_printed_page"))
    return None if first is None else Pages(first, last, *labels)


def pages_in_words(pages: Pages | None, language: str) -> str:
    """Name the pages of a stretch; nothing when the report has none.

    >>> [pages_in_words(Pages(32, last, "28", label), "zh-Hans") for last, label in ((32, "28"), (33, "29"))]
    ['第 28 页（文件第 32 页）', '第 28–29 页（文件第 32–33 页）']
    """
    if pages is None:
        return ""
    first, last = pages.cited[0], pages.cited[-1]
    said = say(language, "page", page=first) if first == last else say(language, "pages", first=first, last=last)
    elsewhere = pages.cited != pages.positions
    return said + (say(language, "in_file", pages="–".join(pages.positions)) if elsewhere else "")


def quoted_titles(titles: Sequence[str], language: str) -> str:
    """Name reports as the language does: 《甲》、《乙》."""
    return say(language, "reports_join").join(say(language, "quoted", title=title) for title in titles)
