"""Public datasets are imported whole, with evidence and corpus, or not at all."""
import json
from pathlib import Path

import pytest
from index_samples import BigramEncoder

from eval.sets.datasets import load_dataset
from eval.sets.mistakes import DatasetError
from index.build import index_documents

LAKE = "云湖位于城北，面积三十平方公里。湖中有岛四座。"
BRIDGE = "长桥建于1902年。桥长480米，是全省最长的石桥。"
SQUAD = {"version": "v2.0", "data": [
    {"title": "云湖", "paragraphs": [{"context": LAKE, "qas": [
        {"id": "q1", "question": "云湖面积多大？", "answers": [
            {"text": "三十平方公里", "answer_start": 9}, {"text": "面积三十平方公里", "answer_start": 7},
            {"text": "三十平方公里", "answer_start": 9}], "is_impossible": False},
        {"id": "q2", "question": "云湖有多深？", "answers": [], "is_impossible": True,
         "plausible_answers": [{"text": "四座", "answer_start": 20}]}]}]},
    {"title": "长桥", "paragraphs": [{"context": BRIDGE, "qas": [
        {"id": "q3", "question": "長橋建於哪一年？", "answers": [{"text": "1902年", "answer_start": 4}]}]}, {
        "context": LAKE, "qas": [
            {"id": "q4", "question": "湖中有几座岛？", "answers": [{"text": "四座", "answer_start": 20}]}]}]}]}


@pytest.fixture
def squad(tmp_path):
    """Write a file of that content and load it."""
    def load(content, name: str = "lakes 2024.json"):
        (tmp_path / name).write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        return load_dataset(f"squad:{tmp_path / name}")
    return load


def mistakes_of(load, *arguments) -> list[str]:
    with pytest.raises(DatasetError) as caught:
        load(*arguments)
    return list(caught.value.mistakes)


def test_a_squad_file_becomes_one_document_with_a_section_an_article_and_each_text_once(squad):
    dataset = squad(SQUAD)
    [document] = dataset.documents
    assert (dataset.name, document.doc_id, document.title) == ("lakes 2024", "lakes-2024", "lakes 2024")
    assert document.text == f"云湖\n{LAKE}\n长桥\n{BRIDGE}\n"
    assert [section.title for section in document.sections] == ["云湖", "长桥"]
    assert document.text[document.sections[1].start:document.sections[1].end] == f"长桥\n{BRIDGE}\n"
    assert [(p.kind, p.section_path) for p in document.passages] == [
        ("heading", ("云湖",)), ("body", ("云湖",)), ("heading", ("长桥",)), ("body", ("长桥",))]
    assert all(document.text[part.start:part.end] == part.text
               for passage in document.passages for part in (passage, *passage.sentences))
    assert dataset.qrels is None and dataset.warnings == ()


def test_questions_carry_references_evidence_section_and_language(squad):
    first, impossible, traditional, of_merged_text = squad(SQUAD).questions
    assert first.answers == (("三十平方公里", "面积三十平方公里"),) == (first.references,)
    assert first.evidence == ("云湖位于城北，面积三十平方公里。",)
    assert (first.section, first.lang, first.kind, first.answerable) == (("云湖",), "zh-Hans", "fact", True)
    assert (impossible.kind, impossible.answerable, impossible.reason) == ("unanswerable", False, "not_in_report")
    assert impossible.answers == impossible.references == impossible.evidence == ()
    assert (traditional.lang, traditional.evidence) == ("zh-Hant", ("长桥建于1902年。",))
    assert of_merged_text.section == ("云湖",)  # where its text stands in the document


def test_the_original_layout_of_cmrc_gives_the_same_questions(squad):
    dataset = squad([{"context_id": "C1", "context_text": LAKE, "title": "云湖", "qas": [
        {"query_id": "q1", "query_text": "云湖面积多大？", "answers": ["三十平方公里", "面积三十平方公里"]}]}])
    assert dataset.questions == squad(SQUAD).questions[:1]
    untitled = squad([{"context_id": "C1", "context_text": LAKE, "qas": [
        {"query_id": "q1", "query_text": "云湖面积多大？", "answers": ["三十平方公里"]}]}])
    assert untitled.questions[0].section == ("C1",)


def squad_of(*asked: dict, context: str = LAKE) -> dict:
    return {"data": [{"title": "云湖", "paragraphs": [{"context": context, "qas": list(asked)}]}]}


def test_an_answer_over_two_sentences_has_both_as_evidence(squad):
    dataset = squad(squad_of({"id": 7, "question": "云湖怎样？", "answers": [{"text": "公里。湖中有岛四座"}]}))
    assert dataset.questions[0].id == "7"
    assert dataset.questions[0].evidence == ("云湖位于城北，面积三十平方公里。", "湖中有岛四座。")


