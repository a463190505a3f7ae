"""What `eval check` says of a question set, in the language of a page: the command says it in English."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

LINE = re.compile(
    r"(?:(?P<judged>.+?): (?P<sort>error|warning): |(?P<place>(?:line|row) \d+(?: \([^)]*\))?): )?"
    r"(?P<message>.+)",
    re.DOTALL,
)
SORTS = {"error": "错误：", "warning": "提醒：", None: ""}


def in_chinese(line: str) -> str:
    """A line of the command in Chinese; one that has no translation stays as it is.

    >>> in_chinese("line 1 (q1): warning: no section"), in_chinese("row 2: no column question (题目)")
    ('第 1 行 (q1)：提醒：没有写章节', '第 2 行：没有“题目”（question）这一列')
    >>> in_chinese("row 2: error: lang must be a text"), in_chinese("set.csv: a fault of another kind")
    ('第 2 行：错误：lang 应当是 文字', 'set.csv: a fault of another kind')
    """
    found = LINE.fullmatch(line)
    if not found or (told := translated(found["message"].strip())) is None:
        return line
    place = found["judged"] or found["place"]
    return f"{placed(place)}：{SORTS[found['sort']]}{told}" if place else told


def placed(text: str) -> str:
    """Line and row numbers in Chinese."""
    return re.sub(r"\b(?:line|row) (\d+)", r"第 \1 行", text)


def translated(message: str) -> str | None:
    """A message in Chinese, with what it names; None where it is not known."""
    for pattern, chinese in messages():
        if found := pattern.fullmatch(message):
            return chinese.format(*(translated(named) or placed(named) for named in found.groups()))
    return None


@cache
def messages() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The messages, the most telling first."""
    return tuple(sorted(read(), key=lambda each: -len(each[0].pattern)))


def read() -> Iterator[tuple[re.Pattern[str], str]]:
    for english, chinese in tomllib.loads(Path(__file__).with_name("checked.toml").read_text("utf-8")).items():
        yield re.compile("(.+?)".join(map(re.escape, english.split("{}"))), re.DOTALL), chinese
