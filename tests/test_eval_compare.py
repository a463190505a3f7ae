"""Two runs side by side."""
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from eval_fakes import BigramAnswerer, answerable, make_citation, make_passage, make_record, make_response
from eval_samples import asked_questions, bigram_run, knowing_run, report
from ir_measures import Qrel

from eval.comparing.changes import Change, Unsupported
from eval.comparing.compare import compare
from eval.comparing.pairing import CompareError
from eval.comparing.table import comparison_text, with_cause
from eval.definitions import METRICS, RIGHT
from eval.judge import judge
from eval.record import UNFINISHED, CorpusPassage, read_record, write_record
from eval.running.run import run_questions

pytestmark = pytest.mark.early
compared = cache(compare)  # of two runs that no test changes

QUOTE = "保有量达126.9万辆。"
RIGHT_ANSWER = make_response(answer=f"{QUOTE}[1]", citations=[make_citation(QUOTE)])


@pytest.fixture
def write_run(tmp_path):
    """Write the record of (question, response) pairs, in which p1 holds the quotation, into a folder of that name."""
    def write(name, *pairs):
        passage = CorpusPassage("p1", "report", 0, len(QUOTE), "第一部分", QUOTE)
        write_record(make_record([q for q, _ in pairs], [r for _, r in pairs], passages=[passage]), tmp_path / name)
        return tmp_path / name
    return write


def test_a_run_compared_with_itself_has_no_difference():
    found = compared(bigram_run(), bigram_run())
    assert (found.regressed, found.fixed, len(found.same)) == ((), (), len(asked_questions()))
    assert all((d.low, d.high, d.p) == (0.0, 0.0, 1.0) for d in found.differences if d.p is not None)


def test_a_worse_run_shows_its_regressions_and_an_interval_below_zero():
    found = compared(knowing_run(), bigram_run())
    difference = {d.metric: d for d in found.differences}["answers.all_facts"]
    assert difference.high < 0
    assert difference.p < 0.001
    assert len(found.regressed) + len(found.same) == len(asked_questions())
    assert set(compared(bigram_run(), knowing_run()).fixed) == set(found.regressed)
    assert f"退步（{len(found.regressed)}）" in comparison_text(found)


def test_the_other_way_round_every_difference_changes_its_sign():
    one, other = compared(knowing_run(), bigram_run()), compared(bigram_run(), knowing_run())
    for a, b in zip(one.differences, other.differences, strict=True):
        assert (a.a, a.b, a.p) == (b.b, b.a, b.p)
        assert a.low is None or (a.low, a.high) == pytest.approx((-b.high, -b.low))


def test_every_metric_that_both_runs_have_is_compared_with_interval_and_p_counts_and_times_too():
    found = compared(knowing_run(), bigram_run()).differences
    assert [d.metric for d in found] == [metric.key for metric in (*METRICS, RIGHT)]
    for difference in found:
        tested = None not in (difference.a, difference.b)
        assert [value is not None for value in (difference.low, difference.high, difference.p)] == [tested] * 3
    by_metric = {difference.metric: difference for difference in found}
    for metric in ("figures.checked", "answers.median_chars"):
        assert by_metric[metric].low <= by_metric[metric].b - by_metric[metric].a <= by_metric[metric].high
    assert by_metric["figures.unsupported"].p == 1.0  # both quote only


def test_what_is_compared_is_what_each_run_says_of_itself():
    was, now = (judge(read_record(folder)).estimates for folder in (bigram_run(), knowing_run()))
    for difference in compared(bigram_run(), knowing_run()).differences:
        assert (difference.a, difference.b) == (was[difference.metric].value, now[difference.metric].value)


def test_questions_of_one_section_leave_nothing_to_resample(write_run):
    a, b = (write_run(name, *((answerable(f"q{n}"), response) for n in range(40)))
            for name, response in (("a", make_response("refused")), ("b", RIGHT_ANSWER)))
    found = {difference.metric: difference for difference in compare(a, b).differences}["answers.all_facts"]
    assert (found.a, found.b, found.low, found.high, found.p) == (0.0, 1.0, None, None, None)


def test_results_left_over_from_an_earlier_run_are_not_compared(tmp_path):
    run = Path(shutil.copytree(bigram_run(), tmp_path / "run"))
    for name in ("metrics.json", "per_question.csv"):
        (run / name).write_text("of another run", "utf-8")
    shutil.copy(knowing_run() / "answers.jsonl", run)
    assert compare(bigram_run(), run).fixed == compared(bigram_run(), knowing_run()).fixed != ()


def test_questions_of_one_run_only_are_listed_not_compared(tmp_path):
    run_questions(BigramAnswerer(report()), asked_questions()[:5], tmp_path)
    found = compare(bigram_run(), tmp_path)
    assert len(found.same) == 5
    assert (len(found.runs.only_a), found.runs.only_b) == (len(asked_questions()) - 5, ())


def test_folders_that_are_no_runs_or_share_no_question_cannot_be_compared(tmp_path):
    run_questions(BigramAnswerer(report()), [answerable("other")], tmp_path)
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(CompareError):
            compare(bigram_run(), folder)


def test_an_interrupted_run_cannot_be_compared(write_run):
    run = write_run("a", (answerable(), RIGHT_ANSWER))
    (run / UNFINISHED).write_text("{}\n", "utf-8")
    with pytest.raises(CompareError, match="holds an interrupted run"):
        compare(run, bigram_run())


