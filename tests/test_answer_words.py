"""How an answer is worded: the direct answer, quotations with their figures, gloss, frames."""

from dataclasses import replace

import pytest
from retrieval_index import make_candidate, make_reading

from retrieval.answer.answers import CheckedFigure
from retrieval.answer.compose import UNSURE
from retrieval.answer.direct import MAX_CHARS, MAX_ITEMS, SURE, direct_line
from retrieval.answer.frames import phrase, refusal_message
from retrieval.answer.gloss import english_gloss
from retrieval.answer.quotations import Quotation, quotations, scope
from retrieval.question.question import understand
from retrieval.read.candidates import Candidate
from retrieval.read.decision import Decision
from retrieval.read.reader import Words

FILLER = "在各项工作持续深入推进并且不断取得新的进展的情况下"  # 25 characters that no question asks for
MORE = "，".join([FILLER] * 4)


def quoted_for(question: str, *candidates: Candidate) -> list[Quotation]:
    """The candidates quoted, each as the best answer to the question."""
    return quotations(candidates, {id(candidate.sentence): understand(question) for candidate in candidates})


def line(question: str, *candidates: Candidate) -> str | None:
    return direct_line(quoted_for(question, *candidates))


def test_the_direct_answer_is_the_very_words_with_their_citation():
    park = make_candidate("全市公园总数达180个，分布均衡。", "180个")
    body = make_candidate("公园日常工作由园林局负责养护管理。", "园林局")
    assert line("公园有多少个，由谁负责？", park, body) == "180个[1]；园林局[2]"


def test_what_a_caption_says_of_its_figure_is_no_direct_answer():
    park = make_candidate("图 4 2020年—2024年全市公园数量", "2020年—2024年", p=0.99)
    assert line("公园有多少？", replace(park, passage=replace(park.passage, kind="caption"))) is None


def test_a_figure_is_given_whole_with_its_unit():
    assert line("公园有多少？", make_candidate("全市公园总数达1,320 个，分布均衡。", "1,320", p=0.99)) == "1,320 个[1]"


def test_a_figure_at_the_edge_of_the_words_is_never_cut():
    houses = make_candidate("规划兴建2,155户社会住宅，累积推动经验，并陆续完工交付使用。", "155户社会住宅", p=0.99)
    assert line("兴建哪一种住宅？", houses) == "2,155户社会住宅[1]"


def test_a_doubted_figure_is_no_direct_answer_and_no_key():
    other = make_candidate("全市公园总面积达50公顷，分布均衡。", "50公顷")
    assert line("公园有多少个？", other) is None
    assert [figure.key for figure in quoted_for("公园有多少个？", other)[0].figures] == [False]


def test_what_is_quoted_beside_the_best_answer_points_at_no_figure():
    best, context = (
        make_candidate("全市公园总数达180个，分布均衡。", "180个"),
        make_candidate("广场达7个，也在增加。", "7个"),
    )
    quoted = quotations([best, context], {id(best.sentence): understand("公园有多少个？")})
    assert direct_line(quoted) == "180个[1]"
    assert [figure.key for quotation in quoted for figure in quotation.figures] == [True, False]


def test_unsure_words_are_no_direct_answer():
    park = make_candidate("公园由园林局负责日常养护和管理。", "园林局")
    (words,) = park.said.words
    unsure = replace(park.said, words=(replace(words, p=SURE - 0.01),))
    doubtful = replace(park, said=unsure)
    assert line("公园由谁管？", park) == "园林局[1]" and line("公园由谁管？", doubtful) is None


def test_words_that_are_nearly_the_whole_sentence_say_nothing_shorter():
    assert line("公园由谁管？", make_candidate("由园林局负责。", "由园林局负责")) is None


def test_what_is_long_or_many_is_no_short_answer():
    long = "长" * (MAX_CHARS + 1)
    assert line("谁？", make_candidate(f"{long}，{FILLER * 4}。", long)) is None
    items = [f"甲{c}乙" for c in "一二三四五六七八九"]
    assert len(items) > MAX_ITEMS
    assert line("哪些？", make_candidate(f"包括{'，'.join(items)}；{FILLER * 3}。", *items)) is None
    assert line("哪些？", make_candidate(f"包括{'，'.join(items[:3])}；{FILLER * 3}。", *items[:3])) == (
        "甲一乙，甲二乙，甲三乙[1]"
    )


