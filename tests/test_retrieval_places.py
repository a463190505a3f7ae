"""Places outside the gazetteer are known by the titles of the reports at hand; each report answers for its own."""

import re
from pathlib import Path

import pytest
from retrieval_index import encoder

from index.build import build_index
from retrieval.answerer import Answerer
from retrieval.question.question import shared_things, understand
from retrieval.text.places import forms_of, titled_place

TEXT = (
    "{place}生态环境状况公报（{year}年）\n\n一、空气\n\n"
    "{year}年全市优良天数比例为{days}%，PM2.5平均浓度为{pm}微克/立方米。\n"
)
REPORTS = {"liucheng-2022": ("柳城市", 2022, 88.1, 31), "liucheng-2023": ("柳城市", 2023, 91.4, 28),
           "hengjiang-2023": ("衡江市", 2023, 79.9, 41)}  # fmt: skip


@pytest.fixture(scope="module")
def two_cities(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    folder: Path = tmp_path_factory.mktemp("cities")
    for name, (place, year, days, pm) in REPORTS.items():
        (folder / f"{name}.txt").write_text(TEXT.format(place=place, year=year, days=days, pm=pm), "utf-8")
    return Answerer(build_index([folder], encoder()))


@pytest.mark.parametrize(
    ("question", "told", "of"),
    [
        ("柳城市2023年PM2.5浓度是多少？", ["28"], {"liucheng-2023"}),
        ("柳城的PM2.5浓度，2023年是多少？", ["28"], {"liucheng-2023"}),
        ("柳城市2022年和2023年的PM2.5浓度分别是多少？", ["31", "28"], {"liucheng-2022", "liucheng-2023"}),
        ("柳城和衡江2023年PM2.5浓度各是多少？", ["28", "41"], {"liucheng-2023", "hengjiang-2023"}),
        ("柳城和衡江2023年优良天数比例哪边高？", ["91.4", "79.9"], {"liucheng-2023", "hengjiang-2023"}),
    ],
)
def test_a_place_that_only_a_title_names_is_answered_from_its_own_reports(two_cities, question, told, of):
    answer = two_cities.ask(question)
    assert answer.status == "answered"
    assert {citation.doc_id for citation in answer.citations} == of
    direct = answer.answer.split("\n")[0]
    assert all(re.search(rf"{figure}(?:微克|%)", direct) for figure in told)


def test_a_follow_up_without_a_place_stays_with_the_place_before(two_cities):
    answer = two_cities.ask("优良天数比例呢？", ["衡江市2023年PM2.5浓度是多少？"])
    assert {citation.doc_id for citation in answer.citations} == {"hengjiang-2023"}
    assert "79.9%" in answer.answer and "91.4" not in answer.answer


def test_which_of_two_is_higher_gets_one_tick_and_each_of_two_gets_its_own(two_cities):
    higher = two_cities.ask("柳城和衡江2023年优良天数比例哪边高？")
    assert {figure.text for figure in higher.figures if figure.key} <= {"91.4%"}
    each = two_cities.ask("柳城和衡江2023年优良天数比例各是多少？")
    assert {figure.text for figure in each.figures if figure.key} <= {"91.4%", "79.9%"}


def test_places_are_compared_only_in_one_year_and_by_what_surely_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    told = "{place}政府工作报告（2026年）\n\n一、{part}\n\n推进新型城镇化，常住人口城镇化率达到{rate}%。\n"
    for name, place, rate, part in (
        ("shandong-2026", "山东省", 67.5, "2025年工作回顾"),
        ("anhui-2026", "安徽省", 64.3, "2025年工作回顾"),
        ("guizhou-2026", "贵州省", 66.2, "“十五五”时期主要目标"),
    ):
        (tmp_path / f"{name}.txt").write_text(told.format(place=place, rate=rate, part=part), "utf-8")
    ask = Answerer(build_index([tmp_path], encoder())).ask
    compared = ask("山东和安徽，哪个常住人口城镇化率更高？").answer
    assert "所引数字中山东省最高，67.5%" in compared and "不是同一年" not in compared
    apart = ask("安徽和贵州，哪个常住人口城镇化率更高？").answer
    assert "64.3%" in apart and "66.2%" in apart
    assert "可能不是同一年的" in apart and "推算" not in apart and "对照" not in apart
    monkeypatch.setattr("retrieval.answer.compose.ANSWER", 1.0)  # of no part is the reader as sure as this
    doubted = ask("山东和安徽，哪个常住人口城镇化率更高？").answer
    assert "67.5%" in doubted and "推算" not in doubted and "对照" not in doubted


def test_another_citys_year_is_refused(two_cities):
    answer = two_cities.ask("衡江市2022年的PM2.5浓度是多少？")
    assert answer.status == "refused" and not answer.citations


@pytest.mark.parametrize(
    ("title", "place"),
    [("2023年柳城市生态环境状况公报", "柳城市"), ("青山县政府工作报告", "青山县"), ("国家中心城市建设规划", None),
     ("全市生态环境公报", None), ("噪声污染防治法", None)],
)  # fmt: skip
def test_a_title_tells_its_place(title: str, place: str | None):
    assert titled_place(title) == place


def test_a_place_outside_the_gazetteer_is_written_with_and_without_its_last_character():
    assert forms_of("柳城市") == ["柳城市", "柳城"]


def test_what_the_last_of_several_things_names_is_asked_of_all():
    asked = shared_things(understand("2022年和2023年的PM2.5浓度分别是多少？"))
    assert [thing for _, thing in asked] == ["2022年的pm2.5浓度", "2023年的pm2.5浓度"]
    assert shared_things(understand("哪些公园和广场都有多少人？")) == ()


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("粤2023年的优良天数比例是多少？", ("广东省",)),
        ("沪、浙两省2023年PM2.5浓度各是多少？", ("上海市", "浙江省")),
        ("京沪高铁2023年运了多少人？", ()),
    ],
)
def test_a_province_named_by_one_character_is_one(two_cities, question: str, places: tuple[str, ...]):
    assert two_cities.wordings.understood(question, ()).places == places


def test_which_of_two_has_more_of_a_thing_asks_each_for_the_thing(two_cities):
    answer = two_cities.ask("柳城和衡江，2023年哪个优良天数比例更高？")
    assert "91.4" in answer.answer and "79.9" in answer.answer
