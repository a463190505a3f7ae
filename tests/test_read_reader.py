"""The reader's part without a model: which words answer, from made probabilities; and one call of the real one."""

from collections.abc import Sequence

import numpy as np
import pytest

from index.onnx import ModelUnusable
from retrieval.answerer import Answerer
from retrieval.question.completer import Held
from retrieval.read.pairing import BEFORE, HEADING, QUESTION, SENTENCE, TITLE, Pair, document_line, pair
from retrieval.read.reader import Place, Reader, Said, by_character, find_words
from retrieval.text.bigrams import bigrams

TEXT = "公园9个，步道31公里。"
OFFSETS = [(0, 2), (2, 3), (3, 4), (4, 5), (5, 7), (7, 9), (9, 11), (11, 12)]  # 公园 9 个 ， 步道 31 公里 。


def words(*pieces: tuple[float, float], offsets=OFFSETS, text: str = TEXT) -> list[str]:
    """The words found, from (inside, start) of each piece."""
    return [text[found.start : found.end] for found in find_words(text, offsets, np.array(pieces))]


NO, IN, NEW = (0.1, 0.1), (0.9, 0.1), (0.9, 0.9)


def test_pieces_that_are_probably_inside_are_one_stretch_of_words():
    assert words(NO, NEW, IN, NO, NO, NO, NO, NO) == ["9个"]


def test_a_stretch_ends_where_a_piece_is_outside_and_where_another_begins():
    assert words(NO, NEW, IN, NO, NO, NEW, IN, NO) == ["9个", "31公里"]


def test_a_stretch_may_reach_the_end_of_the_sentence_without_its_marks():
    assert words(NO, NO, NO, IN, IN, IN, IN, IN) == ["步道31公里"]


def test_marks_alone_are_no_words():
    assert words(NO, NO, NO, IN, NO, NO, NO, IN) == []


def test_nothing_inside_gives_no_words():
    assert words(*[NO] * len(OFFSETS)) == []


def test_a_piece_of_no_width_neither_begins_nor_parts_words():
    offsets = [(0, 0), (0, 2), (2, 2), (2, 3)]
    assert words(NEW, IN, NEW, IN, offsets=offsets, text="公园9") == ["公园9"]


def test_words_are_as_sure_as_their_pieces_on_average():
    (found,) = find_words(TEXT, OFFSETS, np.array([NO, (0.6, 0.9), (0.8, 0.1), *[NO] * 5]))
    assert found.p == pytest.approx(0.7)


def test_probabilities_are_spread_over_the_characters_of_their_pieces():
    spread = by_character(4, [(0, 2), (3, 4)], np.array([0.25, 0.75]))
    assert spread.tolist() == [0.25, 0.25, 0.0, 0.75]


def test_each_part_of_a_pair_is_cut_to_its_length_and_the_sentence_before_at_its_beginning():
    given = pair(range(4, 304), [5] * 300, [6] * 300, range(300, 600), [7] * 300)
    assert len(given.ids) == 1 + QUESTION + 1 + TITLE + 1 + HEADING + 1 + BEFORE + 1 + SENTENCE + 1
    assert given.ids[1 : QUESTION + 1] == list(range(4, 4 + QUESTION))
    before = given.ids[given.sentence_start - 1 - BEFORE : given.sentence_start - 1]
    assert before == list(range(600 - BEFORE, 600))


def test_the_kinds_of_a_pair_tell_where_its_sentence_stands():
    given = pair([5], [6], [], [], [8, 9])
    assert given.ids[given.sentence_start : given.sentence_start + given.sentence_length] == [8, 9]
    assert [i for i, kind in enumerate(given.kinds) if kind] == [given.sentence_start, given.sentence_start + 1]
    assert len(given.kinds) == len(given.ids)


@pytest.mark.parametrize(
    ("title", "year", "place", "line"),
    [
        ("政府工作报告", 2026, "云南省", "2026年云南省政府工作报告"),
        ("云南省政府工作报告", 2026, "云南省", "2026年云南省政府工作报告"),
        ("云南政府工作报告（2026年）", 2026, "云南省", "云南政府工作报告（2026年）"),
        ("白皮书", None, None, "白皮书"),
    ],
)
def test_the_reader_is_told_year_and_place_once(title: str, year: int | None, place: str | None, line: str):
    assert document_line(title, year, place) == line


