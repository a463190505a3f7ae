"""A system that somebody has made worse is caught by the gate and named by the comparison: the real system, the real
report, the shipped dev questions and the shipped thresholds."""

import re
from copy import deepcopy
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from eval_fakes import FakeAnswer

from eval.comparing.compare import compare
from eval.failures import Failure, Lost
from eval.gate import gate
from eval.record import read_record
from eval.running.run import record_questions
from eval.sets.questions import load_questions, select
from retrieval.answerer import Answerer
from retrieval.read.decision import Decision
from retrieval.read.reader import Reader
from settings import ROOT

pytestmark = pytest.mark.long

QUESTIONS = ROOT / "eval" / "questions" / "shenzhen-2024.jsonl"
THRESHOLDS = ROOT / "eval" / "thresholds" / "shenzhen-2024.toml"
OPPOSITES = {"提升": "下降", "增长": "减少", "扩大": "缩小", "建成": "拆除", "推动": "阻止", "超过": "不足",
             "持续": "停止"}


class RememberingReader(Reader):
    """Reads a pair once for all systems: most of what a worsened one reads, the sound one has read."""

    readings: dict = {}  # noqa: RUF012 - shared on purpose

    def run(self, given):
        key = tuple(given.ids), tuple(given.kinds), given.question_length
        if key not in self.readings:
            self.readings[key] = super().run(given)
        return self.readings[key]


@pytest.fixture(scope="module")
def answerer(answerer):
    yield Answerer(answerer.index, RememberingReader())
    RememberingReader.readings.clear()


@pytest.fixture(scope="module")
def dev():
    return select(load_questions(QUESTIONS), "dev")


@pytest.fixture(scope="module")
def sound(answerer, dev, tmp_path_factory):
    """The run of the system as it is."""
    folder = tmp_path_factory.mktemp("sound")
    record_questions(answerer, dev, folder)
    return folder


@pytest.fixture(scope="module")
def responses(sound):
    """What the system as it is answers, by question and history."""
    record = read_record(sound)
    return {(question.question, question.history): response
            for question, response in zip(record.questions, record.responses, strict=True)}


class Answers:
    """Gives the responses of the real system, after something was done to them."""

    def __init__(self, answerer, responses):
        self.responses, self.index = responses, answerer.index
        self.passages = {passage.passage_id: passage for passage in answerer.index.passages}

    def ask(self, question, history=()):
        response = deepcopy(self.responses[question, tuple(history)])
        if response["status"] in ("answered", "partial"):
            self.worsen(response)
        return FakeAnswer(response)

    def worsen(self, response):
        raise AssertionError("a subclass worsens")


class ShuffledSentences(Answers):
    """Quotes the sentence after the right one, verbatim."""

    def worsen(self, response):
        for citation in response["citations"]:
            sentences = self.passages[citation["passage_id"]].sentences
            place = next(i for i, sentence in enumerate(sentences) if sentence.start == citation["start"])
            other = sentences[(place + 1) % len(sentences)]
            citation |= {"quote": other.text, "start": other.start, "end": other.end}
        response["answer"] = "".join(f"“{c['quote']}”[{c['n']}]" for c in response["citations"])
        response["figures"] = []


class ChangedDigits(Answers):
    """Shows every number one higher in its first digit; cites the right sentences."""

    def worsen(self, response):
        response["answer"] = re.sub(r"(?<![\d.\[])[1-8](?=\d*(?:\.\d+)?(?![\d\]]))", lambda d: str(int(d[0]) + 1),
                                    response["answer"])


class ReversedVerbs(Answers):
    """Shows sentences that say the opposite; cites the right ones and changes no figure."""

    def worsen(self, response):
        for verb, opposite in OPPOSITES.items():
            response["answer"] = response["answer"].replace(verb, opposite)


