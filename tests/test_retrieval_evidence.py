"""Evidence: what time a sentence speaks of, which figures fit, how sentences are chosen, on parts made by hand."""

from itertools import pairwise

import numpy as np
import pytest
from retrieval_index import KnownShares, make_document, make_passage

from retrieval.read.candidates import FEATURES, Candidate, is_opener, reorder
from retrieval.figurefit import figure_fit, unit_fit
from retrieval.text.quantities import find_quantities
from retrieval.question.question import Question, understand
from retrieval.search.ranking import Ranking
from retrieval.selection import MAX_SENTENCES, select
from retrieval.text.times import times_of, year_fit

FAR = 1000  # characters between two made passages


def spoken_of(*sentences: str, section: tuple[str, ...] = (), year: int | None = 2024) -> dict[int, float]:
    """Years of the last of these sentences."""
    passage = make_passage(*sentences, section=section)
    return times_of(passage.sentences[-1], passage, make_document(year))


def test_a_sentence_speaks_of_the_years_it_names():
    assert spoken_of("2021—2023年共建成公园9个。") == {2021: 1.0, 2022: 1.0, 2023: 1.0}


def test_a_sentence_without_a_year_inherits_that_of_the_text_before_it():
    assert spoken_of("2019年启动建设。", "公园达9个。") == {2019: 0.5}


def test_a_sentence_without_a_year_inherits_that_of_its_section():
    assert spoken_of("公园达9个。", section=("一、2023年工作回顾", "（一）生态")) == {2023: 0.5}


def test_the_nearest_section_wins():
    assert spoken_of("公园达9个。", section=("一、2022年回顾", "（一）2023年进展")) == {2023: 0.5}


def test_without_any_year_a_sentence_speaks_of_the_report_s_own():
    assert spoken_of("公园达9个。") == {2024: 0.5}
    assert spoken_of("公园达9个。", year=None) == {}


def test_the_years_of_a_plan_s_title_do_not_date_the_fact():
    assert spoken_of("印发《慢行系统规划（2025—2035年）》。") == {2024: 0.5}


def test_a_year_asked_for_and_named_fits_and_another_does_not():
    passage = make_passage("2023年建成公园9个。")
    fit = [
        year_fit(understand(q), times_of(passage.sentences[0], passage, make_document(2024)))
        for q in ("2023年？", "2022年？", "几个？")
    ]
    assert fit == [1.0, -1.0, 0.0]


@pytest.mark.parametrize(
    ("question", "sentence", "fit"),
    [
        ("公园有多少个？", "公园达9个。", 1),
        ("公园有多少个？", "公园很多。", -1),
        ("公园有多少个？", "2023年建了公园。", -1),
        ("公园何时建成？", "2023年建成。", 1),
        ("公园何时建成？", "公园达9个。", -1),
        ("谁管公园？", "公园达9个。", 0),
    ],
)
def test_a_wanted_figure_must_stand_in_the_sentence(question: str, sentence: str, fit: int):
    assert figure_fit(understand(question), tuple(find_quantities(sentence))) == fit


@pytest.mark.parametrize(
    ("question", "sentence", "fit"),
    [
        ("步道有多少公里？", "步道长31公里。", 1.0),
        ("步道有多少公里？", "步道长310米。", 0.5),
        ("步道有多少公里？", "步道有31条。", -1.0),
        ("成活率是多少？", "成活率达98%。", 0.5),
        ("成活率是多少？", "种了98株。", -1.0),
        ("几个部门参加？", "11家单位参加。", 0.5),
        ("谁管公园？", "公园达9个。", 0.0),
    ],
)
def test_a_wanted_unit_must_stand_in_the_sentence(question: str, sentence: str, fit: float):
    assert unit_fit(understand(question), tuple(find_quantities(sentence))) == fit


def test_a_rate_is_no_length():
    assert unit_fit(understand("线路有多少公里？"), tuple(find_quantities("密度达0.3公里/平方千米。"))) == -1.0


def test_a_headline_opens_a_paragraph_and_a_sentence_with_a_figure_does_not():
    headline, plain = make_passage("绿色产业蓬勃发展。", "公园达9个。"), make_passage("公园达9个。", "都在增加。")
    assert is_opener(headline.sentences[0], headline)
    assert not is_opener(headline.sentences[1], headline)
    assert not is_opener(plain.sentences[0], plain)