def places(*sentences: str) -> list[Place]:
    return [Place("2023年厦门市园林绿化报告", "一、公园建设", "", sentence) for sentence in sentences]


def test_the_real_reader_finds_the_sentence_and_the_words_that_answer():
    sentences = ("全市森林覆盖率稳步提高。", "厦门公园总数达180个，公园绿地面积4000公顷。")
    no, yes = Reader().read("厦门有多少个公园？", places(*sentences))
    assert yes.p > 5 * no.p
    assert "180个" in "".join(sentences[1][found.start : found.end] for found in yes.words)
    assert len(yes.inside) == len(sentences[1])


def test_what_is_said_of_a_sentence_does_not_depend_on_the_others():
    reader = Reader()
    both = reader.read("厦门有多少个公园？", places("公园总数达180个。", "新种行道树2.5万株。"))
    alone = reader.read("厦门有多少个公园？", places("新种行道树2.5万株。"))
    assert both[1].logit == alone[0].logit and (both[1].inside == alone[0].inside).all()


def test_a_pair_that_was_read_is_remembered_unless_nothing_shall_be(monkeypatch):
    ran: list[Pair] = []

    def run(self: Reader, given: Pair) -> tuple[float, np.ndarray, float, tuple[np.ndarray, ...]]:
        ran.append(given)
        layer = np.zeros((len(given.ids), len(self.verifier.weights) // 6))  # three states of each of two layers
        return 1.0, np.zeros((len(given.ids), 2)), 1.0, (layer, layer)

    monkeypatch.setattr(Reader, "run", run)
    for reader, runs in ((Reader(), 1), (Reader(read_pairs=0), 2)):
        monkeypatch.setattr(reader, "open", lambda: None)
        ran.clear()
        for _ in range(2):
            reader.read("厦门有多少个公园？", places("公园总数达180个。"))
        assert len(ran) == runs


def test_a_follow_up_leans_and_a_whole_question_stands_alone():
    history = ["2024年厦门公园总数是多少？"]
    assert (
        Reader().stands_alone("那步道呢？", history) < 0.5 < Reader().stands_alone("厦门的森林覆盖率是多少？", history)
    )


def test_a_missing_reader_is_an_error_with_the_cure(tmp_path):
    with pytest.raises(ModelUnusable, match=r"reader\.onnx: cannot be opened .*git checkout"):
        _ = Reader(tmp_path).model


class SharedPairs:
    """A reader without weights: a sentence answers that holds half of a question's pairs of characters."""

    def read(self, question: str, places: Sequence[Place]) -> list[Said]:
        return self.read_pairs([(question, place) for place in places])

    def read_pairs(self, pairs: Sequence[tuple[str, Place]]) -> list[Said]:
        return [self.said(bigrams(question), place.sentence) for question, place in pairs]

    def said(self, wanted: set[str], sentence: str) -> Said:
        shared = sum(pair in sentence for pair in wanted) / len(wanted)
        logit = 20 * (shared - 0.5)
        return Said(logit, (), np.zeros(len(sentence), dtype=np.float32), verified=logit)

    def stands_alone(self, question: str, history: Sequence[str]) -> float:
        return 1.0

    def held(self, question: str, previous: str) -> Held:
        raise AssertionError("every question stands alone")


def test_what_the_layers_hold_stands_beside_the_pieces_of_both_questions():
    held = Reader().held("那步道呢？", "2024年厦门公园总数是多少？")
    assert len(held.question) == len(held.question_at) and len(held.previous) == len(held.previous_at)
    assert held.first.shape == held.question.shape[1:] == held.previous.shape[1:]
    assert max(end for _, end in held.previous_at) == len("2024年厦门公园总数是多少？")


def test_another_model_takes_the_place_of_ours(two_reports):
    answerer = Answerer(two_reports.index, SharedPairs())
    answer = answerer.ask("厦门公园总数")
    assert answer.status == "answered" and answer.citations[0].quote.startswith("2021年，厦门公园总数达180个")
    assert answerer.ask("厦门红树林的面积是多少？").status != "answered"
