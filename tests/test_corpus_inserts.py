"""Boxes and figures: where they end, and what the text around them is."""

from collections.abc import Callable
from functools import partial

import pytest
from corpus_samples import BOX_TEXT, CELLS, PARAGRAPHS, page, read_pages, texts, wrap

from corpus.document import Document


@pytest.fixture
def read(tmp_path) -> Callable[..., Document]:
    return partial(read_pages, tmp_path)


def test_a_box_between_two_halves_of_a_sentence_with_body_text_below_it(read):
    body = page(*PARAGRAPHS)
    box = ["专栏 1 超充之城", *wrap(BOX_TEXT, CELLS + 8)]
    document = read(["一、能源", *body[:4], *box, *body[4:]])
    assert texts(document) == PARAGRAPHS
    assert texts(document, "box") == [BOX_TEXT]
    (found,) = document.boxes
    assert (found.number, found.title, found.section_path) == (1, "超充之城", ("一、能源",))


def test_a_box_of_the_width_of_the_body_ends_with_its_page(read):
    body = page(*PARAGRAPHS)
    document = read([*body[:4], "专栏 1 超充之城", *page(BOX_TEXT)], body[4:])
    assert texts(document) == PARAGRAPHS
    assert texts(document, "box") == [BOX_TEXT]


def test_a_box_that_runs_over_two_pages(read):
    body, box = page(*PARAGRAPHS), wrap(BOX_TEXT)
    document = read([*body[:4], "专栏 1 超充之城", *box[:2]], [*box[2:], *body[4:]])
    assert texts(document, "box") == [BOX_TEXT]
    assert texts(document) == PARAGRAPHS
    (passage,) = [p for p in document.passages if p.kind == "box"]
    assert (passage.first_page, passage.last_page) == (1, 2)


def test_a_wider_box_goes_on_after_a_page_that_ends_with_its_sentence(read):
    body, box = page(*PARAGRAPHS), wrap(BOX_TEXT, CELLS + 8)
    document = read([*body[:4], "专栏 1 超充之城", *box], [*wrap(PARAGRAPHS[0], CELLS + 8), *body[4:]])
    assert texts(document, "box") == [BOX_TEXT, PARAGRAPHS[0]]
    assert texts(document) == PARAGRAPHS


def test_titles_of_boxes_and_figures_over_two_lines_and_a_source_over_two(read):
    body = page(*PARAGRAPHS[:3])
    insert = [
        "专栏3 新能源汽车充电网络建设",
        "与城市更新融合发展",
        *wrap(BOX_TEXT),
        "图1 2020—2024 年全市新能源",
        "汽车保有量",
        "（资料来源：市发展改革委、市工业和信息化局、市交通运输",
        "局）",
    ]
    document = read([*body, *insert], page(*PARAGRAPHS[3:]))
    (box,), (figure,) = document.boxes, document.figures
    assert (box.number, box.title) == (3, "新能源汽车充电网络建设与城市更新融合发展")
    assert (figure.number, figure.title) == (1, "2020—2024 年全市新能源汽车保有量")
    assert figure.source == "市发展改革委、市工业和信息化局、市交通运输局"
    assert texts(document, "box") == [BOX_TEXT]
    assert texts(document) == PARAGRAPHS


def test_a_source_without_brackets_is_one_line(read):
    document = read([*page(*PARAGRAPHS[:3]), "图 1 保有量", "资料来源：市统计局", *page(*PARAGRAPHS[3:])])
    assert [(f.title, f.source) for f in document.figures] == [("保有量", "市统计局")]
    assert texts(document) == PARAGRAPHS


def test_a_sentence_about_a_figure_is_no_caption(read):
    sentence = "图1显示，新能源汽车保有量逐年上升。"
    document = read([*PARAGRAPHS, sentence])
    assert document.figures == () and document.passages[-1].text == sentence
