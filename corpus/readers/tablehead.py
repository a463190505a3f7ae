"""What stands over a table: its caption and its unit line. The same for every format."""

import re

from corpus.captions import is_table_caption
from corpus.layout import Line
from corpus.numbering import heading_mark
from corpus.readers.grid import read_unit

LOOK_BACK = 3  # lines over a table that may be its caption and its unit line
MAX_CAPTION = 40  # characters
UNIT_IN_CAPTION = re.compile(r"(?:[（(]|\s)\s*[单單]\s*位\s*[：:]\s*([^\s（）()。，；]{1,15})\s*[）)]?$")
SENTENCE_MARK = re.compile(r"[。；，：！？;,:]|[^\d]\.$")


def take_head(lines: list[Line], page: int | None) -> tuple[str | None, str | None]:
    """Return (caption, unit) of the table that follows `lines`; the unit line is taken off: every row repeats it."""
    unit = None
    for back in range(1, min(LOOK_BACK, len(lines)) + 1):
        line = lines[-back]
        if line.row is not None or line.note:
            break
        if (unit := read_unit(line.text)) is not None:
            del lines[-back]
            break
    caption, text = None, ""
    for line in lines[: -LOOK_BACK - 1 : -1]:
        if line.row is not None or line.note:
            break
        text = line.text + text
        if is_table_caption(text):
            caption = text
            unit = unit or unit_in(text)
            break
        if line.level is not None or heading_mark(line.text):
            break
        if not line.starts and line.starts is not None:
            continue
        if caption is None and line is lines[-1] and len(text) <= MAX_CAPTION and not SENTENCE_MARK.search(text):
            caption = text
        break
    return caption, unit


def unit_in(caption: str) -> str | None:
    """The unit that a caption names behind the title.

    >>> unit_in("表1 常住人口（单位：万人）"), unit_in("表1 常住人口    单位：万人"), unit_in("表1 单位产值能耗")
    ('万人', '万人', None)
    """
    found = UNIT_IN_CAPTION.search(caption)
    return found[1] if found else None
