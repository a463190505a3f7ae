"""Search, basket, figures and lists in a real browser, over the reports of pages_server.py."""

import csv
import io
import json
import re
from pathlib import Path
from types import SimpleNamespace

import bibtexparser
import httpx
import openpyxl
import pytest
import rispy
from axe_playwright_python.sync_playwright import Axe
from chat_page import copied
from docx import Document
from held import Held, twice
from pages_server import HOSTILE, PDF, SCRIPT, TABLE, TEXT, pages_url
from playwright.sync_api import Page, expect
from web_server import server_url

QUERY = "新能源汽车保有量"
SENTENCE = "全市新能源汽车保有量达 126.9 万辆"
SEARCH = f"/search?q={QUERY}&doc={TEXT}"
PAGES = {
    "search": SEARCH,
    "passage beside": f"{SEARCH}&open={TEXT}:4671-4853&s=4685-4789",
    "nothing asked": "/search",
    "figures": f"/figures?q=企业数量&doc={TEXT}",
    "lists": "/lists",
    "basket": "/basket",
}


@pytest.fixture
def visit(make_page):
    """Open an address of the app; at the end nothing may have gone elsewhere or complained in the console."""
    asked, complaints = [], []

    def open_address(path: str, **options) -> Page:
        page = make_page(**options)
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(pages_url() + path)
        return page

    yield open_address
    assert {url.split("/")[2] for url in asked if url.startswith("http")} == {pages_url().split("/")[2]}
    assert complaints == []


def keep(page: Page, at: int, count: int) -> None:
    page.locator("[data-keep]").nth(at).click()
    expect(page.locator(".places .count")).to_have_text(str(count))


def kept(page: Page) -> list[str]:
    return page.locator(".kept blockquote").all_inner_texts()


def download(page: Page, name: str) -> bytes:
    with page.expect_download() as taken:
        page.locator(f"[data-export={name}]").click()
    return Path(taken.value.path()).read_bytes()


def test_search_marks_the_words_and_the_best_sentence(visit):
    page = visit(SEARCH)
    first = page.locator(".results li").first
    expect(first.locator(".best")).to_contain_text(SENTENCE)
    expect(first.locator("mark").first).to_contain_text("新能源")
    expect(first.locator(".where")).to_contain_text("第 11 页")


def test_nonsense_finds_nothing_and_says_so(make_page):
    page = make_page()
    for query in ("皮卡丘", "qwrtzu plmk", "%%%###"):
        page.goto(f"{server_url()}search")
        page.locator("#q").fill(query)
        page.keyboard.press("Enter")
        expect(page.locator(".nothing")).to_contain_text(f"没有找到与“{query}”有关的段落")
        assert page.locator(".results li").count() == 0


def test_a_filter_applies_itself_and_stays_in_the_address(visit):
    page = visit(SEARCH)
    expect(page.locator("#doc")).to_have_value(TEXT)
    page.locator("#kind").select_option("caption")
    page.wait_for_url("**kind=caption**")
    assert set(page.locator(".results .where").all_inner_texts()) and all(
        text.endswith("图表标题") for text in page.locator(".results .where").all_inner_texts()
    )
    expect(page.locator("#q")).to_have_value(QUERY)


def test_part_section_and_pages_narrow_a_search_and_are_taken_back_at_once(visit):
    page = visit("/search?q=气候")
    page.locator(".filters summary").click()
    count = page.locator("#found")
    everything = int(count.inner_text().split()[0])
    page.locator("#part").select_option("第三部分 主动适应气候变化")
    page.wait_for_url("**part=**")
    expect(page.locator(".results h2").first).to_contain_text("第三部分")
    assert all("第三部分" in title for title in page.locator(".results h2").all_inner_texts())
    assert 0 < int(count.inner_text().split()[0]) < everything
    page.get_by_label("从第几页").fill("17")
    page.get_by_label("到第几页").fill("18")
    page.get_by_role("button", name="应用").click()
    page.wait_for_url("**to=18**")
    where = page.locator(".results .where").all_inner_texts()
    assert where and all(re.search("第 1[78][–-]?.*页", text) for text in where), where
    page.get_by_role("link", name="清除筛选").click()
    expect(count).to_have_text(f"{everything} 段")
    expect(page.locator("#q")).to_have_value("气候")


