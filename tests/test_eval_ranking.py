"""Ranking figures: by hand, against ir_measures, and recomputed from the TREC files that a run leaves behind."""
import csv
import json
import math
from dataclasses import replace
from itertools import pairwise

import ir_measures
import pytest
from eval_fakes import BigramAnswerer, answerable, make_passage, make_record, make_response, unanswerable
from hypothesis import given, settings
from hypothesis import strategies as st
from ir_measures import RR, Qrel, nDCG

from corpus.report import read_report
from eval.judge import judge
from eval.measures.ranking import (
    CUTOFFS,
    NOWHERE,
    all_evidence_found,
    evidence_qrels,
    passage_qrels,
    ranked_run,
    ranking_scores,
)
from eval.results import write_result
from eval.sets.questions import load_questions
from settings import ROOT

FOUND = "2024 年，新能源汽车保有量达 126.9 万辆。"
TWO_FACTS = answerable(answers=(("126.9万辆",), ("76.9%",)), evidence=("达126.9万辆", "占比76.9%"))


def scored(question, texts, others=()):
    """Rank the texts, best first; `others` stand in the corpus and are not found."""
    corpus = [(f"p{n}", text) for n, text in enumerate([*texts, *others], start=1)]
    passages = [make_passage(name, text, rank) for rank, (name, text) in enumerate(corpus[:len(texts)], start=1)]
    run = ranked_run([question], [make_response(passages=passages)])
    return ranking_scores([question], evidence_qrels([question], corpus), run)[question.id]


def test_evidence_recall_is_the_share_of_snippets_that_the_first_k_passages_cover():
    texts = ["无关", FOUND, "占比 76.9%，居全国首位。"]
    scores = scored(TWO_FACTS, texts)
    assert [scores[f"evidence_recall@{k}"] for k in CUTOFFS] == [0, 1, 1, 1]
    assert scored(TWO_FACTS, texts[:2], texts[2:])["evidence_recall@3"] == 1 / 2


def test_every_passage_that_holds_a_snippet_is_relevant():
    scores = scored(answerable(evidence=("甲乙",)), ["甲乙丙", "无关", "丁甲乙"], ["甲乙"])
    assert [scores[f"recall@{k}"] for k in CUTOFFS] == pytest.approx([1 / 3, 2 / 3, 2 / 3, 2 / 3])
    assert [scores[f"hit@{k}"] for k in CUTOFFS] == [1, 1, 1, 1]
    ideal = 1 + 1 / math.log2(3) + 1 / math.log2(4)
    assert scores["ndcg@10"] == pytest.approx((1 + 1 / math.log2(4)) / ideal)


def test_mrr_and_ndcg_of_a_relevant_passage_at_rank_two():
    scores = scored(answerable(evidence=("甲",)), ["无关", "甲"])
    assert scores["mrr@10"] == pytest.approx(1 / 2)
    assert scores["ndcg@10"] == pytest.approx(1 / math.log2(3))


def test_a_passage_inside_the_snippet_covers_it_and_a_blank_one_does_not():
    assert scored(answerable(), ["126.9万"])["evidence_recall@1"] == 1
    assert scored(answerable(), [" \n"])["evidence_recall@1"] == 0
    assert not all_evidence_found(TWO_FACTS, [make_passage("p", FOUND)])


def test_a_question_without_hits_has_recall_zero_and_is_counted():
    question = answerable("q1", evidence=("甲",))
    other = make_response(passages=[make_passage("p1", "甲")])
    for run in (ranked_run([question], [make_response()]), ranked_run([answerable("q2")], [other])):
        assert set(ranking_scores([question], [Qrel("q1", "p1", 1, "1")], run)["q1"].values()) == {0.0}
    assert ranking_scores([unanswerable()], [], []) == {}


