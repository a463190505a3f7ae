"""Walks through the JSON of a reading-comprehension set, in SQuAD's layout or CMRC's own, and notes every mistake.

SQuAD 1.1 and 2.0, CMRC 2018, DRCD: {"data": [{"title", "paragraphs": [{"context", "qas": [{"id", "question",
"answers": [{"text", "answer_start"}], "is_impossible"}]}]}]}; `plausible_answers` are not read.
CMRC's own: [{"context_id", "context_text", "title", "qas": [{"query_id", "query_text", "answers": ["…"]}]}].
"""
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

NAMES = {str: "a text", int: "a whole number", list: "a list", dict: "an object"}
LONG = 39  # characters of a value that a message quotes
TRUTH = {"true": True, "false": False}  # as some sets write it, in quotation marks
BLANK_ANSWERS = tuple({"text": "", "answer_start": start} for start in (-1, 0))  # how some write that there is none


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on a context, with its reference answers and where each is said to begin."""
    place: str
    id: str
    question: str
    references: tuple[tuple[str, int | None], ...]  # None: the layout does not tell
    impossible: bool


@dataclass(frozen=True, slots=True)
class Context:
    """A text and the questions on it."""
    title: str  # of its article
    text: str
    asked: tuple[Asked, ...]


@dataclass(slots=True)
class Layout:
    """Walks through the JSON of a file and notes every mistake with its place."""
    mistakes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)  # what is left out and need not stop anybody
    seen: dict[str, str] = field(default_factory=dict)  # question id → its place

    def contexts(self, data: Any) -> Iterator[Context]:
        """Yield the contexts that are sound, of either layout."""
        if isinstance(data, list):
            for place, row in self.objects(data, ""):
                yield from self.cmrc_context(place, row)
        elif isinstance(data, dict) and isinstance(data.get("data"), list):
            for place, article in self.objects(data["data"], "data"):
                yield from self.squad_contexts(place, article)
        else:
            self.mistakes.append("neither SQuAD's layout ({\"data\": […]}) nor CMRC's (a list of contexts)")

    def squad_contexts(self, place: str, article: dict) -> Iterator[Context]:
        rows = list(self.objects(self.take(place, article, "paragraphs", list), f"{place}.paragraphs"))
        for place_of_context, row in rows:
            text = self.words(place_of_context, row, "context")
            title = heading(article.get("title"), article.get("id"), row.get("id"), place)
            asked = tuple(self.squad_questions(place_of_context, row))
            if text is not None:
                yield Context(title, text, asked)

    def squad_questions(self, place: str, row: dict) -> Iterator[Asked]:
        for at, asked in self.objects(self.take(place, row, "qas", list), f"{place}.qas"):
            impossible = TRUTH.get(str(asked.get("is_impossible", False)).lower())
            if impossible is None:
                self.mistakes.append(f"{at}: is_impossible is {shorten(asked['is_impossible'])}, not true or false")
            answers = self.take(at, asked, "answers", list) if "answers" in asked or not impossible else []
            if impossible:
                answers = [answer for answer in answers or () if answer not in BLANK_ANSWERS]
            references = [(text, self.offset(spot, answer)) for spot, answer in self.objects(answers, f"{at}.answers")
                          if (text := self.words(spot, answer, "text")) is not None]
            yield from self.ask(at, asked, "id", "question", references, answers, impossible)

    def cmrc_context(self, place: str, row: dict) -> Iterator[Context]:
        text = self.words(place, row, "context_text")
        title = heading(row.get("title"), row.get("context_id"), place)
        asked: list[Asked] = []
        for at, question in self.objects(self.take(place, row, "qas", list), f"{place}.qas"):
            answers = self.take(at, question, "answers", list)
            wrong = [i for i, answer in enumerate(answers or ()) if not isinstance(answer, str) or not answer.strip()]
            self.mistakes += [f"{at}.answers[{i}]: not a text, or a blank one" for i in wrong]
            references: list[tuple[str, int | None]] = []
            references += [(answer, None) for i, answer in enumerate(answers or ()) if i not in wrong]
            asked += self.ask(at, question, "query_id", "query_text", references, answers, False)
        if text is not None:
            yield Context(title, text, tuple(asked))

    def ask(self, place: str, row: dict, id_name: str, text_name: str, references: list[tuple[str, int | None]],
            answers: list | None, impossible: bool | None) -> Iterator[Asked]:
        """Yield the question when it is sound; a blank one, of which CMRC's trial file has two, is left out."""
        question, name = self.take(place, row, text_name, str), self.identifier(place, row, id_name)
        if answers == [] and impossible is False:
            self.mistakes.append(f"{place}: no answers, yet not is_impossible")
        if answers and impossible:
            self.mistakes.append(f"{place}: is_impossible, yet with answers")
        if question is not None and not question.strip():
            self.warnings.append(f"{place}: {text_name} is blank; it is left out")
        elif question is not None and name is not None:
            yield Asked(place, name, question, tuple(references), bool(impossible))

    def identifier(self, place: str, row: dict, name: str) -> str | None:
        """A text or a number without white space that no other question has: TREC files are parted by blanks."""
        value = row.get(name)
        found = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
        if not re.fullmatch(r"\S+", found):
            self.mistakes.append(f"{place}: {name} is {value!r}; it must be a text without white space")
            return None
        if found in self.seen:
            self.mistakes.append(f"{place}: {name} {found!r} stands already at {self.seen[found]}")
            return None
        self.seen[found] = place
        return found

    def words(self, place: str, row: dict, name: str) -> str | None:
        """A text that is not blank."""
        text = self.take(place, row, name, str)
        if text is not None and not text.strip():
            self.mistakes.append(f"{place}: {name} is blank")
            return None
        return text

    def offset(self, place: str, answer: dict) -> int | None:
        """Where the answer is said to begin; None when it is not said."""
        return None if answer.get("answer_start") is None else self.take(place, answer, "answer_start", int)

    def take(self, place: str, row: dict, name: str, kind: type) -> Any:
        """Return a field of the right kind; note the mistake and return None when it is absent or another."""
        value = row.get(name)
        if isinstance(value, kind) and not isinstance(value, bool):
            return value
        self.mistakes.append(f"{place}: {name} is missing" if value is None else
                             f"{place}: {name} is {shorten(value)}, not {NAMES[kind]}")
        return None

    def objects(self, rows: list | None, place: str) -> Iterator[tuple[str, dict]]:
        """Yield the objects of a list with their places."""
        for i, row in enumerate(rows or ()):
            if isinstance(row, dict):
                yield f"{place}[{i}]", row
            else:
                self.mistakes.append(f"{place}[{i}]: {shorten(row)}, not an object")


def heading(*choices: Any) -> str:
    """Return the first choice that says something, on one line."""
    return next(" ".join(str(choice).split()) for choice in choices
                if isinstance(choice, str | int) and str(choice).strip())


def shorten(value: Any) -> str:
    """Write a value as JSON does, the beginning of a long one.

    >>> shorten("云湖"), shorten([1] * 50)
    ('"云湖"', '[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,…')
    """
    if isinstance(value, str):
        return f'"{value if len(value) <= LONG else value[:LONG] + "…"}"'
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= LONG else f"{shown[:LONG]}…"