def test_a_section_narrows_a_search_and_its_export(visit):
    section = "四、城市居住环境品质不断提升"
    page = visit(f"/search?q=公园&doc={TEXT}")
    everything = int(page.locator("#found").inner_text().split()[0])
    page.locator("#section").select_option(section)
    page.wait_for_url("**section=**")
    expect(page.locator("#section")).to_have_value(section)
    expect(page.locator("#q")).to_have_value("公园")
    titles = page.locator(".results h2").all_inner_texts()
    assert titles and all(section in title for title in titles)
    assert len(titles) == int(page.locator("#found").inner_text().split()[0]) < everything
    page.locator(".exports summary").click()
    rows = list(csv.DictReader(io.StringIO(download(page, "csv").decode("utf-8-sig"))))
    assert len(rows) == len(titles) and all(section in row["章节"] for row in rows)
    page.locator("[data-open]").first.click()  # what is opened leaves the list as it was narrowed
    expect(page.locator("#passage article")).to_be_visible()
    page.reload()
    assert page.locator(".results h2").all_inner_texts() == titles
    page.goto(f"{pages_url()}/search?q=公园&section=nowhere")
    expect(page.locator("#section")).to_have_value("")  # what no report has narrows nothing


def test_results_stand_by_score_or_in_reading_order_and_on_pages(visit):
    page = visit(f"/search?q=气候&doc={TEXT}")
    by_score = page.locator("[data-open]").evaluate_all("all => all.map(each => each.dataset.open)")
    page.get_by_role("link", name="按原文顺序").click()
    expect(page.locator(".orders strong")).to_have_text("按原文顺序")
    first = page.locator("[data-open]").evaluate_all("all => all.map(each => each.dataset.open)")
    page.get_by_role("link", name="下一页").click()
    page.wait_for_url("**page=2**")
    second = page.locator("[data-open]").evaluate_all("all => all.map(each => each.dataset.open)")
    starts = [int(name.split(":")[1].split("-")[0]) for name in first + second]
    assert len(by_score) == len(first) == 10 and first != by_score
    assert starts == sorted(set(starts))


def test_a_passage_opens_beside_the_list(visit):
    page = visit(SEARCH)
    page.locator("[data-open]").first.click()
    expect(page.locator("#passage .best")).to_contain_text(SENTENCE)
    expect(page.locator(".results li").first).to_be_visible()
    expect(page.locator("#passage-title")).to_be_focused()
    page.reload()
    expect(page.locator("#passage .best")).to_contain_text(SENTENCE)
    page.keyboard.press("Escape")
    expect(page.locator("#passage")).to_be_hidden()
    expect(page.locator(".results li").first).to_be_visible()


def test_back_on_a_phone_closes_the_sheet_and_leaves_the_list_where_it_was(visit):
    page = visit(SEARCH, width=390, height=700)
    link = page.locator("[data-open]").nth(2)
    link.scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 200); addEventListener('click', () => window.before ??= scrollY, true)")
    link.click()
    expect(page.locator("#passage article")).to_be_in_viewport()
    box = page.locator("#passage").bounding_box()
    assert (box["width"], box["height"]) == (390, 700)
    page.locator("#passage [data-open]").first.click()  # on to the passage before: still one step back
    expect(page.locator("#passage article")).to_be_visible()
    page.go_back()
    expect(page.locator("#passage")).to_be_hidden()
    page.wait_for_url(f"**doc={TEXT}")
    page.wait_for_function("() => Math.abs(scrollY - before) < 5")
    expect(link).to_be_focused()


def test_a_passage_that_comes_after_back_does_not_open_the_sheet_again(visit):
    page = visit(SEARCH, width=390, height=700)
    page.locator("[data-open]").first.click()
    expect(page.locator("#passage article")).to_be_visible()
    late = Held(page, "**/search/passage?*")
    page.locator("#passage [data-open]").first.click()
    late.wait()
    page.go_back()
    expect(page.locator("#passage")).to_be_hidden()
    late.let_go()
    expect(page.locator("#passage")).to_be_hidden()


@pytest.mark.parametrize("way", ["Escape", "回到列表"])
def test_a_sheet_that_is_closed_twice_leads_one_step_back(visit, way: str):
    page = visit("/search", width=390, height=700)
    page.goto(pages_url() + SEARCH)
    page.locator("[data-open]").first.click()
    expect(page.locator("#passage article")).to_be_visible()
    twice(page, page.locator("#passage .close"), way)
    expect(page.locator("#passage")).to_be_hidden()
    expect(page).to_have_url(re.compile(f"doc={TEXT}$"))


