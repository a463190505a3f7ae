"""Two government work reports: no pages, no table of contents, sub-sections whose titles run into their paragraph."""

import re
from collections import Counter
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.report import read_report

HOLDOUT = Path(__file__).parent.parent / "corpus" / "holdout"
CHAPTERS = {
    2023: {"一、过去一年和五年工作回顾": 10, "二、对今年政府工作的建议": 8},
    2024: {"一、2023年工作回顾": 0, "二、2024年经济社会发展总体要求和政策取向": 0, "三、2024年政府工作任务": 10},
}


@pytest.fixture(scope="module", params=sorted(CHAPTERS))
def year(request) -> int:
    return request.param


@pytest.fixture(scope="module")
def report(year) -> Document:
    return read_report(HOLDOUT / f"gov-work-report-{year}.txt")


def test_chapters_hold_their_numbered_sub_sections(report, year):
    assert {chapter.title: len(chapter.children) for chapter in report.sections} == CHAPTERS[year]
    for chapter in report.sections:
        numbers = [child.title[: child.title.index("）") + 1] for child in chapter.children]
        assert numbers == [f"（{n}）" for n in "一二三四五六七八九十"[: len(numbers)]]


def test_without_page_marks_there_are_no_pages(report):
    assert report.page_count == 0 and report.pages == ()
    assert {passage.first_page for passage in report.passages} == {None}
    assert {section.page for _, section in report.walk_sections()} == {None}


def test_no_box_and_no_figure_is_made_up(report):
    assert (report.boxes, report.figures) == ((), ())


def test_a_running_in_title_is_the_section_and_stays_in_its_paragraph(year):
    report = read_report(HOLDOUT / f"gov-work-report-{year}.txt")
    section = report.sections[-1].children[0]
    (first,) = [passage for passage in report.passages if passage.start == section.start]
    assert first.kind == "body" and first.text.startswith(f"{section.title}。")
    assert first.section_path == (report.sections[-1].title, section.title)


def test_what_stands_before_the_first_chapter_has_no_section(report):
    assert report.passages[0].section_path == ()
    assert report.passages[0].start == 0 < report.sections[0].start


def test_a_sentence_torn_at_a_link_is_whole():
    report = read_report(HOLDOUT / "gov-work-report-2023.txt")
    assert "区域全面经济伙伴关系协定（RCEP）生效实施，建成全球最大自由贸易区。" in report.text


def test_every_character_of_the_file_is_read_once(report, year):
    raw = (HOLDOUT / f"gov-work-report-{year}.txt").read_text("utf-8-sig")
    read = "".join(passage.text for passage in report.passages)
    assert Counter(re.sub(r"\s", "", raw)) == Counter(re.sub(r"\s", "", read))
    assert all(report.text[passage.start : passage.end] == passage.text for passage in report.passages)
