"""Proves a question set against the reports it asks about.

    baipishu eval check eval/questions/shenzhen-2024.jsonl
"""
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.document import Document
from eval.labels import KINDS, LANGUAGES, REASONS
from eval.questions import Question
from eval.text import normalise, squeeze
from index.tokens import CHINESE_RUN, fold, traditional_to_simplified, words_of

NEVER_ANSWERABLE = ("unanswerable", "injection")
PART = re.compile(r"^第[一二三四五六七八九十百\d]+[部编篇章]分?")  # "第二部分" of "第二部分 积极减缓气候变化"
HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]")
HAN_WORDS = 3  # letters that an English word has for one Chinese character, roughly
MIN_CONTENT_WORDS = 2  # one shared word proves nothing
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


@dataclass(frozen=True, slots=True)
class Reports:
    """What the checks need to know of all documents together."""
    text: str  # white space removed
    folded: str
    sentences: tuple[str, ...]  # folded
    sections: frozenset[str]
    titles: str  # folded; their words are understood in every sentence


def check_questions(questions: Sequence[Question], documents: Sequence[Document]) -> list[Problem]:
    """Return every problem of the set, in the order of its questions; an empty list is a proof."""
    reports = read_together(documents)
    times = Counter(question.id for question in questions)
    return [problem for question in questions for problem in (
        *([Problem(question.id, f"id used {times[question.id]} times")] if times[question.id] > 1 else []),
        *check_labels(question), *check_language(question), *check_section(question, reports),
        *(check_answers(question, reports) if question.answerable else check_absence(question, reports)))]


def read_together(documents: Sequence[Document]) -> Reports:
    return Reports("\n".join(squeeze(document.text) for document in documents),
                   "\n".join(normalise(document.text) for document in documents),
                   tuple(normalise(sentence.text) for document in documents for passage in document.passages
                         for sentence in passage.sentences),
                   frozenset(name for document in documents for path, _ in document.walk_sections()
                             for name in section_names(path)),
                   "\n".join(normalise(document.title) for document in documents))


def section_names(path: Sequence[str]) -> tuple[str, str]:
    """Return both ways to write a place of the outline: in full, and with parts named by number only.

    >>> section_names(("第二部分 积极减缓气候变化", "三、交通运输绿色发展多维跃迁"))[1]
    '第二部分/三、交通运输绿色发展多维跃迁'
    """
    numbers = [found.group() if (found := PART.match(title)) else title for title in path]
    return "/".join(path), "/".join([*numbers[:-1], numbers[0] if len(path) == 1 else path[-1]])


def check_labels(question: Question) -> Iterator[Problem]:
    if question.kind not in KINDS:
        yield Problem(question.id, f"kind {question.kind!r} is none of {', '.join(KINDS)}")
    if question.kind in NEVER_ANSWERABLE and question.answerable:
        yield Problem(question.id, f"kind {question.kind!r} cannot be answerable")
    if question.kind == "follow_up" and not question.history:
        yield Problem(question.id, "a follow_up needs the question before it in `history`")
    if question.reason is not None and question.reason not in REASONS:
        yield Problem(question.id, f"reason {question.reason!r} is none of {', '.join(REASONS)}")


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
    for name in question.section:
        if name not in reports.sections:
            yield Problem(question.id, f"section {name!r} is not in the outline; run `baipishu outline`")


def check_answers(question: Question, reports: Reports) -> Iterator[Problem]:
    """Evidence is verbatim, every alternative stands in evidence, no forbidden string is part of an answer."""
    if not question.answers or not question.evidence:
        yield Problem(question.id, "answerable, yet without answers or evidence")
    for snippet in question.evidence:
        if squeeze(snippet) not in reports.text:
            yield Problem(question.id, f"evidence is not in the report word for word: {snippet!r}")
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
