"""An answer as the HTML of a message; no server."""

import re
from html.parser import HTMLParser

import pytest

from retrieval.answerer import Step
from web.answers import Shown, notice_message, working_message
from web.chat import converse
from web.conversation import Conversation
from web.message import checks, further, nearest, said, sources, trace
from web.wire import MOST_TURNS, read_wire

EVIL = "<img src=x onerror=alert(1)> **b** [l](javascript:1)\n\n&\"'"
CITATION = {
    "n": 1,
    "quote": "保有量达 126.9 万辆。",
    "doc_id": "a",
    "title": "甲",
    "section": ["第二部分", "三、交通"],
    "box": None,
    "page": 11,
    "permalink": "/?passage=a:1-9&s=1-9",
}
CITE = (
    '<a class="cite" href="?passage=a:1-9&amp;s=1-9" '
    'title="第二部分 › 三、交通 · 第 11 页&#10;保有量达 126.9 万辆。">[1]</a>'
)


def an_answer(**changes) -> dict:
    """An `ask --json` object as small as the page needs it."""
    figure = {"text": "126.9 万辆", "value": 1269000, "unit": "辆", "citation": 1, "key": True}
    plain = {
        "question": "多少？",
        "resolved_question": "多少？",
        "language": "zh-Hans",
        "status": "answered",
        "refusal": None,
        "answer": "126.9 万辆[1]\n报告写道：\n“保有量达 126.9 万辆。”[1]",
        "citations": [CITATION],
        "figures": [figure],
        "passages": [],
        "confidence": 0.9,
        "timings_ms": {"total": 12.3},
        "index": "abc",
    }
    return {**plain, **changes}


class Tags(HTMLParser):
    """The names of all elements, and every attribute that could run something."""

    def __init__(self):
        super().__init__()
        self.names, self.risky = [], []

    def handle_starttag(self, tag, attrs):
        self.names.append(tag)
        self.risky += [name for name, value in attrs if name.startswith("on") or "javascript:" in (value or "")[:11]]


def offered(answer: dict, examples: list[str]) -> list[str]:
    """The questions of the buttons."""
    shown = further.further(answer, examples, "zh-Hans")
    return [part.split('"')[0] for part in shown.split('value="')[1:]]


def test_the_direct_line_then_the_quotation_with_its_figure_bold():
    assert said.body(an_answer()) == (
        f'<p class="direct"><strong>126.9 万辆{CITE}</strong></p><p>报告写道：</p>'
        f"<blockquote><p>“保有量达 <strong>126.9 万辆</strong>。”{CITE}</p></blockquote>"
    )


def test_what_quotes_a_report_tells_its_language_where_the_page_has_another():
    answer = an_answer(answer="甲。[1]\n另有：\n- 监测：“建成 5 条。”[1]\n“保有量达 9 辆。”[1]\n答完了。", figures=[])
    shown = said.body(answer, {CITATION["doc_id"]: "zh-Hans"})
    told = re.findall(r'<(\w+)[^>]* lang="zh-Hans"', shown)
    assert told == ["p", "li", "blockquote"] and shown.endswith("<p>答完了。</p>")
    assert "lang=" not in said.body(answer)


def test_points_are_one_list_with_their_headlines_bold():
    answer = an_answer(answer="“第三部分”，共 2 点：\n- 监测增强：“建成 5 条。”[1]\n- “另有 3 个。”[1]", figures=[])
    assert said.body(answer) == (
        f'<p class="opening">“第三部分”，共 2 点：</p><ol class="points"><li><b>监测增强</b>：“建成 5 条。”{CITE}</li>'
        f"<li>“另有 3 个。”{CITE}</li></ol>"
    )


def test_what_a_part_comprises_stands_beside_its_headline_however_long_it_is():
    answer = an_answer(answer=f"共 1 个部分：\n- 减缓（{'能源；' * 30}碳汇）：“建成 5 条。”[1]", figures=[])
    assert f'<b>减缓</b><span class="quiet">（{"能源；" * 30}碳汇）</span>：“建成' in said.body(answer)


def test_a_marker_without_a_citation_stays_text():
    assert "[7]</a>" not in said.body(an_answer(answer="“甲。”[7]"))


def test_only_the_asked_figure_is_ticked():
    other = {"text": "28.6%", "value": 28.6, "unit": "%", "citation": 1, "key": False}
    answer = an_answer()
    assert checks.checks(answer | {"figures": [other]}, "zh-Hans") == ""
    shown = checks.checks(answer | {"figures": [other, *answer["figures"]]}, "zh-Hans")
    assert shown == f'<ul class="checks"><li>126.9 万辆 ✓ 与 {CITE} 的原句一致</li></ul>'


def test_arithmetic_is_marked_as_derived_with_both_sources():
    figures = [{"text": "3 万辆", "value": 30000, "unit": "辆", "citation": 1, "key": True, "derived_from": [1, 1]}]
    shown = checks.checks(an_answer(figures=figures), "zh-Hans")
    assert "推算：3 万辆" in shown
    assert "✓" not in shown


