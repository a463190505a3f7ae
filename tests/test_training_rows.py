"""Training: rows are checked as they are read, weights survive packing."""

from pathlib import Path

import numpy as np
import pytest

from training import rows
from training.rows import (
    BadRow,
    QuestionRow,
    held_out,
    read_documents,
    read_edits,
    read_followups,
    read_questions,
)
from training.weights import has_weights, load_weights, save_weights

HEADER = "doc\tlang\tstyle\tlabel\tsentences\tquestion\tanswer\n"
DOCUMENT = (
    '{"doc": "d", "title": "报告", "year": 2023, "sentences": [["一", "公园达9个。"], ["一", "步道长31公里。"]]}\n'
)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A folder of rows in place of the shipped ones; write a question line, then read."""
    monkeypatch.setattr(rows, "DATA", tmp_path)
    readers = (read_documents, read_questions, read_followups, read_edits)
    for reader in readers:
        reader.cache_clear()
    (tmp_path / "documents.jsonl").write_text(DOCUMENT, "utf-8")

    def write(line: str) -> tuple[QuestionRow, ...]:
        (tmp_path / "questions.tsv").write_text(f"{HEADER}{line}\n", "utf-8")
        read_questions.cache_clear()
        return read_questions()

    yield write
    for reader in readers:
        reader.cache_clear()


def test_a_row_is_read_with_its_sentences_and_the_pieces_of_its_answer(data):
    (row,) = data("d\ts\tf\tY\t0,1\t公园和步道各有多少？\t9个 | 31公里")
    assert (row.sentences, row.answer, row.answerable) == ((0, 1), ("9个", "31公里"), True)


def test_a_near_miss_has_no_answer(data):
    (row,) = data("d\ts\tf\tN-year\t0\t2016年有几个公园？\t")
    assert (row.answer, row.answerable) == ((), False)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("d\ts\tf\tMAYBE\t0\t问？\t", "questions.tsv:2: label 'MAYBE'"),
        ("other\ts\tf\tY\t0\t问？\t", "of document 'other'"),
        ("d\ts\tf\tY\t2\t问？\t", "d has no sentence 2"),
        ("d\ts\tf\tY\t0\t问？\t31公里", "not in the sentences"),
        ("d\ts\tf\tY\t0\t问？", "6 fields, not 7"),
    ],
)
def test_a_row_that_is_not_as_described_is_named_with_its_line(data, line: str, fault: str):
    with pytest.raises(BadRow, match=fault):
        data(line)


def edits(tmp_path: Path, line: str):
    (tmp_path / "edits.tsv").write_text(f"doc\tlang\tquestion\tsentence\told\tnew\tlabel\n{line}\n", "utf-8")
    return read_edits()


def test_an_edit_turns_round_whether_a_sentence_answers(data, tmp_path: Path):
    data("d\ts\tf\tN-kind\t0\t儿童公园有几个？\t-")
    (edit,) = edits(tmp_path, "d\ts\t儿童公园有几个？\t0\t公园\t儿童公园\tY")
    assert (edit.edited, edit.answers) == ("儿童公园达9个。", True)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("d\ts\t步道有几条？\t0\t公园\t步道\tY", "no such question"),
        ("d\ts\t儿童公园有几个？\t1\t步道\t公园\tY", "no such question on sentence 1"),
        ("d\ts\t儿童公园有几个？\t0\t广场\t公园\tY", "not in sentence 0"),
        ("d\ts\t儿童公园有几个？\t0\t公园\t公园\tY", "does not change"),
        ("d\ts\t儿童公园有几个？\t0\t公园\t儿童公园\tN-kind", "as the sentence is without the change"),
    ],
)
def test_an_edit_that_is_not_as_described_is_named(data, tmp_path: Path, line: str, fault: str):
    data("d\ts\tf\tN-kind\t0\t儿童公园有几个？\t-")
    with pytest.raises(BadRow, match=f"edits.tsv:2: .*{fault}"):
        edits(tmp_path, line)


def test_the_shipped_rows_are_as_described_and_a_tenth_is_held_out():
    documents = read_documents()
    assert len(read_questions()) > 20_000 and len(read_followups()) > 3_000 and len(read_edits()) > 2_000
    assert 0.05 < len(held_out()) / len(documents) < 0.2
    assert all(row.answer for row in read_questions() if row.answerable and row.answer != ())


def test_packed_weights_are_nearly_what_they_were_and_replace_those_before(tmp_path: Path):
    state = {"matrix": np.random.default_rng(1).standard_normal((64, 64)).astype(np.float32), "vector": np.arange(3.0)}
    save_weights(tmp_path, "base", {"old": np.ones(2)})
    save_weights(tmp_path, "base", state)
    again = load_weights(tmp_path, "base")
    assert set(again) == {"matrix", "vector"} and has_weights(tmp_path, "base")
    assert np.corrcoef(again["matrix"].ravel(), state["matrix"].ravel())[0, 1] > 0.9998
    assert again["vector"].tolist() == [0, 1, 2]


def test_missing_weights_name_the_step_that_writes_them(tmp_path: Path):
    with pytest.raises(FileNotFoundError, match=r"no reader\.0\.npz; run the step that writes it"):
        load_weights(tmp_path, "reader")
