"""What an exported file says of its own is in the language of its page; quotations never change."""

import asyncio
import csv
import io
import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import openpyxl
import pytest
from docx import Document

from figures.select import Wanted
from figures.sheet import COLUMNS, KIND_NAMES
from web.api.turns import Turns
from web.api.verbs import File, Verbs
from web.exports.excerpts import Chosen, Collection, of_answer, of_chosen, of_hits, of_passages
from web.exports.formats import FORMATS
from web.exports.keys import keys
from web.texts import LOCALES, say, texts

QUESTION = "2023年青岛海洋生产总值是多少？"
CHINESE = re.compile(r"[\u4e00-\u9fff（）《》“”：，。]+")
FOR_READERS = ("docx", "markdown", "text", "csv")


def taken(two_reports, language: str | None) -> dict[str, Collection]:
    """An answer, a search and a basket as files in that language."""
    index, hits = two_reports.index, two_reports.searcher.search("海洋公园", k=2)
    chosen = [Chosen(hit.passage.passage_id, None, "my remark") for hit in hits]
    return {
        "answer": of_answer(index, two_reports.ask(QUESTION), language=language),
        "search": of_hits(index, hits, "ocean", language=language),
        "basket": of_chosen(index, chosen, language=language),
    }


def text_of(collection: Collection, form: str) -> str:
    content = FORMATS[form].write(collection)
    if form == "docx":
        return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)
    return content.decode("utf-8-sig")


def of_reports(collection: Collection) -> list[str]:
    """Everything in it that is a report's own or the asker's, longest first."""
    own = [collection.question or "", *(collection.answer or "").splitlines()]
    for each in collection.excerpts:
        own += [each.quote, each.reference, each.title, each.publisher or "", *each.section, each.doc_id]
        own += [each.passage_id, each.permalink]
    return sorted(filter(None, own), key=len, reverse=True)


@pytest.mark.parametrize("what", ["answer", "search", "basket"])
@pytest.mark.parametrize("form", FOR_READERS)
def test_a_file_from_an_english_page_says_nothing_in_chinese_of_its_own(two_reports, what: str, form: str):
    """回答, 引文, 参考文献 and 第 24 页 stood in the Word file of an English page."""
    collection = taken(two_reports, "en")[what]
    text = text_of(collection, form).replace("\\", "").replace("[^", "[")  # the footnotes of Markdown
    for own in of_reports(collection):
        text = text.replace(own, "")
    assert CHINESE.findall(text) == []


@pytest.mark.parametrize("form", FOR_READERS)
def test_a_file_from_a_traditional_page_is_headed_in_it(two_reports, form: str):
    collections = taken(two_reports, "zh-Hant").values()
    said = "".join(text_of(each, form) for each in collections)
    words = {
        "docx": ("參考文獻", "自動摘取", "檢索：", "批註："),
        "markdown": ("自動摘取", "檢索：", "批註："),
        "text": ("問題：", "參考文獻"),
        "csv": ("發布機構", "批註", "檔案頁碼"),
    }[form]
    assert [word for word in words if word not in said] == []


def test_the_quotations_are_the_same_in_every_language(two_reports):
    quoted = {
        tuple(each.quote for collection in taken(two_reports, language).values() for each in collection.excerpts)
        for language in LOCALES
    }
    assert len(quoted) == 1


def test_word_tells_its_language_to_who_reads_it_aloud(two_reports):
    for language, tag in LOCALES.items():
        file = Document(io.BytesIO(FORMATS["docx"].write(taken(two_reports, language)["search"])))
        assert file.core_properties.language == tag


def test_what_programs_read_keeps_its_names(two_reports):
    for language in (None, *LOCALES):
        basket = taken(two_reports, language)["basket"]
        first = json.loads(text_of(basket, "jsonl").splitlines()[0])
        assert {"n", "quote", "title", "reference", "permalink", "passage_id"} <= first.keys()
    (header, *_) = csv.reader(io.StringIO(text_of(taken(two_reports, None)["basket"], "csv")))
    assert header[:3] == ["n", "quote", "title"]  # a program names no language


