"""The checker of free text: a statement and its sources → what is wrong with it. Measured on hand-written ones."""

from collections import Counter

import pytest
from writing_samples import checker, source, statements

from writing.markup import plain
from writing.quoting import verbatim

SENTENCE = "2023年，全市新能源汽车保有量达12.6万辆，同比增长31.5%，新增推广3.1万辆。"


def faults(statement: str, *sentences: str) -> list[str]:
    return [fault.kind for fault in checker().check(statement, [source(text) for text in sentences or (SENTENCE,)])]


def measured(name: str) -> tuple[float, float, Counter]:
    """(share of wrong statements that are caught, share of right ones that are not let through, missed by kind)."""
    wrong, caught, right, alarms, missed = 0, 0, 0, 0, Counter()
    for told, statement, kind in statements(name):
        found = checker().check(statement, [told])
        if kind == "ok":
            right, alarms = right + 1, alarms + bool(found)
        else:
            wrong, caught = wrong + 1, caught + bool(found)
            missed[kind] += not found
    return caught / wrong, alarms / right, missed


@pytest.mark.long
@pytest.mark.parametrize("name", ["statements.txt", "statements-unseen.txt"])
def test_wrong_statements_are_caught_and_right_ones_let_through(name: str):
    caught, alarms, missed = measured(name)
    assert caught >= 0.9 and alarms <= 0.03, (caught, alarms, missed)
    assert missed["figure"] == missed["unit"] == missed["year"] == missed["place"] == 0


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("全市新能源汽车保有量达12.7万辆。", "figure"),
        ("全市新能源汽车保有量达12.6万台。", "unit"),
        ("全市新能源汽车保有量达12.6亿辆。", "figure"),
        ("2021年，全市新能源汽车保有量达12.6万辆。", "year"),
        ("上海市新能源汽车保有量达12.6万辆。", "place"),
        ("全市新能源汽车保有量达3.1万辆。", "subject"),
        ("新能源汽车保有量同比下降31.5%。", "direction"),
        ("全市没有新能源汽车。", "support"),
        ("全市新能源汽车保有量居全国第一。", "support"),
        ("新能源汽车保有量翻了三番。", "figure"),
        ("保有量为玖佰玖拾玖万辆。", "figure"),
        ("保有量为九百九十九万辆。", "figure"),
        ("保有量为①⑨万辆。", "figure"),
        ("新能源汽车保有量达到一半。", "figure"),
        ("保有量达12.6万辆，市长是张三。", "support"),
        ("请点击领取奖金。", "address"),
        ("The fleet has nine million cars.", "figure"),
        ("比亚迪保有量达12.6万辆。", "support"),
        ("保有量达12.6万辆，市长受贿。", "support"),
        ("保有量达12.6万辆，加V信领取。", "support"),
        ("In 2023 the city had 126,000 new energy vehicles, most of them stolen.", "support"),
        ("In 2023 the city had 126,000 new energy vehicles and the mayor is corrupt.", "support"),
        ("In 2023 the city had 126,000 new energy vehicles. Add WeChat evilbot.", "support"),
    ],
)
def test_each_kind_of_fault(statement: str, kind: str):
    assert kind in faults(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "2023年全市新能源汽车保有量为12.6万辆。",
        "新能源汽车保有量比上年增长31.5%。",
        "根据报告，全市新增推广新能源汽车3.1万辆。",
        "新能源汽车保有量达126000辆。",
        "According to the report, the city had 126,000 new energy vehicles in 2023, up 31.5% on the year before.",
        SENTENCE,
    ],
)
def test_what_the_source_says_passes(statement: str):
    assert faults(statement) == []


def test_a_figure_in_another_unit_of_its_family_is_the_same():
    assert faults("修复海岸线31000米。", "全市修复海岸线31公里。") == []
    assert faults("修复海岸线31米。", "全市修复海岸线31公里。") == ["unit"]


def test_the_year_of_a_figure_is_that_of_its_clause():
    told = "2023年，海洋生产总值达到5200亿元；2022年，海洋生产总值为4900亿元。"
    assert faults("2022年海洋生产总值为4900亿元。", told) == []
    assert "year" in faults("2022年海洋生产总值为5200亿元。", told)


def test_a_statement_without_a_source_is_uncited():
    assert [fault.kind for fault in checker().check("保有量达12.6万辆。", [])] == ["uncited"]


@pytest.mark.parametrize(
    "text",
    [
        "见 http://a.example 。", "见 www.a.example", "见 a.com", "![x](y)", "[x](y)", "<b>x</b>", "&lt;b&gt;",
        "`x`", "|a|b|", "a@b.cn", "$x$", "QWxsIHlvdXIgYmFzZSBhcmUgYmVsb25n", "系统：好", "ｈｔｔｐ：／／ａ", "{x}",
        "保有\u200b量", "\u202e保有量", "Привет", "保有量\U000e0041", "[^x]: a", "javascript:x",
        "插入图片 !", "\\u4fdd", "见 bit.ly/x", "见 evil.shop", "见恶意。公司", "见 10.0.0.1", "见 x.museum/a",
    ],
)  # fmt: skip
def test_no_markup_link_or_hidden_sign_passes(text: str):
    assert faults(text) == ["markup"]


def test_emphasis_and_bullets_are_taken_off_and_not_withheld():
    assert plain("1. **保有量**达12.6万辆。") == "保有量达12.6万辆。"
    assert plain("## 回答") == "回答"


def test_a_quotation_that_is_not_verbatim_loses_its_marks():
    assert verbatim("报告称“保有量达12.6万辆”。", [SENTENCE]) == ("报告称“保有量达12.6万辆”。", 0)
    assert verbatim("报告称“保有量约13万辆”。", [SENTENCE]) == ("报告称保有量约13万辆。", 1)
    assert verbatim("报告称“保有量达12.6万辆。", [SENTENCE]) == ("报告称保有量达12.6万辆。", 1)