def test_an_excerpt_that_is_put_in_twice_before_the_server_has_answered_goes_in_once(visit):
    page = visit(SEARCH)
    late = Held(page, "**/basket/excerpt?*")
    button = page.locator("[data-keep]").first
    button.click()
    late.wait()
    button.click()
    late.let_go()
    expect(page.locator(".places .count")).to_have_text("1")
    keep(page, 1, 2)


def test_what_is_in_the_basket_says_so_in_the_list_and_beside_it(visit):
    page = visit(SEARCH)
    first, second = page.locator(".results [data-keep]").first, page.locator(".results [data-keep]").nth(1)
    keep(page, 0, 1)
    expect(first).to_have_attribute("aria-description", "已经在摘录夹里")
    expect(second).not_to_have_attribute("data-in", "")
    page.reload()
    assert "✓" in first.evaluate("button => getComputedStyle(button, '::before').content")
    page.locator("[data-open]").first.click()
    expect(page.locator("#passage [data-keep]")).to_have_attribute("data-in", "")
    page.goto(f"{pages_url()}/basket")
    page.get_by_role("button", name="移除").click()
    page.goto(pages_url() + SEARCH)
    expect(page.locator(".places a[aria-current]")).to_be_visible()
    expect(first).not_to_have_attribute("data-in", "")


def test_undo_leaves_what_another_tab_has_put_in_meanwhile(visit):
    page = visit(SEARCH)
    keep(page, 0, 1)
    page.goto(f"{pages_url()}/basket")
    first = kept(page)
    page.locator("[data-clear]").click()
    other = page.context.new_page()
    other.goto(pages_url() + SEARCH)
    other.locator("[data-keep]").nth(1).click()
    expect(page.locator(".kept blockquote")).to_have_count(1)
    second = kept(page)
    page.locator("#toast button").click()
    assert kept(page) == [*first, *second]


def test_the_basket_survives_searches_and_reload(visit):
    page = visit(SEARCH)
    keep(page, 0, 1)
    page.goto(f"{pages_url()}/search?q=岸电&doc={TEXT}")
    keep(page, 0, 2)
    page.goto(f"{pages_url()}/figures?q=企业数量&doc={TEXT}")
    keep(page, 0, 3)
    page.goto(f"{pages_url()}/basket")
    page.reload()
    texts = kept(page)
    assert [words in text for words, text in zip((SENTENCE, "61 套岸电设施", "不足 20 家"), texts, strict=True)] == [
        True
    ] * 3
    expect(page.locator("[data-count]")).to_have_text("3 条摘录")


def test_excerpts_are_moved_annotated_removed_and_brought_back(visit):
    page = visit(SEARCH)
    for at in (0, 1):
        keep(page, at, at + 1)
    page.goto(f"{pages_url()}/basket")
    first, second = kept(page)
    page.locator("[data-move='1']").first.click()
    assert kept(page) == [second, first]
    page.locator(".kept textarea").first.fill("核对 <b>年份</b>")
    page.reload()
    expect(page.locator(".kept textarea").first).to_have_value("核对 <b>年份</b>")
    page.locator("[data-remove]").first.click()
    assert kept(page) == [first]
    page.locator("#toast button").click()
    assert kept(page) == [second, first]
    page.locator("[data-clear]").click()
    expect(page.locator("[data-empty]")).to_be_visible()
    page.locator("#toast button").click()
    assert kept(page) == [second, first]


def test_the_same_excerpt_goes_in_once_and_undo_takes_it_out(visit):
    page = visit(SEARCH)
    keep(page, 0, 1)
    page.locator("[data-keep]").first.click()
    expect(page.locator("#toast")).to_have_text("已经在摘录夹里")
    keep(page, 1, 2)
    page.locator("#toast button").click()
    expect(page.locator(".places .count")).to_have_text("1")


