"""Words of a text: what is folded, what is counted, and what scores nothing."""

import pytest

from index.bm25 import Bm25Index
from index.tokens import fold, tokenise

TEXTS = ["全市新能源汽车保有量达126.9万辆", "建成充电桩1,320个", "红树林湿地得到保护", "实现100%清洁能源"]


@pytest.fixture(scope="module")
def bm25() -> Bm25Index:
    return Bm25Index.build(TEXTS)


def best(bm25: Bm25Index, question: str) -> str:
    return TEXTS[int(bm25.scores(tokenise(question)).argmax())]


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("１２６．９　万辆", "126.9 万辆"),  # full width
        ("新能源汽車保有量", "新能源汽车保有量"),  # Traditional
        ("CO₂ 和 PM₂.₅", "co2 和 pm2.5"),
        ("1,320 个，12,345,678 元", "1320 个,12345678 元"),
        ("1,32 和 12,3456", "1,32 和 12,3456"),  # no thousands separators
        ("", ""),
    ],
)
def test_text_is_folded_for_matching(printed: str, folded: str):
    assert fold(printed) == folded


def test_traditional_and_simplified_give_the_same_tokens():
    assert tokenise("電動汽車的充電樁數量") == tokenise("电动汽车的充电桩数量")


def test_numbers_and_latin_words_stay_whole():
    assert set(tokenise("GDP增长5.6%，PM2.5年均1,320天")) >= {"gdp", "5.6%", "pm2", "1320"}


def test_chinese_is_counted_as_words_and_as_character_pairs():
    tokens = tokenise("充电设施")
    assert {"充电", "设施", "电设"} <= set(tokens)
    assert tokens.count("充电") == 2  # once as a word, once as a pair


def test_a_lone_character_stands_for_itself():
    assert tokenise("树 2 棵") == ["树", "棵", "2"]


def test_text_without_words_has_no_tokens():
    assert tokenise("……，。\n\t") == []


@pytest.mark.parametrize(
    ("question", "text"), [("新能源汽車", TEXTS[0]), ("1320", TEXTS[1]), ("红树林", TEXTS[2]), ("100%", TEXTS[3])]
)
def test_bm25_puts_the_text_with_the_words_first(bm25: Bm25Index, question: str, text: str):
    assert best(bm25, question) == text


@pytest.mark.parametrize("question", ["", "量子计算机", "????", "zebra"])
def test_bm25_gives_no_hit_to_words_that_no_text_has(bm25: Bm25Index, question: str):
    assert bm25.scores(tokenise(question)).tolist() == [0.0] * len(TEXTS)


def test_bm25_scores_only_the_texts_that_share_a_word(bm25: Bm25Index):
    scores = bm25.scores(tokenise("红树林"))
    assert [score > 0 for score in scores] == [False, False, True, False]


def test_bm25_survives_texts_without_words():
    assert Bm25Index.build(["……", "红树林"]).scores(["红树林"])[0] == 0


def test_bm25_scores_are_the_same_after_a_round_trip(bm25: Bm25Index, tmp_path):
    bm25.save(tmp_path / "bm25")
    again = Bm25Index.load(tmp_path / "bm25", len(TEXTS))
    tokens = tokenise("新能源汽车的充电桩")
    assert again.scores(tokens).tolist() == bm25.scores(tokens).tolist()