def test_what_a_file_says_wrongly_but_harmlessly_is_mended_with_a_warning(squad):
    asked = [{"id": "off", "question": "几座？", "answers": [{"text": "座", "answer_start": 99}]},
             {"id": "gone", "question": "几座？", "answers": [{"text": "五座", "answer_start": 3}]},
             {"id": "blank", "question": " ", "answers": [{"text": "四座", "answer_start": 1}]}]
    dataset = squad(squad_of(*asked, context="岛四座，桥三座。"))
    assert [question.id for question in dataset.questions] == ["off", "gone"]
    assert [question.evidence for question in dataset.questions] == [("岛四座，桥三座。",), ()]
    place = "data[0].paragraphs[0]"
    assert sorted(dataset.warnings) == [
        f'{place}.qas[0]: "座" does not begin at 99 but at 6, the nearest place',
        f'{place}.qas[1]: "五座" does not stand in the text; the question has no evidence',
        f"{place}.qas[2]: question is blank; it is left out"]


def test_a_text_with_line_breaks_and_a_long_one_keep_their_offsets(squad):
    context = f"第一行。\n\n{'很长的一句话，没有要点。' * 60}\n  最后一行有答案甲。"
    dataset = squad(squad_of({"id": "q", "question": "？", "answers": [
        {"text": "答案甲", "answer_start": context.index("答案甲")}]}, context=context))
    [document] = dataset.documents
    assert context in document.text
    assert max(len(passage.text) for passage in document.passages) <= 480
    assert dataset.questions[0].evidence == ("最后一行有答案甲。",)
    assert dataset.warnings == ()


def test_every_mistake_in_a_squad_file_is_listed_with_its_place(squad):
    broken = {"data": [
        {"title": "云湖", "paragraphs": [{"context": " ", "qas": []}, {"context": LAKE, "qas": [
            {"id": "q1", "question": "一？", "answers": []},
            {"id": "q1", "question": "二？", "answers": [{"text": "岛", "answer_start": "x"}]},
            {"id": "q 3", "question": 3, "answers": [{"text": "岛"}]},
            {"id": "q4", "question": "四？", "answers": [{"text": ""}, "岛"]},
            {"id": "q5", "question": "五？", "answers": [{"text": "岛"}], "is_impossible": True},
            {"id": "q6", "question": "六？", "answers": [{"text": "岛"}], "is_impossible": "maybe"}, "七？"]}]},
        {"title": "长桥"}]}
    at = "data[0].paragraphs[1].qas"
    assert mistakes_of(squad, broken) == [
        "data[0].paragraphs[0]: context is blank",
        f"{at}[0]: no answers, yet not is_impossible",
        f"{at}[1].answers[0]: answer_start is \"x\", not a whole number",
        f"{at}[1]: id 'q1' stands already at {at}[0]",
        f"{at}[2]: question is 3, not a text",
        f"{at}[2]: id is 'q 3'; it must be a text without white space",
        f"{at}[3].answers[0]: text is blank",
        f"{at}[3].answers[1]: \"岛\", not an object",
        f"{at}[4]: is_impossible, yet with answers",
        f"{at}[5]: is_impossible is \"maybe\", not true or false",
        f"{at}[6]: \"七？\", not an object",
        "data[1]: paragraphs is missing"]


@pytest.mark.parametrize(("content", "mistake"), [
    ({"rows": []}, "neither SQuAD's layout"), ("text", "neither SQuAD's layout"), ([], "no question in it"),
    ([{"context_id": "C1", "context_text": LAKE}], "[0]: qas is missing"),
    ([{"context_text": LAKE, "qas": [{"query_id": "q", "query_text": "？", "answers": [1]}]}],
     "[0].qas[0].answers[0]: not a text"),
])
def test_another_layout_is_refused_with_what_is_wrong_with_it(squad, content, mistake):
    [told] = mistakes_of(squad, content)
    assert told.startswith(mistake)


@pytest.mark.parametrize("name", ["squad:", "squad:/none.json", "csv:set.csv", "set.json", "beir:/none"])
def test_a_dataset_that_is_not_there_is_an_error_that_names_it(name):
    with pytest.raises(DatasetError, match=name.partition(":")[2] or name):
        load_dataset(name)


def test_half_a_character_stops_the_import_since_no_record_could_hold_it(tmp_path):
    content = json.dumps(squad_of({"id": "q", "question": "\ud83d？", "answers": [{"text": "岛"}]}))
    (tmp_path / "half.json").write_text(content, "utf-8")
    assert mistakes_of(load_dataset, f"squad:{tmp_path / 'half.json'}") == [
        r"half a character, '\ud83d'; write the whole one"]


