"""A run is a record: what is written is read back, judged again to the same bytes, and taken up where it stopped."""
import json
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from eval_fakes import BigramAnswerer, answerable, make_record, make_response, unanswerable
from eval_samples import first_questions, report, shipped_questions, short_run
from ir_measures import Qrel

from eval.record import UNFINISHED, CorpusPassage, RecordError, Timing, read_finished, read_record, write_record
from eval.running.journal import count_kept, make_folder, read_kept
from eval.running.run import record_questions, run_questions, write_judged
from eval.sets.questions import Question

DERIVED = ("metrics.json", "per_question.csv", "run.trec", "qrels.trec", "qrels.evidence.trec", "junit.xml",
           "report.html")
RECORD = ("manifest.json", "questions.jsonl", "corpus.jsonl", "answers.jsonl", "timings.csv")
STEADY = ("questions.jsonl", "corpus.jsonl", "answers.jsonl", "run.trec", "qrels.trec", "qrels.evidence.trec")


@pytest.fixture
def run_folder(tmp_path):
    """A run that a test may damage."""
    return Path(shutil.copytree(short_run(), tmp_path / short_run().name))


def files(folder, names):
    return {name: (folder / name).read_bytes() for name in names}


def test_what_is_written_is_read_back(tmp_path):
    question = answerable("q1", history=("前一问\n第二行",), references=("甲",), question='引号"与\u2028换行')
    passages = (CorpusPassage("p1", "report", 5, 9, "甲 · 乙", "文\u0085字\n。"),)
    timings = (Timing(1.234, 0.5, 0.1, 0.2, 0.3), Timing(5.0, 1e-3, cached=True))
    record = make_record([question, unanswerable("u,1")], [make_response(answer="甲\r\n乙"), make_response("refused")],
                         passages=passages, timings=timings)
    for written in (record, replace(record, judgements=(Qrel("q1", "report", 2), Qrel("q1", "other", 0)))):
        write_record(written, tmp_path)
        assert read_record(tmp_path) == written


def test_every_field_of_a_question_is_kept(tmp_path):
    fields = {name: {"answerable": True, "answers": (("a", "b"), ("c",)), "reason": "other_year"}.get(
        name, (name,) if name in ("evidence", "section", "history", "forbid", "missing", "references") else name)
        for name in Question.__slots__}
    write_record(make_record([Question(**fields)], [make_response()]), tmp_path)
    assert read_record(tmp_path).questions == (Question(**fields),)


def test_a_real_run_is_read_back_and_written_again_to_the_same_bytes(tmp_path):
    write_record(read_record(short_run()), tmp_path)
    assert files(tmp_path, RECORD) == files(short_run(), RECORD)


def test_judging_a_record_again_gives_the_same_bytes_in_every_file(run_folder):
    before = files(run_folder, (*RECORD, *DERIVED))
    for name in DERIVED:
        (run_folder / name).unlink()
    write_judged(run_folder)
    assert files(run_folder, before) == before


def test_two_runs_of_one_answerer_write_the_same_bytes_but_for_times(tmp_path):
    run_questions(BigramAnswerer(report()), first_questions(), tmp_path)
    assert files(tmp_path, STEADY) == files(short_run(), STEADY)
    one, other = (json.loads((folder / "metrics.json").read_text("utf-8")) for folder in (tmp_path, short_run()))
    assert without_times(one) == without_times(other)


def without_times(node):
    if not isinstance(node, dict):
        return node
    return {name: without_times(value) for name, value in node.items() if not name.startswith("latency_ms")}


@pytest.mark.parametrize("name", RECORD)
def test_an_absent_file_is_named(run_folder, name):
    (run_folder / name).unlink()
    with pytest.raises(RecordError, match=rf"holds no finished run: {name} cannot be read"):
        read_record(run_folder)


@pytest.mark.parametrize(("name", "content"), [
    ("manifest.json", "{"), ("manifest.json", "[]"), ("manifest.json", '{"format": 99}'),
    ("manifest.json", '{"format": 1}'),
    ("questions.jsonl", '{"id": "q1"}'), ("questions.jsonl", '{"id": "q1", "colour": 1}'), ("questions.jsonl", "[1]"),
    ("answers.jsonl", ""), ("answers.jsonl", '{"id": "q001"'), ("answers.jsonl", "[]"),
    ("answers.jsonl", '{"id": "q001"}'),
    ("timings.csv", "id,wall\nq001,1"), ("timings.csv", ""), ("corpus.jsonl", "{}"), ("corpus.jsonl", "\udcff")])
