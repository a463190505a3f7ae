"""Thresholds: what is missed, and every way in which a threshold could pass because nothing is held against it."""
import json
import shutil
import tomllib
from pathlib import Path

import pytest
from eval_fakes import BigramAnswerer
from eval_samples import asked_questions, bigram_run, knowing_run, report, shipped_questions

from eval.bounds import leaves, mistake
from eval.failures import missed
from eval.gate import GateError, gate
from eval.judge import judge
from eval.record import UNFINISHED, read_record
from eval.running.run import run_questions
from settings import ROOT


@pytest.fixture
def thresholds(tmp_path):
    def write(text):
        path = tmp_path / "thresholds.toml"
        path.write_text(text, "utf-8")
        return path
    return write


@pytest.fixture(scope="module")
def small_run(tmp_path_factory):
    """Every twentieth question, answered by guessing. Read it only."""
    folder = tmp_path_factory.mktemp("small")
    run_questions(BigramAnswerer(report()), shipped_questions()[::20], folder)
    return folder


@pytest.fixture(scope="module")
def judged(small_run):
    """The small run, judged once, and its summary, which takes most of the time."""
    result = judge(read_record(small_run))
    return result, result.summary()


@pytest.fixture
def damaged(small_run, tmp_path):
    """A run that a test may damage."""
    return Path(shutil.copytree(small_run, tmp_path / "run"))


def metrics_of(folder):
    return json.loads((folder / "metrics.json").read_text("utf-8"))


def test_a_gate_names_each_missed_threshold_with_its_value(thresholds):
    path = thresholds('[answers]\nall_facts = { min = 1.0 }\nmean_sentences = { max = 0.5 }\n'
                      '[by_language.en.refusal]\nfalse_refusal = { max = 0.0 }\n')
    sentences = metrics_of(knowing_run())["answers"]["mean_sentences"]
    assert [str(failure) for failure in gate(knowing_run(), path)] == [
        f"answers.mean_sentences = {sentences:.3f}, max 0.5"]
    assert [failure.metric for failure in gate(bigram_run(), path)] == ["answers.all_facts", "answers.mean_sentences"]


def test_a_value_equal_to_its_bound_passes(thresholds):
    value = metrics_of(bigram_run())["answers"]["all_facts"]
    bounds = f"all_facts = {{ min = {value!r}, max = {value!r} }}"
    assert gate(bigram_run(), thresholds(f"[answers]\n{bounds}")) == []
    [failure] = gate(bigram_run(), thresholds(f"[answers]\nall_facts = {{ min = {value + 1e-9!r} }}"))
    assert (failure.metric, failure.value, failure.bound) == ("answers.all_facts", value, "min")


