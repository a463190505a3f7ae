"""Writes a run as JUnit XML, which continuous integration shows: a test case a question, a failure with its cause."""
import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from eval.labels import CAUSES
from eval.measures.diagnosis import Cause
from eval.record import Record

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2


def write_junit(record: Record, causes: Sequence[Cause | None], path: Path) -> None:
    spent = [timing.wall / 1000 for timing in record.timings]
    suite = ElementTree.Element("testsuite", name="baipishu", tests=str(len(causes)),
                                failures=str(sum(cause is not None for cause in causes)), errors="0", skipped="0",
                                time=f"{sum(spent):.3f}")
    for question, response, cause, seconds in zip(record.questions, record.responses, causes, spent, strict=True):
        case = ElementTree.SubElement(suite, "testcase", classname=clean(f"{question.kind}.{question.lang}"),
                                      name=clean(f"{question.id} {question.question}"), time=f"{seconds:.3f}")
        if cause:
            failure = ElementTree.SubElement(case, "failure", type=cause, message=CAUSES[cause][1])
            failure.text = clean(f"{response['status']}\n{response['answer'] or ''}")
    ElementTree.indent(suite)
    ElementTree.ElementTree(suite).write(path, encoding="utf-8", xml_declaration=True)


def clean(text: str) -> str:
    """Drop the characters that XML cannot hold.

    >>> clean("甲\\x00乙")
    '甲乙'
    """
    return NOT_XML.sub("", text)
