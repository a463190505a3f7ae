"""How answers, passages and texts are shown; no server."""

import string
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.document import Document, PageSpan
from corpus.report import read_report
from opening import answerer_over
from web.examples import examples, fitting
from web.markdown import escape
from web.pages.wording import script_of
from web.panel import marked, neighbours, parse_span, small_table, where
from web.texts import LOCALES, texts

ROOT = Path(__file__).parent.parent
REPORTS = ROOT / "corpus" / "reports"


@pytest.fixture(scope="module")
def report() -> Document:
    return read_report(REPORTS / "shenzhen-climate-2024.txt")


def test_all_punctuation_that_markdown_reads_is_escaped():
    shown = escape(string.punctuation)
    assert all("\\" + mark in shown for mark in "\\`*_[]<>#|~$&!{}")


@pytest.mark.parametrize(
    "line", ["# a", "- a", "1. a", "> a", "    a", "=====", "```", "| a |", "http://a.example", "a@b.example"]
)
def test_no_line_becomes_a_block_or_a_link(line: str):
    assert escape(line) == "a" if line.strip() == "a" else "\\" in escape(line)


def test_the_cited_sentence_is_marked_and_everything_else_escaped(report: Document):
    passage = next(p for p in report.passages if "126.9" in p.text)
    sentence = next(s for s in passage.sentences if "126.9" in s.text)
    own = script_of(report.language, None)
    assert f"<mark>{sentence.text}</mark>" in marked(passage, (sentence.start, sentence.end), own)
    assert "<mark>" not in marked(passage, (0, 3), own)


@pytest.mark.parametrize("span", [None, "", "1", "a-b", "1-2-3", "-1-2", "9" * 20 + "-1"])
def test_a_malformed_span_marks_nothing(span: str | None):
    assert parse_span(span) is None


def test_a_row_of_a_table_is_shown_under_its_headings_and_escaped(tmp_path: Path):
    path = tmp_path / "公报.md"
    path.write_text(
        "# 公报\n\n## 一、人口\n\n| 区域 | 人口 & 户数 |\n|---|---|\n| 东湖区 | 98.2 |\n| 西岭县 | 41.7 |\n", "utf-8"
    )
    document = read_report(path)
    _, row = [p for p in document.passages if p.kind == "table"]
    shown = small_table(document, row)
    assert "<tr><th>区域</th><th>人口 &amp; 户数</th></tr><tr><td>西岭县</td><td>41.7</td></tr>" in shown
    assert small_table(document, next(p for p in document.passages if p.kind == "heading")) == ""


def test_a_printed_page_number_that_differs_and_ocr_are_told(report: Document):
    passage = report.passages[5]
    numbered = replace(report, pages=(PageSpan(passage.first_page, 0, len(report.text), label="iv"),))
    assert f"第 iv 页（文件第 {passage.first_page} 页）" in where(numbered, passage, "zh-Hans")
    assert "文件第" not in where(report, passage, "zh-Hans")
    assert "不是逐字原文" in where(report, replace(passage, recognised=True), "zh-Hans")


def test_the_first_passage_has_no_previous_and_the_last_no_next(report: Document):
    body = [p for p in report.passages if p.kind != "heading"]
    in_order = sorted(body, key=lambda p: p.start)
    assert neighbours(report, in_order[0]) == (None, in_order[1])
    assert neighbours(report, in_order[-1]) == (in_order[-2], None)


def test_examples_come_from_the_card_else_from_section_titles(report: Document, tmp_path: Path):
    assert "深圳新能源汽车保有量是多少？" in examples([report], REPORTS)
    generic = examples([report], tmp_path)
    assert 3 <= len(generic) <= 6
    assert "深圳新能源汽车保有量是多少？" not in generic


def test_no_example_has_a_quotation_mark_without_its_partner(tmp_path: Path):
    titles = ("“十三五”时期发展成效", "主要目标任务", "建设“无废城市”工作")
    text = "".join(f"## 第{n}章 {title}\n\n全市新建公园{n}个。\n\n" for n, title in zip("一二三", titles, strict=True))
    (tmp_path / "规划.md").write_text(f"# 海州市规划\n\n{text}", "utf-8")
    offered = examples([read_report(tmp_path / "规划.md")], tmp_path)
    assert any("“十三五”时期" in question for question in offered)
    assert len(offered) == 3 and all(question.count("“") == question.count("”") for question in offered)


@pytest.mark.parametrize(
    "names",
    [
        ["holdout/noise-law-2021.md"],
        ["holdout/neihu-city-plan-2014.txt"],
        ["holdout/jiangsu-climate-plan-2021.pdf"],
        ["holdout/noise-law-2021.md", "holdout/taoyuan-report.txt"],
    ],
)
def test_every_question_that_is_offered_is_answered(names: list[str], tmp_path: Path):
    """“第十三条”有哪些主要数字？ was offered and refused; whose 总体要求 was meant nobody knew."""
    answerer = answerer_over([ROOT / "corpus" / name for name in names])
    documents = answerer.index.documents
    offered = examples(documents, tmp_path)
    assert len(offered) >= 5 * len(documents)
    for question in offered:
        answer = answerer.ask(question)
        assert answer.status == "answered", question
        meant = [document.title for document in documents if len(documents) == 1 or document.title in question]
        assert {citation.title for citation in answer.citations} == set(meant)


def test_examples_are_in_the_language_of_the_page_and_its_script(report: Document):
    offered = examples([report], REPORTS)
    pages = {language: fitting(offered, language) for language in LOCALES}
    assert all(len(each) >= 3 for each in pages.values())
    assert "深圳全市公园总数是多少个？" in pages["zh-Hans"] and "深圳全市公園總數是多少個？" in pages["zh-Hant"]
    assert all(question.isascii() for question in pages["en"])
    assert not any(question.isascii() for question in pages["zh-Hans"] + pages["zh-Hant"])
    for language in LOCALES:  # a report in another language alone: nothing but what can be asked of any
        of_any = fitting(["How many parks?" if language != "en" else "有多少公园？"], language)
        assert len(of_any) == 2 and all(question.isascii() == (language == "en") for question in of_any)


def test_every_language_has_every_text_with_the_same_values():
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    first, *others = (texts(language) for language in LOCALES)
    for other in others:
        assert set(other) == set(first)
        assert {name: fields(other[name]) for name in other} == {name: fields(first[name]) for name in first}
