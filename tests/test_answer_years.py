"""One thing in several years: each year is asked for by itself, and a row that tells them all is told once."""

from pathlib import Path

import numpy as np
import pytest

from opening import answerer_over
from retrieval.answerer import Answerer
from retrieval.read.reader import Said, Words

REPORT = """# 甲市统计公报

## 农业

2021年全市粮食产量45万吨。2022年全市粮食产量46.1万吨。

| 指标 | 单位 | 2021年 | 2022年 | 2023年 |
| --- | --- | --- | --- | --- |
| 棉花产量 | 万吨 | 5 | 6.1 | 7.9 |
| 油料产量 | 万吨 | 15 | 16.1 | 17.9 |
"""


@pytest.fixture(scope="module")
def bulletin(tmp_path_factory) -> Answerer:
    path: Path = tmp_path_factory.mktemp("years") / "bulletin.md"
    path.write_text(REPORT, "utf-8")
    return answerer_over([path])


@pytest.mark.parametrize(
    "question",
    [
        "2021年、2022年、2023年棉花产量各是多少？",
        "2021年到2023年棉花产量各是多少？",
        "2021—2023年的棉花产量分别是多少？",
    ],
)
def test_a_row_tells_every_year_that_was_asked_for(bulletin: Answerer, question: str):
    """It told 2021 alone."""
    answer = bulletin.ask(question)
    assert answer.answer.splitlines()[0] == "2021年：5；2022年：6.1；2023年：7.9（单位：万吨）[1]"
    assert len(answer.citations) == 1


def test_only_the_years_that_were_asked_for_are_told(bulletin: Answerer):
    assert "2021年：5；2022年：6.1（单位：万吨）[1]" in bulletin.ask("棉花产量2021年和2022年分别是多少？").answer


def test_sentences_of_several_years_are_told_side_by_side(bulletin: Answerer):
    """It said that the report does not tell 2021."""
    answer = bulletin.ask("2021年、2022年粮食产量各是多少？")
    assert answer.status == "answered"
    assert answer.answer.splitlines()[0] == "45万吨[1]；46.1万吨[2]"
    assert [figure.text for figure in answer.figures if figure.key] == ["45万吨", "46.1万吨"]


def test_what_is_said_of_a_sentence_on_two_questions_is_joined_where_it_does_not_overlap():
    one = Said(2.0, (Words(3, 5, 0.9),), np.array([0.1, 0, 0, 0.9, 0.9, 0, 0]), 1.0)
    other = Said(3.0, (Words(0, 2, 0.8), Words(4, 6, 0.7)), np.array([0.8, 0.8, 0, 0, 0.7, 0.7, 0]), 2.0)
    both = one.beside(other)
    assert both.words == (Words(0, 2, 0.8), Words(3, 5, 0.9))
    assert both.inside.tolist() == [0.8, 0.8, 0, 0.9, 0.9, 0.7, 0]
    assert (both.logit, both.verified) == (2.0, 1.0)
