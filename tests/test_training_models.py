"""Training: answers become pieces, near misses are made, pairs become batches; what stands on PyTorch.

PyTorch and what comes with it take ten seconds to import: only the worker that runs this file does, none that lists it.
"""

import doctest
import random
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

from index.encoders import MODELS
from index.pieces import Pieces
from training.examples import Examples
from training.rows import QuestionRow, TrainingDocument

FILES = sorted((Path(__file__).parent.parent / "training").glob("*.py"))
EXPLAINED = [path.stem for path in FILES if ">>>" in path.read_text("utf-8")]


@pytest.fixture(scope="module")
def training() -> SimpleNamespace:
    """The modules of it that are tested here."""
    names = ("base", "pairs", "prepare", "reader", "reader_model")
    return SimpleNamespace(**{name: import_module(f"training.{name}") for name in names})


@pytest.mark.parametrize("name", EXPLAINED)
def test_the_examples_in_docstrings_hold(name: str):
    ran = doctest.testmod(import_module(f"training.{name}"))
    assert ran.attempted and not ran.failed


def test_the_words_of_an_answer_become_the_pieces_that_hold_them(training):
    pieces, sentence = Pieces(MODELS / "tokenizer.json"), "厦门公园总数达180个，绿地4000公顷。"
    offsets = pieces.encode(sentence).offsets
    found = training.prepare.span_pieces(pieces, sentence, ("180个", "没有的话", "4000公顷"))
    held = ["".join(sentence[a:b] for a, b in offsets[first:last]) for first, last in found]
    assert ["180个" in held[0], "4000公顷" in held[1], len(held)] == [True, True, 2]


@pytest.fixture
def asked(training) -> Callable[..., str | None]:
    """What a question becomes that is asked of another year or place than its sentences'."""

    def ask(question: str, *sentences: str, title: str = "厦门市园林报告") -> str | None:
        document = TrainingDocument("d", title, "", "2023", "", tuple(("", sentence) for sentence in sentences))
        row = QuestionRow("d", "s", "f", "Y", tuple(range(len(sentences))), question, ())
        return training.prepare.other_time_or_place(row, document, random.Random(1))

    return ask


def test_a_question_is_asked_of_a_year_that_its_sentences_do_not_name(asked):
    swapped = asked("2022年公园有多少？", "2022年公园9个。")
    year = int(swapped[:4])
    assert swapped == f"{year}年公园有多少?" and abs(year - 2022) >= 2


@pytest.mark.parametrize("sentence", ["五年来公园9个。", "公园累计9个。"])
def test_no_other_year_is_asked_of_a_span(asked, sentence: str):
    assert asked("2022年公园有多少？", sentence) is None


def test_a_question_is_asked_of_a_place_that_is_not_the_report_s(asked):
    swapped = asked("广州公园有多少？", "公园9个。", title="广州市园林报告")
    assert "广州" not in swapped and swapped.endswith("公园有多少?")
    assert asked("公园有多少？", "公园9个。") is None


def made_examples() -> Examples:
    """One document of six sentences, a question that is answered by the second and a near miss on the fourth."""
    document = {"kind": "", "held": False, "title": [4], "headings": [[5]], "heading_of": [0] * 6,
                "sentences": [[10 + i, 20 + i] for i in range(6)], "texts": [f"句{i}" for i in range(6)]}  # fmt: skip
    question = {"doc": "d", "label": "Y", "language": "s", "question": [7], "sentences": [1], "spans": {"1": [[1, 2]]},
                "swapped": [8], "named": False, "edited": []}  # fmt: skip
    near_miss = {**question, "label": "N-year", "sentences": [3], "spans": {}, "swapped": None}
    return Examples({"d": document}, [question, near_miss], [])


MINED = {n: {"rows": [1, 3, 5], "others": []} for n in (0, 1)}


def test_answers_are_positive_and_all_else_of_a_pass_is_negative(training):
    groups = training.pairs.epoch(made_examples(), [0, 1], MINED, {0: [5], 1: [5, 3]}, random.Random(3))
    assert [{e.question for e in group} for group in groups] == [{0}, {1}]
    found = [e for group in groups for e in group]
    assert {(e.question, e.row) for e in found if e.label == 1.0} == {(0, 1)}
    assert {e.label for e in found if (e.question, e.row) != (0, 1) or e.swapped} == {0.0}
    assert (1, 3, 0.0) in {(e.question, e.row, e.label) for e in found}