@pytest.mark.parametrize(("text", "mistake"), [
    ("[answers]\nall_fact = { min = 1 }", "unknown metric"), ("[answer]\nall_facts = { min = 1 }", "unknown metric"),
    ("[by_language.fr.answers]\nall_facts = { min = 1 }", "unknown metric"),
    ("[answers]\nall_facts = {}", "no threshold"),
    ("[answers]\nall_facts = 0.9", "no threshold"), ("[answers]\nall_facts = { least = 1 }", "no threshold"),
    ("[answers]\nall_facts = { min = 0.5, mx = 1 }", "no threshold"),
    ("[answers]\nall_facts = { min = '1' }", "not a number"), ("[answers]\nall_facts = { min = nan }", "not a number"),
    ("[answers]\nall_facts = { min = true }", "not a number"), ("[answers]\nall_facts = { max = inf }", "not a number"),
    ("[refusal]\nfalse_refusal = { max = 8 }", "8 is no share; a rate lies between 0 and 1"),
    ("[answers]\nall_facts = { min = -1 }", "-1 is no share"),
    ("[right]\nvalue = { min = 85 }", "85 is no share; a rate lies between 0 and 1"),
    ("[right]\nvalue = { min = -3 }", "-3 is no share"),
    ("[by_reason.other_year]\nrecall = { min = -1 }", "-1 is no share"),
    ("[risk_coverage]\narea = { max = 99 }", "99 is no share"),
    ("[answers]\nmean_chars = { min = -5 }", "-5 is below 0"), ("[figures]\nchecked = { max = -1 }", "-1 is below 0"),
    ("[figures]\nunsupported = { min = 0 }", "min 0 always holds; name a higher one"),
    ("[retrieval]\n'evidence_recall@1' = { min = 0 }", "min 0 always holds"),
    ("[refusal]\nprecision = { min = 0.0 }", "min 0.0 always holds"),
    ("[answers]\nall_facts = { max = 1.0 }", "max 1.0 always holds; name a lower one"),
    ("[answers]\nall_facts = { min = 0.5, max = 1 }", "max 1 always holds"),
    ("[by_kind.fact.answers]\nall_facts = { max = 1 }", "max 1 always holds"),
    ("[trivial.refuse_all]\nprecision = { min = 0.1 }", "no metric of the system"),
    ("[trivial]\nquestions = { min = 1 }", "no metric of the system"),
    ("[n]\n'answers.all_facts' = { min = 9 }", "no metric of the system"),
    ("[intervals]\n'answers.all_facts' = { min = 0.9 }", "no metric of the system"),
    ("questions = { min = 9 }", "no metric of the system"), ("index = { min = 9 }", "no metric of the system"),
    ("[right]\nn = { min = 9 }", "no metric of the system"),
    ("[by_language.en]\nquestions = { min = 9 }", "no metric of the system"),
    ("[by_reason.other_year]\nquestions = { min = 1 }", "no metric of the system"),
    ("[risk_coverage]\npoints = { min = 1 }", "no metric of the system"), ("right = { min = 0.8 }", "unknown metric"),
    ("[by_kind.fact.answers]\nall_facts = { min = 82 }", "82 is no share"),
    ("[answers]", "a group, not a metric"),
    ("[answers.all_facts.deeper]\nmin = 1", "no threshold"), ("", "holds no threshold"),
    ("must_pass = []", "holds no threshold"), ("[", "cannot be read as TOML"),
    ("must_pass = ['q999']", "no question 'q999'"), ("must_pass = 'q001'", "no list of question ids"),
    ("must_pass = [1]", "no list of question ids")])
def test_a_threshold_that_would_always_pass_is_an_error(thresholds, small_run, judged, monkeypatch, text, mistake):
    result, summary = judged
    monkeypatch.setattr("eval.gate.judge", lambda record: result)
    monkeypatch.setattr(type(result), "summary", lambda self: summary)
    with pytest.raises(GateError, match=mistake):
        gate(small_run, thresholds(text))


@pytest.mark.parametrize("name", ["shenzhen-2024", "gov-work-report-2024"])
def test_every_shipped_threshold_holds_something(name):
    wanted = tomllib.loads((ROOT / "eval" / "thresholds" / f"{name}.toml").read_text("utf-8"))
    del wanted["must_pass"]
    found = [(keys, mistake(keys, rule, metrics_of(bigram_run())))
             for keys, rule in leaves(wanted, metrics_of(bigram_run()))]
    assert len(found) >= 14
    assert [wrong for _, wrong in found if wrong] == []


def test_figures_of_a_reason_a_curve_and_the_verdict_can_have_thresholds(thresholds, small_run):
    text = ("[right]\nvalue = { min = 1.0 }\n[by_reason.other_year]\nrecall = { min = 0.5 }\n"
            "[risk_coverage]\narea = { max = 0.0 }\n[calibration]\nerror = { max = 0.0 }\n"
            "[refusal_curve]\naverage_precision = { min = 1.0 }\n")
    assert [failure.metric for failure in gate(small_run, thresholds(text))] == [
        "right.value", "by_reason.other_year.recall", "risk_coverage.area", "calibration.error",
        "refusal_curve.average_precision"]


def test_all_mistakes_are_listed_at_once_and_come_before_what_is_missed(thresholds, small_run):
    text = ("must_pass = ['q999', 'q998']\n[answers]\nall_facts = { min = 1.0 }\nall_fact = { min = 1 }\n"
            "fact_recall = { least = 1 }")
    with pytest.raises(GateError) as caught:
        gate(small_run, thresholds(text))
    assert len(str(caught.value).splitlines()) == 1 + 4


def test_must_pass_questions_that_are_wrong_are_named(thresholds):
    names = [question.id for question in asked_questions()]
    path = thresholds(f"must_pass = {json.dumps(names)}")
    assert gate(knowing_run(), path) == []
    [lost] = gate(bigram_run(), path)
    right = metrics_of(bigram_run())["right"]["value"]
    assert len(lost.ids) == round((1 - right) * len(names))
    assert str(lost).startswith(f"must_pass: {lost.ids[0]}, ")


