"""What follow-ups are completed by is learned: the network that is trained and the one that answers say the same."""

import numpy as np
import pytest
import torch

from retrieval.question.completer import Completer, Held, ways_of
from retrieval.question.rewriting import Leaning
from training import rewriting
from training.rows import FollowUp, QuestionRow
from training.swaps import swaps

WIDTH = 6
LEANING = Leaning("那它呢？", "它", "厦门公园总数是多少", "zh-Hans")


def look(question: str, previous: str) -> Held:
    """States that tell the characters apart."""
    chance = np.random.default_rng(len(question) + len(previous))
    own, before = (chance.normal(size=(len(text), WIDTH)).astype(np.float32) for text in (question, previous))
    places = [[(n, n + 1) for n in range(len(text))] for text in (question, previous)]
    return Held(own[0], own, places[0], before, places[1])


def network(seed: int) -> "rewriting.Network":
    torch.manual_seed(seed)
    return rewriting.Network(torch.arange(WIDTH) / 7, torch.arange(1.0, WIDTH + 1)).eval()


def test_the_file_weighs_as_the_networks_that_were_trained(tmp_path):
    trained = [network(1), network(2)]
    rewriting.save(trained, tmp_path / "rewriting.npz")
    with torch.no_grad():
        wanted = [each(ways_of(LEANING, look)).numpy() for each in trained]
    networks = Completer.load(tmp_path, look).networks
    weighed = [network.weigh(ways_of(LEANING, look)) for network in networks]
    assert len(set(np.round(wanted[0], 3))) > 10
    assert np.array(weighed) == pytest.approx(np.array(wanted), abs=0.01)


def test_the_completion_that_was_written_by_hand_is_learned(monkeypatch):
    row = FollowUp("d", "s", "ellipsis", ("厦门公园总数是多少？",), "那绿道呢？", "厦门绿道总数是多少？")

    class Listening:
        def stands_alone(self, question: str, history: list[str]) -> float:
            return 0.0

        def held(self, question: str, previous: str) -> Held:
            return look(question, previous)

    (example,) = rewriting.examples([row], Listening())
    monkeypatch.setattr(rewriting, "PASSES", 100)
    trained = rewriting.fit([example] * rewriting.BATCH, 1)
    assert rewriting.report([trained], [example]).startswith("1 follow-ups, in the first 1: 1.000")


def test_two_questions_that_differ_in_one_stretch_make_a_follow_up():
    def row(question: str, language: str = "s") -> QuestionRow:
        return QuestionRow("d", language, "f", "Y", (0,), question, ())

    made = swaps([row("淘汰焦炭产能有多少？"), row("淘汰造纸产能有多少？"), row("谁来管")], seed=1)
    assert {(swap.history[0], swap.standalone) for swap in made} == {
        ("淘汰焦炭产能有多少", "淘汰造纸产能有多少"),
        ("淘汰造纸产能有多少", "淘汰焦炭产能有多少"),
    }
    assert all(any(core in swap.question for core in ("焦炭", "造纸")) and len(swap.question) <= 6 for swap in made)
    english = swaps([row("How many parks will open?", "e"), row("How many clinics will open?", "e")], seed=1)
    assert {swap.standalone for swap in english} == {"How many parks will open", "How many clinics will open"}