def test_what_is_said_twice_in_a_sentence_is_given_once():
    twice = make_candidate("园林局管公园，园林处管广场，都归市里统一调度。", "园林")
    said = replace(twice.said, words=(Words(0, 2, 0.9), Words(7, 9, 0.9)))
    assert line("谁管？", replace(twice, said=said)) == "园林[1]"


def test_the_key_figure_is_the_one_that_the_reader_points_at():
    quoted = quoted_for("公园有多少个？", make_candidate("公园达9个，广场达7个，入选第一批试点。", "9个"))
    assert [(f.text, f.value, f.unit, f.key) for f in quoted[0].figures] == [
        ("9个", 9, "个", True),
        ("7个", 7, "个", False),
    ]


def test_a_long_sentence_is_trimmed_to_what_the_reader_points_at_and_both_cuts_are_marked():
    sentence = (
        f"{MORE}，{FILLER}；公园总数达180个；{MORE}。"
    )
    quoted = quoted_for("公园有多少个？", make_candidate(sentence, "180个"))[0]
    assert quoted.text == "“……公园总数达180个……”[1]"
    assert quoted.part in sentence and quoted.citation.quote == sentence
    assert [(f.text, f.key) for f in quoted.figures] == [("180个", True)]


def test_a_figure_that_is_cut_away_is_not_shown():
    sentence = f"公园总数达180个；{MORE}，{FILLER}；步道达31公里；{MORE}。"
    quoted = quoted_for("步道多少公里？", make_candidate(sentence, "31公里"))[0]
    assert [f.text for f in quoted.figures] == ["31公里"]


@pytest.mark.parametrize(
    ("question", "told"), [("人均碳排放量是多少？", True), ("锦田小学的人均碳排放量是多少？", False)]
)
def test_the_box_of_a_sentence_is_named_unless_the_question_names_it(question: str, told: bool):
    candidate = make_candidate("人均碳排放0.2吨。", "0.2吨", box="专栏 9 近零碳试点——锦田小学")
    assert bool(scope(quoted_for(question, candidate)[0], understand(question))) == told


def test_a_sentence_in_no_box_has_no_scope():
    quoted = quoted_for("公园多少个？", make_candidate("公园达9个。", "9个"))[0]
    assert scope(quoted, understand("公园多少个？")) == ""


def test_the_gloss_gives_terms_that_the_question_names_first_and_large_key_figures_in_digits():
    key = CheckedFigure("126.9万辆", 1_269_000, "辆", 1, True)
    gloss = english_gloss("How many new-energy vehicles?", ["充电桩和新能源汽车"], [key])
    assert gloss.split("; ")[0] == "新能源汽车 = new-energy vehicles"
    assert gloss.endswith("126.9万辆 = 1,269,000")
    assert "1,269,000" not in english_gloss("x", ["新能源汽车"], [CheckedFigure("126.9万辆", 1_269_000, "辆", 1)])


def test_a_frame_is_in_the_language_and_script_of_the_question():
    assert [phrase("says", language) for language in ("zh-Hans", "zh-Hant", "en")] == [
        "报告写道：", "報告寫道：", "The report says (in Chinese):"
    ]  # fmt: skip


def test_a_refusal_names_what_is_missing_and_the_years_there_are():
    zh = refusal_message("other_year", "zh-Hans", ("2016年",), (2023, 2024), "深圳", "《报告》")
    en = refusal_message("other_year", "en", ("2016年",), (2023, 2024), "Shenzhen", "《报告》")
    assert zh == "报告没有2016年的这项内容，只有2023、2024年的。"
    assert en == "The report does not give this for 2016, only for 2023, 2024."
    assert refusal_message("not_in_report", "zh-Hans", (), (), "", "") == "报告没有回答这个问题的内容。"


def test_an_answer_that_may_miss_the_question_says_so_first(answerer):
    question = understand("绿色信贷余额有多少？")
    for p, hedged in ((UNSURE - 0.01, True), (UNSURE + 0.01, False)):
        found = make_candidate("绿色信贷余额 10777.63 亿元。", "10777.63 亿元", p=0.9)
        reading = make_reading(question, found)
        answer = answerer.composer.quote(reading, Decision("answered", p, (found,)))
        told = answer.answer.split("\n")
        assert [figure.key for figure in answer.figures] == [not hedged]  # no tick on what may miss the question
        assert told[:-1] == [phrase("unsure", "zh-Hans")] * hedged + ["10777.63 亿元[1]", phrase("says", "zh-Hans")]
