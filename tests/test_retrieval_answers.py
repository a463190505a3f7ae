"""Answers on the real report: complete, verbatim, cited, and the same in three languages."""

import json
import re
from itertools import pairwise

import pytest
from retrieval_index import QUESTIONS

from eval.sets.questions import load_questions
from retrieval.answer.answers import Answer
from retrieval.question.question import understand
from retrieval.text.clauses import ELLIPSIS

pytestmark = pytest.mark.early

QUESTION = {
    "question": str, "language": str, "resolved_question": str, "status": str, "refusal": dict | None, "answer": str,
    "citations": list, "passages": list, "figures": list, "timings_ms": dict, "index": str, "encoder": str,
}  # fmt: skip
CITATION = {
    *("n", "quote", "doc_id", "title", "section", "box", "page", "passage_id", "start", "end", "permalink"),
    *("recognised", "last_page", "printed_page", "last_printed_page"),
}
PASSAGE = {"rank", "score", "passage_id", "text", "section", "box", "page"}
FIGURE = {"text", "value", "unit", "citation"}
QUOTATION = re.compile(r"^[^“\n]*“(.+)”\[(\d+)\]", re.MULTILINE)
NUMBER = re.compile(r"\d+(?:\.\d+)?")
STOCK = (
    "深圳新能源汽车保有量是多少？",
    "深圳新能源汽車保有量是多少？",
    "How many electric vehicles are there in Shenzhen?",
)
SAMPLED = (24, pytest.param(5, marks=pytest.mark.long))  # every so many questions of the fixed set are asked here


@pytest.fixture(scope="module", params=SAMPLED)
def answers(request, answerer) -> list[Answer]:
    """Answers to a sample of the fixed questions, answerable or not, of all kinds and languages."""
    return [answerer.ask(q.question, q.history) for q in load_questions(QUESTIONS)[:: request.param]]


@pytest.fixture(scope="module")
def texts(answerer) -> dict[str, str]:
    return {document.doc_id: document.text for document in answerer.index.documents}


def quotations(answer: Answer) -> list[tuple[str, int]]:
    return [(text, int(n)) for text, n in QUOTATION.findall(answer.answer)]


@pytest.mark.parametrize("question", STOCK)
def test_the_number_of_new_energy_vehicles_is_answered_with_its_sentence_and_page(answerer, question: str):
    answer = answerer.ask(question)
    assert answer.status == "answered"
    assert "126.9 万辆" in answer.answer
    citation = next(c for c in answer.citations if "126.9 万辆" in c.quote)
    assert citation.section == ("第二部分 积极减缓气候变化", "三、交通运输绿色发展多维跃迁")
    assert (citation.page, citation.box) == (11, None)


@pytest.mark.parametrize("question", STOCK[:2])
def test_the_figure_asked_for_is_marked_and_has_its_value(answerer, question: str):
    keys = [figure for figure in answerer.ask(question).figures if figure.key]
    assert [(f.text, f.value, f.unit) for f in keys] == [("126.9 万辆", 1_269_000, "辆")]


def test_a_traditional_question_gets_a_traditional_frame_around_the_original_words(answerer):
    answer = answerer.ask("深圳新能源汽車保有量是多少？")
    direct, frame, quotation = answer.answer.split("\n")[:3]
    assert (direct, frame) == ("126.9 万辆[1]", "報告寫道：")
    assert "新能源汽车保有量" in quotation


def test_an_english_question_gets_an_english_frame_the_original_words_and_a_gloss(answerer):
    answer = answerer.ask(STOCK[2])
    lines = answer.answer.split("\n")
    assert "The report says (in Chinese):" in lines
    assert "新能源汽车保有量" in answer.answer
    assert "新能源汽车 = new-energy vehicles" in lines[-1]


def test_the_object_holds_the_keys_of_the_contract(answers):
    for answer in answers:
        row = answer.to_dict()
        assert set(row) == set(QUESTION) | {"confidence", "note", "writer"}
        assert all(isinstance(row[name], kind) for name, kind in QUESTION.items())
        assert all(set(citation) == CITATION for citation in row["citations"])
        assert all(set(passage) >= PASSAGE for passage in row["passages"])
        assert all(set(figure) >= FIGURE for figure in row["figures"])
        assert set(row["timings_ms"]) == {"encode", "search", "answer", "total"}
        assert row["refusal"] is None or set(row["refusal"]) == {"reason", "message", "missing", "instead"}


def test_the_object_survives_json(answers):
    for answer in answers:
        assert json.loads(json.dumps(answer.to_dict(), allow_nan=False)) == answer.to_dict()


