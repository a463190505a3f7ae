"""Search for staff: filters and errors; several reports in one index."""

import pytest

from retrieval.search.search import Searcher


@pytest.fixture(scope="module")
def searcher(answerer) -> Searcher:
    return answerer.searcher


def test_hits_are_ranked_from_one_and_scores_do_not_rise(searcher):
    hits = searcher.search("超充站", k=7)
    assert [hit.rank for hit in hits] == list(range(1, 8))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert "超充站" in hits[0].passage.text


@pytest.mark.parametrize("query", ["超充站", "超充站 加油站", "supercharging stations", "超充站數量"])
def test_any_wording_finds_the_passage(searcher, query: str):
    assert any("超充站 1030 座" in hit.passage.text for hit in searcher.search(query, k=5))


def test_a_part_keeps_the_passages_under_that_title(searcher):
    hits = searcher.search("新能源", part="第四部分")
    assert hits
    assert all(any("第四部分" in title for title in hit.passage.section_path) for hit in hits)
    assert searcher.search("新能源", part="没有这一部分") == []


@pytest.mark.parametrize("kind", ["body", "box", "caption"])
def test_a_kind_keeps_the_passages_of_that_kind(searcher, kind: str):
    hits = searcher.search("深圳", kind=kind)
    assert hits
    assert {hit.passage.kind for hit in hits} == {kind}


def test_filters_add_up(searcher):
    hits = searcher.search("深圳", kind="box", part="第三部分", k=100)
    assert hits
    assert all(hit.passage.kind == "box" and "第三部分" in hit.passage.section_path[0] for hit in hits)


def test_asking_for_more_than_there_is_gives_every_passage_once(searcher):
    hits = searcher.search("深圳", k=100_000)
    assert len({hit.passage.passage_id for hit in hits}) == len(hits) == len(searcher.index.passages)


def test_a_hit_has_the_keys_of_the_contract(searcher):
    row = searcher.search("超充站", kind="box")[0].to_dict()
    assert set(row) >= {"rank", "score", "passage_id", "text", "section", "box", "page"}
    assert row["permalink"] == f"/?passage={row['passage_id']}"
    assert row["box"].startswith("专栏 1")
    assert row["page"] == 7


@pytest.mark.parametrize("query", ["", "   ", "\n\t"])
def test_an_empty_query_is_an_error_with_a_cure(searcher, query: str):
    with pytest.raises(ValueError, match="at least one word"):
        searcher.search(query)


def test_an_unknown_kind_is_an_error_that_lists_the_kinds(searcher):
    with pytest.raises(ValueError, match="body, box, caption"):
        searcher.search("深圳", kind="footnote")


def test_an_unknown_report_is_an_error_that_lists_the_reports(searcher, answerer):
    for lookup in (searcher.search, answerer.ask):
        with pytest.raises((KeyError, ValueError), match="shenzhen-climate-2024"):
            lookup("深圳", doc_id="nowhere")


def test_a_question_to_one_report_is_answered_from_it_alone(two_reports):
    answer = two_reports.ask("公园总数是多少个？", doc_id="xiamen-parks-2021")
    assert {hit.passage.doc_id for hit in answer.passages} == {"xiamen-parks-2021"}
    assert {citation.doc_id for citation in answer.citations} <= {"xiamen-parks-2021"}
    assert "180个" in answer.passages[0].passage.text


def test_each_report_dates_its_own_sentences(two_reports):
    assert "5200亿元" in two_reports.ask("青岛2023年海洋生产总值是多少？").answer
    assert "5200亿元" not in two_reports.ask("青岛2022年海洋生产总值是多少？").answer
    assert two_reports.ask("青岛2019年海洋生产总值是多少？").refusal.reason == "other_year"
