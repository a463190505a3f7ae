"""Takes out of a report's text what no reader sees: zero-width, direction and control characters, tags, fillers.

They hide instructions in a text, tear words apart for a search, and turn the order of what is shown. It is done before
any offset is counted, so that every offset is one of the text as it is kept and quoted.
"""

import re

LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls, but tab, line ends, form feed
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, joiners, fillers
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f"  # zero width, directions
    "\u3164\ufeff\uffa0\ufff0-\ufffb\ufe00-\ufe0f"  # filler, byte order mark, annotations, variants
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"  # musical controls, tags, more variants
    "]"
)


def visible(text: str) -> str:
    r"""Return the text as it is seen; line ends become "\n".

    >>> visible("新\u200b能源\u202e汽车\r\n保有\u00ad量\U000e0041")
    '新能源汽车\n保有量'
    """
    return INVISIBLE.sub("", LINE_ENDS.sub("\n", text))


def on_one_line(text: str) -> str:
    r"""A name as it is seen: a title of a card, or of a file, has no line ends.

    >>> on_one_line("绿色\u200b发展\n报告 ")
    '绿色发展 报告'
    """
    return " ".join(visible(text).split())
