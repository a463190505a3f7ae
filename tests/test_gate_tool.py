"""`make gate`: which report a set asks about, and what of its two runs counts as missed."""

import json
import shutil
from pathlib import Path

import pytest
from eval_samples import short_run

from tools.gate import AGAIN, FIRST, ROOT, held, judged, report_of

HOLDOUT = ROOT / "corpus" / "holdout"


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """A folder with two equal runs of a set and its floors."""
    for run in (FIRST, AGAIN):
        shutil.copytree(short_run(), tmp_path / run)
    (tmp_path / "some.toml").write_text("[citations]\nverbatim = { min = 1.0 }\n", "utf-8")
    return tmp_path


def test_a_set_asks_about_the_held_out_report_of_its_name_or_the_reports_in_use():
    assert report_of("noise-law-2021") == HOLDOUT / "noise-law-2021.md"
    assert report_of("provinces-2026") == HOLDOUT / "provinces-2026"
    assert report_of("anhui-2026").parent == HOLDOUT / "provinces-2026"
    assert report_of("shenzhen-2024") == report_of("near-shenzhen-2024") == ROOT / "corpus" / "reports"
    assert report_of("near-anhui-2026") == report_of("anhui-2026")


def test_two_equal_runs_above_their_floors_miss_nothing(runs: Path):
    found = judged("some", runs, runs)
    assert found.missed == 0
    assert any("答对" in line for line in found.lines)


def test_a_floor_that_is_missed_and_an_answer_that_differs_count(runs: Path):
    (runs / "some.toml").write_text("[answers]\nall_facts = { min = 0.999 }\n", "utf-8")
    answers = runs / AGAIN / "answers.jsonl"
    lines = answers.read_text("utf-8").splitlines()
    last = json.loads(lines[-1])
    last["response"]["status"] = "answered" if last["response"]["status"] != "answered" else "partial"
    answers.write_text("\n".join([*lines[:-1], json.dumps(last, ensure_ascii=False)]) + "\n", "utf-8")
    found = judged("some", runs, runs)
    assert found.missed == 2
    assert any("all_facts" in line for line in found.lines) and any(last["id"] in line for line in found.lines)


def test_a_set_without_floors_is_told_and_counts(runs: Path):
    found = held(runs / "other.jsonl", lambda: judged("other", runs, runs))
    assert found.missed == 1
    assert "other.toml" in "".join(found.lines)