@pytest.fixture(scope="module")
def verbs(two_reports) -> Verbs:
    return Verbs(two_reports, two_reports.searcher, lambda: two_reports.index, Turns(1, 1))


def figures_of(verbs: Verbs, form: str, language: str | None) -> File:
    wanted = verbs.figures_file(form, Wanted("海洋"), "reading", "", language)
    with ThreadPoolExecutor(1) as pool:  # a browser of another test may have a loop in this thread
        return pool.submit(asyncio.run, wanted).result()


@pytest.mark.parametrize("language", LOCALES)
def test_the_table_of_figures_is_headed_in_the_language_of_its_page(verbs: Verbs, language: str):
    (header, *rows) = csv.reader(io.StringIO(figures_of(verbs, "csv", language).content.decode("utf-8-sig")))
    assert header == [say(language, f"column_{name}") for name in COLUMNS]
    kinds = {say(language, f"figures_{kind}") for kind in KIND_NAMES}
    assert {row[header.index(say(language, "column_kind"))] for row in rows} <= kinds and rows
    sheet = openpyxl.load_workbook(io.BytesIO(figures_of(verbs, "xlsx", language).content)).active
    assert [cell.value for cell in sheet[1]] == header
    if language == "en":
        assert not CHINESE.search("".join(header) + sheet.title)


def test_the_terminal_and_the_page_head_the_table_of_figures_alike():
    said = texts("zh-Hans")
    assert {name: said[f"column_{name}"] for name in COLUMNS} == dict(COLUMNS)
    assert {kind: said[f"figures_{kind}"] for kind in KIND_NAMES} == KIND_NAMES


def test_two_quotations_of_one_passage_have_two_ids(two_reports):
    """Both records of a RIS file had the passage's id."""
    passage = next(each for each in two_reports.index.passages if len(each.sentences) > 1)
    spans = [(sentence.start, sentence.end) for sentence in passage.sentences[:2]]
    basket = of_chosen(two_reports.index, [Chosen(passage.passage_id, span) for span in spans])
    ids = re.findall(r"^ID  - (.+)\r$", text_of(basket, "ris"), re.M)
    assert ids == re.findall(r"^@techreport\{(.+),$", text_of(basket, "bibtex"), re.M)
    assert ids == [f"{passage.doc_id}:{start}-{end}" for start, end in spans]
    same = replace(basket, excerpts=(basket.excerpts[0],) * 2)
    assert len(set(re.findall(r"^ID  - (.+)\r$", text_of(same, "ris"), re.M))) == 2


def test_the_key_of_a_chinese_report_says_which_it_is(two_reports):
    """It was 14965-15356."""
    passage = two_reports.index.passages[0]
    (excerpt,) = of_passages(two_reports.index, [passage.passage_id]).excerpts
    chinese = "江苏省“十四五”应对气候变化规划"
    (key,) = keys([replace(excerpt, doc_id=chinese, passage_id=f"{chinese}:14965-15356", permalink="")])
    assert key == "jiangsushengshisiwuyingdui:14965-15356"


@pytest.mark.parametrize("language", LOCALES)
def test_a_file_is_called_after_its_question_its_search_or_its_report(two_reports, language: str):
    files = taken(two_reports, language)
    assert files["answer"].title == QUESTION
    assert files["search"].title == say(language, "export_found", query="ocean")
    (excerpt, *_) = files["basket"].excerpts
    alone = of_passages(two_reports.index, [excerpt.passage_id], language=language)
    assert alone.title == say(language, "export_excerpts_of", title=excerpt.title) and excerpt.title in alone.title


def test_a_table_of_figures_is_called_after_what_is_in_it(verbs: Verbs):
    assert figures_of(verbs, "xlsx", "en").name == "Figures 海洋.xlsx"
    assert figures_of(verbs, "csv", None).name == "指标 海洋.csv"
