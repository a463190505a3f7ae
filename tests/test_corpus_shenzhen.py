"""The first report, read whole: its outline, its rejoined sentences, and that no character is lost or doubled."""

import re
from collections import Counter
from pathlib import Path

import pytest

from corpus.document import Document, Passage
from corpus.outline import outline, outline_lines
from corpus.report import read_report

REPORT = Path(__file__).parent.parent / "corpus" / "reports" / "shenzhen-climate-2024.txt"
RUNNING_HEAD = "《深圳市应对气候变化白皮书（2024）》"
FIRST_LINE_OF_CONTENTS = "\t前  言"
SECTIONS_PER_PART = [2, 6, 4, 3, 5, 3]
BOXES = [  # (number, title, page, part, section)
    (1, "深圳“超充之城”建设实现新突破", 7, 2, "一"),
    (2, "深圳市竞逐低空经济第一城", 10, 2, "二"),
    (3, "深圳盐田港打造绿色低碳港口示范标杆", 13, 2, "四"),
    (4, "“智霁”大模型——缩小气象预警差距", 19, 3, "二"),
    (5, "福田区鲲鹏径一号桥生态修复", 21, 3, "二"),
    (6, "珠三角水资源配置工程改变深圳供水格局", 23, 3, "三"),
    (7, "深圳碳资产质押融资业务规模稳步增长", 29, 4, "三"),
    (8, "2024 年深圳马拉松：大型活动碳中和实践样板", 36, 5, "五"),
    (9, "近零碳试点典型案例——锦田小学", 38, 6, "二"),
    (10, "新禧供应链管理（深圳）有限公司助力交通运输低碳发展", 40, 6, "三"),
]
BUREAU = "深圳市生态环境局"
FIGURES = [  # (number, title, page, source)
    (1, "华为全液冷超级充电桩", 7, BUREAU),
    (2, "2020 年—2024 年深圳市战略性新兴产业增加值", 8, None),
    (3, "电动垂直起降飞行器在梧桐山（小梧桐）起飞观光", 10, "深圳发布"),
    (4, "2020 年—2024 年深圳市新能源汽车保有量", 11, None),
    (5, "深圳市盐田港—“全球最佳绿色集装箱码头”", 13, None),
    (6, "人工智能区域气象预报模型“智霁”1.0", 19, "深圳市气象局"),
    (7, "鲲鹏径一号桥", 21, "深圳规划资源海洋"),
    (8, "碳资产证券化产品挂牌", 29, None),
    (9, "2021—2024 年深圳市碳配额质押贷款额度", 29, f"深圳国资、深圳市绿色金融协会、{BUREAU}"),
    (10, "2024 年深圳马拉松活动现场图", 36, BUREAU),
    (11, "深圳市锦田小学近零碳试点建设成果", 38, BUREAU),
    (12, "新禧供应链零碳车队", 40, BUREAU),
]
REJOINED = [  # sentences that a box and a page break interrupt in print
    ("全面推动在土地出让环节以及建设工程规划许可证中注明绿色建筑等级，", (13, 14), "完善绿色建筑"),
    ("着力构建契合国际化大都市特征的湿地保护空间体系。", (19, 20), "编制《深圳市湿地保护规划"),
    ("龙华区入选首批城市“减污降碳协同创新试点”，", (38, 39), "鼓励各区积极探索"),
]


@pytest.fixture(scope="module")
def report() -> Document:
    return read_report(REPORT)


def characters(text: str) -> Counter:
    return Counter(re.sub(r"\s", "", text))


def passage_with(report: Document, words: str) -> Passage:
    (found,) = [passage for passage in report.passages if words in passage.text]
    return found


def test_the_card_tells_title_publisher_year_and_language(report):
    about = (report.doc_id, report.title, report.publisher, report.year, report.language, report.path)
    assert about == (
        "shenzhen-climate-2024",
        "深圳市应对气候变化白皮书（2024）",
        BUREAU,
        2024,
        "zh-Hans",
        "shenzhen-climate-2024.txt",
    )


def test_six_parts_between_preface_and_outlook(report):
    tree = outline(report)["sections"]
    assert [node["title"] for node in tree] == [
        "前言",
        "第一部分 应对气候变化新部署新要求",
        "第二部分 积极减缓气候变化",
        "第三部分 主动适应气候变化",
        "第四部分 深化市场化机制改革创新",
        "第五部分 持续完善政策体系与支撑保障",
        "第六部分 持续推进各类创新示范探索与建设",
        "展望",
    ]
    assert [len(node["children"]) for node in tree[1:-1]] == SECTIONS_PER_PART
    assert [node["page"] for node in tree] == [1, 2, 5, 17, 25, 30, 37, 41]
    assert report.page_count == outline(report)["pages"] == 41


def test_the_sections_of_each_part_are_numbered_from_one_and_pages_never_fall(report):
    for part in report.sections[1:-1]:
        assert "".join(child.title[0] for child in part.children) == "一二三四五六"[: len(part.children)]
        assert all(child.title[1] == "、" and not child.children for child in part.children)
    pages = [section.page for _, section in report.walk_sections()]
    assert pages == sorted(pages)


def test_sections_follow_each_other_without_a_gap_up_to_the_end(report):
    starts = [part.start for part in report.sections]
    assert starts == [0, *(part.end for part in report.sections[:-1])]
    assert report.sections[-1].end == len(report.text)
    for part in report.sections[1:-1]:
        assert [child.start for child in part.children[1:]] == [child.end for child in part.children[:-1]]
        assert part.start < part.children[0].start and part.children[-1].end == part.end


