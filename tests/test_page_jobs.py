"""What people come for, from the first page to the file they leave with, in a real browser."""

import io
import re
from pathlib import Path

import pytest
from chat_page import ask
from docx import Document
from pages_server import PDF, TEXT, pages_url
from playwright.sync_api import expect

QUERY = "新能源汽车保有量"
QUESTION = "碳汇能力进一步增强，林木覆盖率保持在多少？"
SENTENCE = "林木覆盖率保持在24%以上"
PATIENCE = 90_000  # milliseconds; the pages are many, and a busy machine is slow
ROOM = "document.documentElement.scrollWidth <= innerWidth"


@pytest.mark.parametrize("width", [1280, 390])
def test_an_answer_is_found_checked_on_the_printed_page_and_its_reference_copied(make_page, width: int):
    page = make_page(width=width, has_touch=width < 500, permissions=["clipboard-read", "clipboard-write"])
    page.set_default_timeout(PATIENCE)
    page.goto(f"{pages_url()}/")
    page.locator("#report").select_option(PDF)
    cite = ask(page, QUESTION).locator(".sources a.cite").first
    cite.click()
    panel = page.locator("#evidence")
    expect(panel.locator("mark")).to_contain_text(SENTENCE)
    panel.get_by_role("button", name="复制引文与出处").click()
    expect(page.locator("#toast")).to_have_text("已复制")
    quotation, reference, address = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert SENTENCE in quotation
    assert re.fullmatch(r"江苏省“十四五”应对气候变化规划\[R\]\. 2021: 16\.", reference)  # the printed number of page 20
    assert address.startswith(f"{pages_url()}/reports/{PDF}?s=")
    panel.get_by_role("link", name="看原页").click()
    page.wait_for_url(f"**/reports/{PDF}/pages/20?**")
    expect(page.locator(".leaf rect").first).to_be_in_viewport()
    assert page.evaluate(ROOM)
    page.go_back()
    expect(panel.locator("mark")).to_contain_text(SENTENCE)
    page.go_back()
    expect(page.locator(".desk")).not_to_have_class(re.compile(r"\breading\b"))
    expect(page.locator("#chat .answer")).to_have_count(1, timeout=PATIENCE)


def test_passages_of_a_search_the_chat_and_the_reader_go_to_word_together(make_page):
    page = make_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{pages_url()}/basket")
    expect(page.locator("[data-empty]")).to_be_visible()
    expect(page.locator("[data-full-bar]")).to_be_hidden()  # nothing to export yet
    page.goto(f"{pages_url()}/search?q={QUERY}&doc={TEXT}")
    page.locator("[data-keep]").first.click()
    expect(page.locator(".places .count")).to_have_text("1")
    page.goto(f"{pages_url()}/?passage={TEXT}:4671-4853")
    page.locator("#evidence [data-keep]").click()
    expect(page.locator(".places .count")).to_have_text("2")
    page.goto(f"{pages_url()}/reports/{TEXT}?s=4685-4789")
    page.locator("#quote [data-keep]").click()
    expect(page.locator("#toast")).to_have_text("已经在摘录夹里")  # the sentence that the search found
    page.goto(f"{pages_url()}/search?q=岸电&doc={TEXT}")
    page.locator("[data-keep]").first.click()
    expect(page.locator(".places .count")).to_have_text("3")
    page.goto(f"{pages_url()}/basket")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Word").click()
    word = Document(io.BytesIO(Path(taken.value.path()).read_bytes()))
    texts = [paragraph.text for paragraph in word.paragraphs]
    assert sum("126.9 万辆" in text for text in texts) == 2 and any("岸电" in text for text in texts)


def test_a_passage_is_shown_in_the_other_script_on_request_and_marked_as_converted(make_page):
    page = make_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{pages_url()}/?lang=zh-Hant&passage={TEXT}:4671-4853&s=4685-4789")
    panel = page.locator("#evidence")
    expect(panel.locator("mark")).to_contain_text("全市新能源汽车保有量")
    panel.get_by_role("link", name="顯示為繁體").click()
    expect(panel.locator("mark")).to_contain_text("全市新能源汽車保有量")
    expect(panel.locator(".converted")).to_be_visible()
    page.reload()
    expect(panel.locator("mark")).to_contain_text("全市新能源汽車保有量")
    panel.get_by_role("link", name="顯示原文").click()
    expect(panel.locator("mark")).to_contain_text("全市新能源汽车保有量")
    expect(panel.locator(".converted")).to_have_count(0)


def test_an_english_reader_is_told_the_terms_of_a_passage(make_page):
    page = make_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{pages_url()}/?lang=en&passage={TEXT}:4671-4853")
    expect(page.locator("#evidence .terms")).to_contain_text("新能源汽车 new-energy vehicles")
    expect(page.locator("#evidence blockquote")).to_have_attribute("lang", "zh-Hans")


def test_the_way_around_does_not_jump_from_page_to_page(make_page):
    page = make_page()
    page.set_default_timeout(PATIENCE)
    tops = set()
    for path in ("/", "/reports", "/search", "/basket", "/evaluate", "/api"):
        page.goto(pages_url() + path)
        links = page.locator(".places a")
        tops.add((links.count(), links.first.bounding_box()["y"], page.locator(".masthead").bounding_box()["height"]))
    assert len(tops) == 1
    expect(page).to_have_url(f"{pages_url()}/api-docs")  # /api is where one looks first
