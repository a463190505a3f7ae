"""What stands last on the terminal, and first: failed questions, right of asked, the report, the verdict."""

from pathlib import Path

import pytest
from eval_fakes import answerable, held_passage, make_citation, make_passage, make_record, make_response, unanswerable
from eval_samples import bigram_run, knowing_run

from eval.comparing.compare import Difference, compare
from eval.comparing.table import comparison_text
from eval.comparing.verdict import judge_difference
from eval.definitions import METRICS, RIGHT
from eval.ending import SHOWN, ending
from eval.judge import judge

QUOTE = "保有量达126.9万辆。"
CITED = {"citations": [make_citation(QUOTE)], "passages": [make_passage("p1", QUOTE)]}
TOLD = make_response(answer="“保有量达126.9万辆。”[1]", **CITED)
LOWER = next(metric for metric in METRICS if metric.key == "refusal.false_refusal")


def end_of(*pairs) -> list[str]:
    record = make_record([q for q, _ in pairs], [r for _, r in pairs], passages=[held_passage(QUOTE)])
    return list(ending(judge(record), Path("runs") / "today"))


def test_a_run_ends_with_what_failed_how_many_are_right_and_its_report():
    follow_up = answerable("q003", question="那保有量呢？", history=("深圳有多少车？",))
    assert end_of(
        (answerable("q001"), TOLD), (unanswerable("q002", question="天气呢？"), make_response(answer="晴")),
        (follow_up, make_response("refused")),
    ) == [
        "没答对（2 题）：",
        "  q002  天气呢？  （本应拒答）",
        "  q003  深圳有多少车？ → 那保有量呢？  （误拒）",
        "答对 1 / 3 题",
        f"报告：{Path('runs') / 'today' / 'report.html'}",
    ]  # fmt: skip


def test_a_run_without_a_failure_names_none():
    assert end_of((answerable("q001"), TOLD))[0] == "答对 1 / 1 题"


def test_a_run_that_judges_no_answer_says_so():
    assert end_of((answerable("q001", answers=()), TOLD))[0] == "题目没有写明答案，不计对错"


def test_many_failures_are_cut_short_and_counted():
    lines = end_of(*((answerable(f"q{n:03d}"), make_response("refused")) for n in range(SHOWN + 5)))
    assert lines[0] == f"没答对（{SHOWN + 5} 题）："
    assert lines[SHOWN + 1] == "  …… 还有 5 题，都在报告里" and len(lines) == SHOWN + 4


def test_a_comparison_leads_with_its_verdict():
    worse, better, same = (
        comparison_text(compare(*runs)).splitlines()[0]
        for runs in ((knowing_run(), bigram_run()), (bigram_run(), knowing_run()), (knowing_run(), knowing_run()))
    )
    assert worse.startswith("结论：变差。答对 1.000 → 0.") and "，改好 0 题" in worse
    assert better.startswith("结论：变好。答对 0.") and "退步 0 题，改好 " in better
    assert same.startswith("结论：没有变化。答对 1.000 → 1.000（+0.000，") and same.endswith("退步 0 题，改好 0 题")


@pytest.mark.parametrize(
    ("metric", "found", "judgement"),
    [
        (RIGHT, (0.5, 0.6, 0.01, 0.2, 0.01), "better"),
        (RIGHT, (0.6, 0.5, -0.2, -0.01, 0.01), "worse"),
        (LOWER, (0.5, 0.6, 0.01, 0.2, 0.01), "worse"),
        (RIGHT, (0.5, 0.6, -0.01, 0.2, 0.01), "unclear"),
        (RIGHT, (0.5, 0.6, 0.01, 0.2, 0.06), "unclear"),
        (RIGHT, (0.5, 0.6, None, None, None), "no_interval"),
        (RIGHT, (None, 0.6, None, None, None), "no_interval"),
        (RIGHT, (0.5, 0.5, 0.0, 0.0, 1.0), "same"),
    ],
)
def test_a_difference_counts_only_where_chance_does_not_explain_it(metric, found, judgement):
    assert judge_difference(metric, Difference(metric.key, *found)) == judgement
