"""Text files whose feet, heads and footnotes are printed in further forms, and parts of web pages."""

import re
from collections.abc import Callable
from functools import partial

import pytest
from corpus_samples import PARAGRAPHS, page, read_pages, texts

from corpus.document import Document

KINDS = ["污水处理", "道路绿化", "河道整治", "噪声治理", "土壤修复", "垃圾分类", "建筑节能"]
BODY = page(
    *(
        f"{KINDS[n % 7]}工作有序推进，投入资金{10 + 7 * n}万元，完成项目{3 + n}个，惠及居民{n * n + 20}户，"
        f"群众满意度达{80 + n / 2:.1f}%。"
        for n in range(36)
    ),
    cells=40,
)
PER_PAGE = 16


@pytest.fixture
def read(tmp_path) -> Callable[..., Document]:
    return partial(read_pages, tmp_path)


def sheets() -> list[list[str]]:
    return [BODY[i : i + PER_PAGE] for i in range(0, len(BODY), PER_PAGE)]


@pytest.mark.parametrize(
    "foot",
    [
        "江阳市统计局编印    {n} / {all}",
        "内部资料 · 注意保存 · {n}",
        "© 江阳市生态环境局 {n}",
        "第{chinese}页",
        "第 {n} 页，共 {all} 页",
        "http://sthj.jiangyang.gov.cn/art/2023/5/6.html  {n}/{all}",
        "2023/5/6 10:32  江阳市环境报告  {n}/{all}",
        "{n}",
        "[{n}]",
        "～ {n} ～",
        "（{n}）",
        "P.{n}",
        "— {n}/{all} —",
        "{roman}",
        "{wide}",
        "环境报告 第{chinese}页",
        "江阳市生态环境局 编制",
        "www.jiangyang.gov.cn",
    ],
)
def test_a_foot_that_counts_the_pages_is_no_text(read, foot):
    lines = ["江阳市环境报告"]
    for at, sheet in enumerate(sheets(), start=1):
        marks = {
            "chinese": "一二三四五六七八九"[at - 1],
            "roman": "ⅠⅡⅢⅣⅤⅥⅦⅧⅨ"[at - 1],
            "wide": "１２３４５６７８９"[at - 1],
        }
        lines += [*sheet, foot.format(n=at, all=len(sheets()), **marks)]
    assert re.sub(r"\s", "", "".join(texts(read(lines)))) == re.sub(r"\s", "", "".join(["江阳市环境报告", *BODY]))


@pytest.mark.parametrize(
    ("even", "odd"),
    [
        ("江阳市环境报告 {n}", "{n} 第一章 进展"),
        ("江阳市环境报告2023", "治理与绿化"),
        ("—{n}— 江阳市环境报告", "进展 —{n}—"),
        ("江阳市环境报告\n{n}", "第一章 进展\n{n}"),
        ("", "江阳市环境报告"),
        ("环境报告 {n}", ""),
    ],
)
@pytest.mark.parametrize("above", [True, False])
def test_heads_and_feet_of_odd_and_even_pages_are_no_text(read, even, odd, above):
    lines = ["江阳市环境报告", "江阳市生态环境局"]
    for at, sheet in enumerate(sheets(), start=1):
        head = [(odd if at % 2 else even).format(n=at)]
        lines += [*head, *sheet] if above else [*sheet, *head]
    assert re.sub(r"\s", "", "".join(texts(read(lines)))).endswith(re.sub(r"\s", "", "".join(BODY)))


def test_a_chapter_whose_title_the_pages_repeat_as_their_head_is_one_section(read):
    chapters, lines = ["第一章 治理进展", "第二章 重点任务"], ["江阳市环境报告"]
    for at, sheet in enumerate(sheets(), start=1):
        begins = next(i for i, line in enumerate(sheet) if line.endswith("。")) + 1 if at == 4 else 0
        heading = {1: chapters[:1], 4: chapters[1:]}.get(at, [])
        head = [chapters[at > 4]] if at > 1 else []
        lines += [*head, *sheet[:begins], *heading, *sheet[begins:], f"— {at} —"]
    document = read(lines)
    assert [section.title for section in document.sections] == chapters and document.page_count == len(sheets())
    assert not [text for text in texts(document) if "治理进展" in text or "重点任务" in text]


def test_what_returns_or_counts_below_whole_paragraphs_is_text(read):
    listed = [line for n in range(1, 6) for line in (str(n), "项目名称", *page(*PARAGRAPHS[:3]))]
    assert [line for line in texts(read(["江阳市项目报告", *listed])) if line.isdecimal()] == list("12345")
    parts = [line for _ in range(4) for line in ("政策依据", *page(*PARAGRAPHS[:3]))]
    assert read(["江阳市政策报告", *parts]).text.count("政策依据") == 4


