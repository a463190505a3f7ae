"""Other ways to find passages: their parts by hand, and all of them on small real reports."""
import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import ir_measures
import numpy as np
import pytest
from eval_fakes import answerable, make_passage, make_record, make_response, unanswerable
from ir_measures import nDCG
from retrieval_index import REPORT, SMALL, encoder, make_document
from retrieval_index import make_passage as make_corpus_passage

from corpus.report import read_report
from eval.baselines.chunks import CHUNK_SIZE, chunked
from eval.baselines.figures import FIGURES, columns, compared
from eval.baselines.quoting import DenseSearch, LexicalSearch, Method, PassageIndex, Quoter
from eval.baselines.run import FILE, run_baselines
from eval.baselines.systems import SYSTEMS, passage_index
from eval.baselines.table import baselines_table
from eval.judge import judge
from eval.running.manifest import Origin
from index.build import read_reports
from tools.readme_baselines import END, START, ReadmeError, read_baselines, with_baselines

QUESTIONS = (
    answerable("q1", question="2023年青岛海洋生产总值是多少？", answers=(("5200亿元",),),
               evidence=("海洋生产总值达到5200亿元",), section=("海洋经济",)),
    answerable("q2", question="How many parks are there in Xiamen?", lang="en", answers=(("180个",),),
               evidence=("公园总数达180个",), section=("公园建设",)),
    answerable("q3", question="成活率呢？", history=("厦门种了多少行道树？",), answers=(("98%",),),
               evidence=("成活率达98%",), section=("树木养护",)),
    unanswerable("q4", question="zzz qqq?", lang="en"),
)


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    for name, (card, text) in SMALL.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
        (folder / f"{name}.toml").write_text(card, "utf-8")
    return read_reports([folder])


@pytest.fixture(scope="module")
def measured(documents, tmp_path_factory):
    out = tmp_path_factory.mktemp("baselines")
    return out, run_baselines(documents, QUESTIONS, out, encoder(), origin=Origin("small.jsonl"))


def test_chunks_are_stretches_of_the_text_of_500_characters_at_most():
    report = read_report(REPORT)
    chunks = chunked(report).passages
    assert all(report.text[chunk.start:chunk.end] == chunk.text for chunk in chunks)
    assert CHUNK_SIZE == 500 >= max(len(chunk.text) for chunk in chunks)
    assert len({chunk.passage_id for chunk in chunks}) == len(chunks)
    assert all(sentence.text == report.text[sentence.start:sentence.end] for c in chunks for sentence in c.sentences)


def test_chunks_together_hold_the_whole_text():
    report = read_report(REPORT)
    chunks = chunked(report).passages
    gaps = [report.text[a.end:b.start] for a, b in pairwise(chunks)]
    assert not "".join(gaps).strip()
    assert not report.text[:chunks[0].start].strip()
    assert not report.text[chunks[-1].end:].strip()


class Directions:
    """Points a question where it is told to."""
    name = "directions"

    def __init__(self, **vectors: tuple[float, float]):
        self.vectors = vectors

    def encode_query(self, text: str) -> np.ndarray:
        return np.array(self.vectors[text], dtype=np.float32)


def quoter(search, *texts: str) -> Quoter:
    passages, at = [], 0
    for text in texts:
        passages.append(make_corpus_passage(*text.split("|"), start=at))
        at = passages[-1].end
    document = replace(make_document(), passages=tuple(passages))
    return Quoter(PassageIndex((document,), tuple(passages), Method("hand"), "b0"), search)


def test_dense_search_orders_by_inner_product_and_quotes_the_best_passage_whole():
    search = DenseSearch(np.array([[1, 0], [0, 1]], dtype=np.float32), Directions(q=(0.6, 0.8)))
    response = quoter(search, "甲。", "乙一。|乙二。").ask("q").to_dict()
    assert [(p["rank"], p["text"], p["score"]) for p in response["passages"]] == [
        (1, "乙一。乙二。", 0.8), (2, "甲。", 0.6)]
    assert (response["status"], response["answer"]) == ("answered", "“乙一。乙二。”[1]")
    assert [(c["quote"], c["start"], c["end"]) for c in response["citations"]] == [("乙一。乙二。", 2, 8)]
    assert response["confidence"] is None


