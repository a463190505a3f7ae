"""Times: relative years, spans and comparisons in the text of a report."""

import pytest
from retrieval_index import make_document, make_passage

from retrieval.text.times import INHERITED, SPANNED, time_of, times_of


def spoken_of(*sentences: str, section: tuple[str, ...] = (), year: int | None = 2023) -> dict[int, float]:
    """Years of the last of these sentences in a report of `year`."""
    passage = make_passage(*sentences, section=section)
    return times_of(passage.sentences[-1], passage, make_document(year))


@pytest.mark.parametrize(
    ("sentence", "year"),
    [
        ("去年终端消费受到冲击。", 2022),
        ("过去一年，公园达9个。", 2022),
        ("今年安排专项债券。", 2023),
        ("明年全面建成。", 2024),
        ("前年已经开工。", 2021),
    ],
)
def test_a_relative_year_counts_from_the_report_s_own(sentence: str, year: int):
    assert spoken_of(sentence) == {year: 1.0}


def test_a_section_title_may_tell_the_year_relatively():
    assert spoken_of("公园达9个。", section=("二、对今年政府工作的建议",)) == {2023: INHERITED}
    assert spoken_of("公园达9个。", section=("一、过去一年工作回顾",)) == {2022: INHERITED}


@pytest.mark.parametrize("text", ["五年前已经建成。", "比上年增长5%。", "2023年度报告。", "本年轻人聚集区。"])
def test_a_word_that_only_looks_like_a_relative_year_is_none(text: str):
    assert time_of(text).relative == frozenset()


def test_a_span_speaks_of_its_years_less_surely_than_their_names():
    assert spoken_of("五年来公园增加到9个。") == dict.fromkeys(range(2018, 2023), SPANNED)
    assert SPANNED < INHERITED < 1


def test_a_sentence_with_a_year_of_its_own_inherits_none():
    assert spoken_of("2013年启动试点。", "2022年履约率达100%。") == {2022: 1.0}


def test_a_year_that_is_only_compared_with_is_not_the_time_of_the_sentence():
    assert spoken_of("2022年公园达9个。", "比2015年增加3个。") == {2022: INHERITED, 2015: 1.0}


def test_a_sentence_speaks_of_the_years_it_names():
    assert spoken_of("2021—2023年共建成公园9个。") == {2021: 1.0, 2022: 1.0, 2023: 1.0}


def test_a_sentence_without_a_year_inherits_that_of_the_text_before_it():
    assert spoken_of("2019年启动建设。", "公园达9个。") == {2019: INHERITED}


def test_a_sentence_without_a_year_inherits_that_of_its_nearest_section_that_names_one():
    assert spoken_of("公园达9个。", section=("一、2022年工作回顾", "（一）生态")) == {2022: INHERITED}
    assert spoken_of("公园达9个。", section=("一、2021年回顾", "（一）2022年进展")) == {2022: INHERITED}


def test_without_any_year_a_sentence_speaks_of_the_report_s_own():
    assert spoken_of("公园达9个。") == {2023: INHERITED}
    assert spoken_of("公园达9个。", year=None) == {}


def test_the_years_of_a_plan_s_title_do_not_date_the_fact():
    assert spoken_of("印发《慢行系统规划（2025—2035年）》。") == {2023: INHERITED}


def test_a_span_is_no_figure_s_own_year_but_may_be_asked_for():
    told = time_of("五年累计建成30个")
    assert told.dates(2023) == set() and told.spans(2023) == set(range(2018, 2023))