def test_a_lead_in_belongs_to_its_part_and_to_no_section(report):
    for part in report.sections[1:-1]:
        lead_ins = [p for p in report.passages if part.start <= p.start < part.children[0].start]
        assert [(p.kind, p.section_path, p.first_page) for p in lead_ins] == [("body", (part.title,), part.page)]


def test_paragraphs_begin_where_they_do_in_print(report):
    section = report.sections[2].children[2]
    inside = [p for p in report.passages if section.start <= p.start < section.end and p.kind == "body"]
    assert [p.text[:6] for p in inside] == ["推进运输工具", "推动交通运输", "加大低碳交通"]
    assert [p.first_page for p in inside] == [11, 11, 12]


def test_the_boxes(report):
    parts = {number: part.title for number, part in enumerate(report.sections)}
    found = [(box.number, box.title, box.page, box.section_path) for box in report.boxes]
    assert [(number, title, page) for number, title, page, _ in found] == [box[:3] for box in BOXES]
    assert [path[0] for *_, path in found] == [parts[part] for *_, part, _ in BOXES]
    assert [path[1][0] for *_, path in found] == [section for *_, section in BOXES]


def test_a_box_holds_its_title_its_paragraphs_and_its_captions_and_nothing_else(report):
    for box in report.boxes:
        inside = [p for p in report.passages if p.box is not None and box.start <= p.start < box.end]
        assert inside[0].kind == "heading" and {p.kind for p in inside[1:]} <= {"box", "caption"}
        assert {p.box for p in inside} == {inside[0].text}
        assert inside[-1].end == box.end
    assert sum(1 for passage in report.passages if passage.kind == "heading" and passage.box) == len(BOXES)


def test_the_figures(report):
    assert [(f.number, f.title, f.page, f.source) for f in report.figures] == FIGURES


@pytest.mark.parametrize(("words", "pages", "before"), REJOINED)
def test_a_sentence_that_a_box_interrupts_is_whole(report, words, pages, before):
    passage = passage_with(report, words)
    assert (passage.first_page, passage.last_page) == pages
    assert passage.kind == "body" and passage.box is None
    (sentence,) = [sentence for sentence in passage.sentences if words in sentence.text]
    assert sentence.text.endswith("。")
    assert {report.page_at(sentence.start), report.page_at(sentence.end - 1)} == set(pages)


def test_the_interrupting_box_keeps_its_own_page(report):
    after = passage_with(report, "盐田港是华南地区超大型船舶首选港")
    assert (after.first_page, after.last_page, after.box) == (13, 13, "专栏 3 深圳盐田港打造绿色低碳港口示范标杆")


def test_a_fact_stands_on_its_page_in_its_section(report):
    passage = passage_with(report, "全市新能源汽车保有量达 126.9 万辆")
    assert passage.section_path == ("第二部分 积极减缓气候变化", "三、交通运输绿色发展多维跃迁")
    assert (passage.first_page, passage.kind) == (11, "body")
    assert passage.embedding_text.startswith("第二部分 积极减缓气候变化 · 三、交通运输绿色发展多维跃迁\n推进运输工具")


def test_wrapped_lines_join_with_a_space_only_between_scripts(report):
    assert "2023 年，可再生能源装机规模" in report.text  # 可 | 再生
    assert "较 2005 年下降超 50%；" in report.text  # 下降 | 超 50%
    assert "清洁能源发电量同比增长 16.4%。" in report.text  # 发电 | 量同比


def test_no_running_head_page_number_or_contents_is_left(report):
    assert RUNNING_HEAD not in report.text
    assert not re.search(r"— \d+ —", report.text)
    assert "第六部分" not in report.text  # part titles are printed only in the table of contents


def test_every_character_of_the_file_is_read_once(report):
    raw = REPORT.read_text("utf-8-sig")
    body = raw[: raw.index(FIRST_LINE_OF_CONTENTS)]
    furniture = RUNNING_HEAD * 2 + "— 22 —" + "— 28 —"
    assert characters(body) - characters(furniture) == characters(report.text)
    assert characters("".join(passage.text for passage in report.passages)) == characters(report.text)


def test_passages_lie_in_reading_order_and_never_overlap(report):
    ends = [0, *(passage.end for passage in report.passages)]
    for end, passage in zip(ends, report.passages, strict=False):
        assert end <= passage.start < passage.end
        assert report.text[end : passage.start].strip() == ""


def test_offsets_quote_the_text(report):
    for passage in report.passages:
        assert report.text[passage.start : passage.end] == passage.text == passage.text.strip()
        for sentence in passage.sentences:
            assert report.text[sentence.start : sentence.end] == sentence.text


def test_the_sentences_of_a_passage_are_the_passage(report):
    for passage in report.passages:
        end = passage.start
        for sentence in passage.sentences:
            assert report.text[end : sentence.start].strip() == ""
            end = sentence.end
        assert end == passage.end


def test_pages_of_passages_lie_in_the_file_and_first_is_not_after_last(report):
    assert all(1 <= p.first_page <= p.last_page <= 41 for p in report.passages)
    assert {p.first_page for p in report.passages} == set(range(1, 42))
    assert all(p.first_page == report.page_at(p.start) for p in report.passages)


def test_a_passage_has_an_id_of_its_own_that_a_second_reading_repeats(report):
    ids = [passage.passage_id for passage in report.passages]
    assert len(set(ids)) == len(ids)
    assert ids == [passage.passage_id for passage in read_report(REPORT).passages]
    first = report.passages[0]
    assert first.passage_id == f"shenzhen-climate-2024:{first.start}-{first.end}"


def test_the_outline_as_text_ends_with_the_counts(report):
    lines = list(outline_lines(report))
    assert lines[-1] == "41 页 · 10 个专栏 · 12 幅图 · 127 段 · 352 句"
    assert sum("▪ 专栏" in line for line in lines) == 10
