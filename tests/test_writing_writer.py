"""A language model writes from what was found: what is shown, what is withheld, and what is shown instead."""

import json
import time
from dataclasses import replace

import pytest
from index_samples import SENTENCES
from writing_samples import KEY, QUESTION, answerer_about, with_model

from retrieval.answer.show import answer_lines
from retrieval.answerer import Step
from web.answers import Shown, answer_message
from web.api.models import Answer as AnswerModel
from web.exports.excerpts import of_answer
from web.exports.formats import FORMATS
from web.metrics import Metrics
from web.service import Service
from writing.answerer import WritingAnswerer
from writing.client import Spent
from writing.writer import Extractive


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return answerer_about(tmp_path_factory.mktemp("report"))


@pytest.fixture
def by(plain, model):
    """An answerer whose model behaves as named."""
    return lambda behaviour, **settings: with_model(plain, model.url(behaviour), **settings)


def test_sentences_that_pass_are_shown_with_their_citations(by):
    answer = by("own-words").ask(QUESTION)
    assert answer.writer.generated and answer.writer.failure is None
    assert answer.answer.splitlines()[0] == "2023年全市新能源汽车保有量为12.6万辆。[1]"
    assert [citation.quote for citation in answer.citations] == [SENTENCES[0]]
    assert any(figure.key and figure.value == 126_000 and figure.citation == 1 for figure in answer.figures)


def test_a_quotation_that_is_not_verbatim_becomes_a_paraphrase_and_that_is_said(by):
    answer = by("own-words").ask(QUESTION)
    assert answer.answer.splitlines()[1] == "新能源汽车保有量同比增加了31.5%。[1]"
    assert answer.writer.unquoted == 1
    assert "〔有 1 处引号里不是原文，已去掉引号。〕" in list(answer_lines(answer))


def test_what_fails_is_withheld_and_said_to_be(by):
    answer = by("mixed").ask(QUESTION)
    assert answer.writer.generated and answer.writer.withheld == ("figure", "support")
    assert "房价" not in answer.answer and "张三" not in json.dumps(answer.to_dict(), ensure_ascii=False)
    assert "〔有 2 句未通过核对，没有显示。〕" in list(answer_lines(answer))


@pytest.mark.parametrize(
    ("behaviour", "failure"),
    [
        ("wrong", "unchecked"),
        ("uncited", "unchecked"),
        ("empty", "unchecked"),
        ("partial", "incomplete"),
        ("half", "broken"),
        ("torn", "broken"),
        ("length", "broken"),
        ("huge", "unchecked"),
        ("one-line", "broken"),
        ("wrong-json", "broken"),
        ("not-events", "broken"),
        ("tool-call", "unchecked"),
        ("tool-call-in-words", "unchecked"),
        ("parts", "unchecked"),
        ("500", "broken"),
        ("404", "broken"),
        ("429", "broken"),
    ],
)
def test_when_the_model_fails_the_report_speaks_for_itself(by, plain, behaviour: str, failure: str):
    answer, alone = by(behaviour).ask(QUESTION), plain.ask(QUESTION)
    assert (answer.answer, answer.citations, answer.figures) == (alone.answer, alone.citations, alone.figures)
    assert (answer.writer.generated, answer.writer.failure) == (False, failure)
    assert "以下是报告原句" in next(iter(answer_lines(answer)))


@pytest.mark.parametrize("behaviour", ["silent", "drip", "never-ending", "slow-head"])
def test_a_slow_model_costs_no_more_than_its_time(by, behaviour: str):
    answerer = by(behaviour, seconds=1.5)
    answerer.inner.ask(QUESTION)  # warm
    begun = time.monotonic()
    assert answerer.ask(QUESTION).writer.failure == "timeout"
    assert time.monotonic() - begun < 60  # else it would never end


def test_thoughts_are_not_shown(by):
    answer = by("thinking").ask(QUESTION)
    assert answer.writer.generated and "999" not in answer.answer


@pytest.mark.parametrize(
    "question",
    ["广州的新能源汽车保有量是多少？", "2019年新能源汽车保有量是多少？", "《海州市水务规划》写了什么？", "你好", ""],
)
def test_what_is_refused_or_chat_never_reaches_the_model(by, plain, model, question: str):
    model.asked()
    answer = by("good").ask(question)
    assert answer.status not in ("answered", "partial") and answer.writer is None
    assert answer.answer == plain.ask(question).answer
    assert model.asked() == []


