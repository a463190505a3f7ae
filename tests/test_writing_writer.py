"""A language model writes from what was found: what is shown, what is withheld, and what is shown instead."""

import io
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from types import SimpleNamespace

import pytest
from docx import Document
from index_samples import SENTENCES
from writing_samples import KEY, QUESTION, answerer_about, with_model

from retrieval.answer.frames import phrase
from retrieval.answer.show import answer_lines
from retrieval.answerer import Step
from web.answers import Shown, answer_message
from web.api.models import Answer as AnswerModel
from web.chat import converse
from web.exports.excerpts import of_answer
from web.exports.formats import FORMATS
from web.metrics import Metrics
from web.recent import Recent
from web.service import Service
from web.texts import say
from writing.answerer import WritingAnswerer
from writing.client import Chat, Spent
from writing.followup import completed
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


def test_what_may_miss_the_question_is_said_to_in_any_words(by, plain):
    unsure, found = phrase("unsure", "zh-Hans"), plain.ask(QUESTION)
    asked = replace(found, answer=f"{unsure}\n{found.answer}")
    *_, answer = by("own-words").writer.write(asked, plain.index, Spent(), time.monotonic() + 10)
    assert answer.writer.generated
    assert answer.answer.splitlines()[:2] == [unsure, "2023年全市新能源汽车保有量为12.6万辆。[1]"]


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


def test_the_page_shows_each_checked_sentence_as_it_comes_under_a_label_and_nothing_that_failed(by, plain):
    shown = Shown("a1", "zh-Hans", plain.index)
    seen = [messages[1]["content"] for messages, _ in converse(lambda: by("mixed").steps(QUESTION), QUESTION, shown)]
    answer = by("mixed").ask(QUESTION)
    lines, drafts = answer.answer.splitlines(), [html for html in seen if "语言模型正在写" in html]
    assert len(lines) == len(drafts) == 2
    for count, html in enumerate(drafts, 1):
        assert [line in html for line in lines] == [True] * count + [False] * (len(lines) - count)
        assert html.index("语言模型正在写") < html.index(lines[0])
    assert not any("房价" in html or "张三" in html for html in seen)


def test_what_a_model_writes_is_text_on_the_page_whatever_it_is():
    step = Step("write", "<img src=x onerror=alert(1)>[1]")
    *_, (messages, _) = converse(lambda: iter([step]), QUESTION, Shown("a1", "zh-Hans", None))
    assert "<img" not in messages[1]["content"] and "&lt;img" in messages[1]["content"]


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


LABEL = "以下文字由语言模型 fake-7b 根据所引句子写成，已逐句核对；引用前请看原文。"


def test_generated_text_is_labelled_on_the_page_and_in_the_terminal(by, plain):
    answer = by("good").ask(QUESTION)
    assert f"〔{LABEL}〕" == next(iter(answer_lines(answer)))
    message = answer_message(answer, Shown("a1", "zh-Hans", plain.index))
    assert f">{LABEL}</p>" in message
    assert "<blockquote" not in message  # nothing is set apart as a quotation
    AnswerModel.model_validate(answer.to_dict())
    traditional = by("good").ask("新能源汽車保有量是多少？")
    assert "以下文字由語言模型" in next(iter(line for line in answer_lines(traditional) if line.startswith("〔")))


def test_a_copy_and_every_file_with_the_answer_has_the_label_above_it(by, plain):
    """It says what follows: at the end of a letter it would speak of nothing."""
    answer = by("own-words").ask(QUESTION)
    first, collection = answer.answer.splitlines()[0].removesuffix("[1]"), of_answer(plain.index, answer)
    record = answer_message(answer, Shown("a1", "zh-Hans", plain.index)).rpartition('hidden="hidden">')[2]
    copied = json.loads(unescape(record.partition("</pre>")[0]))["text"]  # what the button puts on the clipboard
    texts = [copied, *(words(name, FORMATS[name].write(collection)) for name in ("text", "markdown", "docx"))]
    for text in texts:
        assert 0 <= text.index(LABEL) < text.index(first)
        assert say("zh-Hans", "export_automatic") not in text
    assert LABEL in json.loads(FORMATS["jsonl"].write(collection).splitlines()[0])["label"]
    for name in FORMATS.keys() - {"text", "markdown", "docx", "jsonl"}:  # quotations alone: nothing there is generated
        assert first not in words(name, FORMATS[name].write(collection)), name


