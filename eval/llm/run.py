"""Judges a finished run with a model, answer by answer, so that an interrupted judging goes on where it stopped.

    BAIPISHU_JUDGE_URL=http://127.0.0.1:8000/v1 BAIPISHU_JUDGE_MODEL=qwen3 baipishu eval llm-judge runs/today

Writes llm_judge.json into the folder of the run: judge, prompts, every verdict, and the means.
"""
import hashlib
import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from corpus.present import present
from eval.lines import to_json
from eval.llm.client import Judge
from eval.llm.prompts import prompts_hash
from eval.llm.verdicts import QUESTIONS, STATUSES, cosine, judge_faithfulness, judge_relevance
from eval.record import Record, RecordError, read_record
from eval.stats.intervals import percentile_interval, resampled_ratios
from index.atomic import write_file
from index.encoders import Encoder
from index.progress import Progress
from writing.client import SEED, TEMPERATURE

FILE, UNFINISHED = "llm_judge.json", "llm_judge.unfinished.jsonl"
METRICS = ("faithfulness", "answer_relevance")
FORMAT = 1


def llm_judge(folder: Path, judge: Judge, encoder: Encoder,
              progress: Progress = lambda done, total: None) -> dict[str, Any]:
    """Judge every answer of the run in `folder`, write llm_judge.json and return its object.

    `encoder` compares questions for answer relevance and must be that of the run. Raises RecordError when it is not, or
    when another judging was interrupted here; JudgeUnavailable when the server is gone, and then keeps what is judged.
    """
    record = read_record(folder)
    used = record.manifest["encoder"]
    if used != encoder.name:
        raise RecordError(f"{folder} was made with {used!r}, not {encoder.name!r}; set BAIPISHU_ENCODER as it was then")
    about = identity(record, judge)
    done = {row["id"]: row for row in resume(folder, about)}
    write_file(folder / UNFINISHED, "".join(f"{to_json(row)}\n" for row in (about, *done.values())).encode())
    with (folder / UNFINISHED).open("a", encoding="utf-8") as journal:
        for place, row in enumerate(verdicts(record, judge, encoder, done), start=1):
            if row["id"] not in done:
                journal.write(f"{to_json(row)}\n")
                journal.flush()
                done[row["id"]] = row
            progress(place, len(record.questions))
    rows = [done[question.id] for question in record.questions]
    found = {**about, **{name: mean_of(name, rows, record) for name in METRICS},
             "chance_relevance": chance_relevance(record, rows, encoder), "questions": rows}
    write_file(folder / FILE, (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode())
    (folder / UNFINISHED).unlink()
    return found


def verdicts(record: Record, judge: Judge, encoder: Encoder, done: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for question, response in zip(record.questions, record.responses, strict=True):
        yield done.get(question.id) or {
            "id": question.id, "faithfulness": judge_faithfulness(judge, question, response),
            "answer_relevance": judge_relevance(judge, question, response, encoder.encode_query)}


def identity(record: Record, judge: Judge) -> dict[str, Any]:
    """What decides the scores: judgings with equal identities may be put together, others may not be compared."""
    answers = hashlib.sha256("".join(map(to_json, record.responses)).encode()).hexdigest()
    return {"format": FORMAT, "model": judge.model, "prompts": prompts_hash(), "seed": SEED, "temperature": TEMPERATURE,
            "questions_written": QUESTIONS, "encoder": record.manifest["encoder"], "answers_sha256": answers}


def resume(folder: Path, about: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the questions that an interrupted judging has done; a last line cut off is judged again."""
    path = folder / UNFINISHED
    if not path.exists():
        return
    head, *lines = path.read_text("utf-8").split("\n")
    if head != to_json(about):
        raise RecordError(f"{folder} holds an interrupted judging by another model, prompt or run; finish it with "
                          f"those, or delete {path} to start anew")
    yield from map(json.loads, lines[:-1])


def mean_of(name: str, rows: list[dict[str, Any]], record: Record) -> dict[str, Any]:
    """The mean over judged answers with its clustered interval, how many have which status, and the mean if every
    unjudged answer scored 0."""
    statuses = {status: sum(row[name]["status"] == status for row in rows) for status in STATUSES}
    scores = np.array([row[name].get("score", 0.0) for row in rows])
    counts = np.array([float(row[name]["status"] == "judged") for row in rows])
    n = statuses["judged"]
    if not n:
        return {"value": None, "low": None, "high": None, "n": 0, "worst_case": None, "statuses": statuses}
    samples = resampled_ratios((scores * counts)[:, None], counts[:, None], cluster_numbers(record))
    low, high = present(percentile_interval(samples[:, 0]))
    total = float((scores * counts).sum())
    return {"value": total / n, "low": low, "high": high, "n": n, "worst_case": total / (n + statuses["unjudged"]),
            "statuses": statuses}


def chance_relevance(record: Record, rows: list[dict[str, Any]], encoder: Encoder) -> float | None:
    """Mean cosine of a judged question with the next one of the set: what a question about something else scores.

    Sentence encoders give no two questions 0, so that answer relevance means little below this; None for one question.
    """
    judged = [question for question, row in zip(record.questions, rows, strict=True)
              if row["answer_relevance"]["status"] == "judged"]
    vectors = [encoder.encode_query(question.question) for question in judged]
    cosines = [cosine(a, b) for a, b in pairwise(vectors)]
    return sum(cosines) / len(cosines) if cosines else None


def cluster_numbers(record: Record) -> np.ndarray:
    names = [question.cluster for question in record.questions]
    number = {name: place for place, name in enumerate(dict.fromkeys(names))}
    return np.array([number[name] for name in names], dtype=np.int64)