def test_evidence_in_no_passage_is_missed_in_any_tool():
    question = answerable(evidence=("甲", "不在报告里"))
    qrels = evidence_qrels([question], [("p1", "甲")])
    assert [(qrel.doc_id, qrel.iteration) for qrel in qrels] == [("p1", "1"), (NOWHERE, "2")]
    scores = scored(question, ["甲"])
    assert (scores["evidence_recall@10"], scores["recall@10"], scores["hit@10"]) == (1 / 2, 1 / 2, 1)
    assert scores["ndcg@10"] == pytest.approx(1 / (1 + 1 / math.log2(3)))


def test_a_question_that_nobody_judged_is_left_out_as_other_tools_leave_it_out():
    questions = [answerable("q1"), answerable("q2", evidence=())]
    responses = [make_response(passages=[make_passage("p1", FOUND)])] * 2
    result = judge(make_record(questions, responses))
    assert result.estimates["retrieval.ndcg@10"].n == 1


def test_judged_documents_are_ranked_by_their_first_passage_and_have_no_evidence_recall():
    passages = [{**make_passage(f"p{n}", "x", n), "doc_id": doc} for n, doc in enumerate("aabc", start=1)]
    record = make_record([answerable("q1", evidence=(), answers=())], [make_response(passages=passages)])
    judged = judge(replace(record, judgements=(Qrel("q1", "b", 1), Qrel("q1", "c", 2), Qrel("q1", "d", 0))))
    assert [hit.doc_id for hit in judged.run] == ["a", "b", "c"]
    retrieval = judged.summary()["retrieval"]
    assert (retrieval["mrr@10"], retrieval["hit@1"], retrieval["recall@3"]) == (1 / 2, 0.0, 1.0)
    ideal = 2 + 1 / math.log2(3)  # linear gain
    assert retrieval["ndcg@10"] == pytest.approx((1 / math.log2(3) + 2 / math.log2(4)) / ideal)
    assert retrieval["evidence_recall@10"] is None
    assert judged.right == [None]


def test_the_scores_of_a_run_fall_strictly():
    passages = [make_passage(str(n), "x") for n in range(50)]
    scores = [hit.score for hit in ranked_run([answerable()], [make_response(passages=passages)])]
    assert all(a > b for a, b in pairwise(scores))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.sampled_from("abcdef"), unique=True, max_size=6), min_size=1, max_size=5),
       st.sets(st.tuples(st.integers(1, 5), st.sampled_from("abcdefgh"))))
def test_mrr_and_ndcg_equal_ir_measures_with_unanswered_questions_as_zero(rankings, judged):
    questions = [answerable(f"q{n}") for n, _ in enumerate(rankings, start=1)]
    responses = [make_response(passages=[make_passage(name, "x") for name in names]) for names in rankings]
    qrels = [Qrel(f"q{n}", name, 1) for n, name in sorted(judged) if n <= len(rankings)]
    run = ranked_run(questions, responses)
    scores = ranking_scores(questions, qrels, run)
    assert set(scores) == {qrel.query_id for qrel in qrels}
    for name, measure in (("mrr@10", RR @ 10), ("ndcg@10", nDCG @ 10)):
        theirs = dict.fromkeys(scores, 0.0)
        theirs |= {found.query_id: found.value for found in ir_measures.iter_calc([measure], qrels, run)}
        assert {question_id: score[name] for question_id, score in scores.items()} == pytest.approx(theirs, abs=1e-9)


# A real run, and the textbook formulas on nothing but its files.

@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """What a run over the shipped questions leaves behind, by an answerer that guesses."""
    report = read_report(ROOT / "corpus/reports/shenzhen-climate-2024.txt")
    questions, answerer = load_questions(ROOT / "eval/questions/shenzhen-2024.jsonl"), BigramAnswerer(report)
    responses = [answerer.ask(question.question).to_dict() for question in questions]
    folder = tmp_path_factory.mktemp("run")
    write_result(judge(make_record(questions, responses, [report])), folder)
    return folder


def read_run(folder):
    """{question: passages, best first}, by score alone as other tools do."""
    run = {}
    for line in (folder / "run.trec").read_text("utf-8").splitlines():
        question, _, passage, _, score, _ = line.split()
        run.setdefault(question, []).append((-float(score), passage))
    return {question: [passage for _, passage in sorted(hits)] for question, hits in run.items()}


