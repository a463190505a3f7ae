"""A run handed to other tools: each file read back as that tool reads it."""
import csv
import json
from dataclasses import replace
from pathlib import Path

import ir_measures
import pytest
from eval_fakes import (
    answerable,
    held_passage,
    make_citation,
    make_passage,
    make_record,
    make_response,
    unanswerable,
)
from ir_measures import Qrel, R, nDCG

from eval.exports.formats import FORMATS, export
from eval.exports.promptfoo import test_of as promptfoo_test
from eval.exports.references import reference_answer
from eval.judge import judge
from eval.measures.answers import facts_found
from eval.measures.ranking import ranked_run
from eval.record import CorpusPassage
from eval.running.run import judgements
from eval.sets.datasets import load_dataset

QUOTE = "保有量达126.9万辆。"
HELD = {"p1": held_passage(QUOTE)}
PASSAGES = (
    CorpusPassage("r:0-20", "r", 0, 20, "前言", "全市新能源汽车保有量达 126.9 万辆。"),
    CorpusPassage("r:20-40", "r", 20, 40, "前言", "建成公园 1320 个，绿道 3000 公里。"),
    CorpusPassage("r:40-60", "r", 40, 60, "", "再次提到：保有量达 126.9 万辆。"),
)
QUESTIONS = (
    answerable("q1", forbid=("97.6万",)),
    answerable("q2", question="公园和绿道？", answers=(("1320个", "一千三百二十"), ("3000公里",)),
               evidence=("公园1320个", "绿道3000公里")),
    answerable("q3", question="没有段落的证据？", evidence=("报告里没有的话",)),
    unanswerable("q4"),
)
FOUND = [make_passage(p.passage_id, p.text, rank) for rank, p in enumerate(PASSAGES, start=1)]
RESPONSES = (
    make_response(answer=f"“{PASSAGES[0].text}”[1]", passages=FOUND,
                  citations=[{**make_citation(PASSAGES[0].text, doc_id="r"), "passage_id": "r:0-20"}]),
    make_response(answer="建成公园 1320 個。[1]", passages=FOUND[:2]),
    make_response("related", passages=FOUND),
    make_response("refused"),
)


@pytest.fixture
def record():
    return make_record(QUESTIONS, RESPONSES, passages=PASSAGES)


def read_json_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_reference_answer_is_the_first_alternative_of_each_fact():
    assert [reference_answer(question) for question in QUESTIONS] == [
        "126.9万辆", "1320个；3000公里", "126.9万辆", "报告没有说明。"]
    assert reference_answer(replace(QUESTIONS[1], lang="en")) == "1320个; 3000公里"
    assert reference_answer(replace(QUESTIONS[3], lang="en")) == "The report does not say."


def test_the_beir_folder_is_what_our_own_importer_reads(record, tmp_path):
    export(record, "beir", tmp_path / "beir")
    dataset = load_dataset(f"beir:{tmp_path / 'beir'}")
    assert [document.doc_id for document in dataset.documents] == [passage.passage_id for passage in PASSAGES]
    assert [(question.id, question.question) for question in dataset.questions] == [
        ("q1", "保有量是多少？"), ("q2", "公园和绿道？")]
    assert dataset.qrels == {"q1": {"r:0-20": 1, "r:40-60": 1}, "q2": {"r:20-40": 1}}


def test_beir_qrels_begin_with_its_header_and_are_parted_by_tabs(record, tmp_path):
    export(record, "beir", tmp_path)
    with (tmp_path / "qrels" / "test.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t"))
    assert rows[:2] == [["query-id", "corpus-id", "score"], ["q1", "r:0-20", "1"]]


def test_scores_on_the_exported_qrels_are_those_of_the_run(tmp_path):
    judged = make_record(QUESTIONS[:2], RESPONSES[:2], passages=PASSAGES)
    export(judged, "beir", tmp_path)
    qrels = [Qrel(query, passage, relevance) for query, row in load_dataset(f"beir:{tmp_path}").qrels.items()
             for passage, relevance in row.items()]
    found = ir_measures.calc_aggregate([R @ 1, nDCG @ 10], qrels, ranked_run(judged.questions, judged.responses))
    estimates = judge(judged).estimates
    assert found[R @ 1] == estimates["retrieval.recall@1"].value == pytest.approx((1 / 2 + 0) / 2)
    assert found[nDCG @ 10] == pytest.approx(estimates["retrieval.ndcg@10"].value)