def test_the_basket_is_exported_with_remarks_in_every_format(visit):
    page = visit(SEARCH)
    keep(page, 0, 1)
    page.goto(f"{pages_url()}/basket")
    page.locator(".kept textarea").fill("用于简报")
    reference = "深圳市应对气候变化白皮书（2024）[R]. 2024: 11."
    word = [p.text for p in Document(io.BytesIO(download(page, "docx"))).paragraphs]
    assert (
        any(SENTENCE in text for text in word) and any(reference in text for text in word) and "批注：用于简报" in word
    )
    (entry,) = bibtexparser.parse_string(download(page, "bibtex").decode()).entries
    assert SENTENCE in entry["annote"] and entry["comment"] == "用于简报" and entry["url"].startswith(pages_url())
    (record,) = rispy.loads(download(page, "ris").decode())
    assert record["type_of_reference"] == "RPRT" and "用于简报" in record["notes"]
    (row,) = csv.DictReader(io.StringIO(download(page, "csv").decode("utf-8-sig")))
    assert SENTENCE in row["引文"] and row["批注"] == "用于简报" and row["文件页码"] == "11"
    line = json.loads(download(page, "jsonl"))
    assert SENTENCE in line["quote"] and line["remark"] == "用于简报"
    assert "批注：用于简报" in download(page, "markdown").decode()
    plain = download(page, "text").decode().splitlines()
    assert "批注：用于简报" in plain and any("三、交通运输绿色发展多维跃迁 · 第 11 页" in line for line in plain)


def test_an_english_page_gives_english_files_that_tell_what_they_hold(visit):
    page = visit(f"{SEARCH}&lang=en")
    page.locator(".exports summary").click()
    with page.expect_download() as taken:
        page.locator("[data-export=csv]").click()
    assert taken.value.suggested_filename == "深圳市应对气候变化白皮书（2024） excerpts.csv"
    assert taken.value.path().read_text("utf-8-sig").startswith("No.,Quotation,Report,")
    keep(page, 0, 1)
    page.goto(f"{pages_url()}/basket?lang=en")
    expect(page.locator(".kept .where")).to_contain_text("page 11")
    with page.expect_download() as taken:
        page.locator("[data-export=docx]").click()
    assert taken.value.suggested_filename == "深圳市应对气候变化白皮书（2024） excerpts.docx"
    texts = [p.text for p in Document(str(taken.value.path())).paragraphs]
    assert "References" in texts and not any("参考文献" in text for text in texts)
    page.goto(f"{pages_url()}/basket?lang=zh-Hant")  # what was kept in another language
    expect(page.locator(".kept .where")).to_contain_text("第 11 頁")
    page.goto(f"{pages_url()}/figures?q={QUERY}&lang=en")
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV").click()
    assert taken.value.path().read_text("utf-8-sig").startswith("Figure,Value,")


def test_results_are_exported_as_they_were_filtered(visit):
    page = visit(f"{SEARCH}&kind=caption")
    page.locator(".exports summary").click()
    rows = list(csv.DictReader(io.StringIO(download(page, "csv").decode("utf-8-sig"))))
    assert len(rows) == page.locator(".results li").count() and {row["类型"] for row in rows} == {"图表标题"}


def test_quotation_and_reference_are_copied_with_one_click(visit):
    page = visit(SEARCH, permissions=["clipboard-read", "clipboard-write"])
    page.locator("[data-quote]").first.click()
    expect(page.locator("#toast")).to_have_text("已复制")
    quotation, reference, address = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert SENTENCE in quotation and reference.endswith("[R]. 2024: 11.") and address.startswith(pages_url())
    page.goto(address)
    expect(page.locator("mark").first).to_be_in_viewport()


@pytest.mark.parametrize(("lang", "marks"), [("zh-Hans", "“”"), ("zh-Hant", "「」"), ("en", "“”")])
def test_a_quotation_of_the_search_is_copied_in_the_marks_of_the_page(visit, lang: str, marks: str):
    page = visit(f"{SEARCH}&lang={lang}")
    line = copied(page, page.locator("[data-quote]").first.click).splitlines()[0]
    assert line[0] + line[-1] == marks and SENTENCE in line


def test_the_report_reader_puts_into_the_basket(visit):
    page = visit(f"/reports/{TEXT}?s=4685-4789")
    page.locator("#quote [data-keep]").click()
    expect(page.locator(".places .count")).to_have_text("1")
    page.goto(f"{pages_url()}/basket")
    assert SENTENCE in kept(page)[0]


def test_a_figure_opens_its_sentence_in_the_report(visit):
    page = visit(f"/figures?q={QUERY}&doc={TEXT}")
    row = page.locator("tbody tr", has=page.locator("td.value", has_text="126.9 万辆"))
    expect(row).to_contain_text("深圳市")
    expect(row.locator(".said")).to_contain_text(SENTENCE)
    expect(row.locator(".said b")).to_have_text("126.9 万辆")
    row.get_by_role("link").click()
    expect(page.locator("mark").first).to_be_in_viewport()
    assert SENTENCE in "".join(page.locator(".text mark").all_inner_texts())


