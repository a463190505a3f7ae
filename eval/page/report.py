"""Renders a judged run as one HTML page, Chinese and English, that opens without a network.

    baipishu eval judge runs/today && xdg-open runs/today/report.html
"""
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eval.definitions import METRICS, RIGHT
from eval.measures.support import CHECKER
from eval.page.charts import interval_bar
from eval.page.plots import plots
from eval.page.rendering import write_page
from eval.page.tables import Row, causes, filters, heat_map, refusals, scorecard, show_interval, slices
from eval.page.views import QuestionView, question_views
from eval.results import Result
from eval.table import show
from eval.table import show_interval as show_range

MEASURED = ("retrieval.ndcg@10", "retrieval.mrr@10", "retrieval.evidence_recall@10", "retrieval.hit@10",
            "retrieval.recall@10")  # what leads where no answer can be judged
FILES = ("manifest.json", "metrics.json", "per_question.csv", "answers.jsonl", "questions.jsonl", "corpus.jsonl",
         "timings.csv", "run.trec", "qrels.trec", "junit.xml")  # of the run's folder, linked at the foot


def write_report(result: Result, path: Path) -> None:
    """Write the page of a run; its links lead to the other files of the run's folder."""
    write_page("report.html", path, report_content(result, path.resolve().parent.name))


def report_content(result: Result, run: str) -> dict[str, Any]:
    """Collect what the template shows, in its order."""
    views = list(question_views(result))
    values = {key: found.value for key, found in result.estimates.items()}
    judged, card = sum(view.verdict != "unjudged" for view in views), scorecard(result)
    files = (*FILES, "qrels.evidence.trec" if result.record.judgements is None else "judgements.trec")
    return {"run": run, "manifest": about(result), "right": sum(view.verdict == "right" for view in views),
            "judged": judged, "measured": measured(card["headline"]), "values": values,
            "promise_kept": values["citations.verbatim"] in (None, 1.0) and not values["figures.unsupported"],
            "promise_broken_by": promise_broken_by(views), "scorecard": card, "heat": heat_map(views),
            "slices": slices(result), "plots": plots(result), "unreachable": result.unreachable(),
            "causes": causes(views), "refusals": refusals(result), "filters": filters(views), "views": views,
            "passages": shown_passages(views), "metrics": METRICS, "checker": CHECKER, "files": files,
            "show": show, "show_interval": show_interval, "show_range": show_range, "interval_bar": interval_bar,
            "right_metric": RIGHT}


def measured(rows: list[Row]) -> list[Row]:
    """The retrieval figures of the head, the most telling first."""
    return sorted((row for row in rows if row.metric.key in MEASURED), key=lambda row: MEASURED.index(row.metric.key))


def about(result: Result) -> dict[str, Any]:
    """What the head tells of the run; None for what its manifest does not hold."""
    manifest = result.record.manifest
    names = ("questions_sha256", "index", "encoder", "code_sha256", "commit", "started", "finished", "index_s",
             "wall_s", "cpu_s", "peak_mb", "workers", "resumed_answers")
    return {**{name: manifest.get(name) for name in names},
            "set": part(manifest, "questions", "name", "split", "count"),
            "machine": part(manifest, "machine", "platform", "python", "cpus"),
            "documents": manifest.get("documents") or [], "settings": manifest.get("settings") or {},
            "versions": manifest.get("versions") or {}}


def part(manifest: Mapping[str, Any], key: str, *names: str) -> dict[str, Any]:
    return {name: (manifest.get(key) or {}).get(name) for name in names}


def promise_broken_by(views: list[QuestionView]) -> list[str]:
    """Ids of the questions with a quotation, shown or listed, that is not verbatim, or a figure without support."""
    return [view.question.id for view in views
            if view.unsupported or view.altered or not all(citation.verbatim for citation in view.citations)]


def shown_passages(views: list[QuestionView]) -> dict[str, dict[str, Any]]:
    """Every passage that a question lists, once, by id: the lists show excerpts and lead here."""
    return {found.passage["passage_id"]: dict(found.passage) for view in views for found in view.passages}
