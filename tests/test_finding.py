"""What the search for staff finds, and what it leaves out; with the real encoders on the real report."""

import random
import string

import pytest

from index.core import Index
from web.finding.cutoff import coverage
from web.finding.find import PAGE, Filters, find
from web.finding.marks import query_words, word_spans

EVERYTHING = Filters()
HAN = [chr(code) for code in range(0x4E00, 0x9FA5)]


@pytest.fixture(scope="module")
def index(answerer) -> Index:
    return answerer.index


def nonsense(seed: int) -> list[str]:
    draw = random.Random(seed)
    return [
        "".join(draw.choice(letters) for _ in range(draw.randint(4, 10)))
        for letters in (string.ascii_lowercase, string.digits, "!@#$%^&*()_+", HAN)
        for _ in range(10)
    ]


def test_nonsense_finds_nothing(index: Index):
    found = [query for query in nonsense(5) if find(index, query, EVERYTHING).found]
    assert len(found) <= 1, found
    assert not find(index, "皮卡丘", EVERYTHING).found
    assert not find(index, "  ", EVERYTHING).found


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("岸电", "建成 61 套岸电设施"),
        ("岸電", "建成 61 套岸电设施"),
        ("碳市场 成交额", "成交额 24.75 亿元"),
        ("126.9", "126.9 万辆"),
        ("老百姓坐公交地铁方便吗", "绿色交通出行分担率高达 78%"),
        ("How many electric vehicles are there?", "新能源汽车"),
    ],
)
def test_words_paraphrases_and_english_find_the_passage(index: Index, query: str, text: str):
    assert any(text in each.passage.text for each in find(index, query, EVERYTHING).found[:5])


def test_the_best_sentence_is_the_one_that_answers(index: Index):
    first = find(index, "新能源汽车保有量", EVERYTHING).found[0]
    assert "126.9 万辆" in first.best.text


def test_filters_narrow_and_reading_order_is_that_of_the_report(index: Index):
    boxes = find(index, "深圳", Filters(kind="box")).found
    assert boxes and {each.passage.kind for each in boxes} == {"box"}
    pages = find(index, "深圳", Filters(first_page=11, last_page=12)).found
    assert pages and all(each.passage.first_page <= 12 and each.passage.last_page >= 11 for each in pages)
    part = index.documents[0].sections[2].title
    assert {each.passage.section_path[0] for each in find(index, "深圳", Filters(part=part)).found} == {part}
    read = find(index, "深圳", EVERYTHING, in_order=True).found
    assert [each.passage.start for each in read] == sorted(each.passage.start for each in read)
    assert {each.rank for each in read} == set(range(1, len(read) + 1))


def test_results_come_in_pages(index: Index):
    first, last = find(index, "深圳", EVERYTHING), find(index, "深圳", EVERYTHING, page=999)
    assert first.pages > 1 and len(first.shown) == PAGE
    assert last.page == first.pages and last.shown[-1] == first.found[-1]


def test_the_share_of_words_is_weighted_by_how_rare_they_are(index: Index):
    covered = coverage(index, "深圳 红树林")
    holding = [i for i, p in enumerate(index.passages) if "红树林" in p.embedding_text]
    common = [i for i, p in enumerate(index.passages) if "深圳" in p.text and "红树林" not in p.embedding_text]
    assert min(covered[i] for i in holding) > max(covered.get(i, 0.0) for i in common) > 0
    assert not coverage(index, "？？？")


def test_words_are_marked_in_either_script_and_width_and_numbers_whole():
    text = "新能源汽車保有量達１２６.9萬輛，佔９%"
    marked = [text[a:b] for a, b in word_spans(text, query_words("新能源汽车 保有量 126.9"))]
    assert marked == ["新能源汽車保有量", "１２６.9"]
    assert word_spans("126.9", ["9"]) == [] and word_spans("26", ["126"]) == []


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("碳市场", "市场交易活跃，碳市场成交额上升，碳达峰", ["碳市场"]),
        ("深圳碳市场成交额", "深圳的市场上，碳市場成交额", ["深圳", "碳市場成交额"]),
        ("充电桩", "充电设施和充电桩", ["充电桩"]),
        ("新能源汽车", "能源结构，新能源公交", ["新能源"]),
        ("碳中和", "人与碳中和，和谐", ["碳中和"]),
    ],
)
def test_what_was_asked_for_is_marked_whole_and_no_part_of_it_elsewhere(query: str, text: str, marked: list[str]):
    """碳市场 was marked as 市场 alone, and so was every other 市场."""
    assert [text[a:b] for a, b in word_spans(text, query_words(query))] == marked