def test_a_batch_marks_the_answer_pieces_of_a_positive_and_nothing_of_the_rest(training):
    pairs = [training.pairs.Example(*pair) for pair in ((0, 1, 1.0), (0, 2, 0.0), (1, 3, 0.0))]
    batch = training.pairs.collate(made_examples(), pairs)
    assert batch.label.tolist() == [1.0, 0.0, 0.0]
    assert batch.group.tolist() == [0, 0, -1]  # the pairs of the answerable question are weighed against each other
    sentence = batch.kinds[0].bool()
    assert batch.inside[0][sentence].tolist() == batch.start[0][sentence].tolist() == [0.0, 1.0]
    assert (batch.inside[0][~sentence] == -1).all() and (batch.inside[1:] == -1).all()


def test_a_changed_sentence_is_read_in_place_of_its_own_and_marks_no_words(training):
    examples = made_examples()
    examples.questions[1]["edited"] = [{"sentence": 3, "pieces": [33, 34], "answers": True}]
    (group,) = training.pairs.epoch(examples, [1], MINED, {}, random.Random(3))
    (changed,) = [e for e in group if e.label == 1.0]
    assert {33, 34} <= set(training.pairs.build(examples, changed).ids)
    assert {13, 23} <= set(training.pairs.build(examples, group[0]).ids) and group[0].label == 0.0
    batch = training.pairs.collate(examples, group)
    assert (batch.inside == -1).all() and set(batch.group.tolist()) == {group.index(changed)}


def test_what_is_left_out_of_a_pair_is_not_read(training):
    build, example = training.pairs.build, training.pairs.Example
    whole, bare = (build(made_examples(), example(0, 1, blank=(left, left))) for left in (False, True))
    assert {5, 10} <= set(whole.ids) and not {5, 10} & set(bare.ids)


def test_batches_hold_every_pair_once_and_tear_no_question(training):
    groups = [[training.pairs.Example(n, row) for row in range(3)] for n in (0, 1) for _ in range(5)]
    cut = training.pairs.batches(made_examples(), list(groups), 4, random.Random(1))
    assert sorted(e.row for part in cut for e in part) == sorted(e.row for group in groups for e in group)
    assert all(len(part) % 3 == 0 for part in cut)


def test_the_order_of_a_question_s_pairs_is_learned_and_no_other_s(training):
    torch, list_loss = import_module("torch"), training.reader.list_loss
    label, group = torch.tensor([1.0, 0.0, 0.0, 0.0]), torch.tensor([0, 0, -1, -1])
    good, bad = torch.tensor([5.0, -5.0, 9.0, 9.0]), torch.tensor([-5.0, 5.0, 0.0, 0.0])
    assert list_loss(good, label, group) < 0.001 < 9 < list_loss(bad, label, group)
    assert list_loss(good, label * 0, group * 0 - 1) == 0


@pytest.mark.parametrize(("there", "wanted"), [(12, 6), (12, 12), (12, 1), (6, 3)])
def test_a_shallower_model_keeps_evenly_spread_layers(training, there: int, wanted: int):
    kept = training.base.spread(there, wanted)
    assert len(kept) == len(set(kept)) == wanted and kept == sorted(kept)
    assert kept[0] == 0 and (wanted == 1 or kept[-1] == there - 1)


def test_a_reader_with_states_says_the_same_and_shows_its_middle_and_last_layer(training):
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=40, hidden_size=24, num_hidden_layers=6, num_attention_heads=12, intermediate_size=48,
        max_position_embeddings=16,
    )  # fmt: skip
    state = {name: values.numpy() for name, values in BertModel(config, add_pooling_layer=False).state_dict().items()}
    reader = training.reader_model.ReaderModel(state, layers=6).eval()
    ids = torch.tensor([[0, 5, 2, 9, 8, 2]])
    mask, kinds = torch.ones_like(ids), torch.tensor([[0, 0, 0, 1, 1, 0]])
    with torch.no_grad():
        *said, middle, last = training.reader_model.ReaderWithStates(reader)(ids, mask, kinds)
        layers = reader.bert(ids, mask, kinds, output_hidden_states=True).hidden_states
        assert all(torch.equal(a, b) for a, b in zip(said, reader(ids, mask, kinds), strict=True))
    assert torch.equal(middle, layers[4]) and torch.equal(last, layers[6])