@pytest.mark.parametrize("changed", [{"question": "产量是多少？"}, {"history": ("2023年呢？",)}])
def test_one_id_that_asks_two_things_is_an_error_that_names_it(write_run, changed):
    ids = [f"q{n}" for n in range(12)]
    a = write_run("a", *((answerable(name), RIGHT_ANSWER) for name in (*ids, "same")))
    b = write_run("b", *((answerable(name, **(changed if name in ids else {})), RIGHT_ANSWER)
                         for name in (*ids, "same")))
    with pytest.raises(CompareError, match=r"q0, q1, .*, q9 and 2 more ask one thing in .*a and another in .*b; give"):
        compare(a, b)


@pytest.mark.parametrize("changed", [{"answers": (("127万辆",),)}, {"forbid": ("126.9",)}, {"evidence": ("另一句",)}])
def test_a_question_that_is_judged_otherwise_now_is_judged_so_in_both_runs_and_named(write_run, changed):
    a = write_run("a", (answerable("q1"), RIGHT_ANSWER), (answerable("q2"), RIGHT_ANSWER))
    b = write_run("b", (answerable("q1", **changed), RIGHT_ANSWER), (answerable("q2"), RIGHT_ANSWER))
    found = compare(a, b)
    assert found.runs.rejudged == ("q1",)
    assert found.same == ("q1", "q2")  # one answer, one verdict
    assert all(difference.a == difference.b for difference in found.differences)
    assert "评判依据改过的题（1）：q1；两次都按现在的问题集评判" in comparison_text(found)


def test_relevant_documents_that_a_dataset_judges_otherwise_now_hold_for_both_runs(tmp_path):
    found = {**RIGHT_ANSWER, "passages": [{**make_passage("p1", "x"), "doc_id": "d1"}]}
    record = make_record([answerable("q1"), answerable("q2")], [found, found])
    for name, relevant in (("a", "d1"), ("b", "d2")):
        write_record(replace(record, judgements=(Qrel("q1", relevant, 1), Qrel("q2", "d1", 1))), tmp_path / name)
    comparison = compare(tmp_path / "a", tmp_path / "b")
    assert comparison.runs.rejudged == ("q1",)
    recall = {d.metric: d for d in comparison.differences}["retrieval.recall@1"]
    assert (recall.a, recall.b) == (1 / 2, 1 / 2)


def test_runs_in_another_order_are_paired_by_id(write_run):
    pairs = [(answerable("q1"), RIGHT_ANSWER), (answerable("q2"), make_response("refused"))]
    found = compare(write_run("a", *pairs), write_run("b", *reversed(pairs)))
    assert (found.regressed, found.fixed, found.same) == ((), (), ("q2", "q1"))


def test_changed_questions_are_listed_with_their_causes(write_run):
    refused = make_response("refused")
    pairs = {"a": (RIGHT_ANSWER, refused), "b": (refused, RIGHT_ANSWER)}
    text = comparison_text(compare(*(write_run(name, (answerable("q1"), one), (answerable("q2"), two))
                                     for name, (one, two) in pairs.items())))
    assert "退步（1）：q1（误拒）\n改好（1）：q2（原先误拒）\n" in text


def test_a_cause_without_a_name_is_called_what_it_is():
    change = Change("q1", True, False, None, "unheard_of", Unsupported())
    assert with_cause(change, change.now) == "q1（unheard_of）"


def test_what_an_answer_says_without_support_now_is_named_though_its_verdict_stays(write_run):
    worse = {**RIGHT_ANSWER, "answer": f"{QUOTE}[1]增长30%。[1]"}
    exchanged = {**RIGHT_ANSWER, "citations": [make_citation("改过的引文。")]}
    questions = [answerable(f"q{n}") for n in range(4)]
    a = write_run("a", *zip(questions, (RIGHT_ANSWER, worse, RIGHT_ANSWER, worse), strict=True))
    b = write_run("b", *zip(questions, (worse, worse, exchanged, RIGHT_ANSWER), strict=True))
    found = compare(a, b)
    assert found.unsupported == ("q0", "q2")  # q1 said so before, q3 says it no more
    assert found.changes[0].unsupported == Unsupported(("30%",), ("增长30%。",))
    assert found.changes[2].unsupported.quotations == ("改过的引文。",)
    lines = comparison_text(found).splitlines()
    assert "新出现无依据的内容（2）：" in lines
    assert "- q0：无依据的数字 30%；无依据的句子 增长30%。" in lines


def test_conditions_that_differ_between_the_runs_are_told(tmp_path):
    record = make_record([answerable()], [RIGHT_ANSWER])
    changes = {"index": "b2", "encoder": "other", "code_sha256": "1" * 64, "questions_sha256": "2" * 64,
               "settings": {"encoder": "other"}}
    write_record(record, tmp_path / "a")
    write_record(replace(record, manifest={**record.manifest, **changes}), tmp_path / "b")
    assert comparison_text(compare(tmp_path / "a", tmp_path / "b")).split("\n\n")[1].splitlines() == [
        "问题集 sha256 不同：000000000000 → 222222222222", "索引不同：b1 → b2", "编码器不同：fake → other",
        "代码 sha256 不同：000000000000 → 111111111111", "设置不同：– → encoder=other"]
    same = comparison_text(compare(tmp_path / "a", tmp_path / "a"))
    assert same.split("\n\n")[1] == "两次运行的条件相同：问题集、索引、编码器、代码、设置"
