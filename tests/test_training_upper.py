"""Training: the upper layers of the shipped reader are taken out, taught and put back."""

from importlib import import_module
from types import SimpleNamespace

import numpy as np
import onnx
import pytest

from index.encoders import MODELS
from index.onnx import open_model
from retrieval.read.pairing import pair
from training.examples import Examples

PAIR = pair([7, 8, 9], [4], [5], [], [10, 20, 30, 40])
DOCUMENT = {"kind": "", "held": False, "title": [4], "headings": [[5]], "heading_of": [0] * 3,
            "sentences": [[10 + i, 20 + i, 30] for i in range(3)], "texts": [f"句{i}" for i in range(3)]}  # fmt: skip
QUESTION = {"doc": "d", "label": "Y", "language": "s", "question": [7, 9], "sentences": [1], "spans": {"1": [[1, 2]]},
            "swapped": None, "named": False,
            "edited": [{"sentence": 1, "pieces": [11, 99], "answers": False}]}  # fmt: skip


@pytest.fixture(scope="module")
def training() -> SimpleNamespace:
    names = ("graft", "middle", "pairs", "upper")
    return SimpleNamespace(**{name: import_module(f"training.{name}") for name in names})


@pytest.fixture(scope="module")
def reader(training) -> onnx.ModelProto:
    return onnx.load(MODELS / "reader.onnx")


def values_of(model: onnx.ModelProto) -> dict[str, np.ndarray]:
    return {value.name: onnx.numpy_helper.to_array(value) for value in model.graph.initializer}


def test_weights_that_are_put_back_change_nothing(training, reader):
    before = values_of(reader)
    training.graft.graft(reader, training.graft.weights_of(reader))
    assert all((values == before[name]).all() for name, values in values_of(reader).items())


def test_only_the_weights_that_are_given_change(training, reader):
    copy = onnx.ModelProto()
    copy.CopyFrom(reader)
    name = "bert.encoder.layer.9.output.dense.weight"
    weight = training.graft.weights_of(copy)[name] * 2
    training.graft.graft(copy, {name: weight, "answer.bias": np.array([3.0])})
    now, before = values_of(copy), values_of(reader)
    other = {value for value in now if not np.array_equal(now[value], before[value])}
    assert "answer.bias" in other and len(other) == 2  # the scales of the matrix; its 8-bit values are the same
    assert np.allclose(training.graft.weights_of(copy)[name], weight)


def test_what_does_not_fit_is_not_put_in(training, reader):
    with pytest.raises(KeyError, match=r"no\.such\.bias"):
        training.graft.graft(reader, {"no.such.bias": np.zeros(3)})
    with pytest.raises(ValueError, match=r"answer.bias: shape \(2,\) in place of \(1,\)"):
        training.graft.graft(reader, {"answer.bias": np.zeros(2)})


def test_the_upper_layers_say_what_the_whole_reader_says(training, reader):
    """Up to what 8 bits lose of the states between the layers."""
    import torch

    model = training.upper.UpperModel(training.graft.weights_of(reader)).eval()
    given = {name: np.array([values]) for name, values in (("ids", PAIR.ids), ("kinds", PAIR.kinds))}
    given["mask"] = np.ones_like(given["ids"])
    answer, words, alone, middle, _ = open_model(MODELS / "reader.onnx").run(None, given)
    (lower,) = training.middle.lower_layers().run(None, given)
    assert np.array_equal(lower, middle)
    with torch.no_grad():
        said = model(*(torch.from_numpy(values) for values in (middle, given["mask"], given["kinds"])))
    assert said[0].item() == pytest.approx(answer[0], abs=0.3) and said[2].item() == pytest.approx(alone[0], abs=0.3)
    assert np.corrcoef(said[1].numpy().ravel(), words.ravel())[0, 1] > 0.99


def test_padding_changes_nothing(training, reader):
    import torch

    model = training.upper.UpperModel(training.graft.weights_of(reader)).eval()
    states = torch.randn(1, 6, 384)
    mask, kinds = torch.ones(1, 6, dtype=torch.int64), torch.tensor([[0, 0, 0, 1, 1, 0]])
    with torch.no_grad():
        alone = model(states, mask, kinds)[0]
        longer = [torch.nn.functional.pad(part, (0, 3)) for part in (mask, kinds)]
        padded = model(torch.nn.functional.pad(states, (0, 0, 0, 3), value=9.0), *longer)[0]
    assert padded.item() == pytest.approx(alone.item(), abs=1e-4)


@pytest.fixture
def prepared(training, tmp_path) -> "tuple[Examples, object]":
    """A question with a changed sentence and a follow-up, with their states on disk."""
    followup = {"doc": "d", "alone": False, "question": [8], "history": [7, 9], "text": "那去年呢"}
    examples = Examples({"d": DOCUMENT}, [QUESTION], [followup])
    sides = training.middle.sides(examples, 0)
    groups = {"changed": [sides], "older": [], "held": [[training.pairs.Example(0, 2)]], "held_changed": []}
    training.middle.save(tmp_path, examples, groups)
    return examples, training.middle.Middle.load(tmp_path)


def test_a_question_is_taught_with_both_sentences(training, prepared):
    examples, middle = prepared
    own, changed = middle.changed[0]
    assert [own.label, changed.label, changed.edited] == [1.0, 0.0, 0]
    assert {11, 21} <= set(training.pairs.build(examples, own).ids)
    assert {11, 99} <= set(training.pairs.build(examples, changed).ids)


def test_each_pair_is_read_with_its_own_states(training, prepared):
    examples, middle = prepared
    pairs = training.upper.Pairs(examples, middle)
    chosen = [middle.changed[0][1], middle.held[0]]
    batch = pairs.batch(chosen)
    for row, example in enumerate(chosen):
        told = training.pairs.build(examples, example)
        given = {"ids": np.array([told.ids]), "kinds": np.array([told.kinds]), "mask": np.ones((1, len(told.ids)), int)}
        (expected,) = training.middle.lower_layers().run(None, given)
        assert np.allclose(batch.ids[row, : len(told.ids)].numpy(), expected[0], atol=0.01)
        assert not batch.ids[row, len(told.ids) :].any()
    *_, alone = pairs.talk([0])
    assert alone.tolist() == [0.0]


def test_what_is_taught_is_learned_and_the_lower_layers_are_not_touched(training, reader, prepared):
    examples, middle = prepared
    before = training.graft.weights_of(reader)
    model, pairs = training.upper.UpperModel(before, dropout=0.0), training.upper.Pairs(examples, middle)
    gap = np.subtract(*training.upper.logits(model, pairs, middle.changed[0]))
    middle.older.append(middle.changed[0])
    training.upper.train(model, pairs, steps=12, rate=2e-4, seed=1)
    assert np.subtract(*training.upper.logits(model, pairs, middle.changed[0])) > gap + 1
    taught = model.taught()
    assert {name.split(".")[3] for name in taught if name.startswith("bert")} == {"8", "9", "10", "11"}
    assert {name for name in before if not name.startswith("bert")} <= taught.keys() <= before.keys()
