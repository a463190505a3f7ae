"""Renders a judged run as one HTML page that opens without a network. Chinese; everything foreign is escaped."""
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eval.charts import bars, histogram, interval_bar, reliability, reliability_bins
from eval.definitions import METRICS, RIGHT
from eval.diagnosis import diagnose
from eval.figures import check_figures
from eval.labels import CAUSES, KINDS, LANGUAGES, REASONS, STATUSES, in_order
from eval.questions import Question
from eval.ranking import CUTOFFS, first_relevant_rank
from eval.results import Response, Result
from eval.scores import REFUSALS, facts_found, forbidden
from eval.table import show, show_interval
from eval.text import covers

TEMPLATES = Path(__file__).parent / "templates"
NOT_FOUND = "未找到"  # no passage of the list holds evidence


@dataclass(frozen=True, slots=True)
class QuestionView:
    """What the page shows of one question."""
    question: Question
    response: Response
    cause: str | None  # None when it is right
    facts: list[tuple[str, bool]]  # (alternatives joined, stands in the answer)
    forbidden: list[str]
    citations: list[tuple[dict[str, Any], bool]]  # (citation, covers evidence)
    passages: list[tuple[dict[str, Any], bool]]
    unsupported: list[str]


def write_report(result: Result, path: Path) -> None:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
                              trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(kind=lambda v: KINDS.get(v, v), status=lambda v: STATUSES.get(v, v),
                               reason=lambda v: REASONS.get(v, KINDS.get(v, v)), lang=lambda v: LANGUAGES.get(v, v))
    page = environment.get_template("report.html").render(page_content(result, path.resolve().parent.name))
    path.write_text(page, "utf-8")


def page_content(result: Result, run: str) -> dict[str, Any]:
    """Collect what the template shows; the sections of the page in their order."""
    views = [view(question, response) for question, response in zip(result.questions, result.responses, strict=True)]
    values = {key: found.value for key, found in result.estimates.items()}
    return {"run": run, "total": len(views), "right": sum(item.cause is None for item in views),
            "promise_kept": values["citations.verbatim"] in (None, 1.0) and not values["figures.unsupported"],
            "values": values, "summary": result.summary(), "scorecard": list(scorecard(result)),
            "heat": heat_map(views), "charts": charts(result),
            "causes": Counter(item.cause for item in views if item.cause).most_common(),
            "decisions": Counter((question.answerable, response["status"] in REFUSALS)
                                 for question, response in zip(result.questions, result.responses, strict=True)),
            "views": views}


def view(question: Question, response: Response) -> QuestionView:
    answer = response["answer"] or ""
    cause = diagnose(question, response)
    facts = [" / ".join(fact) for fact in question.answers]

    def relevant(text: str) -> bool:
        return any(covers(text, snippet) for snippet in question.evidence)

    return QuestionView(question, response, CAUSES[cause] if cause else None,
                        list(zip(facts, facts_found(question, answer), strict=True)), forbidden(question, answer),
                        [(citation, relevant(citation["quote"])) for citation in response["citations"]],
                        [(passage, relevant(passage["text"])) for passage in response["passages"][:10]],
                        check_figures(question, response)[1])


def scorecard(result: Result) -> Iterator[dict[str, Any]]:
    for metric in (RIGHT, *METRICS):
        found = result.estimates[metric.key]
        drawn = interval_bar(found.value, found.low, found.high) if metric.is_rate and found.value is not None else ""
        yield {"metric": metric, "value": show(metric, found.value), "n": found.n, "bar": drawn,
               "interval": show_interval(metric, found.low, found.high)}


def heat_map(views: list[QuestionView]) -> dict[str, Any]:
    """Share of right questions by kind and language: {kind: [(right, questions) for each language]}."""
    languages = in_order((item.question.lang for item in views), LANGUAGES)
    asked = Counter((item.question.kind, item.question.lang) for item in views)
    right = Counter((item.question.kind, item.question.lang) for item in views if item.cause is None)
    kinds = in_order((item.question.kind for item in views), KINDS)
    return {"languages": languages,
            "rows": {kind: [(right[kind, lang], asked[kind, lang]) for lang in languages] for kind in kinds}}


def charts(result: Result) -> dict[str, Markup | None]:
    """The drawn charts; None where the run holds nothing to draw."""
    asked = [(q, r) for q, r in zip(result.questions, result.responses, strict=True) if q.answerable]
    ranks = Counter(first_relevant_rank(question, response["passages"]) for question, response in asked)
    recalls = [(f"@{k}", result.estimates[f"retrieval.evidence_recall@{k}"].value or 0.0) for k in CUTOFFS]
    stated = [(float(r["confidence"]), q.answerable) for q, r in zip(result.questions, result.responses, strict=True)
              if r.get("confidence") is not None]
    return {"recall": bars("证据召回", recalls, top=1) if asked else None,
            "ranks": bars("首个相关段落的名次", [*((str(rank), ranks[rank]) for rank in range(1, 11)),
                                        (NOT_FOUND, ranks[None])]) if asked else None,
            "reliability": reliability("置信度与实际", reliability_bins(stated)) if stated else None,
            "latency": bars("耗时分布", histogram([r["timings_ms"]["total"] for r in result.responses]))}
