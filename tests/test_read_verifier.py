"""The verifier: which states it looks at, what it tells of answers and near misses, how it is fitted."""

import numpy as np
import pytest

from retrieval.read.decision import READER, SWAYS, calibrated, fitted
from retrieval.read.pairing import pair
from retrieval.read.reader import Place, Reader
from retrieval.read.verifier import CEILING, Verifier, states_of
from training.verifier import Example, fit, left_out, save

CENSUS = Place("全国人口普查条例", "第十七条", "", "每个普查小区应当至少有一名普查员，负责入户登记等普查工作。")


def test_the_first_piece_the_question_and_the_sentence_of_each_layer_are_looked_at():
    given = pair([5, 6], [7], [], [8], [9, 9, 9])
    layer = np.zeros((len(given.ids), 1), dtype=np.float32)
    layer[0], layer[1:3], layer[given.sentence_start : given.sentence_start + 3] = 1, [[2], [4]], [[6], [7], [8]]
    assert states_of(given, (layer, 10 * layer)).tolist() == [1, 3, 7, 10, 30, 70]


def test_an_empty_question_has_states_too():
    given = pair([], [7], [], [], [9])
    assert states_of(given, (np.ones((len(given.ids), 2), dtype=np.float32),)).tolist() == [1, 1, 0, 0, 1, 1]


def test_a_logit_beyond_the_ceiling_says_no_more():
    verifier = Verifier(np.zeros(3, dtype=np.float32), 1.0, 0.5)
    states = np.ones(3, dtype=np.float32)
    assert verifier.verified(states, 2.0) == 2.5
    assert verifier.verified(states, 99.0) == CEILING + 0.5 and verifier.verified(states, -99.0) == 0.5 - CEILING


def test_a_near_miss_that_the_reader_takes_for_an_answer_is_not_verified():
    reader = Reader()
    answer, near_miss = (
        reader.read(question, [CENSUS])[0] for question in ("普查小区至少要有几名普查员？", "普查小區總共有多少個？")
    )
    assert answer.logit > 0 and near_miss.logit > 0
    assert answer.verified > 1 and near_miss.verified < 0


def test_the_same_pair_is_verified_alike_beside_others_and_alone():
    reader, question = Reader(read_pairs=0), "普查小区至少要有几名普查员？"
    other = Place("全国人口普查条例", "第一条", "", "为了科学、有效地组织实施全国人口普查，制定本条例。")
    assert reader.read(question, [other, CENSUS])[1].verified == reader.read(question, [CENSUS])[0].verified


def made_examples(documents: int = 8, each: int = 20) -> list[Example]:
    """Answered where the second state is high; the first says nothing, and the logit is the same for all."""
    chance = np.random.default_rng(1)
    made = []
    for doc in range(documents):
        for n in range(each):
            states = np.array([chance.normal(50, 9), chance.normal(n % 2, 0.1)], dtype=np.float32)
            made.append(Example(f"d{doc}", states, 3.0, n % 2 == 1))
    return made


def test_what_tells_answers_from_near_misses_is_learned_on_states_as_they_are(tmp_path):
    made = made_examples()
    save(fit(made), tmp_path)
    verifier = Verifier.load(tmp_path)
    weigh = [verifier.verified(example.states, example.logit) for example in made]
    answered = [example.answered for example in made]
    assert min(w for w, right in zip(weigh, answered, strict=True) if right) > max(
        w for w, right in zip(weigh, answered, strict=True) if not right
    )
    assert abs(verifier.weights[1]) > 10 * abs(verifier.weights[0])


def test_a_document_is_measured_by_what_the_others_taught():
    made = made_examples()
    odd = [Example("d0", e.states, e.logit, not e.answered) if e.doc == "d0" else e for e in made]
    told = left_out(odd)[:20]
    answered = np.array([example.answered for example in odd[:20]])
    assert told[answered].max() < told[~answered].min()


@pytest.mark.parametrize("lost", ["weights", "logit", "bias"])
def test_a_file_that_lacks_a_part_is_not_taken(tmp_path, lost: str):
    parts = {"weights": np.zeros(3), "logit": np.float64(1), "bias": np.float64(0)}
    np.savez(tmp_path / "verifier.npz", **{name: value for name, value in parts.items() if name != lost})
    with pytest.raises(KeyError, match=lost):
        Verifier.load(tmp_path)


@pytest.mark.parametrize("logit", [-3.0, 0.0, 3.0])
def test_the_verifier_moves_what_the_reader_says_by_so_much_and_no_more(logit: float):
    slope, bias = fitted(READER)
    for verified, moved in ((-50.0, -SWAYS), (50.0, SWAYS)):
        p = calibrated(np.array([verified, logit, 1.0]))
        assert np.log(p / (1 - p)) == pytest.approx(slope * logit + bias + moved)