class OtherSentences(Answers):
    """Shows the sentence after the right one, under the marker of the right one."""

    def worsen(self, response):
        for citation in response["citations"]:
            sentences = self.passages[citation["passage_id"]].sentences
            place = next(i for i, sentence in enumerate(sentences) if sentence.start == citation["start"])
            other = sentences[(place + 1) % len(sentences)].text
            response["answer"] = re.sub(rf"“.*”(?=\[{citation['n']}\])", f"“{other}”", response["answer"])


class ChangedQuotations(ChangedDigits):
    """Changes the numbers of the quotations as well, so that answer and quotation agree."""

    def worsen(self, response):
        super().worsen(response)
        for citation in response["citations"]:
            citation["quote"] = re.sub(r"\d", "7", citation["quote"])
        response["answer"] = "".join(f"“{c['quote']}”[{c['n']}]" for c in response["citations"])
        response["figures"] = []


class SilentEncoder:
    """The bundled retriever, for which every question is alike."""

    def __init__(self, encoder):
        self.name, self.dimensions = encoder.name, encoder.dimensions

    def encode_query(self, text):
        return np.full(self.dimensions, self.dimensions**-0.5, np.float32)

    def encode_texts(self, texts):
        return np.stack([self.encode_query(text) for text in texts])


class DeafReader(RememberingReader):
    """The reader, to whom every sentence says as much as any other."""

    def read_anew(self, question, place):
        return replace(super().read_anew(question, place), logit=1.0, verified=1.0)


@pytest.fixture
def worsened(request, answerer, responses, monkeypatch):
    """One of the worsened systems, by name."""
    if request.param == "refusal off":
        always = lambda reading: Decision("answered", 1.0, reading.pool[:1])  # noqa: E731
        monkeypatch.setattr("retrieval.answer.compose.decide", always)
        monkeypatch.setattr(answerer, "gate", SimpleNamespace(declines=lambda question, asking: None))
        return answerer
    if request.param == "retriever off":
        return Answerer(replace(answerer.index, encoder=SilentEncoder(answerer.index.encoder)), answerer.reader)
    if request.param == "reader off":
        return Answerer(answerer.index, DeafReader())
    return {"sentences shuffled": ShuffledSentences, "digits changed": ChangedDigits,
            "verbs reversed": ReversedVerbs, "other sentences shown": OtherSentences,
            "quotations changed": ChangedQuotations}[request.param](answerer, responses)  # fmt: skip


def test_the_system_as_it_is_passes_its_gate(sound):
    assert [str(failure) for failure in gate(sound, THRESHOLDS)] == []


@pytest.mark.parametrize(("worsened", "missed", "named"), [
    ("retriever off", "answers.all_facts", "answers.fact_recall"),
    ("reader off", "refusal.recall", "refusal.recall"),
    ("sentences shuffled", "citations.gold_sentence", "answers.all_facts"),
    ("refusal off", "refusal.recall", "refusal.recall"),
    ("digits changed", "figures.unsupported", "figures.faithfulness"),
    ("verbs reversed", "citations.verbatim", "citations.verbatim"),
    ("other sentences shown", "citations.verbatim", "citations.verbatim"),
    ("quotations changed", "citations.verbatim", "citations.verbatim")], indirect=["worsened"])
def test_a_worsened_system_is_caught_by_the_gate_and_named_by_the_comparison(
        worsened, missed, named, sound, dev, tmp_path):  # fmt: skip
    record_questions(worsened, dev, tmp_path)
    failures = gate(tmp_path, THRESHOLDS)
    assert missed in {failure.metric for failure in failures if isinstance(failure, Failure)}
    found = compare(sound, tmp_path)
    lost = {question_id for failure in failures if isinstance(failure, Lost) for question_id in failure.ids}
    assert lost <= set(found.regressed)
    assert len(found.regressed) > len(found.fixed)
    worse = {d.metric for d in found.differences if d.high is not None and d.high < 0 and d.p < 0.05}
    assert named in worse