def test_a_quoted_passage_is_verbatim_and_supports_each_of_its_sentences():
    search = DenseSearch(np.array([[1, 0]], dtype=np.float32), Directions(q=(1, 0)))
    asked = quoter(search, "保有量达126.9万辆。|比上年多两成。")
    question = answerable("q1", question="q")
    result = judge(make_record((question,), (asked.ask("q").to_dict(),), documents=asked.index.documents))
    assert {key: result.estimates[f"citations.{key}"].value for key in ("verbatim", "recall", "precision")} == {
        "verbatim": 1.0, "recall": 1.0, "precision": 1.0}


def test_bm25_finds_no_passage_without_a_word_of_the_question():
    asked = quoter(LexicalSearch(["海洋生产总值增长", "公园绿地面积"]), "海洋生产总值增长。", "公园绿地面积。")
    assert [p["text"] for p in asked.ask("公园面积？").to_dict()["passages"]] == ["公园绿地面积。"]
    nothing = asked.ask("zzz?").to_dict()
    assert (nothing["status"], nothing["refusal"]["reason"], nothing["answer"]) == ("refused", "not_in_report", "")


def test_a_baseline_reads_the_question_alone():
    asked = quoter(LexicalSearch(["海洋", "公园"]), "海洋。", "公园。")
    with_history, without = (asked.ask("公园", history=history).to_dict() for history in (("海洋",), ()))
    assert with_history["passages"] == without["passages"]


def test_a_passage_index_differs_with_the_cut_and_the_method(documents):
    ids = {passage_index(cut, method).build_id for method in ("a", "b")
           for cut in (documents, [chunked(document) for document in documents])}
    assert len(ids) == 4


def result_of(*found: tuple[str, ...], status: str = "answered"):
    """Judge one question of two facts a row of passages."""
    questions = [answerable(f"q{n}", answers=(("甲",), ("乙",)), evidence=("甲",), section=(f"s{n}",))
                 for n in range(1, len(found) + 1)]
    responses = [make_response(status, answer=row[0], passages=[make_passage(f"p{text}", text, rank)
                 for rank, text in enumerate(row, start=1)]) for row in found]
    return judge(make_record(questions, responses))


def values(result, *names: str) -> list[list[float]]:
    found = columns(result)
    return [found[name][0].tolist() for name in names]


def test_facts_and_characters_of_the_first_passages():
    result = result_of(("甲", "丙丙", "乙", "丁"), ("甲乙",))
    assert values(result, "facts@1", "facts@3", "chars@1", "chars@3") == [[1 / 2, 1], [1, 1], [1, 2], [4, 2]]


def test_unanswerable_questions_count_for_no_facts_no_characters_and_no_recall():
    result = judge(make_record([unanswerable()], [make_response(answer="甲", passages=[make_passage("p", "甲")])]))
    judged = {name for name, (_, counts) in columns(result).items() if counts.sum()}
    assert judged == {"refusal_recall"}


def test_slices_count_only_their_questions():
    questions = [answerable("q1", lang="en"), answerable("q3")]  # q3 is of the test split
    result = judge(make_record(questions, [make_response("refused")] * 2))
    found = columns(result)
    counts = {name: found[name][1].tolist() for name in (
        "evidence_recall@1 en", "evidence_recall@1 zh-Hans", "evidence_recall@1 test", "all_facts test")}
    assert counts == {"evidence_recall@1 en": [1, 0], "evidence_recall@1 zh-Hans": [0, 1],
                      "evidence_recall@1 test": [0, 1], "all_facts test": [0, 1]}


def test_differences_are_paired_with_the_reference():
    worse, better = result_of(*[("丙",)] * 8), result_of(*[("甲乙",)] * 8)
    found = compared(worse, better)["facts@1"]
    assert (found["value"], found["n"]) == (0.0, 8)
    p = found["difference"].pop("p")
    assert found["difference"] == {"value": -1.0, "low": -1.0, "high": -1.0}
    assert p == pytest.approx(2 / 2**8, abs=0.004)  # of 256 labellings two are as extreme
    assert {row["difference"] for row in compared(better, better).values()} == {None}


def test_every_system_leaves_a_run_that_an_independent_tool_scores_alike(measured):
    out, found = measured
    for key, system in found["systems"].items():
        qrels = list(ir_measures.read_trec_qrels(str(out / key / "qrels.trec")))
        run = list(ir_measures.read_trec_run(str(out / key / "run.trec")))
        again = ir_measures.calc_aggregate([nDCG @ 10], qrels, run)[nDCG @ 10]
        assert system["figures"]["ndcg@10"]["value"] == pytest.approx(again, abs=1e-4), key


