"""Answers that are remembered: by all that they depend on, told with their own time, counted like any other."""

from types import SimpleNamespace

from retrieval.answer.answers import Answer, Written
from retrieval.answerer import Step
from web.metrics import Metrics
from web.recent import Recent
from web.service import Service


class Counting:
    """An answerer that keeps what it was asked."""

    def __init__(self, writer: Written | None = None):
        self.asked: list[tuple] = []
        self.index = SimpleNamespace(build_id="first")
        self.writer = writer

    def steps(self, question, history, doc_id, alone, language):
        self.asked.append((question, history, doc_id, alone, language))
        yield Step("read")
        yield Answer(
            question,
            "zh-Hans",
            question,
            "answered",
            None,
            f"answer to {question}",
            (),
            (),
            (),
            1.0,
            None,
            "",
            "",
            {"total": 500.0},
            self.writer,
        )


def service_of(answering: Counting, most: int = 3) -> Service:
    return Service(answering, Metrics(), recent=Recent(most))


def names(steps) -> list[str]:
    return [step.name if isinstance(step, Step) else step.answer for step in steps]


def test_an_answer_is_remembered_by_all_that_it_depends_on():
    answering = Counting()
    service = service_of(answering)
    assert names(service.steps("a")) == ["read", "answer to a"]
    assert names(service.steps("a", client="203.0.113.9")) == ["answer to a"]
    assert names(service.steps("a", ("b",), alone=True)) == ["answer to a"]  # without history it is the same question
    for history, docs in (((("b",), None)), ((), "doc"), ((), ["doc", "other"])):
        assert len(names(service.steps("a", history, docs))) == 2
    assert len(names(service.steps("a", language="en"))) == 2
    answering.index.build_id = "second"
    assert names(service.steps("a")) == ["read", "answer to a"]
    assert names(service.steps("c")) == ["read", "answer to c"]
    assert len(service.recent.kept) == 3
    assert len(answering.asked) == 7


def test_who_asks_again_is_told_how_long_that_took_and_is_counted():
    service = service_of(Counting())
    assert service.ask("a").timings_ms == {"total": 500.0}
    assert service.ask("a").timings_ms["total"] < 500
    assert b'baipishu_questions_total{status="answered"} 2.0' in service.metrics.page()


def test_an_answer_that_was_given_up_is_not_remembered():
    answering = Counting()
    service = service_of(answering)
    first = service.steps("a")
    assert next(first).name == "read"
    first.close()
    assert names(service.steps("a")) == ["read", "answer to a"]


def test_nothing_is_remembered_where_none_is_wanted():
    for service in (service_of(Counting(), most=0), Service(Counting(), Metrics())):
        for _ in range(2):
            assert names(service.steps("a")) == ["read", "answer to a"]


def test_what_a_language_model_failed_to_write_is_asked_for_anew():
    for failure, asked in (("timeout", 2), (None, 1)):
        answering = Counting(Written("model", failure is None, failure))
        service = service_of(answering)
        service.ask("a"), service.ask("a")
        assert len(answering.asked) == asked
