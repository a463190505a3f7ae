"""Trimming cuts at clause borders only, and keeps what answers."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.clauses import ELLIPSIS, LONG, clauses, shown, trim_sentence

FILLER = "在各项工作持续深入推进并且不断取得新的进展的情况下"  # 25 characters that no question asks for
MORE = "，".join([FILLER] * 5)
LONG_SENTENCE = f"{MORE}；公园总数达1,320个，绿地面积达400公顷；{MORE}。"


def offsets_of(sentence: str, *words: str) -> list[int]:
    """Offsets of the characters of these words in a sentence: what tells."""
    found = ((sentence.find(word), word) for word in words)
    return [start + i for start, word in found if start >= 0 for i in range(len(word))]


def trimmed(sentence: str, *words: str) -> str:
    return shown(sentence, *trim_sentence(sentence, offsets_of(sentence, *words)))


def test_a_short_sentence_is_shown_whole():
    sentence = "公园总数达1,320个，绿地面积达400公顷，都在增加。"
    assert trimmed(sentence, "公园总数") == sentence


def test_a_long_sentence_is_cut_to_the_clauses_that_answer_and_both_cuts_are_marked():
    assert trimmed(LONG_SENTENCE, "公园总数") == "……公园总数达1,320个，绿地面积达400公顷……"


def test_what_answers_at_two_ends_keeps_all_between():
    sentence = f"公园总数达1,320个；{FILLER}，{FILLER}；绿地面积达400公顷；{MORE}，{MORE}。"
    assert FILLER in (part := trimmed(sentence, "公园总数", "绿地面积"))
    assert part.startswith("公园总数") and "400公顷" in part


def test_the_clause_before_is_kept_for_its_subject_and_what_follows_a_semicolon_is_not():
    sentence = f"{MORE}；全市公园，总数达1,320个，绿地达400公顷；{MORE}。"
    assert trimmed(sentence, "1,320个") == "……全市公园，总数达1,320个，绿地达400公顷……"


def test_a_sentence_in_which_nothing_tells_is_not_cut():
    assert trimmed(LONG_SENTENCE, "海堤") == LONG_SENTENCE


@pytest.mark.parametrize(
    "items", ["（1）{0}；（2）{0}；（3）{0}。", "①{0}，②{0}，③{0}。", "（一）{0}；（二）{0}；（三）公园。"]
)
def test_a_numbered_list_stays_whole(items: str):
    sentence = "建设成果包括：" + items.format(FILLER * 5)
    assert len(sentence) > LONG
    assert trimmed(sentence, "公园", "成果") == sentence


@pytest.mark.parametrize("number", ["1,320", "1，320", "12,345,678"])
def test_a_thousands_separator_is_no_clause_border(number: str):
    assert len(clauses(f"公园总数达{number}个")) == 1


def test_brackets_and_quotations_are_not_cut():
    text = "完善“更安全，更韧性”目标（含甲，乙；丙），并发布《森林，湿地》"
    assert [text[c.start : c.end] for c in clauses(text)] == [
        "完善“更安全，更韧性”目标（含甲，乙；丙），", "并发布《森林，湿地》"
    ]  # fmt: skip


pieces = st.lists(
    st.sampled_from(["公园总数达1,320个", "绿地400公顷", FILLER, "（甲，乙）", "比2.6×2.6公里", "占18.2%"]),
    min_size=1,
    max_size=12,
)


@given(pieces, st.lists(st.sampled_from("，；："), min_size=12, max_size=12), st.sampled_from(["公园", "绿地", "18.2"]))
def test_every_cut_lies_at_a_clause_border_and_no_figure_is_cut(parts: list[str], marks: list[str], word: str):
    sentence = "".join(part + mark for part, mark in zip(parts, marks, strict=False))[:-1] + "。"
    start, end = trim_sentence(sentence, offsets_of(sentence, word))
    assert start in {clause.start for clause in clauses(sentence)}
    assert end in {clause.end for clause in clauses(sentence)}
    shown_part = shown(sentence, start, end)
    assert shown_part.strip(ELLIPSIS) in sentence
    assert (word in sentence) == (word in shown_part)
    assert shown_part.startswith(ELLIPSIS) == (start > 0)
    assert re.sub(r"\D", "", shown_part) in re.sub(r"\D", "", sentence)
