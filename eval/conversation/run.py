"""Asks a set of turns and keeps what came back: answers.jsonl, and verdicts.jsonl with what is wrong with each."""

from collections.abc import Sequence
from pathlib import Path

from eval.conversation.judging import Verdict, judge
from eval.conversation.turns import Turn
from eval.lines import to_json, write_lines
from index.progress import Progress
from retrieval.answerer import Answerer


def run_turns(answerer: Answerer, turns: Sequence[Turn], out: Path, progress: Progress) -> list[Verdict]:
    """Ask every turn; the folder is made when it is not there."""
    out.mkdir(parents=True, exist_ok=True)
    texts = [document.text for document in answerer.index.documents]
    responses, verdicts = [], []
    for n, turn in enumerate(turns, 1):
        response = answerer.ask(turn.question, turn.history).to_dict()
        responses.append({"id": turn.id, **response})
        verdicts.append(judge(turn, response, texts))
        progress(n, len(turns))
    write_lines(out / "answers.jsonl", map(to_json, responses))
    write_lines(out / "verdicts.jsonl", (to_json(row(verdict)) for verdict in verdicts))
    return verdicts


def row(verdict: Verdict) -> dict:
    turn = verdict.turn
    return {
        "id": turn.id, "group": turn.group, "split": turn.split, "expect": turn.expect,
        "status": verdict.status, "right": verdict.right, "faults": list(verdict.faults),
    }  # fmt: skip