def test_a_damaged_file_is_named(run_folder, name, content):
    (run_folder / name).write_bytes(content.encode(errors="surrogateescape"))
    with pytest.raises(RecordError, match=rf"{name} is damaged"):
        read_record(run_folder)


@pytest.mark.parametrize(("name", "line", "content", "says"), [
    ("answers.jsonl", 3, b'{"id": "q003", "response": {', "Expecting property name"),
    ("answers.jsonl", 2, b'{"id": "q002"}', "no 'response'"),
    ("questions.jsonl", 4, b"\xff", "can't decode byte 0xff"),
    ("corpus.jsonl", 1, b"[1, 2]", r"no JSON object but \[1, 2\]"),
    ("timings.csv", 5, b"q004,fast,1,0,0,0,0", "'fast'")])
def test_a_damaged_line_is_named_by_its_number(run_folder, name, line, content, says):
    lines = (run_folder / name).read_bytes().split(b"\n")
    lines[line - 1] = content
    (run_folder / name).write_bytes(b"\n".join(lines))
    with pytest.raises(RecordError, match=rf"{name} is damaged \(line {line}: .*{says}.*\); repeat `baipishu eval"):
        read_record(run_folder)


def test_answers_to_no_question_or_to_one_twice_are_of_another_run(run_folder):
    whole = (run_folder / "answers.jsonl").read_text("utf-8")
    for more, says in ((whole.partition("\n")[0], "more than one line about q001"),
                       ('{"id": "x9", "response": ' + json.dumps(make_response()) + "}", "no question x9")):
        (run_folder / "answers.jsonl").write_text(f"{whole}{more}\n", "utf-8")
        with pytest.raises(RecordError, match=says):
            read_record(run_folder)


def test_answers_without_what_is_judged_are_damaged(tmp_path):
    record = make_record([answerable("q1")], [{"status": "answered", "answer": "甲"}])
    write_record(record, tmp_path)
    with pytest.raises(RecordError, match="a response without citations, passages, figures"):
        read_record(tmp_path)


def test_missing_answers_are_named(run_folder):
    lines = (run_folder / "answers.jsonl").read_text("utf-8").splitlines()
    (run_folder / "answers.jsonl").write_text("\n".join(lines[2:]), "utf-8")
    with pytest.raises(RecordError, match="nothing about q001, q002"):
        read_record(run_folder)


def test_judgements_of_an_earlier_run_in_the_folder_are_forgotten(tmp_path):
    record = make_record([answerable("q1")], [make_response()])
    write_record(replace(record, judgements=(Qrel("q1", "report", 1),)), tmp_path)
    write_record(record, tmp_path)
    assert read_record(tmp_path).judgements is None


class Interrupted(BigramAnswerer):
    """Is interrupted at the question `stop`; counts what it is asked."""

    def __init__(self, document, stop=None):
        super().__init__(document)
        self.stop, self.asked = stop, []

    def ask(self, question, history=()):
        if len(self.asked) == self.stop:
            raise KeyboardInterrupt
        self.asked.append(question)
        return super().ask(question, history)


