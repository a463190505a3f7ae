"""Where sentences end, and where long paragraphs are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import split_sentences
from corpus.splitter import MAX_CHARS, cut_paragraph

LETTERS = "深圳市增长年的12 a.B。！？!?；，：“”‘’（）()《》「」\"'…%\n\u3000"
TEXTS = st.text(alphabet=st.sampled_from(LETTERS), max_size=300)


def sentences(text: str) -> list[str]:
    return [sentence for sentence, _, _ in split_sentences(text)]


@pytest.mark.parametrize(
    "whole",
    [
        "增长5.2%。",
        "达 2.6×2.6 公里。",
        "会议强调“要做。”并部署。",
        "他问：“为什么？”我答：“因为。”",
        "清单（单位：万。）后文。",
        "（1）节能率提高 20%；（2）减少 347.88 吨；（6）完成。",
        "建成电力充储放一张网 2.0，聚合 37.6 万个。",
        "See Fig. 3 and Dr. Smith of the U.S. Treasury.",
        "1. The first item of a list.",
        "这是……还没有完。",
        "没有句号的标题",
    ],
)
def test_one_sentence_stays_one(whole):
    assert sentences(whole) == [whole]


@pytest.mark.parametrize(
    "parts",
    [
        ["第一句。", "第二句！", "第三句？"],
        ["他说“行。”", "“不行。”"],
        ["建成 5 个。", "（另有 3 个在建。）"],
        ["Growth was 5.2 per cent.", "It fell to 3.", "Why?"],
        ["He said “no.”", "She left."],
        ["占比達到八成。", "「很好。」"],
        ["真的吗？！", "真的。"],
        ["有句号。", "没有句号"],
    ],
)
def test_sentences_end_where_they_should(parts):
    latin = parts[0].isascii() or parts[1].isascii()
    assert sentences((" " if latin else "").join(parts)) == parts


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_paragraph():
    text = "会议指出“要做好。" + "这是一句普通的话。" * 60
    assert len(sentences(text)) > 30


def test_ten_thousand_open_quotations_take_no_quadratic_time():
    text = "“甲。”乙" * 20_000
    assert sentences(text) == [text]


@given(TEXTS)
def test_sentences_tile_any_text(text):
    position = 0
    for sentence, start, end in split_sentences(text):
        assert sentence == text[start:end] == sentence.strip() != ""
        assert text[position:start].strip() == ""
        position = end
    assert text[position:].strip() == ""


def test_a_long_paragraph_is_cut_into_even_pieces_at_sentence_ends():
    text = "深圳市持续推进绿色低碳发展并取得了新的成效。" * 60  # 22 characters each
    pieces = [text[a:b] for a, b in cut_paragraph(text)]
    assert "".join(pieces) == text
    assert all(piece.endswith("。") for piece in pieces)
    assert MAX_CHARS / 2 < min(map(len, pieces)) <= max(map(len, pieces)) <= MAX_CHARS


def test_quoted_stops_do_not_lead_to_a_piece_twice_as_long():
    text = ("会议指出“一定要做。”并作了部署，" * 3 + "与会者同意。") * 30  # the only real ends are 同意。
    pieces = [text[a:b] for a, b in cut_paragraph(text)]
    assert all(piece.endswith("同意。") and len(piece) <= MAX_CHARS for piece in pieces)


def test_a_single_sentence_longer_than_a_passage_stays_whole():
    text = "、".join(["深圳"] * 300) + "。"
    assert cut_paragraph(f"短句。{text}短句。") == [(0, 3), (3, 3 + len(text)), (3 + len(text), len(text) + 6)]


@given(TEXTS.map(lambda text: text.replace("\n", "") * 8))
def test_pieces_tile_any_paragraph_and_only_long_sentences_exceed_the_limit(text):
    pieces = [text[a:b] for a, b in cut_paragraph(text)]
    assert "".join(pieces) == text
    assert all(len(piece) <= MAX_CHARS or len(sentences(piece)) == 1 for piece in pieces)
