"""Training: rows are checked as they are read, answers become pieces, near misses are made, weights survive packing."""

import random
from pathlib import Path

import numpy as np
import pytest
import torch

from index.encoders import MODELS
from index.pieces import Pieces
from training import rows
from training.base import spread
from training.examples import Examples
from training.pairs import Example, batches, build, collate, epoch
from training.prepare import other_time_or_place, span_pieces
from training.reader import list_loss
from training.rows import (
    BadRow,
    QuestionRow,
    TrainingDocument,
    held_out,
    read_documents,
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
    readers = (read_documents, read_questions, read_followups)
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


def test_the_shipped_rows_are_as_described_and_a_tenth_is_held_out():
    documents = read_documents()
    assert len(read_questions()) > 20_000 and len(read_followups()) > 3_000
    assert 0.05 < len(held_out()) / len(documents) < 0.2
    assert all(row.answer for row in read_questions() if row.answerable and row.answer != ())


def test_the_words_of_an_answer_become_the_pieces_that_hold_them():
    pieces, sentence = Pieces(MODELS / "tokenizer.json"), "厦门公园总数达180个，绿地4000公顷。"
    offsets = pieces.encode(sentence).offsets
    found = span_pieces(pieces, sentence, ("180个", "没有的话", "4000公顷"))
    held = ["".join(sentence[a:b] for a, b in offsets[first:last]) for first, last in found]
    assert ["180个" in held[0], "4000公顷" in held[1], len(held)] == [True, True, 2]


def asked(question: str, *sentences: str, title: str = "厦门市园林报告") -> str | None:
    document = TrainingDocument("d", title, "", "2023", "", tuple(("", sentence) for sentence in sentences))
    row = QuestionRow("d", "s", "f", "Y", tuple(range(len(sentences))), question, ())
    return other_time_or_place(row, document, random.Random(1))


def test_a_question_is_asked_of_a_year_that_its_sentences_do_not_name():
    swapped = asked("2022年公园有多少？", "2022年公园9个。")
    year = int(swapped[:4])
    assert swapped == f"{year}年公园有多少?" and abs(year - 2022) >= 2


@pytest.mark.parametrize("sentence", ["五年来公园9个。", "公园累计9个。"])
def test_no_other_year_is_asked_of_a_span(sentence: str):
    assert asked("2022年公园有多少？", sentence) is None


def test_a_question_is_asked_of_a_place_that_is_not_the_report_s():
    swapped = asked("广州公园有多少？", "公园9个。", title="广州市园林报告")
    assert "广州" not in swapped and swapped.endswith("公园有多少?")
    assert asked("公园有多少？", "公园9个。") is None


def made_examples() -> Examples:
    """One document of six sentences, a question that is answered by the second and a near miss on the fourth."""
    document = {"kind": "", "held": False, "title": [4], "headings": [[5]], "heading_of": [0] * 6,
                "sentences": [[10 + i, 20 + i] for i in range(6)], "texts": [f"句{i}" for i in range(6)]}  # fmt: skip
    question = {"doc": "d", "label": "Y", "language": "s", "question": [7], "sentences": [1], "spans": {"1": [[1, 2]]},
                "swapped": [8], "named": False}  # fmt: skip
    near_miss = {**question, "label": "N-year", "sentences": [3], "spans": {}, "swapped": None}
    return Examples({"d": document}, [question, near_miss], [])


MINED = {n: {"rows": [1, 3, 5], "others": []} for n in (0, 1)}


def test_answers_are_positive_and_all_else_of_a_pass_is_negative():
    groups = epoch(made_examples(), [0, 1], MINED, {0: [5], 1: [5, 3]}, random.Random(3))
    assert [{e.question for e in group} for group in groups] == [{0}, {1}]
    found = [e for group in groups for e in group]
    assert {(e.question, e.row) for e in found if e.label == 1.0} == {(0, 1)}
    assert {e.label for e in found if (e.question, e.row) != (0, 1) or e.swapped} == {0.0}
    assert (1, 3, 0.0) in {(e.question, e.row, e.label) for e in found}


def test_a_batch_marks_the_answer_pieces_of_a_positive_and_nothing_of_the_rest():
    batch = collate(made_examples(), [Example(0, 1, 1.0), Example(0, 2, 0.0), Example(1, 3, 0.0)])
    assert batch.label.tolist() == [1.0, 0.0, 0.0]
    assert batch.group.tolist() == [0, 0, -1]  # the pairs of the answerable question are weighed against each other
    sentence = batch.kinds[0].bool()
    assert batch.inside[0][sentence].tolist() == batch.start[0][sentence].tolist() == [0.0, 1.0]
    assert (batch.inside[0][~sentence] == -1).all() and (batch.inside[1:] == -1).all()


def test_what_is_left_out_of_a_pair_is_not_read():
    whole, bare = (build(made_examples(), Example(0, 1, blank=(left, left))) for left in (False, True))
    assert {5, 10} <= set(whole.ids) and not {5, 10} & set(bare.ids)


def test_batches_hold_every_pair_once_and_tear_no_question():
    groups = [[Example(n, row) for row in range(3)] for n in (0, 1) for _ in range(5)]
    cut = batches(made_examples(), list(groups), 4, random.Random(1))
    assert sorted(e.row for part in cut for e in part) == sorted(e.row for group in groups for e in group)
    assert all(len(part) % 3 == 0 for part in cut)


def test_the_order_of_a_question_s_pairs_is_learned_and_no_other_s():
    label, group = torch.tensor([1.0, 0.0, 0.0, 0.0]), torch.tensor([0, 0, -1, -1])
    good, bad = torch.tensor([5.0, -5.0, 9.0, 9.0]), torch.tensor([-5.0, 5.0, 0.0, 0.0])
    assert list_loss(good, label, group) < 0.001 < 9 < list_loss(bad, label, group)
    assert list_loss(good, label * 0, group * 0 - 1) == 0


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


@pytest.mark.parametrize(("there", "wanted"), [(12, 6), (12, 12), (12, 1), (6, 3)])
def test_a_shallower_model_keeps_evenly_spread_layers(there: int, wanted: int):
    kept = spread(there, wanted)
    assert len(kept) == len(set(kept)) == wanted and kept == sorted(kept)
    assert kept[0] == 0 and (wanted == 1 or kept[-1] == there - 1)
