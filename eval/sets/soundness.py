"""Checks one question against the reports: labels, language, sections, evidence, answers, absence. Knows no files.

A question may be sound in part: each check names the fields that it looks at, and is left out where one is wrong.
"""
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from eval.sets.questions import Question
from eval.sets.reports import Reports
from eval.text import as_written, normalise, squeeze
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
class Finding:
    """What is wrong with a question; a warning asks for a second look."""
    message: str
    is_warning: bool = False


Check = Callable[[Question, Reports], Iterator[Finding]]


def findings(question: Question, faulty: Collection[str], reports: Reports) -> Iterator[Finding]:
    """Yield what the checks find that look at no faulty field."""
    for needed, check in CHECKS:
        if not set(needed) & set(faulty):
            yield from check(question, reports)


def check_kind(question: Question, _: Reports) -> Iterator[Finding]:
    if question.kind in NEVER_ANSWERABLE and question.answerable:
        yield Finding(f"kind {question.kind!r} cannot be answerable")


def check_history(question: Question, _: Reports) -> Iterator[Finding]:
    if question.kind == "follow_up" and not question.history:
        yield Finding("a follow_up needs the question before it in `history`")


def check_reason(question: Question, _: Reports) -> Iterator[Finding]:
    if question.reason is None and question.kind == "unanswerable":
        yield Finding("unanswerable, yet without the reason", is_warning=True)


def check_language(question: Question, _: Reports) -> Iterator[Finding]:
    """Compare `lang` with the script; short questions may be the same in both Chinese scripts, hence warnings."""
    text = question.question
    han, latin = len(HAN.findall(text)), len(LATIN.findall(text))
    changed = [char for char in dict.fromkeys(text) if traditional_to_simplified().convert(char) != char]
    if question.lang == "en":
        if latin < HAN_WORDS * han:
            yield Finding("lang is en, yet most of the question is Chinese")
    elif latin > HAN_WORDS * han:
        yield Finding(f"lang is {question.lang}, yet most of the question is Latin letters")
    elif question.lang == "zh-Hans" and changed:
        yield Finding(f"lang is zh-Hans, yet {''.join(changed)} look Traditional", is_warning=True)
    elif question.lang == "zh-Hant" and not changed:
        yield Finding("lang is zh-Hant, yet no character is Traditional", is_warning=True)


def check_has_section(question: Question, _: Reports) -> Iterator[Finding]:
    if question.answerable and not question.section:
        yield Finding("no section", is_warning=True)


def check_section(question: Question, reports: Reports) -> Iterator[Finding]:
    for name in question.section:
        if name not in reports.sections:
            yield Finding(f"section {name!r} is not in the outline; run `baipishu outline`")


def check_place(question: Question, reports: Reports) -> Iterator[Finding]:
    """Evidence stands under one of the sections; told only where all of them are known."""
    if not question.section or any(name not in reports.sections for name in question.section):
        return
    for snippet in question.evidence:
        bare = squeeze(snippet)
        if bare in reports.text and not any(bare in reports.sections[name] for name in question.section):
            yield Finding(f"evidence {snippet!r} does not stand under {'、'.join(question.section)}", is_warning=True)


def check_has_evidence(question: Question, _: Reports) -> Iterator[Finding]:
    if question.answerable != bool(question.evidence):
        yield Finding("answerable, yet without evidence" if question.answerable else
                      "not answerable, yet with evidence")


def check_evidence(question: Question, reports: Reports) -> Iterator[Finding]:
    """Each snippet stands in the report word for word, in one passage, and in few of them."""
    for snippet in question.evidence:
        count = sum(squeeze(snippet) in passage for passage in reports.passages)
        if squeeze(snippet) not in reports.text:
            yield Finding(f"evidence is not in the report word for word: {snippet!r}")
        elif not count:
            yield Finding(f"evidence stands in no single passage: {snippet!r}; quote each paragraph apart")
        elif count > COMMON:
            yield Finding(f"evidence stands in {count} passages: {snippet!r}; quote more of it", is_warning=True)


def check_answers(question: Question, _: Reports) -> Iterator[Finding]:
    """Every alternative stands in the evidence, where there is any."""
    evidence = [normalise(snippet) for snippet in question.evidence]
    for choice in choices(question) if evidence else ():
        if not any(normalise(choice) in snippet for snippet in evidence):
            yield Finding(f"answer {choice!r} stands in none of the evidence")


def check_forbidden_answers(question: Question, _: Reports) -> Iterator[Finding]:
    for choice in choices(question):
        for text in question.forbid:
            if normalise(text) in normalise(choice):
                yield Finding(f"forbidden string {text!r} is part of the answer {choice!r}")


def check_forbidden_evidence(question: Question, _: Reports) -> Iterator[Finding]:
    for text in question.forbid:
        if any(normalise(text) in normalise(snippet) for snippet in question.evidence):
            yield Finding(f"forbidden string {text!r} stands in the evidence: quoting it loses", is_warning=True)


def choices(question: Question) -> list[str]:
    """All alternatives of all facts."""
    return [choice for fact in question.answers for choice in fact]


def check_absence(question: Question, reports: Reports) -> Iterator[Finding]:
    """No sentence holds all content words of a question that is said not to be in the report.

    A warning: the words alone do not make an answer.
    """
    if question.answerable or question.reason != "not_in_report":
        return
    words = own_words(question, reports)
    for sentence in holders(words, reports)[:1]:
        shown = "、".join(as_written(question.question, word) for word in words)
        yield Finding(f"is it absent? {shown} stand in {reports.sentences[sentence][:80]!r}", is_warning=True)


def check_missing(question: Question, reports: Reports) -> Iterator[Finding]:
    """No sentence holds what is said to be missing together with all other content words of the question.

    A missing string that stands elsewhere in the report (a year beside another figure) is a warning.
    """
    if question.answerable or question.reason == "not_in_report":
        return
    words = own_words(question, reports)
    for written in question.missing:
        text = normalise(written)
        others = [word for word in words if word not in text and text not in word]
        if any(text in sentence for sentence in holders(others, reports)):
            shown = "、".join(as_written(question.question, word) for word in others)
            yield Finding(f"{written!r} is said to be missing, yet stands with {shown}")
        elif text in reports.folded:
            yield Finding(f"{written!r} is said to be missing, yet stands elsewhere in the report", is_warning=True)


def own_words(question: Question, reports: Reports) -> list[str]:
    """The content words that the titles of the reports do not say already."""
    return [word for word in content_words(question.question) if word not in reports.titles]


def holders(words: Sequence[str], reports: Reports) -> list[str]:
    """Return the folded sentences with all the words; none when the words are too few to prove anything."""
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


CHECKS: tuple[tuple[tuple[str, ...], Check], ...] = (  # (the fields that it looks at, check), in the order of reports
    (("kind", "answerable"), check_kind), (("kind", "history"), check_history), (("kind", "reason"), check_reason),
    (("question", "lang"), check_language), (("answerable", "section"), check_has_section),
    (("section",), check_section), (("section", "evidence"), check_place),
    (("answerable", "evidence"), check_has_evidence), (("evidence",), check_evidence),
    (("answers", "evidence"), check_answers), (("answers", "forbid"), check_forbidden_answers),
    (("forbid", "evidence"), check_forbidden_evidence), (("question", "answerable", "reason"), check_absence),
    (("question", "answerable", "missing"), check_missing))
