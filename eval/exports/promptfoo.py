"""A promptfoo configuration that replays the recorded answers: `promptfoo eval -c FILE`, offline.

The prompt is the recorded answer and the provider `echo` gives it back, so that nobody is asked anything. Status, facts
and forbidden strings are asserted anew, by the rules of `eval judge`; that figures, statements and quotations have
support takes the whole record, so that part of its verdict is replayed. JSON is YAML, so the file may be called .yaml.
Properties after https://www.promptfoo.dev/docs/configuration/reference/ and …/expected-outputs/javascript/.
"""
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.measures.answers import folded, said_in
from eval.measures.citations import Passages
from eval.measures.diagnosis import is_fully_supported
from eval.measures.score import ANSWERS, REFUSALS
from eval.record import Record, Response
from eval.sets.questions import Question

BREAK = "\u200b"  # zero-width space: shows nothing, and parts what promptfoo would take for a template or a file
COMMAND = re.compile(r"(?<=\{)(?=[{%#])|(?<=file:)(?=//)|(?<=package)(?=:)")
SYNTAX = re.compile(r"[\\^$.*+?()\[\]{}|/]")  # what a regular expression of JavaScript does not take literally
DIGIT = r"\p{Nd}"


def export_promptfoo(record: Record, path: Path) -> None:
    """Write the configuration. A test passes when all its assertions do, which is our verdict of the question."""
    manifest = record.manifest
    passages = {passage.passage_id: passage for passage in record.passages}
    writer = f" · answers written by {manifest['writer']}" if "writer" in manifest else ""
    config = {
        "description": f"{manifest['questions']['name']} · index {manifest['index']} · {manifest['encoder']}{writer}",
        "prompts": [{"label": "recorded answer", "raw": "{{answer}}"}],
        "providers": ["echo"],
        "defaultTest": {"threshold": 1},
        "tests": [test_of(question, response, passages, record.titles)
                  for question, response in zip(record.questions, record.responses, strict=True)]}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(config, ensure_ascii=False, indent=1) + "\n", "utf-8")


def test_of(question: Question, response: Response, passages: Passages, titles: Sequence[str] = ()) -> dict[str, Any]:
    """A test with an explicit threshold: promptfoo's own default would let a missing one pass."""
    answer = response["answer"] or ""
    wanted = ANSWERS if question.answerable else REFUSALS
    checks = [f"{json.dumps(wanted)}.includes(context.vars.status)", "context.vars.supported === 'yes'"]
    if question.answerable:
        checks += [stands_in(fact) for fact in question.answers]
        checks += [f"!{stands_in([text])}" for text in question.forbid]
    supported = is_fully_supported(question, response, passages, titles)
    return {"description": literal(question.id), "threshold": 1,
            "vars": {"question": literal(question.question), "status": response["status"], "answer": literal(answer),
                     "folded": literal(said_in(answer)), "supported": "yes" if supported else "no"},
            "assert": [{"type": "javascript", "value": check, "weight": 1} for check in checks],
            "metadata": {"id": question.id, "kind": question.kind, "lang": question.lang}}


def stands_in(choices: Sequence[str]) -> str:
    """JavaScript that tells whether one of the strings stands in the folded answer, its numbers whole."""
    patterns = json.dumps([pattern(choice) for choice in choices], ensure_ascii=False)
    return f"{patterns}.some(text => new RegExp(text, 'u').test(context.vars.folded))"


def pattern(choice: str) -> str:
    r"""The regular expression of `eval.measures.answers.stands_in`, in JavaScript with the flag u.

    >>> print(pattern("26.9 万辆"))
    (?<!\p{Nd})(?<!\p{Nd}\.)26\.9万辆
    """
    wanted = folded(choice)
    before = rf"(?<!{DIGIT})(?<!{DIGIT}\.)" * wanted[:1].isdecimal()
    behind = rf"(?!{DIGIT}|\.{DIGIT})" * wanted[-1:].isdecimal()
    return before + SYNTAX.sub(r"\\\g<0>", literal(wanted)) + behind


def literal(text: str) -> str:
    """Break what promptfoo would run as a template or read as a file; question sets and reports are foreign text.

    >>> literal("{{env.HOME}} file:///etc") == "{\\u200b{env.HOME}} file:\\u200b///etc"
    True
    """
    return COMMAND.sub(BREAK, text)
