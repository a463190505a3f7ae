"""Once the figure asked for is there for sure, what is less sure is not quoted beside it."""

import pytest
from retrieval_index import make_candidate

from retrieval.answer.compose import settles
from retrieval.answer.quotations import quotations
from retrieval.question.question import understand

TOLD = make_candidate("新能源汽车保有量达126.9万辆。", "126.9万辆", p=0.99)


@pytest.mark.parametrize(
    ("question", "candidate", "settled"),
    [
        ("新能源汽车保有量是多少？", TOLD, True),
        ("新能源汽车保有量是多少？", make_candidate("新能源汽车保有量达126.9万辆。", "126.9万辆", p=0.3), False),
        ("新能源汽车保有量是多少吨？", TOLD, False),  # no tick: it counts vehicles
        ("新能源汽车保有量和公园数量是多少？", TOLD, False),  # two figures
        ("新能源汽车的推广靠什么？", make_candidate("靠充电设施。", "充电设施", p=0.99), False),
    ],
)
def test_one_figure_with_its_tick_settles_a_question_for_one(question: str, candidate, settled: bool):
    asked = understand(question)
    quoted = quotations([candidate], {id(candidate.sentence): asked}, {id(candidate.sentence): [candidate]})
    assert settles(quoted, asked) is settled
