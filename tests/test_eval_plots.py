"""The plots of a report: their numbers, and how they are drawn."""
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from eval_fakes import answerable, make_passage, make_record, make_response, unanswerable
from ir_measures import Qrel
from markupsafe import Markup

from eval.judge import judge
from eval.page.charts import COLOURS, counts, draw, interval_bar
from eval.page.curves import quantiles, recall_curve
from eval.page.marks import excerpt
from eval.page.rendering import HERE
from eval.record import CorpusPassage
from eval.stats.calibration import reliability_bins


def test_a_plot_follows_the_style_sheet_and_brings_no_font_colour_or_style_sheet():
    drawn = draw("marks", counts(["1", "2"], [3, 1], quiet=1), Markup('aria-label="x"'))
    assert drawn.startswith('<svg viewBox="0 0 324 194.4" role="img" aria-label="x">')
    assert "var(--main)" in drawn and "var(--second)" in drawn
    assert not re.findall(r"font-family|<style|xmlns|#[0-9a-f]{6}\b", drawn)
    assert drawn == draw("marks", counts(["1", "2"], [3, 1], quiet=1), Markup('aria-label="x"'))


def test_stand_in_colours_are_no_colours_that_a_plot_would_use():
    assert len(set(COLOURS.values())) == len(COLOURS)
    css = (HERE / "templates" / "page.css").read_text("utf-8")
    assert all(css.count(f"--{name}: ") == 2 for name in COLOURS)  # light and dark


def test_matplotlib_is_imported_only_when_a_page_is_written():
    code = "import sys, eval.running.run, eval.page.report, eval.page.comparison; print('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_the_recall_curve_passes_through_the_metrics():
    evidence = ("保有量达126.9万辆", "建成充电桩")
    texts = ("无关", "保有量达126.9万辆。", "建成充电桩。")
    found = [make_passage(f"p{rank}", text, rank) for rank, text in enumerate(texts, 1)]
    passages = [CorpusPassage(p["passage_id"], "report", 0, 9, "", p["text"]) for p in found]
    questions = [answerable("q1", evidence=evidence), answerable("q2", evidence=evidence), unanswerable()]
    responses = [make_response(passages=found), make_response(), make_response("refused")]
    result = judge(make_record(questions, responses, passages=passages))
    curve = recall_curve(result)
    assert [(one.evidence, one.hit) for one in curve] == [(0, 0), (0.25, 0.5), (0.5, 0.5), *[(0.5, 0.5)] * 7]
    for one in curve:
        if one.k in (1, 3, 5, 10):
            assert one.evidence == result.estimates[f"retrieval.evidence_recall@{one.k}"].value
            assert one.hit == result.estimates[f"retrieval.hit@{one.k}"].value


def test_the_recall_curve_of_a_set_that_judges_documents_is_that_of_its_documents():
    found = [{**make_passage(f"p{n}", "段", n), "doc_id": f"d{n}"} for n in (1, 2, 3)]
    record = make_record([answerable(answers=(), evidence=())], [make_response(passages=found)])
    result = judge(replace(record, judgements=(Qrel("q1", "d1", 1), Qrel("q1", "d3", 2), Qrel("q1", "d2", 0))))
    assert [one.evidence for one in recall_curve(result)[:3]] == [0.5, 0.5, 1.0]
    assert [result.estimates[f"retrieval.recall@{k}"].value for k in (1, 3)] == [0.5, 1.0]


def test_reliability_bins_give_mean_confidence_share_true_and_count():
    assert reliability_bins([(1.0, True), (0.95, False), (0.05, False), (-0.2, True)], count=10) == [
        (pytest.approx(-0.075), 0.5, 2), (pytest.approx(0.975), 0.5, 2)]


def test_quantiles_end_with_the_greatest_value():
    assert quantiles([10.0, 20.0, 30.0]) == [11.0, 15.0, 20.0, 25.0, 28.0, 29.0, pytest.approx(29.8), 30.0]


def test_an_interval_bar_shows_value_and_whisker_to_scale():
    drawn = interval_bar(0.5, 0.25, 0.75)
    assert 'width="60.0"' in drawn
    assert 'd="M30.0 6H90.0' in drawn
    assert "whisker" not in interval_bar(0.5, None, None)


def test_an_excerpt_is_cut_around_its_mark_and_escaped():
    assert excerpt("<" + "甲" * 98, size=3) == "&lt;甲甲…"
    assert excerpt("甲" * 20 + "乙" + "丙" * 20, [(20, 21)], size=14) == f"…{'甲' * 12}<mark>乙</mark>丙…"
