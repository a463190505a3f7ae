"""Measures every system on the same questions.

    baipishu eval baselines --questions eval/questions/shenzhen-2024.jsonl --out runs/baselines

The folder gets a run a system, each a record of its own, and baselines.json.
"""
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.document import Document
from eval.baselines.figures import compared
from eval.baselines.systems import OURS, SYSTEMS, Material, System
from eval.results import Result
from eval.running.manifest import Origin
from eval.running.run import Relevance, run_questions
from eval.sets.questions import Question
from index.encoders import BUNDLED, Encoder, make_encoder
from index.progress import ProgressBar, progress_bar

FORMAT = 1
FILE = "baselines.json"


def run_baselines(documents: Sequence[Document], questions: Sequence[Question], out: Path,
                  encoder: Encoder | None = None, cache: Path | None = None, origin: Origin | None = None,
                  qrels: Relevance | None = None, bar: ProgressBar = progress_bar) -> dict[str, Any]:
    """Build, ask and judge every system; write and return the comparison.

    Without a `cache` every vector is computed, so that the seconds to build are comparable; with one they are null.
    `encoder` is that of this system, `qrels` are relevant documents where a dataset brings its own. Raises ValueError
    for an empty set.
    """
    if not questions:
        raise ValueError("a set without questions compares nothing; name another set or split")
    origin = origin or Origin("questions")
    results: dict[str, Result] = {}
    seconds: dict[str, float | None] = {}
    for system in SYSTEMS:
        with bar(system.labels[0]) as progress:
            material = Material(documents, encoder or make_encoder(BUNDLED), cache, progress)
            encoder = material.encoder
            material.load()
            started = time.perf_counter()
            answerer = system.build(material)
            seconds[system.key] = round(time.perf_counter() - started, 4) if cache is None else None
            results[system.key] = run_questions(answerer, questions, out / system.key, progress, origin,
                                                qrels=qrels)
    found = comparison(questions, origin, results, seconds)
    (out / FILE).write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return found


def comparison(questions: Sequence[Question], origin: Origin, results: dict[str, Result],
               seconds: dict[str, float | None]) -> dict[str, Any]:
    """Return the object of baselines.json; differences are from this system."""
    reference = results[OURS.key]
    manifest = reference.record.manifest
    return {"format": FORMAT, "reference": OURS.key,
            "questions": {"name": origin.name, "split": origin.split, "count": len(questions),
                          "answerable": sum(question.answerable for question in questions),
                          "with_history": sum(bool(question.history) for question in questions),
                          "sections": len({question.cluster for question in questions if question.answerable}),
                          "sha256": manifest["questions_sha256"]},
            **{name: manifest[name] for name in ("documents", "versions", "machine", "commit")},
            "systems": {system.key: described(system, results[system.key], reference, seconds[system.key])
                        for system in SYSTEMS}}


def described(system: System, result: Result, reference: Result, build_s: float | None) -> dict[str, Any]:
    latency = {name: result.estimates[f"latency_ms.{name}"] for name in ("p50", "p95")}
    return {"labels": list(system.labels), "about": list(system.about), "encoder": result.record.manifest["encoder"],
            "passages": len(result.record.passages), "build_s": build_s,
            "latency_ms": {name: {"value": found.value, "low": found.low, "high": found.high, "n": found.n}
                           for name, found in latency.items()},
            "figures": compared(result, reference)}
