"""Reports against gold that a person wrote from their printed pages: `tools.score_reading`."""

from pathlib import Path

import pytest

from corpus.report import read_report
from tools.score_reading import read_gold, score

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "tests/data/gold/jiangsu-climate-plan-2021.txt"


@pytest.fixture(scope="module")
def document():
    return read_report(ROOT / "corpus/holdout/jiangsu-climate-plan-2021.pdf")


def test_a_plan_of_53_pages_is_read_as_a_person_reads_it(document):
    result = score(document, read_gold(GOLD))
    assert result.faults == ()
    assert (result.f1, result.right_page, result.sentences, result.title) == (1.0, 1.0, 1.0, True)


def test_the_scorer_names_what_is_missing_too_much_broken_and_on_another_page(document, tmp_path):
    lines = ["title: 别的规划", "H 1 5 1 前言", "H 1 6 9 第一章 现状与形势", "H 1 7 3 第九章 未有的一章"]
    lines += ["O 2 6 2 第一节 气候变化的基本情况", "S 没有这一句。", "C 覆盖率 | 2025年 | 42", "F 全人类面临的严峻挑战"]
    (tmp_path / "gold.txt").write_text("\n".join(lines), encoding="utf-8")
    result = score(document, read_gold(tmp_path / "gold.txt"))
    sections = sum(1 for _ in document.walk_sections())
    assert result.f1 == 2 * 2 / (3 + 2 + sections - 3)
    assert (result.right_page, result.sentences, result.cells, result.title) == (0.5, 0.0, 0.0, False)
    assert {fault.split(":")[0].split(",")[0] for fault in result.faults} == {
        "missing",
        "page 6 (2)",
        "too much",
        "broken",
        "cell",
        "furniture",
    }
