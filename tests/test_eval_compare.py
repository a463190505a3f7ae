"""Two runs side by side."""
import csv
import shutil
from pathlib import Path

import pytest
from eval_fakes import BigramAnswerer, answerable
from eval_samples import bigram_run, knowing_run, report, shipped_questions

from eval.compare import CompareError, compare, comparison_text
from eval.definitions import METRICS, RIGHT
from eval.judge import judge
from eval.record import read_record
from eval.run import run_questions


def test_a_run_compared_with_itself_has_no_difference():
    found = compare(bigram_run(), bigram_run())
    assert (found.regressed, found.fixed, len(found.same)) == ((), (), len(shipped_questions()))
    assert all((d.low, d.high, d.p) == (0.0, 0.0, 1.0) for d in found.differences if d.p is not None)


def test_a_worse_run_shows_its_regressions_and_an_interval_below_zero():
    found = compare(knowing_run(), bigram_run())
    difference = {d.metric: d for d in found.differences}["answers.all_facts"]
    assert difference.high < 0
    assert difference.p < 0.001
    assert len(found.regressed) + len(found.same) == len(shipped_questions())
    assert set(compare(bigram_run(), knowing_run()).fixed) == set(found.regressed)
    assert f"退步（{len(found.regressed)}）" in comparison_text(found)


def test_the_other_way_round_every_difference_changes_its_sign():
    one, other = compare(knowing_run(), bigram_run()), compare(bigram_run(), knowing_run())
    for a, b in zip(one.differences, other.differences, strict=True):
        assert (a.a, a.b, a.p) == (b.b, b.a, b.p)
        assert a.low is None or (a.low, a.high) == pytest.approx((-b.high, -b.low))


def test_every_metric_is_compared_and_counts_and_times_have_no_p():
    found = compare(knowing_run(), bigram_run()).differences
    assert [d.metric for d in found] == [metric.key for metric in (*METRICS, RIGHT)]
    assert {d.metric for d, metric in zip(found, METRICS, strict=False) if metric.how != "ratio"} <= {
        d.metric for d in found if d.p is None}


def test_comparison_undoes_the_csv_exactly():
    was, now = (judge(read_record(folder)).estimates for folder in (bigram_run(), knowing_run()))
    for difference in compare(bigram_run(), knowing_run()).differences:
        assert difference.a == pytest.approx(was[difference.metric].value, abs=1e-12)
        assert difference.b == pytest.approx(now[difference.metric].value, abs=1e-12)


def test_questions_of_one_run_only_are_listed_not_compared(tmp_path):
    run_questions(BigramAnswerer(report()), shipped_questions()[:5], tmp_path)
    found = compare(bigram_run(), tmp_path)
    assert len(found.same) == 5
    assert (len(found.only_a), found.only_b) == (len(shipped_questions()) - 5, ())


def test_folders_that_are_no_runs_or_share_no_question_cannot_be_compared(tmp_path):
    run_questions(BigramAnswerer(report()), [answerable("other")], tmp_path)
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(CompareError):
            compare(bigram_run(), folder)


@pytest.mark.parametrize(("value", "says"), [("viele", "could not convert"), (None, "has no")])
def test_damaged_scores_are_named(tmp_path, value, says):
    run = Path(shutil.copytree(bigram_run(), tmp_path / "run"))
    with (run / "per_question.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    kept = [name for name in rows[0] if value or name != "chars"]
    with (run / "per_question.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, kept, extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**row, "chars": value} for row in rows)
    with pytest.raises(CompareError, match=says):
        compare(bigram_run(), run)
