"""The commands about reports: `corpus`, `outline` and `passages`."""

import json
from pathlib import Path

import openpyxl
import pytest
from cli_runner import Run, make_run
from index_samples import TEXT, write_report

OTHER = TEXT.replace("海州", "云港")


@pytest.fixture
def places(tmp_path: Path) -> dict:
    return {
        "REPORTS": write_report(tmp_path / "library").parent,
        "INDEX": tmp_path / "built",
        "CACHE": tmp_path / "cache",
    }


@pytest.fixture
def run(places, capsys, monkeypatch) -> Run:
    return make_run(places, capsys, monkeypatch)


def test_a_report_is_checked_added_listed_and_removed(run: Run, tmp_path: Path):
    file = write_report(tmp_path / "inbox", OTHER, None, "yungang.txt")
    checked = run("corpus", "check", file)
    assert "  标题 云港市绿色发展报告（2023）" in checked.out and "注意：没有读到发布单位" in checked.out
    added = run("corpus", "add", file, "--publisher", "云港市统计局", "--place", "云港市")
    assert added.out.startswith(f"已加入 {tmp_path / 'library' / 'yungang.txt'}\n") and "2 份报告 · " in added.out
    assert [row["publisher"] for row in run("corpus", "list", "--json").json] == ["海州市生态环境局", "云港市统计局"]
    assert "yungang  《云港市绿色发展报告（2023）》  云港市统计局 · 2023 · 云港市" in run("corpus", "list").out
    assert "1 份报告 · " in run("corpus", "remove", "yungang").out
    assert [row["doc_id"] for row in run("corpus", "list", "--json").json] == ["haizhou-2023"]


def test_a_mistake_is_one_line(run: Run, tmp_path: Path):
    assert "no such file or folder" in run("corpus", "add", tmp_path / "none.pdf").complaint
    assert "no report 'none'" in run("corpus", "remove", "none").complaint
    assert "no report 'none'" in run("passages", "--doc", "none").complaint


def test_passages_are_one_object_a_line(run: Run):
    rows = [json.loads(line) for line in run("passages", "--doc", "haizhou-2023", "--json").out.splitlines()]
    assert list(rows[0]) == ["passage_id", "doc_id", "kind", "page", "printed_page", "section", "box", "text"]
    assert [row["kind"] for row in rows] == ["body", "heading", "body", "heading", "body"]
    assert rows[4]["section"] == ["二、生态建设"] and rows[4]["text"].startswith("森林覆盖率")
    assert run("passages").out.splitlines()[0] == rows[0]["passage_id"] + "  "


def test_outline_tells_the_report_its_sections_with_levels_and_its_tables(run: Run):
    tree = run("outline", "--json").json
    about = {key: tree[key] for key in ("title", "publisher", "year", "place", "pages")}
    assert about == {
        "title": "海州市绿色发展报告（2023）",
        "publisher": "海州市生态环境局",
        "year": 2023,
        "place": "海州市",
        "pages": 0,
    }
    assert tree["sections"][0] == {"title": "一、绿色交通", "level": 1, "page": None, "children": []}
    assert (tree["boxes"], tree["figures"], tree["tables"]) == ([], [], [])


def test_figures_are_listed_as_lines_json_and_tables(run: Run, tmp_path: Path):
    run("index", "build")
    assert "新能源汽车保有量  12.6万辆  海州市 · 2023 · 水平" in run("figures", "新能源汽车").out
    (figure,) = run("figures", "充电桩", "--json").json["figures"]
    assert (figure["value"], figure["unit"], figure["doc_id"]) == (3200, "个", "haizhou-2023")
    assert run("figures", "--unit", "%", "--csv").out.splitlines()[1].startswith("新能源汽车保有量,31.5,,%,")
    book = tmp_path / "figures.xlsx"
    run("figures", "--xlsx", book)
    assert openpyxl.load_workbook(book).active.max_row == 1 + len(run("figures", "--json").json["figures"])
    assert "none of level" in run("figures", "--kind", "guess").complaint
    assert ".xlsx" in run("figures", "--xlsx", tmp_path / "figures.csv").complaint
    assert "haizhou-2023" in run("figures", "--doc", "none").complaint