def test_each_sentence_is_told_as_soon_as_it_is_checked(by):
    steps = list(by("mixed").steps(QUESTION))
    written = [step.detail for step in steps if isinstance(step, Step) and step.name == "write"]
    assert written == steps[-1].answer.splitlines()


def test_an_overview_is_written_in_own_words(by, plain):
    asked = "报告讲了什么？"
    assert plain.ask(asked).status == "answered"
    answer = by("good").ask(asked)
    assert answer.writer.generated and all(line.endswith("]") for line in answer.answer.splitlines())


def test_costs_are_told(by):
    writer = by("good").ask(QUESTION).to_dict()["writer"]
    assert (writer["model"], writer["calls"], writer["tokens_in"], writer["tokens_out"]) == ("fake-7b", 1, 321, 45)
    assert writer["ms"] > 0
    page = counted(by).decode()
    assert 'baipishu_model_answers_total{outcome="generated"} 1.0' in page
    assert 'baipishu_model_tokens_total{direction="in"} 321.0' in page
    assert 'baipishu_model_withheld_total{fault="figure"} 1.0' in page
    assert "baipishu_model_seconds_count 1.0" in page


def counted(by) -> bytes:
    metrics = Metrics()
    Service(by("mixed"), metrics, 30).ask(QUESTION)
    return metrics.page()


def test_generated_text_is_labelled_on_the_page_in_the_terminal_and_in_files(by, plain):
    answer = by("good").ask(QUESTION)
    label = "以下文字由语言模型 fake-7b 根据所引句子写成，已逐句核对；引用前请看原文。"
    assert f"〔{label}〕" == next(iter(answer_lines(answer)))
    message = answer_message(answer, Shown("a1", "zh-Hans", plain.index))
    assert f">{label}</p>" in message
    assert "<blockquote" not in message  # nothing is set apart as a quotation
    collection = of_answer(plain.index, answer)
    for name in ("markdown", "jsonl", "text"):
        assert "fake-7b" in FORMATS[name].write(collection).decode()
    AnswerModel.model_validate(answer.to_dict())
    traditional = by("good").ask("新能源汽車保有量是多少？")
    assert "以下文字由語言模型" in next(iter(line for line in answer_lines(traditional) if line.startswith("〔")))


def test_without_a_model_the_writer_is_null_and_nothing_is_labelled(plain):
    answer = plain.ask(QUESTION)
    assert answer.to_dict()["writer"] is None
    assert WritingAnswerer(plain, Extractive()).ask(QUESTION).answer == answer.answer
    assert not any(line.startswith("〔") for line in answer_lines(answer))


@pytest.mark.parametrize(("behaviour", "kept"), [("english", True), ("bad-english", False), ("half-english", False)])
def test_a_translation_of_a_quotation_is_checked_and_marked_as_one(by, plain, behaviour: str, kept: bool):
    asked = replace(plain.ask(QUESTION), language="en")  # as an English question would have it
    writer = by(behaviour).writer
    *_, answer = writer.write(asked, plain.index, Spent(), time.monotonic() + 10)
    assert [each["citation"] for each in answer.to_dict()["writer"]["translations"]] == [1] * kept
    marked = "[1] Translation (by a language model, not the report's words): In 2023 the city had 126,000"
    assert (marked in "\n".join(answer_lines(answer))) == kept


def test_a_follow_up_is_completed_by_the_model_only_when_retrieval_agrees(by, plain):
    history = (QUESTION,)
    ours = plain.ask("那充电桩呢？", history)
    better = by("rewriting").ask("那充电桩呢？", history)
    assert better.question == "那充电桩呢？"
    if better.writer and better.writer.rewritten:
        assert better.resolved_question == "2023年全市建成充电桩多少个？"
    else:
        assert better.resolved_question == ours.resolved_question
    worse = by("adding").ask("那充电桩呢？", history)
    assert worse.resolved_question == ours.resolved_question and not worse.writer.rewritten


def test_the_model_is_told_the_found_sentences_and_nothing_of_other_parts(by, model):
    model.asked()
    by("good").ask(QUESTION)
    [request] = model.asked()
    told = json.loads(request["body"]["messages"][1]["content"])
    assert told["question"] == QUESTION and told["sources"][0]["text"] == SENTENCES[0]
    assert SENTENCES[2] not in json.dumps(told, ensure_ascii=False)
    assert KEY not in json.dumps(request["body"])
