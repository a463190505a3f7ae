"""Thresholds: what is missed, and every way in which a threshold could pass because nothing is held against it."""
import json
import shutil
from pathlib import Path

import pytest
from eval_samples import bigram_run, knowing_run, shipped_questions

from eval.gate import GateError, gate


@pytest.fixture
def thresholds(tmp_path):
    def write(text):
        path = tmp_path / "thresholds.toml"
        path.write_text(text, "utf-8")
        return path
    return write


def metrics_of(folder):
    return json.loads((folder / "metrics.json").read_text("utf-8"))


def test_a_gate_names_each_missed_threshold_with_its_value(thresholds):
    path = thresholds('[answers]\nall_facts = { min = 1.0 }\nmean_sentences = { max = 0.5 }\n'
                      '[by_language.en.refusal]\nfalse_refusal = { max = 0.0 }\n')
    sentences = metrics_of(knowing_run())["answers"]["mean_sentences"]
    assert [str(failure) for failure in gate(knowing_run(), path)] == [
        f"answers.mean_sentences = {sentences}, max 0.5"]
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
    ("[refusal]\nfalse_refusal = { max = 8 }", "8 is no share"),
    ("[answers]\nall_facts = { min = -1 }", "-1 is no share"),
    ("[by_kind.fact.answers]\nall_facts = { min = 82 }", "82 is no share"),
    ("[answers]", "a group, not a metric"),
    ("[answers.all_facts.deeper]\nmin = 1", "no threshold"), ("", "holds no threshold"),
    ("must_pass = []", "holds no threshold"), ("[", "cannot be read as TOML"),
    ("must_pass = ['q999']", "no question 'q999'"), ("must_pass = 'q001'", "no list of question ids"),
    ("must_pass = [1]", "no list of question ids")])
def test_a_threshold_that_would_always_pass_is_an_error(thresholds, text, mistake):
    with pytest.raises(GateError, match=mistake):
        gate(bigram_run(), thresholds(text))


def test_all_mistakes_are_listed_at_once_and_come_before_what_is_missed(thresholds):
    text = ("must_pass = ['q999', 'q998']\n[answers]\nall_facts = { min = 1.0 }\nall_fact = { min = 1 }\n"
            "fact_recall = { least = 1 }")
    with pytest.raises(GateError) as caught:
        gate(bigram_run(), thresholds(text))
    assert len(str(caught.value).splitlines()) == 1 + 4


def test_must_pass_questions_that_are_wrong_are_named(thresholds):
    names = [question.id for question in shipped_questions()]
    path = thresholds(f"must_pass = {json.dumps(names)}")
    assert gate(knowing_run(), path) == []
    [lost] = gate(bigram_run(), path)
    right = metrics_of(bigram_run())["right"]["value"]
    assert len(lost.ids) == round((1 - right) * len(names))
    assert str(lost).startswith(f"must_pass: {lost.ids[0]}, ")


def test_answers_that_differ_from_those_of_the_other_run_are_named(thresholds, tmp_path):
    path = thresholds("[citations]\nverbatim = { min = 1.0 }")
    twin = Path(shutil.copytree(bigram_run(), tmp_path / "twin"))
    assert gate(bigram_run(), path, twin) == []
    lines = (twin / "answers.jsonl").read_text("utf-8").splitlines()
    (twin / "answers.jsonl").write_text("\n".join([lines[0].replace("。", ".", 1), *lines[1:-1]]) + "\n", "utf-8")
    [different] = gate(bigram_run(), path, twin)
    assert different.ids == (shipped_questions()[0].id, shipped_questions()[-1].id)


def test_a_run_is_not_held_against_itself(thresholds):
    with pytest.raises(GateError, match="is the run itself"):
        gate(bigram_run(), thresholds("[citations]\nverbatim = { min = 1.0 }"), bigram_run())


def test_a_folder_without_results_cannot_be_gated(tmp_path, thresholds):
    path = thresholds("[answers]\nall_facts = { min = 1 }")
    with pytest.raises(GateError, match="not the folder of a run"):
        gate(tmp_path, path)
    with pytest.raises(GateError, match="not the folder of a run"):
        gate(bigram_run(), path, tmp_path)


def test_a_metric_with_nothing_to_judge_misses_its_threshold(thresholds):
    for rule in ("min = 0.0", "max = 1.0"):
        [failure] = gate(bigram_run(), thresholds(f"[refusal]\nprecision = {{ {rule} }}"))
        assert failure.value is None
        assert str(failure).startswith("refusal.precision = nothing to judge, ")


def test_a_figure_that_is_not_a_number_misses_its_threshold(thresholds, tmp_path):
    run = Path(shutil.copytree(bigram_run(), tmp_path / "run"))
    found = metrics_of(run)
    found["answers"]["all_facts"] = float("nan")
    (run / "metrics.json").write_text(json.dumps(found), "utf-8")
    [failure] = gate(run, thresholds("[answers]\nall_facts = { min = 0.0 }"))
    assert failure.value is None
