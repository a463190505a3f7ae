"""Where a passage stands, in words: section path, box, printed page."""

from collections.abc import Mapping, Sequence

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
        item["page"] and say(language, "page", page=item["page"]),
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


def page_range(first: int | None, last: int | None, language: str) -> str:
    """Name the pages of a passage; nothing when the report has none."""
    if first is None:
        return ""
    if last in (first, None):
        return say(language, "page", page=first)
    return say(language, "pages", first=first, last=last)


def quoted_titles(titles: Sequence[str], language: str) -> str:
    """Name reports as the language does: 《甲》、《乙》."""
    return say(language, "reports_join").join(say(language, "quoted", title=title) for title in titles)
