"""What is counted while serving, for Prometheus: questions, times, the queue, refusals, the age of the index."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from retrieval.answer.answers import Written

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """The counts of one server; several in one process do not mix."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        self.questions = Counter("baipishu_questions", "Questions by how they ended", ["status"], registry=registry)
        self.seconds = Histogram(
            "baipishu_question_seconds", "From the start of the work to the answer", buckets=SECONDS, registry=registry
        )
        self.stages = Histogram(
            "baipishu_stage_seconds", "Time of one stage of answering", ["stage"], buckets=SECONDS, registry=registry
        )
        self.models = Counter(
            "baipishu_model_answers",
            "Answers that a model was asked to write, by outcome",
            ["outcome"],
            registry=registry,
        )
        self.tokens = Counter("baipishu_model_tokens", "Tokens by direction", ["direction"], registry=registry)
        self.withheld = Counter(
            "baipishu_model_withheld",
            "Sentences of a model that failed the check, by fault",
            ["fault"],
            registry=registry,
        )
        self.model_seconds = Histogram(
            "baipishu_model_seconds", "All calls of a model for one question", buckets=SECONDS, registry=registry
        )
        self.searches = Histogram("baipishu_search_seconds", "One search", buckets=SECONDS, registry=registry)
        self.refusals = Counter("baipishu_refused", "Requests refused by status", ["status"], registry=registry)
        self.waiting = Gauge("baipishu_queue_length", "Questions that wait for their turn", registry=registry)
        self.index_age = Gauge("baipishu_index_age_seconds", "Since the index in use was taken", registry=registry)
        self.taken(time.time())

    def taken(self, when: float) -> None:
        """Note when the index in use was taken, in seconds since 1970."""
        self.index_age.set_function(lambda: time.time() - when)

    def watch_queue(self, length: Callable[[], int]) -> None:
        self.waiting.set_function(length)

    def answered(self, status: str, seconds: float, timings_ms: Mapping[str, float]) -> None:
        self.questions.labels(status).inc()
        self.seconds.observe(seconds)
        for stage, spent in timings_ms.items():
            if stage != "total":
                self.stages.labels(stage).observe(spent / 1000)

    def written(self, writer: Written | None) -> None:
        """Count what a language model did for an answer, and what it cost."""
        if writer is None:
            return
        self.models.labels("generated" if writer.generated else writer.failure or "not_written").inc()
        self.model_seconds.observe(writer.ms / 1000)
        for direction, count in (("in", writer.tokens_in), ("out", writer.tokens_out)):
            self.tokens.labels(direction).inc(count or 0)
        for fault in writer.withheld:
            self.withheld.labels(fault).inc()

    def refused(self, status: int) -> None:
        self.refusals.labels(str(status)).inc()

    @contextmanager
    def searching(self) -> Iterator[None]:
        with self.searches.time():
            yield

    def page(self) -> bytes:
        return generate_latest(self.registry)