def test_figures_are_filtered_sorted_and_paged(visit):
    page = visit(f"/figures?doc={TEXT}&unit=%25&order=value")
    values = [text for text in page.locator("td.value").all_inner_texts()]
    assert len(values) == 25 and all("%" in text for text in values)
    numbers = [float(re.search(r"[\d.]+", text)[0]) for text in values]
    assert numbers == sorted(numbers, reverse=True)
    page.get_by_role("link", name="下一页").click()
    page.wait_for_url("**page=2**")
    assert page.locator("td.value").first.inner_text() not in values
    page.locator("#year").select_option("2023")
    expect(page.locator("td[data-label=年份]").first).to_have_text("2023")
    assert set(page.locator("td[data-label=年份]").all_inner_texts()) == {"2023"}
    page.locator("#order").select_option("subject")
    page.wait_for_url("**order=subject**")
    expect(page.locator("#year")).to_have_value("2023")
    expect(page.locator("#unit")).to_have_value("%")


def test_figures_are_filtered_without_scripts_too(visit):
    page = visit(f"/figures?doc={TEXT}", java_script_enabled=False)
    page.locator("#year").select_option("2023")
    page.get_by_role("button", name="应用").click()
    page.wait_for_url("**year=2023**")
    assert set(page.locator("td[data-label=年份]").all_inner_texts()) == {"2023"}


def test_a_subject_of_several_years_draws_its_line(visit):
    page = visit(f"/figures?q=企业数量&doc={TEXT}")
    chart = page.locator("figure.chart")
    expect(chart.locator("figcaption")).to_contain_text("氢能产业 · 企业数量")
    assert chart.locator("text.year").all_text_contents() == ["2017", "2024"]
    chart.locator("a").last.click()
    expect(page.locator("#cited")).to_be_in_viewport()
    assert "200 家" in "".join(page.locator(".text mark").all_inner_texts())


def test_a_line_of_changes_is_not_taken_for_one_of_levels(visit):
    page = visit(f"/figures?q=年平均气温&doc={PDF}")
    caption = page.locator("figure.chart figcaption").first
    expect(caption).to_contain_text("年平均气温")
    expect(caption).to_contain_text("增减")  # it rises by 1.4 ℃, it is not 1.4 ℃
    page.goto(f"{pages_url()}/figures?q=企业数量&doc={TEXT}")
    expect(page.locator("figure.chart figcaption").first).not_to_contain_text("增减")


def test_figures_are_taken_away_as_a_workbook(visit):
    page = visit(f"/figures?q={QUERY}&doc={TEXT}")
    with page.expect_download() as taken:
        page.get_by_role("link", name="下载 Excel").click()
    assert taken.value.suggested_filename == f"指标 深圳市应对气候变化白皮书（2024） {QUERY}.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(Path(taken.value.path()).read_bytes())).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert len(rows) == page.locator("tbody tr").count() and [QUERY, 1269000, "辆"] in [
        [r[0], r[1], r[3]] for r in rows
    ]


def test_the_lists_lead_to_boxes_captions_and_tables(visit):
    page = visit("/lists")
    expect(page.get_by_role("link", name="图 4 2020 年—2024 年深圳市新能源汽车保有量")).to_be_visible()
    page.get_by_role("link", name="专栏 1 深圳“超充之城”建设实现新突破").click()
    expect(page.locator("mark").first).to_contain_text("专栏 1")


def test_no_text_of_a_stranger_becomes_markup(visit):
    page = visit(f"/search?q={SCRIPT}公园&doc={HOSTILE}&open={SCRIPT}&part={SCRIPT}")
    expect(page.locator("#q")).to_have_value(f"{SCRIPT}公园")
    expect(page.locator(".results")).to_contain_text(SCRIPT)
    keep(page, 0, 1)
    page.locator("[data-open]").first.click()
    expect(page.locator("#passage")).to_contain_text(SCRIPT)
    for path in (f"/figures?doc={HOSTILE}&q={SCRIPT}", f"/figures?doc={HOSTILE}", "/lists", "/basket"):
        page.goto(pages_url() + path)
        assert page.locator("main img, main script, main svg[onload]").count() == 0
        assert "hit" not in page.title()
    assert SCRIPT in kept(page)[0]