def test_a_dataset_that_judges_documents_is_exported_as_documents(record, tmp_path):
    export(replace(record, judgements=(Qrel("q1", "r", 2),)), "beir", tmp_path)
    assert read_json_lines(tmp_path / "corpus.jsonl") == [
        {"_id": "r", "title": "", "text": "\n".join(passage.text for passage in PASSAGES)}]
    assert (tmp_path / "qrels" / "test.tsv").read_text("utf-8") == "query-id\tcorpus-id\tscore\nq1\tr\t2\n"


def test_a_beir_folder_keeps_titles_and_judgements_of_zero_when_it_is_exported_again(tmp_path):
    folder = tmp_path / "towns"
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text(
        '{"_id": "d1", "title": "云湖", "text": "云湖湖面达9平方公里。"}\n'
        '{"_id": "d2", "title": "", "text": "石桥长80米。"}\n{"_id": "d3", "title": "只有标题", "text": ""}\n', "utf-8")
    (folder / "queries.jsonl").write_text(
        '{"_id": "1", "text": "湖面多大？"}\n{"_id": "2", "text": "桥有多高？"}\n', "utf-8")
    (folder / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\n1\td1\t2\n1\td2\t0\n2\td2\t0\n", "utf-8")
    dataset = load_dataset(f"beir:{folder}")
    record = make_record(dataset.questions, [make_response()] * 2, dataset.documents)
    export(replace(record, judgements=tuple(judgements(dataset.questions, dataset.qrels))), "beir", tmp_path / "again")
    for name in ("corpus.jsonl", "queries.jsonl", "qrels/test.tsv"):
        assert (tmp_path / "again" / name).read_text("utf-8") == (folder / name).read_text("utf-8")


def test_ragas_samples_carry_every_question_with_contexts_and_ids(record, tmp_path):
    export(record, "ragas", tmp_path / "new" / "ragas.jsonl")
    samples = read_json_lines(tmp_path / "new" / "ragas.jsonl")
    assert samples[0] == {
        "user_input": "保有量是多少？", "response": RESPONSES[0]["answer"], "reference": "126.9万辆",
        "retrieved_contexts": [passage.text for passage in PASSAGES], "reference_contexts": ["保有量达126.9万辆"],
        "retrieved_context_ids": ["r:0-20", "r:20-40", "r:40-60"], "reference_context_ids": ["r:0-20", "r:40-60"]}
    assert len(samples) == 4
    assert samples[3]["response"] == ""
    assert samples[3]["reference_context_ids"] == []


def test_ragchecker_results_have_its_field_names(record, tmp_path):
    export(record, "ragchecker", tmp_path / "checking_inputs.json")
    results = json.loads((tmp_path / "checking_inputs.json").read_text("utf-8"))["results"]
    assert results[1] == {
        "query_id": "q2", "query": "公园和绿道？", "gt_answer": "1320个；3000公里", "response": "建成公园 1320 個。[1]",
        "retrieved_context": [{"doc_id": p.passage_id, "text": p.text} for p in PASSAGES[:2]]}
    assert [row["query_id"] for row in results] == ["q1", "q2", "q3", "q4"]


@pytest.fixture
def promptfoo_verdicts(make_page):
    """What promptfoo makes of our assertions: each is run as the body of a function, and all must hold."""
    def verdicts(tests: list[dict]) -> list[bool]:
        assert {check["type"] for test in tests for check in test["assert"]} == {"javascript"}
        return make_page().evaluate("""tests => {
            const holds = (test, check) =>
                new Function('output', 'context', `return ${check.value}`)(test.vars.answer, {vars: test.vars});
            return tests.map(test => test.assert.every(check => holds(test, check)));
        }""", tests)

    return verdicts


def test_promptfoo_verdicts_are_ours(record, tmp_path, promptfoo_verdicts):
    export(record, "promptfoo", tmp_path / "promptfooconfig.yaml")
    tests = json.loads((tmp_path / "promptfooconfig.yaml").read_text("utf-8"))["tests"]
    assert promptfoo_verdicts(tests) == judge(record).right == [True, False, False, True]


@pytest.mark.parametrize(("fact", "said", "found"), [
    ("26.9万辆", "达126.9万辆", False), ("6.9%", "占76.9%", False), ("126", "126.9万辆", False),
    ("12", "甲[12]", False), ("1030座", "1,030 座", True), ("1,030座", "1030座", True),
    ("5%", "约5%、6%", True), ("9", "1.9和9", True),
    ("5", "５辆", True), ("万輛", "126.9万辆", True), ("(a.b)/c-d#{e}|$^*+?[]\\", "(A.B)/c-d#{e}|$^*+?[]\\", True),
    ("a.b", "axb", False), ("'\"`${x}", "'\"`${x}", True)])
def test_promptfoo_finds_a_fact_where_we_do(fact, said, found, promptfoo_verdicts):
    question = answerable(answers=((fact,),), forbid=())
    test = promptfoo_test(question, make_response(answer=said), {})
    test["vars"]["supported"] = "yes"
    other = promptfoo_test(replace(question, answers=(), forbid=(fact,)), make_response(answer=said), {})
    other["vars"]["supported"] = "yes"
    assert facts_found(question, said) == [found]
    assert promptfoo_verdicts([test, other]) == [found, not found]


def test_an_answer_that_lacks_support_fails_the_promptfoo_test(promptfoo_verdicts):
    tests = [promptfoo_test(answerable(), make_response(answer=f"{text}[1]", citations=[make_citation(QUOTE)]), HELD)
             for text in (f"“{QUOTE}”", f"“{QUOTE.replace('达', '降到')}”")]
    assert promptfoo_verdicts(tests) == [True, False]


def test_every_promptfoo_threshold_and_weight_is_written_out(record, tmp_path):
    export(record, "promptfoo", tmp_path / "config.yaml")
    config = json.loads((tmp_path / "config.yaml").read_text("utf-8"))
    assert config["providers"] == ["echo"]  # gives the prompt back: nothing is asked of anybody
    assert config["prompts"] == [{"label": "recorded answer", "raw": "{{answer}}"}]
    assert {test["threshold"] for test in [config["defaultTest"], *config["tests"]]} == {1}
    assert {check["weight"] for test in config["tests"] for check in test["assert"]} == {1}


def test_a_question_cannot_make_promptfoo_run_a_template_or_read_a_file():
    question = answerable(question="{{env.HOME}}{% if 1 %}", answers=(("file:///etc/passwd",), ("package:x",)))
    response = make_response(answer="file:///etc/passwd {#package:x")
    test = promptfoo_test(question, response, {})
    written = json.dumps(test, ensure_ascii=False)
    assert not any(command in written for command in ("{{", "{%", "{#", "file://", "package:"))


def test_what_is_broken_up_for_promptfoo_is_still_found(promptfoo_verdicts):
    answer = "{{env.HOME}}{% if 1 %} file:///etc/passwd package:x"
    for fact in ("{{env.HOME}}", "{% if 1", "file:///etc", "//etc/passwd", "package:x", "{env"):
        test = promptfoo_test(answerable(answers=((fact,),)), make_response(answer=answer), {})
        test["vars"]["supported"] = "yes"
        assert promptfoo_verdicts([test]) == [True], fact


def test_an_unknown_format_is_refused_with_the_known_ones(record, tmp_path):
    with pytest.raises(ValueError, match="--to 'deepeval' is none of beir, ragas, ragchecker, promptfoo"):
        export(record, "deepeval", tmp_path / "x")


@pytest.mark.parametrize("name", FORMATS)
def test_a_place_that_cannot_be_written_is_told_with_the_cure(record, name, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ValueError, match="name another place with --out"):
        export(record, name, tmp_path / "file" / "below")
