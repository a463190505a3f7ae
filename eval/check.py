"""Proves a question set against the reports it asks about.

    baipishu eval check eval/questions/shenzhen-2024.jsonl
"""
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.document import Document
from eval.labels import KINDS, LANGUAGES, REASONS
from eval.questions import Question, read_questions
from eval.sets.mistakes import QuestionSetError
from eval.sets.reports import Reports, read_together
from eval.text import normalise, squeeze
from index.tokens import CHINESE_RUN, fold, traditional_to_simplified, words_of

NEVER_ANSWERABLE = ("unanswerable", "injection")
HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]")
HAN_WORDS = 3  # letters that an English word has for one Chinese character, roughly
MIN_CONTENT_WORDS = 2  # one shared word proves nothing
COMMON = 3  # passages that hold the same words: more of them, and finding one proves little
QUESTION_WORDS = frozenset(  # carried by questions on any report
    "多少 哪些 什么 怎么 怎样 如何 是否 有没有 没有 为什么 哪里 哪个 哪年 几个 多大 分别 是不是 一共 总共 目前 "
    "现在 请问 可以 报告 白皮书 提到 介绍 全市 全国".split())


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a question; a warning asks for a second look and does not fail the set."""
    question_id: str
    message: str
    is_warning: bool = False

    def __str__(self) -> str:
        return f"{self.question_id}: {'warning' if self.is_warning else 'error'}: {self.message}"


def check_file(path: Path, documents: Sequence[Document]) -> list[Problem]:
    """Return what is wrong with a file and with every question that can be read from it, in one list.

    Raises QuestionSetError for a file that is no question set.
    """
    questions, mistakes = read_questions(path)
    if not questions and not mistakes:
        raise QuestionSetError(path, ["holds no question"])
    places = (mistake.partition(": ") for mistake in mistakes)
    return [*(Problem(place, message) for place, _, message in places), *check_questions(questions, documents)]


def check_questions(questions: Sequence[Question], documents: Sequence[Document]) -> list[Problem]:
    """Return every problem of the set, in the order of its questions; an empty list is a proof."""
    reports = read_together(documents)
    times = Counter(question.id for question in questions)
    first = {asked(question): question.id for question in reversed(questions)}
    return [problem for question in questions for problem in (
        *([Problem(question.id, f"id used {times[question.id]} times")] if times[question.id] > 1 else []),
        *([Problem(question.id, f"asks the same as {first[asked(question)]}", is_warning=True)]
          if first[asked(question)] != question.id else []),
        *check_labels(question), *check_language(question), *check_section(question, reports),
        *(check_answers(question, reports) if question.answerable else check_absence(question, reports)))]


def asked(question: Question) -> tuple[str, ...]:
    """What two questions that ask the same have in common."""
    return tuple(map(normalise, (*question.history, question.question)))


def check_labels(question: Question) -> Iterator[Problem]:
    if question.kind not in KINDS:
        yield Problem(question.id, f"kind {question.kind!r} is none of {', '.join(KINDS)}")
    if question.kind in NEVER_ANSWERABLE and question.answerable:
        yield Problem(question.id, f"kind {question.kind!r} cannot be answerable")
    if question.kind == "follow_up" and not question.history:
        yield Problem(question.id, "a follow_up needs the question before it in `history`")
    if question.reason is not None and question.reason not in REASONS:
        yield Problem(question.id, f"reason {question.reason!r} is none of {', '.join(REASONS)}")
    if question.reason is None and question.kind == "unanswerable":
        yield Problem(question.id, "unanswerable, yet without the reason", is_warning=True)


def check_language(question: Question) -> Iterator[Problem]:
    """Compare `lang` with the script; short questions may be the same in both Chinese scripts, hence warnings."""
    text = question.question
    han, latin = len(HAN.findall(text)), len(LATIN.findall(text))
    changed = [char for char in dict.fromkeys(text) if traditional_to_simplified().convert(char) != char]
    if question.lang not in LANGUAGES:
        yield Problem(question.id, f"lang {question.lang!r} is none of {', '.join(LANGUAGES)}")
    elif question.lang == "en":
        if latin < HAN_WORDS * han:
            yield Problem(question.id, "lang is en, yet most of the question is Chinese")
    elif latin > HAN_WORDS * han:
        yield Problem(question.id, f"lang is {question.lang}, yet most of the question is Latin letters")
    elif question.lang == "zh-Hans" and changed:
        yield Problem(question.id, f"lang is zh-Hans, yet {''.join(changed)} look Traditional", is_warning=True)
    elif question.lang == "zh-Hant" and not changed:
        yield Problem(question.id, "lang is zh-Hant, yet no character is Traditional", is_warning=True)


def check_section(question: Question, reports: Reports) -> Iterator[Problem]:
    if question.answerable and not question.section:
        yield Problem(question.id, "no section", is_warning=True)
    known = [name for name in question.section if name in reports.sections]
    for name in question.section:
        if name not in known:
            yield Problem(question.id, f"section {name!r} is not in the outline; run `baipishu outline`")
    for snippet in question.evidence if known and len(known) == len(question.section) else ():
        if squeeze(snippet) in reports.text and not any(squeeze(snippet) in reports.sections[name] for name in known):
            yield Problem(question.id, f"evidence {snippet!r} does not stand under {'、'.join(known)}", is_warning=True)


def check_answers(question: Question, reports: Reports) -> Iterator[Problem]:
    """Evidence is verbatim, every alternative stands in evidence, no forbidden string is part of an answer."""
    if not question.answers or not question.evidence:
        yield Problem(question.id, "answerable, yet without answers or evidence")
    yield from check_evidence(question, reports)
    evidence = [normalise(snippet) for snippet in question.evidence]
    for choice in (choice for fact in question.answers for choice in fact):
        if not any(normalise(choice) in snippet for snippet in evidence):
            yield Problem(question.id, f"answer {choice!r} stands in none of the evidence")
        for text in question.forbid:
            if normalise(text) in normalise(choice):
                yield Problem(question.id, f"forbidden string {text!r} is part of the answer {choice!r}")
    for text in question.forbid:
        if any(normalise(text) in snippet for snippet in evidence):
            yield Problem(question.id, f"forbidden string {text!r} stands in the evidence: quoting it loses", True)


def check_evidence(question: Question, reports: Reports) -> Iterator[Problem]:
    """Each snippet stands in the report word for word, in one passage, and in few of them."""
    for snippet in question.evidence:
        holders = sum(squeeze(snippet) in passage for passage in reports.passages)
        if squeeze(snippet) not in reports.text:
            yield Problem(question.id, f"evidence is not in the report word for word: {snippet!r}")
        elif not holders:
            yield Problem(question.id, f"evidence stands in no single passage: {snippet!r}; quote each paragraph apart")
        elif holders > COMMON:
            yield Problem(question.id, f"evidence stands in {holders} passages: {snippet!r}; quote more of it", True)


def check_absence(question: Question, reports: Reports) -> Iterator[Problem]:
    """No sentence holds all content words of the question together with what is said to be missing.

    A missing string that stands elsewhere in the report (a year beside another figure) is a warning; so is, for
    `not_in_report`, a sentence with all content words, since the words alone do not make it an answer.
    """
    if question.answers or question.evidence:
        yield Problem(question.id, "not answerable, yet with answers or evidence")
    words = [word for word in content_words(question.question) if word not in reports.titles]
    if question.reason == "not_in_report":
        for sentence in holders(words, reports)[:1]:
            yield Problem(question.id, f"is it absent? {'、'.join(words)} stand in {sentence[:80]!r}", True)
        return
    for text in map(normalise, question.missing):
        others = [word for word in words if word not in text and text not in word]
        if any(text in sentence for sentence in holders(others, reports)):
            yield Problem(question.id, f"{text!r} is said to be missing, yet stands with {'、'.join(others)}")
        elif text in reports.folded:
            yield Problem(question.id, f"{text!r} is said to be missing, yet stands elsewhere in the report", True)


def holders(words: Sequence[str], reports: Reports) -> list[str]:
    """Return the sentences with all the words; none when the words are too few to prove anything."""
    return [sentence for sentence in reports.sentences if all(word in sentence for word in words)] \
        if len(words) >= MIN_CONTENT_WORDS else []


def content_words(question: str) -> list[str]:
    """Return the Chinese words of the question that bear its meaning, longest form only.

    >>> content_words("新能源汽车有多少辆？")
    ['新能源', '汽车']
    """
    words = {word: None for run in CHINESE_RUN.findall(fold(question)) for word in words_of(run)
             if word not in QUESTION_WORDS}
    return [word for word in words if not any(word != other and word in other for other in words)]
