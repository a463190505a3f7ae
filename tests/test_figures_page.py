"""The table and the lines of /figures, as served without a browser, over a small report."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from index_samples import small_index
from starlette.testclient import TestClient

from web.pages import figures
from web.pages.site import Site

HARVEST = """# 海州市农业公报（2023）

海州市农业局

## 一、产量

| 指标 | 单位 | 2021年 | 2022年 | 2023年 |
| --- | --- | --- | --- | --- |
| 粮食产量 | 万吨 | 45 | 46.1 | 47.9 |
| 林木覆盖率 | % | 30 | 31 | 32 |
| 良种场 | 个 | 20 | 20 | 20 |

水产品产量 2022 年为 9500 吨，水产品产量 2023 年为 1.2 万吨。良种率达 97% 以上，损耗率 12% 左右，农户超过 100 万人。
"""


@pytest.fixture(scope="module")
def table(tmp_path_factory) -> str:
    """The page over the report, as HTML."""
    folder: Path = tmp_path_factory.mktemp("harvest")
    app = FastAPI()
    figures.add(app, service=SimpleNamespace(index=small_index(folder, HARVEST)))
    app.state.site, app.state.places = Site(), ()
    answer = TestClient(app).get("/figures")
    assert answer.status_code == 200
    return answer.text


def words(html: str) -> str:
    return " ".join(re.sub("<[^>]*>", "", html).split())


def values(table: str) -> list[str]:
    return [words(cell) for cell in re.findall(r'<td class="value"[^>]*>(.*?)</td>', table, re.S)]


def charts(table: str) -> dict[str, list[str]]:
    """Caption → labels of the points."""
    return {
        words(re.search("<figcaption>(.*?)</figcaption>", chart, re.S)[1]): [
            words(label) for label in re.findall(r"<text x[^>]*>(.*?)</text>", chart)
        ]
        for chart in re.findall('<figure class="chart".*?</figure>', table, re.S)
    }


def test_a_value_of_a_table_is_shown_with_the_unit_of_its_heading(table: str):
    """45 under 万吨 was shown as 45."""
    assert values(table)[:6] == ["45 万吨", "46.1 万吨", "47.9 万吨", "30%", "31%", "32%"]


def test_the_very_figure_is_marked_in_its_sentence(table: str):
    """Of equal figures in a row the first was marked three times, or the 20 of 2021年."""
    marked = [words(said) for said in re.findall(r'<p class="said">(.*?)<b>20</b>', table, re.S)]
    assert [said.split(" · ")[-1] for said in marked] == ["2021年：", "2022年：", "2023年："]


def test_a_line_is_drawn_in_the_unit_in_which_its_points_are_shown(table: str):
    """It was headed 粮食产量 · 吨 over points of 45, ten thousand times too little."""
    drawn = charts(table)
    assert drawn["粮食产量 · 万吨 · 海州市"] == ["45 万吨", "46.1 万吨", "47.9 万吨"]
    assert drawn["林木覆盖率 · % · 海州市"] == ["30%", "31%", "32%"]


def test_a_line_whose_points_differ_in_unit_leaves_it_to_them(table: str):
    assert charts(table)["水产品产量 · 海州市"] == ["9500 吨", "1.2 万吨"]


def test_a_qualifier_stands_on_the_side_on_which_the_report_says_it(table: str):
    """以上 97%, it said."""
    assert values(table)[-3:] == ["97% 以上", "12% 左右", "超过 100 万人"]
