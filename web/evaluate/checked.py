"""What `eval check` says of a question set, in the language of a page: the command says it in English."""

import re
import tomllib
from ast import literal_eval
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from retrieval.text.language import traditional

LINE = re.compile(
    r"(?:(?P<judged>.+?): (?P<sort>error|warning): |(?P<place>(?:line|row) \d+(?: \([^)]*\))?): )?"
    r"(?P<message>.+)",
    re.DOTALL,
)
SORTS = {"error": "错误：", "warning": "提醒：", None: ""}
IN_QUOTES = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""", re.DOTALL)  # as Python writes a text
TRADITIONAL = str.maketrans("“”", "「」")
Write = Callable[[str], str]


def in_chinese(line: str, language: str = "zh-Hans") -> str:
    """A line of the command in Chinese; one that has no translation stays as it is.

    What a set or a report says stays in its own characters, whichever the page has.

    >>> in_chinese("line 1 (q1): warning: no section"), in_chinese("row 2: no column question (题目)")
    ('第 1 行 (q1)：提醒：没有写章节', '第 2 行：没有“题目”（question）这一列')
    >>> in_chinese("row 2: error: lang must be a text"), in_chinese("set.csv: a fault of another kind")
    ('第 2 行：错误：lang 应当是 文字', 'set.csv: a fault of another kind')
    >>> in_chinese("row 2: error: id '数' stands already on row 1", "zh-Hant")
    '第 2 行：錯誤：編號 「数」 在 第 1 行 已經用過'
    """
    write = in_traditional if language == "zh-Hant" else str
    found = LINE.fullmatch(line)
    if not found or (told := translated(found["message"].strip(), write)) is None:
        return line
    place = found["judged"] or found["place"]
    return f"{placed(place)}：{write(SORTS[found['sort']])}{told}" if place else told


def in_traditional(text: str) -> str:
    return traditional(text).translate(TRADITIONAL)


def placed(text: str) -> str:
    """Line and row numbers in Chinese."""
    return re.sub(r"\b(?:line|row) (\d+)", r"第 \1 行", text)


def translated(message: str, write: Write) -> str | None:
    """A message in Chinese, with what it names; None where it is not known."""
    for pattern, chinese in messages():
        if found := pattern.fullmatch(message):
            return write(chinese).format(*(translated(named, write) or shown(named, write) for named in found.groups()))
    return None


def shown(named: str, write: Write) -> str:
    """What a message names: a text in the quotation marks of the page, and as it was written."""
    if IN_QUOTES.fullmatch(named):
        return write("“{}”").format(literal_eval(named))
    return placed(named)


@cache
def messages() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The messages, the most telling first."""
    return tuple(sorted(read(), key=lambda each: -len(each[0].pattern)))


def read() -> Iterator[tuple[re.Pattern[str], str]]:
    for english, chinese in tomllib.loads(Path(__file__).with_name("checked.toml").read_text("utf-8")).items():
        yield re.compile("(.+?)".join(map(re.escape, english.split("{}"))), re.DOTALL), chinese
