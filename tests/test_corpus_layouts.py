"""Small reports in other layouts: what the reader knows are rules, not the first report."""

from collections.abc import Callable
from functools import partial

import pytest
from corpus_samples import PARAGRAPHS, page, read_pages, texts, titles, wrap

from corpus.document import Document


@pytest.fixture
def read(tmp_path) -> Callable[..., Document]:
    return partial(read_pages, tmp_path)


def test_hard_wrapped_lines_become_the_paragraphs_they_were(read):
    assert texts(read(page(*PARAGRAPHS))) == PARAGRAPHS


def test_a_paragraph_that_a_page_break_interrupts_is_whole(read):
    lines = page(*PARAGRAPHS)
    document = read(lines[:4], lines[4:])
    assert texts(document) == PARAGRAPHS
    assert [(p.first_page, p.last_page) for p in document.passages] == [(1, 1), (1, 2), (2, 2), (2, 2), (2, 2)]


def test_running_heads_and_page_numbers_at_the_edges_of_pages_are_dropped(read):
    document = read(*([f"某市绿色发展报告 {n}", *page(PARAGRAPHS[n]), str(n + 10)] for n in range(5)))
    assert texts(document) == PARAGRAPHS
    assert document.page_count == 5
    dashed = read([line for n in range(5) for line in ["绿色发展报告", f"— {n + 1} —", *page(PARAGRAPHS[n])]])
    assert texts(dashed) == PARAGRAPHS
    assert [p.first_page for p in dashed.passages] == [1, 2, 3, 4, 5]
    assert dashed.title == "绿色发展报告"


def test_a_number_that_stands_alone_in_a_table_is_text(read):
    document = read([*page(PARAGRAPHS[0]), "表 1 保有量", "2023", "118", "2024", *page(PARAGRAPHS[1])])
    assert all(number in document.text for number in ("2023", "118", "2024"))


def test_form_feeds_count_empty_pages_too(read):
    document = read([], [], [PARAGRAPHS[0]])
    assert [p.first_page for p in document.passages] == [3]


def test_a_list_without_stops_is_not_taken_for_wrapped_lines(read):
    items = [f"- {text[: 15 + 9 * n]}" for n, text in enumerate(PARAGRAPHS)]
    assert texts(read([*items, PARAGRAPHS[0]])) == [*items, PARAGRAPHS[0]]


def test_an_english_report(read):
    paragraphs = [
        "The city added 300 MW of solar capacity in 2024. Clean energy now makes up more than 80 per cent of the "
        "total, which is the highest share in the region and well above the target set by Dr. Li in 2020.",
        "New-energy vehicles reached 1.269 million. All buses and taxis are electric, and every district has "
        "charging stations within walking distance. Emissions from transport fell by 4.5 per cent.",
    ]
    lines = ["Chapter 1 Energy", *wrap(paragraphs[0], 72, 0), "", "Chapter 2 Transport", *wrap(paragraphs[1], 72, 0)]
    document = read(lines)
    assert titles(document) == ["Chapter 1 Energy", "Chapter 2 Transport"]
    assert texts(document) == paragraphs
    assert document.language == "en"
    assert [len(p.sentences) for p in document.passages if p.kind == "body"] == [2, 3]


def test_a_traditional_report(read):
    paragraph = "全市持續推進能源結構調整，新增光伏裝機容量三十萬千瓦。「零碳」試點順利開展，成效顯著。"
    lines = ["目錄", "總則 ........ 1", "第一章 能源結構 ........ 1", "第二章 交通運輸 ........ 2", "結語 ........ 3"]
    body = ["總則", paragraph, "第一章 能源結構", paragraph, "專欄 1 超充之城", paragraph, "第二章 交通運輸", paragraph]
    document = read([*lines, *body, "圖 1 保有量", "資料來源：環境局", "結語", paragraph])
    assert titles(document) == ["總則", "第一章 能源結構", "第二章 交通運輸", "結語"]
    assert [(box.number, box.title) for box in document.boxes] == [(1, "超充之城")]
    assert [(f.title, f.source) for f in document.figures] == [("保有量", "環境局")]
    assert document.language == "zh-Hant"
    assert len(document.passages[1].sentences) == 2


def test_a_numbered_list_stays_in_its_sentence(read):
    paragraph = "建设成果包括：（1）节能率提高20%；（2）减少碳排放347.88吨；（3）建成平台。目前排放下降40%。"
    (passage,) = read([paragraph]).passages
    assert [s.text for s in passage.sentences] == [paragraph[: paragraph.index("目前")], "目前排放下降40%。"]