def words(name: str, content: bytes) -> str:
    """The text of an exported file."""
    if name == "docx":
        return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)
    return content.decode()


def test_an_answer_that_the_model_failed_is_asked_for_anew_and_a_good_one_is_remembered(by, model):
    for behaviour, calls in (("404", 2), ("own-words", 1)):
        model.asked()
        service = Service(by(behaviour), Metrics(), 30, recent=Recent())
        for _ in range(2):
            assert service.ask(QUESTION).writer.generated == (behaviour == "own-words")
        assert len(model.asked()) == calls


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
    files = (FORMATS[name].write(of_answer(plain.index, answer)) for name in ("text", "docx"))
    shown = ["\n".join(answer_lines(answer)), *map(words, ("text", "docx"), files)]
    shown.append(unescape(answer_message(answer, Shown("a1", "en", plain.index))))
    assert [marked in text for text in shown] == [kept] * 4


FOLLOW_UP, REWRITTEN = "那充电桩呢？", "充电桩有多少个？"


def test_a_follow_up_is_asked_in_the_words_of_the_model(by, plain, monkeypatch: pytest.MonkeyPatch):
    def alike(self, questions: Sequence[str], allowed: object) -> list[float]:
        return [0.0 for _ in questions]  # the reports are as near to its words as to ours

    monkeypatch.setattr(type(plain.wordings), "likelihoods", alike)
    answer = by("rewriting").ask(FOLLOW_UP, (QUESTION,))
    assert (answer.question, answer.resolved_question) == (FOLLOW_UP, REWRITTEN)
    assert answer.writer.rewritten and answer.writer.calls == 2
    assert answer.citations[0].quote == SENTENCES[1]


@pytest.mark.parametrize(("nearer", "taken"), [(0.0, True), (-0.01, False)])
def test_its_words_are_taken_when_the_reports_are_as_near_to_them_whatever_mark_ends_them(model, nearer, taken):
    wordings = SimpleNamespace(
        year=None,
        understood=lambda *_: SimpleNamespace(resolved="充电桩保有量有多少"),
        likelihoods=lambda texts, allowed: [nearer * (text in REWRITTEN) - text.endswith("？") for text in texts],
    )
    reader = SimpleNamespace(stands_alone=lambda text, earlier: float(text == REWRITTEN))
    inner = SimpleNamespace(reader=reader, wordings=wordings)
    chat = Chat(model.url("rewriting"), "fake-7b")
    found = completed(chat, inner, FOLLOW_UP, (QUESTION,), None, Spent(), time.monotonic() + 20)
    assert found == (REWRITTEN if taken else None)


def test_a_follow_up_that_the_model_adds_to_is_completed_as_without_one(by, plain):
    ours, worse = plain.ask(FOLLOW_UP, (QUESTION,)), by("adding").ask(FOLLOW_UP, (QUESTION,))
    assert worse.resolved_question == ours.resolved_question and not worse.writer.rewritten


def test_the_model_is_told_the_found_sentences_and_nothing_of_other_parts(by, model):
    model.asked()
    by("good").ask(QUESTION)
    [request] = model.asked()
    told = json.loads(request["body"]["messages"][1]["content"])
    assert told["question"] == QUESTION and told["sources"][0]["text"] == SENTENCES[0]
    assert SENTENCES[2] not in json.dumps(told, ensure_ascii=False)
    assert KEY not in json.dumps(request["body"])