def test_every_quote_is_verbatim_and_stands_in_its_passage(answers, texts, answerer):
    for citation in (c for answer in answers for c in answer.citations):
        assert texts[citation.doc_id][citation.start : citation.end] == citation.quote
        passage = answerer.index.by_id[citation.passage_id]
        assert passage.start <= citation.start < citation.end <= passage.end


def test_what_is_shown_of_a_sentence_stands_in_its_quote(answers):
    for answer in answers:
        for text, n in quotations(answer):
            assert text.strip(ELLIPSIS) in answer.citations[n - 1].quote
            assert text.startswith(ELLIPSIS) or answer.citations[n - 1].quote.strip().startswith(text[:4])


def test_every_citation_is_used_once_and_numbered_by_part_the_best_first_and_then_in_reading_order(answers):
    for answer in answers:
        assert [n for _, n in quotations(answer)] == [c.n for c in answer.citations]
        assert [c.n for c in answer.citations] == list(range(1, len(answer.citations) + 1))
        places = [(c.doc_id, c.start) for c in answer.citations]
        assert len(places) == len(set(places))
        if len(understand(answer.resolved_question).facets) == 1:
            assert places[1:] == sorted(places[1:])


def test_every_number_of_the_quotations_stands_in_the_sentence_they_cite(answers):
    for answer in answers:
        for text, n in quotations(answer):
            assert set(NUMBER.findall(text)) <= set(NUMBER.findall(answer.citations[n - 1].quote))


def test_every_figure_stands_in_the_sentence_it_cites_and_in_the_answer(answers):
    for answer in answers:
        for figure in (f for f in answer.figures if not f.derived_from):
            assert figure.text in answer.citations[figure.citation - 1].quote
            assert figure.text in answer.answer


def test_an_answer_has_citations_and_nothing_else_has(answers):
    for answer in answers:
        assert bool(answer.citations) == (answer.status in ("answered", "partial"))
        assert (answer.refusal is not None) == (answer.status == "refused")


def test_what_is_no_answer_gives_no_figure_beyond_the_question_s_own(answers, answerer):
    titles = " ".join(f"{d.title} {d.year}" for d in answerer.index.documents)
    refusals = [answer for answer in answers if answer.status in ("related", "refused")]
    assert len(refusals) >= 5
    for answer in refusals:
        assert answer.figures == ()
        allowed = NUMBER.findall(f"{answer.question} {answer.resolved_question} {titles}")
        assert set(NUMBER.findall(answer.answer)) <= set(allowed)


def test_ten_different_passages_come_with_every_answer_and_every_refusal(answers):
    for answer in answers:
        assert [hit.rank for hit in answer.passages] == list(range(1, 11))
        assert len({hit.passage.passage_id for hit in answer.passages}) == 10
        scores = [hit.score for hit in answer.passages]
        assert all(a > b for a, b in pairwise(scores))


def test_permalinks_name_the_passage_and_the_sentence(answers):
    for citation in (c for answer in answers for c in answer.citations):
        assert citation.permalink == f"/?passage={citation.passage_id}&s={citation.start}-{citation.end}"


def test_a_sentence_of_a_box_names_its_box_when_the_question_does_not(answerer):
    school, city = answerer.ask("锦田小学的人均碳排放量是多少？"), answerer.ask("人均碳排放量是多少？")
    assert "0.2 吨" in school.answer and "0.2 吨" in city.answer
    assert "范围" not in school.answer
    assert "（范围：专栏 9 近零碳试点典型案例——锦田小学）" in city.answer


def test_a_part_that_the_report_leaves_open_is_named(answerer):
    answer = answerer.ask("碳市场截至2024年底累计成交量是多少，深圳的房价是多少？")
    assert answer.status == "partial"
    assert "1.08 亿吨" in answer.answer
    assert "房价" in answer.answer.split("报告没有说明")[1]
    assert "房价" in answer.note


def test_a_numbered_list_is_shown_whole(answerer):
    answer = answerer.ask("新禧供应链公司推进近零碳排放企业试点取得了哪些建设成果？")
    assert all(f"（{n}）" in answer.answer for n in (1, 2, 3, 5))


def test_everyday_words_and_a_slip_of_the_keyboard_find_the_report_s_words(answerer):
    assert "4400 公里" in answerer.ask("全市骑车的道有多长？").answer
    assert "39.09%" in answerer.ask("森林付盖率是多少？").answer


def test_sentences_stand_in_the_order_of_the_parts_of_the_question(answerer):
    answer = answerer.ask("深圳有多少个公园？全市新能源汽车保有量是多少？").answer
    assert answer.index("1320 个") < answer.index("126.9 万辆")