def test_what_another_script_put_into_the_basket_is_shown_as_text(visit):
    page = visit("/basket")
    evil = {
        "passage_id": "x:0-1",
        "quote": SCRIPT,
        "title": SCRIPT,
        "place": SCRIPT,
        "reference": SCRIPT,
        "remark": SCRIPT,
    }
    for value in ("{broken", json.dumps([1, None, {}, {**evil, "address": "javascript:document.title='hit'"}])):
        page.evaluate("value => localStorage.setItem('baipishu.basket', value)", value)
        page.reload()
    assert kept(page) == [SCRIPT]
    assert page.locator(".kept img, .kept a[href]").count() == 0 and page.title() != "hit"


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.long)])
def test_axe_finds_no_barrier(make_page, scheme: str):
    page = make_page(color_scheme=scheme)
    page.goto(pages_url() + SEARCH)
    keep(page, 0, 1)
    for path in PAGES.values():
        page.goto(pages_url() + path)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"


def test_pages_are_usable_at_320_pixels(make_page):
    page = make_page(width=320, height=640)
    page.goto(pages_url() + SEARCH)
    keep(page, 0, 1)
    for path in PAGES.values():
        page.goto(pages_url() + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        small = """() => [...document.querySelectorAll('main a, button, input, select, summary')].filter(e => {
            const box = e.getBoundingClientRect();
            return e.checkVisibility() && box.width && !e.closest('svg') && (box.height < 24 || box.width < 24);
        }).map(e => e.outerHTML.slice(0, 120))"""
        assert page.evaluate(small) == [], path


@pytest.mark.parametrize(("name", "heading"), [("search", "检索"), ("figures", "指标")])
def test_a_search_that_finds_no_turn_is_told_so(monkeypatch, name: str, heading: str):
    """The figures of a large library are read once, for seconds: whoever waited held a thread that others needed."""
    from fastapi import FastAPI
    from starlette.testclient import TestClient

    from web.pages import figures, search
    from web.pages.site import Site

    page = {"search": search, "figures": figures}[name]
    monkeypatch.setattr(page, "WAITING", 0)
    app = FastAPI()
    page.add(app, service=SimpleNamespace(index=None))
    app.state.site, app.state.places = Site(), ()
    answer = TestClient(app).get(f"/{name}", params={"q": "公园"})
    assert answer.status_code == 503 and f"<h1>{heading}</h1>" in answer.text
    assert "请过几秒再试" in answer.text and "?q=%E5%85%AC%E5%9B%AD" in answer.text


def test_the_pages_speak_english(visit):
    page = visit(f"{SEARCH}&lang=en")
    expect(page.locator("h1")).to_have_text("Find passages")
    page.locator("[data-open]").first.click()
    expect(page.locator("#passage")).to_contain_text("Add to excerpts")
    page.goto(f"{pages_url()}/figures?lang=en")
    expect(page.locator("h1")).to_have_text("Figures")


def test_a_table_of_a_report_gives_figures():
    rows = httpx.get(f"{pages_url()}/api/v1/figures", params={"doc": TABLE, "q": "东湖区"}).json()["figures"]
    told = [(row["subject"], row["value"], row["unit"]) for row in rows]
    assert told == [("东湖区 · 年末常住人口", 982000, "人"), ("东湖区 · 城镇化率", 88.1, "%")]


def test_the_api_gives_figures_and_files_and_refuses_what_is_out_of_bounds():
    with httpx.Client(base_url=f"{pages_url()}/api/v1", timeout=30) as api:
        found = api.get("/figures", params={"q": QUERY, "doc": TEXT, "year": 2024}).json()
        assert found["total"] == len(found["figures"]) and found["figures"][0]["permalink"].startswith("/?passage=")
        text = api.get("/figures/file", params={"format": "csv", "doc": PDF}).content.decode("utf-8-sig")
        assert {row["报告编号"] for row in csv.DictReader(io.StringIO(text))} == {PDF}
        assert api.get("/figures", params={"doc": "none"}).status_code == 404
        assert api.get("/figures", params={"year": 1}).status_code == 422
        body = {"excerpts": [{"passage_id": f"{TEXT}:4671-4853", "s": "4685-4789"}], "format": "jsonl"}
        assert SENTENCE in api.post("/export/passages", json=body).json()["quote"]
        assert api.post("/export/passages", json={"excerpts": []}).status_code == 422
        unknown = api.post("/export/passages", json={"excerpts": [{"passage_id": "none:0-1"}]})
        assert unknown.status_code == 404 and unknown.headers["content-type"] == "application/problem+json"