def test_a_file_that_is_no_json_is_one_mistake(tmp_path):
    (tmp_path / "torn.json").write_text('{"data": [', "utf-8")
    assert mistakes_of(load_dataset, f"squad:{tmp_path / 'torn.json'}")[0].startswith("no JSON text")


@pytest.fixture
def beir(tmp_path) -> Path:
    folder = tmp_path / "towns"
    (folder / "qrels").mkdir(parents=True)
    write_lines(folder / "corpus.jsonl", {"_id": "d1", "title": "云湖", "text": LAKE}, {"_id": "d2", "text": BRIDGE},
                {"_id": "d3", "title": "只有标题", "text": ""}, {"_id": "d4", "title": "", "text": " "})
    write_lines(folder / "queries.jsonl", {"_id": 1, "text": "云湖面积多大？"},
                {"_id": "2", "text": "没有人判断过的？"},
                {"_id": "3", "text": "How long is the old stone bridge?", "metadata": {}})
    write_tsv(folder / "qrels" / "test.tsv", ("1", "d1", "2"), ("1", "d2", "0"), ("3", "d2", "1"))
    write_tsv(folder / "qrels" / "dev.tsv", ("2", "d1", "1"))
    return folder


def write_lines(path: Path, *rows: dict) -> None:
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), "utf-8")


def write_tsv(path: Path, *rows: tuple[str, ...]) -> None:
    path.write_text("".join("\t".join(row) + "\n" for row in [("query-id", "corpus-id", "score"), *rows]), "utf-8")


def test_a_beir_folder_becomes_a_document_an_entry_and_the_questions_it_judges(beir):
    dataset = load_dataset(f"beir:{beir}")
    assert dataset.name == "towns"
    assert [(d.doc_id, d.title, d.text) for d in dataset.documents] == [
        ("d1", "云湖", f"云湖\n{LAKE}\n"), ("d2", "d2", f"{BRIDGE}\n"), ("d3", "只有标题", "只有标题\n")]
    assert dataset.documents[0].passages[1].section_path == ("云湖",)
    assert all(d.text[p.start:p.end] == p.text for d in dataset.documents for p in d.passages)
    assert dataset.qrels == {"1": {"d1": 2, "d2": 0}, "3": {"d2": 1}}
    assert [(q.id, q.lang, q.answerable, q.answers, q.evidence) for q in dataset.questions] == [
        ("1", "zh-Hans", True, (), ()), ("3", "en", True, (), ())]
    assert dataset.warnings == ("corpus.jsonl: 'd4' holds no text; it is left out",)


def test_another_split_is_named_after_a_hash(beir):
    assert [question.id for question in load_dataset(f"beir:{beir}#dev").questions] == ["2"]
    assert mistakes_of(load_dataset, f"beir:{beir}#train") == [
        "qrels/train.tsv: no file that can be read; splits in this folder: dev, test"]


def test_every_mistake_in_a_beir_folder_is_listed_with_its_file_and_line(beir):
    write_lines(beir / "corpus.jsonl", {"_id": "d1", "text": 5}, {"_id": "d2", "text": "甲"},
                {"_id": "d2", "text": "乙"})
    write_lines(beir / "queries.jsonl", {"_id": "1", "text": "？"}, {"_id": "a b", "text": "？"}, {"_id": "3"})
    write_tsv(beir / "qrels" / "test.tsv",
              ("1", "d2", "1"), ("1", "d9", "1"), ("1", "d2", "1"), ("1", "d2", "high"), ("1",))
    assert mistakes_of(load_dataset, f"beir:{beir}") == [
        "corpus.jsonl line 1: text is 5, not a text",
        "corpus.jsonl line 3: _id 'd2' stands already above",
        "queries.jsonl line 2: _id is 'a b'; it must be a text without white space",
        "queries.jsonl line 3: text is missing or blank",
        "qrels/test.tsv line 3: document 'd9' is not in corpus.jsonl",
        "qrels/test.tsv line 4: 1 and d2 are judged above already",
        "qrels/test.tsv line 5: ['1', 'd2', 'high'] is not query-id, corpus-id and a whole score",
        "qrels/test.tsv line 6: ['1'] is not query-id, corpus-id and a whole score"]


def test_an_index_is_built_of_either_kind_of_dataset(squad, beir):
    for dataset, passages in ((squad(SQUAD), 2), (load_dataset(f"beir:{beir}"), 3)):
        built = index_documents(dataset.documents, BigramEncoder())
        assert len(built.passages) == passages
        assert len({passage.passage_id for passage in built.passages}) == passages
        held = sum(len(rows) for rows in built.engine.sentences(built.ids))
        assert held == passages + sum(len(passage.sentences) for passage in built.passages)
