"""How the way of a question is counted."""

import sys

from retrieval_index import make_reading

from retrieval.question.question import understand
from retrieval.read.decision import refusal_reason
from tools.way import ROOT, Way, returns


def test_coming_back_to_a_file_counts_and_going_on_in_it_does_not():
    assert returns(["a", "a", "b", "b"]) == 0
    assert returns(["a", "a", "b", "a", "c", "b"]) == 2


def test_a_function_counts_where_it_is_entered_first():
    way, reading = Way(ROOT / "retrieval"), make_reading(understand("公园有多少个"))
    sys.settrace(way)
    refusal_reason(reading), refusal_reason(reading)
    sys.settrace(None)
    assert list(way.functions) == [("read/decision.py", "refusal_reason")]
