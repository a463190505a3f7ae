"""The fields of a question: their names, what each must be, what the mistakes in them are. Knows no file format."""
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from eval.labels import KINDS, LANGUAGES, REASONS, Names
from eval.sets.rows import Row

Shape = Literal["word", "truth", "list", "facts"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a question, a key of a JSON line and a column of a table."""
    name: str
    chinese: str  # the other name that a column may have
    shape: Shape  # how a cell is read
    must: str
    fits: Callable[[object], object]  # truthy for a value that is sound; None stands for an absent field
    meaning: str  # 说明, for the authors of tables
    names: Names | None = None  # the values there are; None: any


def is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def is_text_or_absent(value: object) -> bool:
    return value is None or is_text(value)


def is_list_of_texts(value: object) -> bool:
    return value is None or (isinstance(value, list) and all(map(is_text, value)))


def is_list_of_facts(value: object) -> bool:
    return value is None or (isinstance(value, list) and all(fact and isinstance(fact, list) and is_list_of_texts(fact)
                                                            for fact in value))


def is_identifier(value: object) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"\S+", value))


def is_truth(value: object) -> bool:
    return isinstance(value, bool)


TEXTS = "a list of texts that are not blank"
FIELDS = (
    Field("id", "编号", "word", "a text without white space", is_identifier,
          "不可重复，不含空格；空着时取行号，如 row2；示例1、示例2 等行是范例，不读"),
    Field("question", "题目", "word", "a text that is not blank", is_text, "要问的问题，必填"),
    Field("lang", "语言", "word", "a text", is_text,
          "zh-Hans（简体）、zh-Hant（繁體）、en（English）；空着时由文字判断", LANGUAGES),
    Field("kind", "题型", "word", "a text", is_text,
          "fact（事实）、list（列举）、explain（解释）、compare（比较）、multi_hop（多处综合）、colloquial（口语）、"
          "follow_up（追问）、unanswerable（无法回答）、false_premise（前提有误）、injection（指令注入）；"
          "空着时取 fact 或 unanswerable", KINDS),
    Field("answerable", "可回答", "truth", "true or false", is_truth,
          "是 / 否（true / false、1 / 0、yes / no 亦可）；空着时看有无答案"),
    Field("answers", "答案", "facts", "a list of facts, each a list of texts of which any will do", is_list_of_facts,
          "每行一个必须答出的事实，或以 || 相隔；同一事实的不同写法以 | 相隔"),
    Field("evidence", "证据", "list", TEXTS, is_list_of_texts, "报告原文，一字不改，每行一处"),
    Field("section", "章节", "list", TEXTS, is_list_of_texts,
          "证据所在章节，写法见 baipishu outline，如 第二部分/三、……"),
    Field("history", "上文", "list", TEXTS, is_list_of_texts, "先前的提问，从早到晚，每行一个；追问必填"),
    Field("forbid", "禁止", "list", TEXTS, is_list_of_texts, "答案里一出现就算错的文字，如另一年份的数值，每行一个"),
    Field("reason", "原因", "word", "a text", is_text_or_absent,
          "为何无法回答：not_in_report（报告未提及）、other_year（其他年份）、other_place（其他地方）、"
          "other_document（其他文件）、off_topic（与报告无关）、unsafe（不当要求）、empty（空问题）", REASONS),
    Field("missing", "缺少", "list", TEXTS, is_list_of_texts, "报告缺少的内容，如 2016年，每行一个"),
    Field("references", "参考答案", "list", TEXTS, is_list_of_texts, "简短的标准答案，每行一个，用于 EM 与 F1"),
)
BY_NAME = {field.name: field for field in FIELDS}
NOTE = "note"  # a field for the author's own use
NEAR = 0.7  # likeness of two names from which one may be the other misspelt: forbids, secton, evidences


def row_mistakes(row: Row) -> tuple[list[str], frozenset[str]]:
    """Return every mistake of a row, one sentence each, and the fields they are about.

    A field that is wrong already is not judged again. A contradiction is a mistake of no single field.
    """
    if row.values is None:
        return list(row.mistakes), frozenset(BY_NAME)
    found = {field.name: mistake for field in FIELDS if field.name not in row.faulty
             and (mistake := field_mistake(field, row.values.get(field.name)))}
    wrong = row.faulty | found.keys()
    contradictory = [] if wrong & {"answerable", "answers", "references"} else contradictions(row.values)
    return [*row.mistakes, *found.values(), *contradictory], wrong


def field_mistake(field: Field, value: object) -> str | None:
    """Say what is wrong with a value, or None.

    >>> field_mistake(BY_NAME["lang"], "日文"), field_mistake(BY_NAME["lang"], "en")
    ("lang '日文' is none of zh-Hans, zh-Hant, en", None)
    """
    if not field.fits(value):
        absent = value is None or (isinstance(value, str) and not value.strip())
        shown = f"{field.name} {value!r}" if field.shape == "word" else field.name
        return f"{field.name} is missing" if absent else f"{shown} must be {field.must}"
    if field.names and value is not None and value not in field.names:
        return f"{field.name} {value!r} is none of {', '.join(field.names)}"
    return None


def contradictions(values: Mapping[str, Any]) -> Iterator[str]:
    """What is right by itself and wrong together."""
    if values["answerable"] and not values.get("answers"):
        yield "answerable, yet without answers"
    if not values["answerable"] and (values.get("answers") or values.get("references")):
        yield "not answerable, yet with answers"


def unknown_fields(values: Mapping[str, Any]) -> dict[str, str | None]:
    """Return {field that no reader knows: the known one that it may be, misspelt}.

    >>> unknown_fields({"id": "q1", "forbids": [], "difficulty": 3, "note": "…"})
    {'forbids': 'forbid', 'difficulty': None}
    """
    return {name: next(iter(get_close_matches(name.lower(), (*BY_NAME, NOTE), 1, NEAR)), None)
            for name in values if name not in BY_NAME and name != NOTE}