def candidate(text: str, covered: list[float], score: float, rank: int = 0) -> Candidate:
    """A sentence in a passage of its own, with what it covers and its score."""
    passage = make_passage(text, start=rank * FAR)
    shares, figures = np.array(covered, dtype=np.float32), tuple(find_quantities(text))
    features = np.zeros(len(FEATURES))
    return Candidate(
        passage.sentences[0], passage, make_document(), rank, shares, shares, figures, features, score
    )


def texts(chosen: list[Candidate]) -> list[str]:
    return [c.sentence.text for c in chosen]


SIMPLE = understand("公园有多少个？")
DOUBLE = understand("公园有多少个，步道有多长？")
LONG = "，这是一个很长的句子" * 20


def chosen(
    pool: list[Candidate], question: Question = SIMPLE, parts: tuple = (), weights: tuple = (1.0, 1.0)
) -> list[str]:
    return texts(select(pool, KnownShares(*weights), question, list(parts)))


def test_one_sentence_that_says_everything_is_enough():
    pool = [
        candidate("甲9个" + LONG, [1, 1], 5),
        candidate("乙8个" + LONG, [1, 1], 4, 1),
        candidate("丙7个", [0, 0], 3, 2),
    ]
    assert len(chosen(pool)) == 1


def test_a_sentence_that_adds_what_is_lacking_is_chosen():
    pool = [
        candidate("甲9个" + LONG, [1, 0], 5),
        candidate("乙8个" + LONG, [1, 0], 4, 1),
        candidate("丙7个" + LONG, [0, 1], 3, 2),
    ]
    assert [text[0] for text in chosen(pool)] == ["甲", "丙"]


def test_a_far_worse_sentence_is_not_chosen_whatever_it_adds():
    pool = [candidate("甲9个" + LONG, [1, 0], 50), candidate("乙8个", [0, 1], -50, 1)]
    assert len(chosen(pool)) == 1


def test_every_part_of_the_question_gets_its_sentence():
    park, path = candidate("公园9个" + LONG, [1, 0], 5), candidate("步道31公里" + LONG, [0, 0], -9, 1)
    assert [text[:2] for text in chosen([park], DOUBLE, (park, path))] == ["公园", "步道"]


def test_a_sentence_that_answers_two_parts_stands_once():
    both = candidate("公园9个，步道31公里", [1, 1], 5)
    assert len(chosen([both], DOUBLE, (both, both))) == 1


def test_each_year_asked_for_gets_a_sentence():
    asked = understand("2022年和2023年的公园数量是多少？")
    pool = [candidate("2023年公园9个" + LONG, [1, 1], 5), candidate("2022年公园8个" + LONG, [1, 1], 4, 1)]
    assert [text[:4] for text in chosen(pool, asked)] == ["2023", "2022"]


def test_an_answer_has_few_sentences_however_much_there_is_to_say():
    pool = [candidate(f"句{i}有{i}个" + LONG, np.eye(6)[i].tolist(), 5 - i / 10, i) for i in range(6)]
    assert len(chosen(pool, weights=(1.0,) * 6)) == MAX_SENTENCES


def test_from_nothing_nothing_is_chosen():
    assert chosen([]) == []


def ranking_of(order: list[int]) -> Ranking:
    zeros = np.zeros(len(order), dtype=np.float32)
    return Ranking(zeros, zeros, zeros, np.array(order))


def test_passages_are_shown_by_their_best_sentence_and_the_rest_follow_in_order():
    pool = [candidate("甲", [1], 2.0, 1), candidate("乙", [1], 1.0, 0), candidate("丙", [1], 0.5, 1)]
    assert [position for position, _ in reorder(ranking_of([7, 4, 2, 5]), pool, 10)] == [4, 7, 2, 5]


def test_the_scores_of_shown_passages_fall_strictly():
    pool = [candidate("甲", [1], -3.0, 1), candidate("乙", [1], -7.0, 0)]
    scores = [score for _, score in reorder(ranking_of([7, 4, 2, 5]), pool, 10)]
    assert all(a > b for a, b in pairwise(scores))


def test_without_a_pool_the_ranking_is_shown_as_it_is_and_no_longer_than_asked():
    assert [position for position, _ in reorder(ranking_of([7, 4, 2, 5]), [], 3)] == [7, 4, 2]
