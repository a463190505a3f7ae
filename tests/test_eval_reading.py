"""Exact match and F1 by hand: n characters in common, a in the prediction, b in the reference give 2n / (a + b)."""
import pytest
from eval_fakes import make_citation, make_response

from eval.measures.reading import character_f1, exact_match, segments, short_answer


@pytest.mark.parametrize(("text", "parts"), [
    ("深圳市", ["深", "圳", "市"]),
    ("增长12.5%，达1,200辆。", ["增", "长", "12.5", "%", "达", "1,200", "辆"]),
    ("GDP为U.S. $30", ["gdp", "为", "u.s.", "$", "30"]),
    ("the IBM System p570", ["the", "ibm", "system", "p570"]),
    ("2002-2012年", ["20022012", "年"]),  # the script drops the hyphen before it cuts
    ("（2024年）", ["2024", "年"]),
    ("(2024年)", ["(", "2024", "年", ")"]),  # the script's list of punctuation holds the full-width brackets only
    ("It's John's, don't.", ["it", "'s", "john", "'s", ",", "do", "n't", "."]),
    ("名“A”与\"B\"", ["名", "a", "与", "“", "b", "\""]),
    ("5 0年", ["5", "0", "年"]),
    ("，。！", []),
])
def test_chinese_is_cut_by_character_and_everything_else_by_word(text, parts):
    assert segments(text) == parts


def test_exact_match_leaves_punctuation_and_case_aside_and_nothing_else():
    assert exact_match("《GDP》：126.9万辆。", ["gdp126.9万辆"]) == 1
    assert exact_match("1269万辆", ["126.9万辆"]) == 0  # a decimal point is no punctuation
    assert exact_match("126.9 万辆", ["126.9万辆"]) == 0  # nor is a blank within
    assert exact_match("輛", ["辆"]) == 0  # the script folds no scripts


def test_f1_goes_by_the_longest_run_and_not_by_shared_characters():
    assert character_f1("甲乙丙", ["甲乙丁丙"]) == 2 * 2 / (3 + 4)  # 甲乙 is the run; the lone 丙 does not count
    assert character_f1("丙乙甲", ["甲乙丙"]) == 2 * 1 / (3 + 3)
    assert character_f1("甲", ["乙"]) == 0


def test_f1_of_mixed_text_counts_a_number_or_a_word_once():
    assert character_f1("约126.9万辆", ["126.9万辆"]) == 2 * 3 / (4 + 3)
    assert character_f1("由 Nexon 开发", ["Nexon开发"]) == 2 * 3 / (4 + 3)
    assert character_f1("126万辆", ["126.9万辆"]) == 2 * 2 / (3 + 3)  # 126 is not 126.9; 万辆 is shared


def test_the_best_of_several_references_counts():
    assert exact_match("三成", ["30%", "三成"]) == 1
    assert character_f1("三成", ["约三成多", "三成左右", "三成"]) == 1


def test_where_there_is_no_answer_only_silence_is_right():
    assert exact_match("", []) == character_f1("", []) == 1
    assert exact_match("三成", []) == character_f1("三成", []) == 0
    assert exact_match("", ["三成"]) == character_f1("", ["三成"]) == 0
    assert exact_match("。", ["三成"]) == character_f1("。", ["三成"]) == 0


def figure(text: str, key: bool = True) -> dict:
    return {"text": text, "value": 1, "unit": "辆", "citation": 1, "key": key}


TWO_QUOTATIONS = "报告写道：\n“……其中“双碳”车辆达126.9 万辆……”[1]（范围：专栏 1）\n“占三成。”[2]"


def test_the_short_answer_is_the_one_figure_that_was_asked_for():
    shown = make_response("answered", TWO_QUOTATIONS, figures=[figure("126.9 万辆"), figure("3 成", key=False)],
                          citations=[make_citation("x"), make_citation("y", 2)])
    assert short_answer(shown) == "126.9 万辆"
    assert short_answer({**shown, "figures": [figure("126.9 万辆"), figure("126.9 万辆")]}) == "126.9 万辆"


def test_the_short_answer_without_one_figure_is_the_first_quotation_as_shown():
    quotation = "其中“双碳”车辆达126.9 万辆"
    assert short_answer(make_response("partial", TWO_QUOTATIONS)) == quotation
    two = [figure("126.9 万辆"), figure("3 成")]
    assert short_answer(make_response("answered", TWO_QUOTATIONS, figures=two)) == quotation


def test_what_is_refused_or_only_related_has_no_short_answer():
    for status in ("refused", "related"):
        assert short_answer(make_response(status, TWO_QUOTATIONS, figures=[figure("126.9 万辆")])) == ""
    assert short_answer(make_response("answered", "没有引文")) == ""


def test_the_short_answer_of_a_real_answer_stands_in_the_report(answerer):
    response = answerer.ask("深圳新能源汽车保有量是多少？").to_dict()
    assert exact_match(short_answer(response), ["126.9 万辆"]) == 1
    listed = answerer.ask("深圳如何推进绿色建筑？").to_dict()
    assert any(short_answer(listed) in citation["quote"] for citation in listed["citations"])
    assert len(short_answer(listed)) > 10