def read_qrels(path):
    """{question: {number of the snippet: relevant passages}}."""
    qrels = {}
    for line in path.read_text("utf-8").splitlines():
        question, snippet, passage, relevance = line.split()
        assert relevance == "1"
        qrels.setdefault(question, {}).setdefault(snippet, set()).add(passage)
    return qrels


def textbook(run, qrels, snippets):
    """Means over the judged questions of the figures as the books define them."""
    totals = {}
    for question, judged in qrels.items():
        found, [relevant] = run.get(question, []), judged.values()
        gains = [passage in relevant for passage in found[:10]]
        first = gains.index(True) + 1 if any(gains) else math.inf
        ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(10, len(relevant)) + 1))
        scores = {"mrr@10": 1 / first,
                  "ndcg@10": sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1)) / ideal}
        for k in CUTOFFS:
            top = set(found[:k])
            scores |= {f"hit@{k}": bool(top & relevant), f"recall@{k}": len(top & relevant) / len(relevant)}
            covered = [bool(top & holders) for holders in snippets[question].values()]
            scores[f"evidence_recall@{k}"] = sum(covered) / len(covered)
        for name, value in scores.items():
            totals[name] = totals.get(name, 0) + value
    return {name: total / len(qrels) for name, total in totals.items()}


def test_the_files_of_a_run_give_the_reported_figures_by_the_textbook(folder):
    run, qrels, snippets = read_run(folder), *(read_qrels(folder / name) for name in
                                               ("qrels.trec", "qrels.evidence.trec"))
    reported = json.loads((folder / "metrics.json").read_text("utf-8"))
    assert textbook(run, qrels, snippets) == pytest.approx(reported["retrieval"], abs=5e-5)
    with (folder / "per_question.csv").open(encoding="utf-8-sig", newline="") as file:
        language = {row["id"]: row["lang"] for row in csv.DictReader(file)}
    for lang, part in reported["by_language"].items():
        asked = {question: judged for question, judged in qrels.items() if language[question] == lang}
        assert len(asked) == part["n"]["retrieval.mrr@10"]
        assert textbook(run, asked, snippets) == pytest.approx(part["retrieval"], abs=5e-5)


def test_the_files_of_a_run_give_the_reported_figures_by_ir_measures(folder):
    reported = json.loads((folder / "metrics.json").read_text("utf-8"))["retrieval"]
    run = list(ir_measures.read_trec_run(str(folder / "run.trec")))
    by_passage = {"nDCG@10": "ndcg@10", "RR@10": "mrr@10", "Success@5": "hit@5", "R@5": "recall@5"}
    for name, wanted in (("qrels.trec", by_passage), ("qrels.evidence.trec", {"StRecall@5": "evidence_recall@5"})):
        qrels = list(ir_measures.read_trec_qrels(str(folder / name)))
        found = ir_measures.calc_aggregate(map(ir_measures.parse_measure, wanted), qrels, run)
        assert {wanted[str(measure)]: value for measure, value in found.items()} == pytest.approx(
            {key: reported[key] for key in wanted.values()}, abs=5e-5)


def test_the_scores_in_the_written_run_fall_strictly_in_the_order_of_their_ranks(folder):
    lines = [line.split() for line in (folder / "run.trec").read_text("utf-8").splitlines()]
    assert all(float(a[4]) > float(b[4]) and int(a[3]) + 1 == int(b[3]) for a, b in pairwise(lines) if a[0] == b[0])
    assert {len(line) for line in lines} == {6}


def test_snippets_do_not_change_which_passages_are_relevant(folder):
    snippets, passages = (read_qrels(folder / name) for name in ("qrels.evidence.trec", "qrels.trec"))
    assert {question: set().union(*holders.values()) for question, holders in snippets.items()} == {
        question: next(iter(holders.values())) for question, holders in passages.items()}
    assert len(passage_qrels([Qrel("q", "p", 1, "1"), Qrel("q", "p", 1, "2")])) == 1