def test_sentences_of_one_place_share_a_line_and_several_reports_are_named():
    two = [CITATION, CITATION | {"n": 2}]
    assert sources.sources(an_answer(citations=two), "zh-Hans").count("<li>") == 1
    other = CITATION | {"n": 2, "doc_id": "b", "title": "乙"}
    several = sources.sources(an_answer(citations=[CITATION, other]), "zh-Hans")
    assert several.count("<li>") == 2
    assert "《甲》" in several and "《乙》" in several


def test_the_nearest_passages_are_told_apart_by_their_reports_where_there_are_several():
    hit = {"section": ["前言"], "box": None, "page": 1, "permalink": "/", "text": "公园。"}
    related = an_answer(status="related", refusal=None, passages=[hit | {"doc_id": "a"}, hit | {"doc_id": "b"}])
    assert "《乙》 前言 · 第 1 页" in nearest.nearest(related, "zh-Hans", {"a": "甲", "b": "乙"})
    assert "《" not in nearest.nearest(related, "zh-Hans", {})


def test_a_refusal_offers_what_it_names_and_does_not_say_it_twice():
    refusal = {"reason": "other_year", "message": "报告没有2016年的数据。", "missing": ["2016年"]}
    answer = an_answer(status="refused", refusal=refusal, citations=[], figures=[])
    answer["answer"] = "报告没有2016年的数据。\n可以问：建筑讲了什么？ 交通讲了什么？"
    assert said.body(answer) == "<p>报告没有2016年的数据。</p>"
    assert offered(answer, ["公园有多少？", "多少？"]) == ["建筑讲了什么？", "交通讲了什么？", "公园有多少？"]


def test_suggestions_of_the_answer_come_first_and_what_was_asked_is_not_offered():
    answer = an_answer(suggestions=["多少", "占比多少？"])
    assert offered(answer, []) == ["占比多少？", "交通讲了什么？"]


def test_no_question_that_is_offered_has_a_quotation_mark_without_its_partner():
    cited = CITATION | {"section": ["第一部分 发展基础", "一、“十三五”时期成效"]}
    asked = offered(an_answer(citations=[cited], answer="甲。[1]", passages=[]), [])
    assert asked == ["“十三五”时期成效讲了什么？"]


def test_nothing_that_a_report_or_a_reader_writes_becomes_markup():
    hit = {"doc_id": "b", "section": [EVIL], "box": EVIL, "page": 1, "permalink": "/?passage=b", "text": EVIL}
    hit["score"] = 1.0
    cited = CITATION | {"quote": EVIL, "section": [EVIL], "title": EVIL}
    figure = {"text": EVIL, "value": 1, "unit": None, "citation": 1, "key": True}
    refusal = {"reason": "not_in_report", "message": EVIL, "missing": [EVIL]}
    text = f"{EVIL}\n- {EVIL}[1]\n“{EVIL}”[1]"
    answer = an_answer(answer=text, citations=[cited], figures=[figure], passages=[hit])
    refused = answer | {"status": "refused", "refusal": refusal}
    shown = Shown("a1", "zh-Hans", None, (EVIL,))
    written = [
        said.body(answer),
        sources.sources(answer, "zh-Hans"),
        checks.checks(answer, "zh-Hans"),
        nearest.nearest(refused, "zh-Hans", {"b": EVIL}),
        further.further(answer, (EVIL,), "zh-Hans"),
        trace.trace(answer | {"resolved_question": EVIL}, "zh-Hans", {}),
        notice_message(EVIL, shown),
    ]
    for html in written:
        seen = Tags()
        seen.feed(html)
        assert not {"img", "script"} & set(seen.names)
        assert seen.risky == []
        assert "\n" not in html  # an empty line would end the HTML, and Markdown would go on


def test_a_turn_shows_its_steps_then_its_answer():
    steps = [Step(name) for name in ("understand", "search")]
    shown = Shown("a1", "zh-Hans", None)
    seen = list(converse(lambda: iter(steps), EVIL, shown))
    assert [answered for _, answered in seen] == [False] * 3
    assert [messages[1]["content"] for messages, _ in seen] == [
        working_message(shown, done) for done in ([], ["understand"], ["understand", "search"])
    ]
    assert "<img" not in seen[0][0][0]["content"]


def test_a_conversation_keeps_its_last_turns_and_brings_back_what_fell_away():
    kept = Conversation()
    for number in range(MOST_TURNS + 5):
        kept = kept.followed_by(f"{number}", ({"role": "user", "content": f"{number}"},))
    assert kept.questions == tuple(f"{number}" for number in range(5, MOST_TURNS + 5))
    edited = kept.until(2).followed_by("new", ())
    assert edited.questions == ("5", "6", "new")
    assert edited.undone().questions == kept.questions
    assert kept.cleared().messages == []
    assert kept.cleared().undone() == Conversation(kept.turns)
    assert Conversation().undone() == Conversation()


@pytest.mark.parametrize(
    "text",
    ["", "x", "[]", '{"id": "a"', '{"id": "A-1"}', '{"id": "a", "at": -1}', '{"id": "a", "at": 21}', None, 5,
     '{"id": "a", "x": 1}', '{"id": "a", "do": "drop"}', '{"id": "a", "question": 5}', '{"id": "a", "alone": "yes"}'],
)  # fmt: skip
def test_a_wish_that_our_page_does_not_send_is_refused(text):
    with pytest.raises(ValueError, match="not a turn"):
        read_wire(text)
