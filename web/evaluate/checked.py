"""What `eval check` says of a question set, in the language of a page: the command says it in English."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

LINE = re.compile(r"(?P<place>.+?): (?P<sort>error|warning): (?P<message>.+)", re.DOTALL)
SORTS = {"error": "错误", "warning": "提醒"}


def in_chinese(line: str) -> str:
    """A line of the command in Chinese; one that has no translation stays as it is.

    >>> in_chinese("line 1 (q1): warning: no section")
    '第 1 行 (q1)：提醒：没有写章节'
    >>> in_chinese("set.csv: cannot be read")
    'set.csv: cannot be read'
    """
    if not (found := LINE.fullmatch(line)) or (told := translated(found["message"])) is None:
        return line
    place = re.sub(r"\bline (\d+)", r"第 \1 行", found["place"])
    return f"{place}：{SORTS[found['sort']]}：{told}"


def translated(message: str) -> str | None:
    """A message in Chinese; None where it is not known."""
    for pattern, chinese in messages():
        if found := pattern.fullmatch(message):
            return chinese.format(*found.groups())
    return None


@cache
def messages() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The messages, the most telling first."""
    return tuple(sorted(read(), key=lambda each: -len(each[0].pattern)))


def read() -> Iterator[tuple[re.Pattern[str], str]]:
    for english, chinese in tomllib.loads(Path(__file__).with_name("checked.toml").read_text("utf-8")).items():
        yield re.compile("(.+?)".join(map(re.escape, english.split("{}"))), re.DOTALL), chinese
