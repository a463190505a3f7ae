"""A promptfoo configuration that replays the recorded answers: `promptfoo eval -c FILE`, offline.

The prompt is the recorded answer and the provider `echo` gives it back, so that nobody is asked anything; the verdicts
are those of `eval judge`. JSON is YAML, so the file may be called .yaml.
Properties after https://www.promptfoo.dev/docs/configuration/reference/ and …/expected-outputs/deterministic/.
"""
import json
import re
from pathlib import Path
from typing import Any

from eval.measures.score import ANSWERS, REFUSALS
from eval.questions import Question
from eval.record import Record, Response
from eval.text import normalise

BREAK = "\u200b"  # zero-width space: shows nothing, and parts what promptfoo would take for a template or a file
COMMAND = re.compile(r"(?<=\{)(?=[{%#])|(?<=file:)(?=//)|(?<=package)(?=:)")
ON_FOLDED = {"transform": "context.vars.folded", "weight": 1}  # facts are looked for in the folded answer, as we do


def export_promptfoo(record: Record, path: Path) -> None:
    """Write the configuration. A test passes when all its assertions do, which is our verdict of the question."""
    manifest = record.manifest
    config = {
        "description": f"{manifest['questions']['name']} · index {manifest['index']} · {manifest['encoder']}",
        "prompts": [{"label": "recorded answer", "raw": "{{answer}}"}],
        "providers": ["echo"],
        "defaultTest": {"threshold": 1},
        "tests": [test_of(question, response)
                  for question, response in zip(record.questions, record.responses, strict=True)]}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(config, ensure_ascii=False, indent=1) + "\n", "utf-8")


def test_of(question: Question, response: Response) -> dict[str, Any]:
    """A test with an explicit threshold: promptfoo's own default would let a missing one pass."""
    answer = response["answer"] or ""
    wanted = ANSWERS if question.answerable else REFUSALS
    checks = [{"type": "javascript", "value": f"{json.dumps(wanted)}.includes(context.vars.status)", "weight": 1}]
    if question.answerable:
        checks += [{"type": "contains-any", "value": [literal(normalise(text)) for text in fact], **ON_FOLDED}
                   for fact in question.answers]
        checks += [{"type": "not-contains", "value": literal(normalise(text)), **ON_FOLDED} for text in question.forbid]
    return {"description": literal(question.id), "threshold": 1,
            "vars": {"question": literal(question.question), "status": response["status"], "answer": literal(answer),
                     "folded": literal(normalise(answer))},
            "assert": checks, "metadata": {"id": question.id, "kind": question.kind, "lang": question.lang}}


def literal(text: str) -> str:
    """Break what promptfoo would run as a template or read as a file; question sets and reports are foreign text.

    >>> literal("{{env.HOME}} file:///etc") == "{\\u200b{env.HOME}} file:\\u200b///etc"
    True
    """
    return COMMAND.sub(BREAK, text)