def test_answers_that_differ_from_those_of_the_other_run_are_named(thresholds, small_run, damaged):
    path = thresholds("[citations]\nverbatim = { min = 1.0 }")
    assert gate(small_run, path, damaged) == []
    lines = (damaged / "answers.jsonl").read_text("utf-8").splitlines()
    (damaged / "answers.jsonl").write_text("\n".join([lines[0].replace("。", ".", 1), *lines[1:]]) + "\n", "utf-8")
    [different] = gate(small_run, path, damaged)
    assert different.ids == (shipped_questions()[0].id,)


def test_answers_that_only_one_run_has_differ(thresholds, small_run, tmp_path):
    run_questions(BigramAnswerer(report()), shipped_questions()[20::20], tmp_path)
    [different] = gate(small_run, thresholds("[citations]\nverbatim = { min = 1.0 }"), tmp_path)
    assert different.ids == (shipped_questions()[0].id,)


def test_a_run_is_not_held_against_itself(thresholds, small_run):
    with pytest.raises(GateError, match="is the run itself"):
        gate(small_run, thresholds("[citations]\nverbatim = { min = 1.0 }"), small_run)


def test_a_folder_without_a_record_cannot_be_gated(tmp_path, thresholds, small_run):
    path = thresholds("[answers]\nall_facts = { min = 1 }")
    with pytest.raises(GateError, match="holds no finished run"):
        gate(tmp_path, path)
    with pytest.raises(GateError, match="holds no finished run"):
        gate(small_run, path, tmp_path)


class Stopped(BigramAnswerer):
    """Is interrupted at the first question."""

    def ask(self, question, history=()):
        raise KeyboardInterrupt


def test_a_finished_run_whose_folder_holds_a_new_interrupted_one_is_refused(thresholds, small_run, damaged):
    path = thresholds("[citations]\nverbatim = { min = 1.0 }")
    assert gate(damaged, path) == []
    with pytest.raises(KeyboardInterrupt):
        run_questions(Stopped(report()), shipped_questions()[::20], damaged)
    for run, twin in ((damaged, None), (small_run, damaged)):
        with pytest.raises(GateError, match=f"holds an interrupted run; repeat its .* delete .*{UNFINISHED}"):
            gate(run, path, twin)


def test_answers_that_were_replaced_are_judged_not_the_results_of_those_before(thresholds, damaged):
    path = thresholds("must_pass = ['q001']\n[citations]\nverbatim = { min = 1.0 }")
    assert gate(damaged, path) == []
    rows = [json.loads(line) for line in (damaged / "answers.jsonl").read_text("utf-8").splitlines()]
    for row in rows:
        row["response"]["citations"][0]["quote"] += "!"
    (damaged / "answers.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    assert [str(failure) for failure in gate(damaged, path)] == [
        "citations.verbatim = 0.000, min 1.0", "must_pass: q001"]


def test_a_record_that_is_not_whole_is_refused_whatever_its_results_say(thresholds, damaged):
    lines = (damaged / "answers.jsonl").read_text("utf-8").splitlines()
    (damaged / "answers.jsonl").write_text("\n".join(lines[:-1]) + "\n", "utf-8")
    with pytest.raises(GateError, match=r"answers.jsonl is damaged .nothing about \w+.*repeat `baipishu eval run`"):
        gate(damaged, thresholds("[citations]\nverbatim = { min = 1.0 }"))


def test_files_that_follow_from_the_record_are_not_read(thresholds, damaged):
    for name in ("metrics.json", "per_question.csv"):
        (damaged / name).write_text("{}", "utf-8")
    assert gate(damaged, thresholds("[citations]\nverbatim = { min = 1.0 }")) == []


def test_a_metric_with_nothing_to_judge_misses_its_threshold(thresholds, small_run):
    for rule in ("min = 0.1", "max = 0.9"):
        [failure] = gate(small_run, thresholds(f"[refusal]\nprecision = {{ {rule} }}"))
        assert failure.value is None
        assert str(failure).startswith("refusal.precision = nothing to judge, ")


def test_a_figure_that_is_not_a_number_misses_any_bound():
    assert missed(float("nan"), "min", 0.1) and missed(float("nan"), "max", 0.9)
