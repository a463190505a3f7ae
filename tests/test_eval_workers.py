"""Several processes give the answers of one, byte for byte: the real index, the real encoders, real processes."""
import pytest

from eval.running.run import run_questions
from eval.running.workers import in_processes
from eval.sets.questions import load_questions
from opening import saved_for_workers
from settings import ROOT


@pytest.fixture(scope="module")
def some_questions():
    """One question in thirty: every language and kind of answer."""
    return load_questions(ROOT / "eval/questions/shenzhen-2024.jsonl")[::30]


@pytest.mark.long
def test_two_workers_write_the_same_bytes_as_one(answerer, some_questions, tmp_path):
    run_questions(answerer, some_questions, tmp_path / "one")
    with saved_for_workers(answerer.index) as open_answerer, in_processes(2, open_answerer) as ask_all:
        result = run_questions(answerer, some_questions, tmp_path / "two", ask_all=ask_all)
    for name in ("answers.jsonl", "questions.jsonl", "corpus.jsonl", "run.trec", "qrels.trec", "qrels.evidence.trec"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
    assert all(timing.wall > 0 and timing.cpu > 0 for timing in result.record.timings)


def fail():
    raise FileNotFoundError("no index here")


def test_a_worker_that_cannot_open_its_index_stops_the_run(answerer, some_questions, tmp_path):
    with in_processes(2, fail) as ask_all, pytest.raises(ChildProcessError, match="repeat the command"):
        run_questions(answerer, some_questions, tmp_path, ask_all=ask_all)
