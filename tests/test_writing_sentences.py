"""A text in pieces → sentences with what they cite."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writing.sentences import LONGEST, Sentence, Sentences


def cut(text: str, size: int = 3) -> list[Sentence]:
    sentences, found = Sentences(), []
    for start in range(0, len(text), size):
        found += sentences.feed(text[start : start + size])
    return [*found, *sentences.rest()]


def pairs(text: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(sentence.text, sentence.cites) for sentence in cut(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲增长5%。[1]乙下降。[2]", [("甲增长5%。", (1,)), ("乙下降。", (2,))]),
        ("甲增长[1]。乙下降[2][3]。", [("甲增长。", (1,)), ("乙下降。", (2, 3))]),
        ("甲[1, 2]。\n乙【3】。", [("甲。", (1, 2)), ("乙。", (3,))]),
        ("“甲。乙。”[1]丙。[2]", [("“甲。乙。”", (1,)), ("丙。", (2,))]),
        ("It rose by 5.2% to 126.9 km.[1] It fell. [2]", [("It rose by 5.2% to 126.9 km.", (1,)), ("It fell.", (2,))]),
        ("- 甲。[1]\n- 乙。[2]", [("- 甲。", (1,)), ("- 乙。", (2,))]),
        ("没有句号[1]", [("没有句号", (1,))]),
        ("无出处。有出处。[1]", [("无出处。", ()), ("有出处。", (1,))]),
        ("", []),
        ("。\n\n[1]", []),
    ],
)
def test_sentences_have_the_markers_before_and_behind_their_end(text: str, expected):
    assert pairs(text) == expected


@pytest.mark.parametrize("size", [1, 2, 5, 1000])
def test_thoughts_are_dropped(size: int):
    text = "<think>保有量是999万辆？[1]。</think>\n保有量达12.6万辆。[1]"
    assert cut(text, size) == [Sentence("保有量达12.6万辆。", (1,))]
    assert cut("<think>没完没了。[1]", size) == []


def test_a_sentence_without_end_is_cut():
    assert len(cut("绿" * (3 * LONGEST), 100)) >= 3


@given(st.text(alphabet="甲乙。！\n[]12“”.- ", max_size=60), st.integers(1, 9))
def test_the_size_of_the_pieces_changes_nothing(text: str, size: int):
    assert cut(text, size) == cut(text, 1000)


@given(st.text(max_size=80))
def test_any_text_is_taken(text: str):
    cut(text)