def test_the_comparison_is_written_with_every_figure_of_every_system(measured):
    out, found = measured
    assert json.loads((out / FILE).read_text("utf-8")) == found
    assert list(found["systems"]) == [system.key for system in SYSTEMS]
    assert all(list(system["figures"]) == [figure.key for figure in FIGURES] for system in found["systems"].values())
    assert all(system["build_s"] is not None for system in found["systems"].values())
    assert all(system["latency_ms"]["p50"]["value"] > 0 for system in found["systems"].values())
    assert found["questions"] | {"sha256": ""} == {
        "name": "small.jsonl", "split": "all", "count": 4, "answerable": 3, "with_history": 1, "sections": 3,
        "sha256": ""}


def test_what_a_search_cannot_do_shows(measured):
    systems = measured[1]["systems"]
    assert systems["langchain-faiss"]["passages"] == 2  # two short reports, a chunk each
    assert systems["e5"]["passages"] == systems["baipishu"]["passages"] > 2
    assert systems["bm25"]["figures"]["evidence_recall@1 en"]["value"] == 0.0  # no passage holds English words
    refused = {key: system["figures"]["refusal_recall"]["value"] for key, system in systems.items()}
    assert refused == {"bm25": 1, "langchain-faiss": 0, "e5": 0, "baipishu": 1}


def test_with_a_cache_nothing_is_embedded_twice_and_nothing_is_timed(documents, tmp_path):
    embedded: list[int] = []

    class Counting(type(encoder())):
        def encode_texts(self, texts):
            embedded.append(len(texts))
            return super().encode_texts(texts)

    for name in ("first", "second"):
        found = run_baselines(documents, QUESTIONS[:1], tmp_path / name, Counting(), cache=tmp_path / "cache")
    assert len(embedded) == 1  # of this system, in the first round
    assert {system["build_s"] for system in found["systems"].values()} == {None}


def test_a_set_without_questions_is_refused(documents, tmp_path):
    with pytest.raises(ValueError, match="name another set or split"):
        run_baselines(documents, (), tmp_path, encoder())


def test_the_table_has_a_column_a_system_and_marks_what_differs(measured):
    found = json.loads(json.dumps(measured[1]))
    figures = found["systems"]["bm25"]["figures"]
    figures["hit@1"] |= {"value": 0.25, "difference": {"value": -0.5, "low": -0.6, "high": -0.4, "p": 0.01}}
    figures["mrr@10"] |= {"value": 0.25, "difference": {"value": -0.5, "low": -0.6, "high": 0.1, "p": 0.06}}
    figures["ndcg@10"] = {"value": None, "low": None, "high": None, "n": 0, "difference": None}
    lines = baselines_table(found).splitlines()
    assert lines[0] == "**small.jsonl**（4 题，可回答 3 题，带上文 1 题，出自 3 个章节）"
    assert lines[2] == "| 指标 | BM25 | 500 字切块 + e5 | 仅 e5 | 本系统 |"
    rows = [line.removeprefix("| ").split(" | ") for line in lines if line.startswith("| ")]
    first_cells = {row[0]: row[1] for row in rows}
    assert [first_cells[name] for name in ("命中 @1", "MRR@10", "nDCG@10")] == ["0.250\\*", "0.250", "–"]
    assert len(first_cells) == len(FIGURES) + 5  # head, rule, milliseconds, seconds, passages


def test_the_readme_gets_the_tables_between_its_marks(measured, tmp_path):
    tables = [baselines_table(found) for found in read_baselines([measured[0]])]
    readme = with_baselines(f"前\n{START}\n旧\n{END}\n后", tables[0].strip())
    assert readme.startswith(f"前\n{START}\n\n**small.jsonl**")
    assert readme.endswith(f"\n\n{END}\n后")
    with pytest.raises(ReadmeError, match="once each"):
        with_baselines(f"{END} {START}", "表")
    with pytest.raises(ReadmeError, match="run `baipishu eval baselines` first"):
        read_baselines([tmp_path])
    Path(tmp_path / FILE).write_text("{}", "utf-8")
    with pytest.raises(ReadmeError, match="is not of format 1"):
        read_baselines([tmp_path])
