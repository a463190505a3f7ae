"""The page in a real browser, on the real report. BAIPISHU_SCREENSHOTS=folder keeps pictures of it."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from web_server import server_url

QUESTION = "深圳新能源汽车保有量是多少？"
SENTENCE = "全市新能源汽车保有量达 126.9 万辆"
SECTION = "三、交通运输绿色发展多维跃迁"
PATIENCE = 20_000  # milliseconds; a busy machine is slow to paint


@pytest.fixture
def open_page(make_page):
    """Open an address of the app; at the end nothing may have gone to another host or complained in the console."""
    requests, complaints = [], []

    def open_address(query: str = "", **options) -> Page:
        page = make_page(**options)
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(server_url() + query)
        page.locator("#question textarea").wait_for()
        return page

    yield open_address
    hosts = {urlsplit(url).netloc for url in requests if not url.startswith(("data:", "blob:"))}
    assert hosts == {urlsplit(server_url()).netloc}
    assert complaints == []


def ask(page: Page, question: str) -> None:
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .message-buttons-left")).to_be_visible(timeout=PATIENCE)


def open_citation(page: Page) -> None:
    page.locator("#chat .bot blockquote", has_text="126.9 万辆").locator("a").first.click()
    expect(page.locator("#evidence mark")).to_contain_text(SENTENCE, timeout=PATIENCE)


@pytest.mark.parametrize(("width", "picture"), [(1280, "screenshot.png"), (390, "screenshot-phone.png")])
def test_a_citation_opens_its_passage_with_the_sentence_highlighted(open_page, width: int, picture: str):
    page = open_page(width=width)
    ask(page, QUESTION)
    expect(page.locator("#chat strong").first).to_have_text("126.9 万辆")
    open_citation(page)
    expect(page.locator("#evidence .crumbs")).to_contain_text(SECTION)
    expect(page.locator("#evidence .where")).to_contain_text("第 11 页")
    expect(page.locator("#evidence")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if folder := os.environ.get("BAIPISHU_SCREENSHOTS"):
        page.wait_for_timeout(1000)  # smooth scrolling ends
        page.screenshot(path=Path(folder) / picture, full_page=width < 900)


def test_a_permalink_opens_its_passage(open_page):
    page = open_page()
    ask(page, QUESTION)
    open_citation(page)
    link = page.locator("#evidence [data-copy]").get_attribute("data-copy")
    again = open_page(link, width=390)
    expect(again.locator("#evidence mark")).to_contain_text(SENTENCE)
    expect(again.locator("#evidence mark")).to_be_in_viewport()


def test_an_unknown_permalink_says_so_and_shows_no_markup(open_page):
    page = open_page("?passage=%3Cimg%20src=x%20onerror=alert(1)%3E")
    expect(page.locator("#evidence")).to_contain_text("没有编号为“<img src=x onerror=alert(1)>”的段落")
    assert page.locator("#evidence img").count() == 0


def test_the_panel_walks_to_the_next_passage_and_back(open_page):
    page = open_page()
    ask(page, QUESTION)
    open_citation(page)
    here = page.locator("#evidence article").get_attribute("data-passage")
    page.locator("[data-way=next]").click()
    expect(page.locator("#evidence article")).not_to_have_attribute("data-passage", here)
    page.locator("[data-way=previous]").click()
    expect(page.locator("#evidence article")).to_have_attribute("data-passage", here)


def test_an_example_asks_itself(open_page):
    page = open_page()
    example = page.locator("#chat .example").first
    text = example.inner_text().strip()
    example.click()
    expect(page.locator("#chat .user")).to_contain_text(text)
    expect(page.locator("#chat .bot").last).to_contain_text(re.compile("第 .* 页"), timeout=PATIENCE)


def test_what_the_report_does_not_say_is_refused(open_page):
    page = open_page()
    ask(page, "今天的股票价格是多少？")
    expect(page.locator("#chat .bot em")).to_be_visible()
    assert page.locator("#chat .bot blockquote").count() == 0


def test_script_in_a_question_is_shown_as_text(open_page):
    page = open_page()
    script = "<img src=x onerror=\"document.title='hit'\">"
    attack = f"{script} **b** ![i](http://tracker.example/i.png) [l](javascript:alert(1))"
    ask(page, attack)
    assert page.locator("#chat .user .prose").inner_text().strip() == attack
    assert page.locator("#chat img, #chat .user a, #chat .user strong").count() == 0
    assert page.title() != "hit"


def test_a_follow_up_shows_how_it_was_understood(open_page):
    page = open_page()
    ask(page, QUESTION)
    expect(page.locator("#chat .bot").last).to_contain_text("数字核对", timeout=PATIENCE)
    page.wait_for_timeout(1_500)  # the first answer has ended, and the box takes the next question
    page.locator("#question textarea").fill("那渗透率呢？")
    page.locator("#question textarea").press("Enter")
    expect(page.locator("#chat .bot").last).to_contain_text("按上文理解为", timeout=PATIENCE)


def test_a_question_that_is_too_long_is_told_so(open_page):
    page = open_page()
    page.locator("#question textarea").fill("长" * 501)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .bot")).to_contain_text("缩短到 500 字以内")


def test_search_lists_passages_with_permalinks(open_page):
    page = open_page()
    page.get_by_role("tab", name="检索").click()
    page.locator("#query textarea, #query input").first.fill("碳市场 成交额")
    page.keyboard.press("Enter")
    page.locator("#results a").first.click()
    expect(page.locator("#evidence blockquote")).to_contain_text("碳市场")


@pytest.mark.parametrize(
    ("locale", "title", "tab"),
    [("zh-HK", "白皮書問答", "檢索"), ("zh-SG", "白皮书问答", "检索"), ("fr-FR", "Ask the report", "Search")],
)
def test_the_page_speaks_the_language_of_the_browser(open_page, locale: str, title: str, tab: str):
    page = open_page(locale=locale)
    expect(page.locator("h1")).to_contain_text(title)
    expect(page.get_by_role("tab", name=tab)).to_be_visible()


def test_the_citation_is_reached_and_opened_by_keyboard(open_page):
    page = open_page()
    ask(page, QUESTION)
    page.locator("#chat .bot blockquote a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#evidence mark")).to_be_visible()
    expect(page.locator("#evidence-title")).to_be_focused()
