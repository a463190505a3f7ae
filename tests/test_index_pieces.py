"""Pieces: every offset is true of the text as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.encoders import MODELS
from index.pieces import EOS, UNKNOWN, Pieces, fold_characters

PIECES = Pieces(MODELS / "tokenizer.json")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("臺灣２０２４年", "台湾2024年"),
        ("㎡与½", "㎡与½"),  # two characters of either fold to one text each: they stay
        ("電動車１２．６％", "电动车12.6%"),
    ],
)
def test_folding_keeps_every_offset(text: str, folded: str):
    assert fold_characters(text) == folded
    assert len(fold_characters(text)) == len(text)


@pytest.mark.parametrize("text", ["深圳市新能源汽車保有量達１２６．９萬輛。", "保有量达126.9万辆。", "How many EVs?"])
def test_the_pieces_of_a_text_cover_all_of_it_in_order(text: str):
    offsets = PIECES.encode(text).offsets
    covered = {i for start, end in offsets for i in range(start, end)}
    assert covered >= {i for i, character in enumerate(text) if not character.isspace()}
    assert offsets == sorted(offsets)


def test_both_scripts_are_read_as_the_same_pieces_at_the_same_offsets():
    traditional, simplified = PIECES.encode("新能源汽車達１２萬輛"), PIECES.encode("新能源汽车达12万辆")
    assert traditional == simplified


def test_a_limit_keeps_the_first_pieces():
    whole, cut = PIECES.encode("森林覆盖率达到百分之三十九"), PIECES.encode("森林覆盖率达到百分之三十九", 3)
    assert (cut.ids, cut.offsets) == (whole.ids[:3], whole.offsets[:3])


def test_no_special_pieces_are_added_and_common_text_is_known():
    ids = PIECES.encode("2024年，深圳市新能源汽车保有量达126.9万辆。").ids
    assert EOS not in ids and UNKNOWN not in ids


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=40))
def test_any_text_has_offsets_inside_it(text: str):
    assert len(fold_characters(text)) == len(text)
    assert all(0 <= start <= end <= len(text) for start, end in PIECES.encode(text).offsets)
