"""Trimming cuts at clause borders only; arithmetic needs two cited figures of one unit."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answer.arithmetic import compute, spoken
from retrieval.text.quantities import Figure, find_quantities
from retrieval.text.clauses import ELLIPSIS, LONG, clauses, shown, trim_sentence

FILLER = "在各项工作持续深入推进并且不断取得新的进展的情况下"  # 25 characters that no question asks for
LONG_SENTENCE = f"{FILLER}，{FILLER}；公园总数达1,320个，绿地面积达400公顷；{FILLER}，{FILLER}。"


def says(*words: str):
    """Worth of a text: how many of these words stand in it."""
    return lambda text: float(sum(word in text for word in words))


def trimmed(sentence: str, *words: str) -> str:
    return shown(sentence, *trim_sentence(sentence, says(*words)))


def test_a_short_sentence_is_shown_whole():
    sentence = "公园总数达1,320个，绿地面积达400公顷，都在增加。"
    assert trimmed(sentence, "公园总数") == sentence


def test_a_long_sentence_is_cut_to_the_clauses_that_answer_and_both_cuts_are_marked():
    assert trimmed(LONG_SENTENCE, "公园总数") == "……公园总数达1,320个，绿地面积达400公顷……"


def test_what_answers_at_two_ends_keeps_all_between():
    sentence = f"公园总数达1,320个；{FILLER}，{FILLER}，{FILLER}；绿地面积达400公顷；{FILLER}。"
    assert FILLER in (part := trimmed(sentence, "公园总数", "绿地面积"))
    assert part.startswith("公园总数") and "400公顷" in part


def test_a_sentence_that_says_nothing_of_the_question_is_not_cut():
    assert trimmed(LONG_SENTENCE, "海堤") == LONG_SENTENCE


@pytest.mark.parametrize(
    "items", ["（1）{0}；（2）{0}；（3）{0}。", "①{0}，②{0}，③{0}。", "（一）{0}；（二）{0}；（三）公园。"]
)
def test_a_numbered_list_stays_whole(items: str):
    sentence = "建设成果包括：" + items.format(FILLER * 2)
    assert len(sentence) > LONG
    assert trimmed(sentence, "公园", "成果") == sentence


@pytest.mark.parametrize("number", ["1,320", "1，320", "12,345,678"])
def test_a_thousands_separator_is_no_clause_border(number: str):
    assert len(clauses(f"公园总数达{number}个")) == 1


def test_brackets_and_quotations_are_not_cut():
    text = "完善“更安全，更韧性”目标（含甲，乙；丙），并发布《森林，湿地》"
    assert [text[c.start : c.end] for c in clauses(text)] == [
        "完善“更安全，更韧性”目标（含甲，乙；丙），", "并发布《森林，湿地》"
    ]  # fmt: skip


pieces = st.lists(
    st.sampled_from(["公园总数达1,320个", "绿地400公顷", FILLER, "（甲，乙）", "比2.6×2.6公里", "占18.2%"]),
    min_size=1,
    max_size=12,
)


@given(pieces, st.lists(st.sampled_from("，；："), min_size=12, max_size=12), st.sampled_from(["公园", "绿地", "18.2"]))
def test_every_cut_lies_at_a_clause_border_and_no_figure_is_cut(parts: list[str], marks: list[str], word: str):
    sentence = "".join(part + mark for part, mark in zip(parts, marks, strict=False))[:-1] + "。"
    start, end = trim_sentence(sentence, says(word))
    assert start in {clause.start for clause in clauses(sentence)}
    assert end in {clause.end for clause in clauses(sentence)}
    shown_part = shown(sentence, start, end)
    assert shown_part.strip(ELLIPSIS) in sentence
    assert (word in sentence) == (word in shown_part)
    assert shown_part.startswith(ELLIPSIS) == (start > 0)
    assert re.sub(r"\D", "", shown_part) in re.sub(r"\D", "", sentence)


def sourced(text: str, n: int) -> tuple[int, Figure]:
    return n, find_quantities(text)[0]


CARS, VANS = sourced("126.9 万辆", 1), sourced("15.5 万辆", 2)


def test_a_difference_names_both_sources():
    figure, formula = compute(False, CARS, VANS)
    assert (figure.text, figure.value, figure.unit, figure.derived_from) == ("111.4 万辆", 1_114_000, "辆", (1, 2))
    assert formula == "126.9 万辆 − 15.5 万辆 = 111.4 万辆[1][2]"


def test_the_larger_figure_comes_first_whatever_the_order():
    assert compute(False, VANS, CARS) == compute(False, CARS, VANS)


def test_a_ratio_has_two_decimals_and_both_sources():
    figure, formula = compute(True, CARS, VANS)
    assert (figure.value, figure.unit, figure.derived_from) == (8.19, "倍", (1, 2))
    assert formula.endswith("≈ 8.19 倍[1][2]")


@pytest.mark.parametrize(
    "other", ["15 万吨", "126.9 万辆"], ids=["of another unit", "of the same value"]
)
def test_nothing_is_computed_with_a_figure(other: str):
    assert compute(False, CARS, sourced(other, 2)) is None


def test_no_difference_is_shown_for_a_ratio_to_nothing():
    assert compute(True, CARS, sourced("0 辆", 2)) is None


@pytest.mark.parametrize("question", ["新能源汽车保有量是多少？", "深圳有多少个公园？"])
def test_nothing_is_computed_that_was_not_asked_for(answerer, question: str):
    assert "推算" not in answerer.ask(question).answer


def test_figures_that_the_question_compares_are_computed_with(answerer):
    answer = answerer.ask("新增新能源汽车和新能源物流配送车相差多少万辆？")
    assert "推算：32 万辆 − 3.4 万辆 = 28.6 万辆" in answer.answer


@pytest.mark.parametrize(
    ("value", "text"), [(286_000, "28.6 万 "), (120_000_000, "1.2 亿 "), (9_999, "9999 "), (0.5, "0.5 ")]
)
def test_a_computed_number_is_written_as_reports_do(value: float, text: str):
    assert spoken(value).strip() == text.strip()