def test_large_roman_numbers_at_the_feet_of_pages_are_no_text(read):
    pages = [[*sheet, roman] for sheet, roman in zip(sheets(), "I II III IV V VI VII".split(), strict=False)]
    document = read(*pages)
    assert not re.search("[IV]", document.text) and document.page_count == len(pages)


def test_lists_of_attachments_and_rows_that_count_are_text(read):
    lines = [line for n in range(1, 5) for line in (f"附件{n}", *page(*PARAGRAPHS[:3]))]
    assert [f"附件{n}" in read(lines).text for n in range(1, 5)] == [True] * 4


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        ("[1]", "[1] 三线一单"),
        ("①", "① 三线一单"),
        ("1", "1 三线一单"),
        ("*", "* 三线一单"),
        ("（注1）", "注1：三线一单"),
        ("¹", "¹ 三线一单"),
    ],
)
def test_a_footnote_with_any_mark_stands_apart_from_the_sentence_it_interrupts(read, mark, note):
    lines = [
        "江阳市规划",
        "一、成效",
        "全市健全生态文明制度体系，共制定修订二十余项生态环境领域的规章制度和标准规范，在全省率先完成",
        f"排污许可证核发登记全覆盖，全面推行“三线一单{mark}”制度，资源利用、岸线管控和",
        f"{note}：生态保护红线、环境质量底线、资源利用上线和准入清单。",
    ]
    rest = ["湿地保护等方面的立法走在全省前列，湿地保护率达到58%。", *page(*PARAGRAPHS)]
    document = read(lines, rest)
    (found,) = texts(document, "note")
    assert found.startswith(note)
    assert any("岸线管控和湿地保护等方面" in s.text for p in document.passages for s in p.sentences)


def test_a_line_drawn_above_the_footnotes_is_no_text_and_bare_numbers_below_them_are_pages(read):
    torn = "全面推行“三线一单①”制度，全市健全生态文明制度体系，共制定修订二十余项，资源利用、岸线管控和"
    note = ["————————", "①三线一单：生态保护红线、环境质量底线和准入清单。"]
    rest = ["湿地保护等方面的立法走在全省前列，湿地保护率达到58%。", *page(*PARAGRAPHS)]
    document = read(["江阳市规划", "一、成效", torn, *note, "1", *rest, "2", *page(*PARAGRAPHS[::-1]), "3"])
    assert texts(document, "note") == note[1:] and document.page_count == 3
    assert torn + rest[0] in texts(document) and not re.search(r"^\d$", document.text, re.M)


def test_notes_of_a_text_without_pages_stand_apart_where_the_text_bears_their_mark(read):
    text = [
        "全面推行“三线一单[1]”制度。",
        "环境质量（注2）持续改善。",
        "注释：",
        "[1] 三线一单：生态保护红线。",
        "注2：以优良天数计。",
    ]
    assert texts(read(["江阳市规划", "一、成效", *text]), "note") == text[3:]
    listed = ["按下列次序：", "[1] 先行先试。", "[2] 全面推开。"]
    assert texts(read(["江阳市规划", "一、成效", *listed]), "note") == []


def test_an_edition_above_the_title_and_the_name_of_a_gazette_are_no_title(read):
    rest = ["江阳市水资源保护规划", "江阳市水利局", "2023年4月", "一、现状", *page(PARAGRAPHS[0])]
    assert read(["（征求意见稿）", "江政规〔2023〕4号", *rest]).title == rest[0]
    assert read(["江阳市人民政府公报", "2023年第4号", *rest]).title == rest[0]


def test_a_title_that_lost_a_bracket_to_recognition_is_whole(read):
    document = read(["江阳市环境局等五部门", "关于印发 江阳市海洋规划〉的通知", "各区：", *page(*PARAGRAPHS)])
    assert document.title == "江阳市环境局等五部门关于印发 江阳市海洋规划〉的通知"


def test_a_part_of_a_web_page_is_read_as_one(tmp_path):
    from corpus.report import read_report

    path = tmp_path / "网页.txt"
    path.write_text('<div class="c"><h1>江阳市统计公报</h1><p>常住人口312.5万人。</p></div>', "utf-8")
    document = read_report(path)
    assert document.title == "江阳市统计公报" and texts(document)[-1] == "常住人口312.5万人。"