def test_an_interrupted_run_goes_on_without_asking_twice(tmp_path):
    questions = shipped_questions()[:9]
    first, second = Interrupted(report(), stop=4), Interrupted(report())
    with pytest.raises(KeyboardInterrupt):
        run_questions(first, questions, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [UNFINISHED]
    seen = []
    run_questions(second, questions, tmp_path, lambda done, total: seen.append((done, total)))
    assert first.asked + second.asked == [question.question for question in questions]
    assert seen == [(done, 9) for done in range(4, 10)]
    assert not (tmp_path / UNFINISHED).exists()
    assert read_record(tmp_path).manifest["resumed_answers"] == 4
    whole = run_questions(BigramAnswerer(report()), questions, tmp_path / "whole")
    assert whole.responses == read_record(tmp_path).responses
    assert files(tmp_path / "whole", STEADY) == files(tmp_path, STEADY)


def test_a_line_cut_off_by_the_interruption_is_asked_again(tmp_path):
    questions = shipped_questions()[:5]
    with pytest.raises(KeyboardInterrupt):
        record_questions(Interrupted(report(), stop=3), questions, tmp_path)
    journal = (tmp_path / UNFINISHED).read_bytes()
    (tmp_path / UNFINISHED).write_bytes(journal[:-25])
    second = Interrupted(report())
    record_questions(second, questions, tmp_path)
    assert second.asked == [question.question for question in questions[2:]]


def test_an_interrupted_run_of_another_set_is_refused_and_loses_nothing(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        run_questions(Interrupted(report(), stop=3), shipped_questions()[:5], tmp_path)
    before = (tmp_path / UNFINISHED).read_bytes()
    with pytest.raises(RecordError, match="interrupted run of another set, index or version"):
        run_questions(Interrupted(report()), shipped_questions()[:6], tmp_path)
    assert (tmp_path / UNFINISHED).read_bytes() == before


def test_a_damaged_line_within_an_interrupted_run_is_named(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        run_questions(Interrupted(report(), stop=3), shipped_questions()[:5], tmp_path)
    head, one, *rest = (tmp_path / UNFINISHED).read_text("utf-8").split("\n")
    (tmp_path / UNFINISHED).write_text("\n".join([head, one[:40], *rest]), "utf-8")
    about = json.loads(head)
    del about["started"]
    assert about.pop("questions") == 5
    with pytest.raises(RecordError, match=r"is damaged \(line 2: .*delete the line"):
        read_kept(tmp_path, about)


def test_an_interrupted_run_leaves_the_finished_one_in_the_folder_as_it_was(run_folder):
    before = files(run_folder, (*RECORD, *DERIVED))
    with pytest.raises(KeyboardInterrupt):
        run_questions(Interrupted(report(), stop=3), shipped_questions()[:5], run_folder)
    assert files(run_folder, before) == before


def test_a_finished_record_with_a_new_interrupted_run_in_its_folder_is_not_finished(run_folder):
    assert read_finished(run_folder) == read_record(run_folder)
    with pytest.raises(KeyboardInterrupt):
        run_questions(Interrupted(report(), stop=3), shipped_questions()[:5], run_folder)
    with pytest.raises(RecordError, match="holds an interrupted run; repeat its `baipishu eval run`"):
        read_finished(run_folder)


def test_a_run_that_was_interrupted_while_it_was_judged_is_not_finished_and_asks_nothing_again(tmp_path, monkeypatch):
    def interrupted(record):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("eval.running.run.judge", interrupted)
        run_questions(BigramAnswerer(report()), shipped_questions()[:5], tmp_path)
    assert count_kept(tmp_path) == 5
    second = Interrupted(report())
    run_questions(second, shipped_questions()[:5], tmp_path)
    assert second.asked == []
    assert count_kept(tmp_path) == 0


class Slow(Interrupted):
    """Lets 10 seconds pass on the test's clock with every question."""

    def __init__(self, document, clock, stop=None):
        super().__init__(document, stop)
        self.clock = clock

    def ask(self, question, history=()):
        answer = super().ask(question, history)
        self.clock.now += 10
        return answer


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still unless a test moves `now`."""
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr("eval.running.journal.time", SimpleNamespace(perf_counter=lambda: clock.now))
    return clock


def test_a_run_killed_twice_knows_its_first_start_and_all_its_seconds(tmp_path, clock):
    starts = []
    for stop in (2, 0, 3):
        with pytest.raises(KeyboardInterrupt):
            record_questions(Slow(report(), clock, stop), shipped_questions()[:7], tmp_path)
        clock.now += 1000  # between interruption and repetition
        began = json.loads((tmp_path / UNFINISHED).read_text("utf-8").partition("\n")[0])["started"]
        starts.append(began)
    record_questions(Slow(report(), clock), shipped_questions()[:7], tmp_path)
    record = read_record(tmp_path)
    assert record.manifest["wall_s"] == 20 + 0 + 30 + 20
    assert record.manifest["cpu_s"] == pytest.approx(sum(timing.cpu for timing in record.timings) / 1000, abs=0.01)
    assert len(set(starts)) == 1
    assert record.manifest["started"][:19] == starts[0][:19]
    assert record.manifest["resumed_answers"] == 5


def test_a_place_that_cannot_be_the_folder_of_a_run_is_refused_with_the_cure(tmp_path):
    make_folder(tmp_path / "new" / "run")
    assert list((tmp_path / "new" / "run").iterdir()) == []
    (tmp_path / "file").write_text("x")
    for place, why in ((tmp_path / "file", "a file of that name is there"),
                       (tmp_path / "file" / "x", "Not a directory"), (tmp_path / ("x" * 300), "File name too long")):
        with pytest.raises(RecordError, match=f"{place} cannot be the folder of a run: {why}; name another with --out"):
            make_folder(place)


def test_a_question_asked_twice_is_marked_cached(tmp_path):
    questions = [answerable("q1"), answerable("q2"), answerable("q3", history=("前一问",))]
    result = run_questions(BigramAnswerer(report()), questions, tmp_path)
    assert [timing.cached for timing in read_record(tmp_path).timings] == [False, True, False]
    assert result.estimates["latency_ms.p50"].n == 2
