"""From an answer to its source and back, with the mouse, the keyboard and on a phone."""

import re

import pytest
from chat_page import OPEN, PATIENCE, QUESTION, SENTENCE, answers, ask, expect_questions, open_citation
from held import FRAMES, Held, twice
from playwright.sync_api import expect

SECTION = "三、交通运输绿色发展多维跃迁"


@pytest.mark.parametrize("width", [1280, 390])
def test_a_citation_opens_its_passage_with_the_sentence_marked(open_chat, width: int):
    page = open_chat(width=width)
    ask(page, QUESTION)
    open_citation(page)
    expect(page.locator("#evidence .crumbs")).to_contain_text(SECTION)
    expect(page.locator("#evidence .where")).to_contain_text("第 11 页")
    expect(page.locator("#evidence mark")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_pointing_at_a_citation_shows_the_quotation(open_chat):
    page = open_chat()
    ask(page, QUESTION)
    page.locator("#chat blockquote a.cite").first.hover()
    tip = page.get_by_role("tooltip")
    expect(tip).to_contain_text(SENTENCE)
    expect(tip).to_contain_text("第 11 页")
    tip.hover()
    page.wait_for_timeout(400)
    expect(tip).to_be_visible()  # it can be read and copied
    page.mouse.move(5, 5)
    expect(tip).to_be_hidden()


def test_a_citation_that_has_the_focus_shows_the_quotation_and_escape_hides_it(open_chat):
    page = open_chat()
    answer = ask(page, QUESTION)
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement === document.querySelector('#chat blockquote a.cite')"):
            break
    cite = answer.locator("blockquote a.cite").first
    expect(cite).to_be_focused()
    expect(page.get_by_role("tooltip")).to_contain_text(SENTENCE)
    expect(cite).to_have_attribute("aria-describedby", "tip")
    page.keyboard.press("Escape")
    expect(page.locator("#tip")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("#evidence-title")).to_be_focused()
    expect(page.locator("#evidence mark")).to_be_visible()


def test_a_passage_that_comes_after_back_does_not_open(open_chat):
    page = open_chat()
    answer = ask(page, QUESTION)
    home = page.url
    late = Held(page, "**/panel?*")
    answer.locator("blockquote a.cite").first.click()
    late.wait()
    expect(page).not_to_have_url(home)
    page.go_back()
    expect(page).to_have_url(home)
    late.let_go()
    expect(page.locator(".desk")).not_to_have_class(OPEN)
    expect(answer.locator("a[aria-current]")).to_have_count(0)


def test_a_tooltip_stays_though_the_pointer_crossed_other_things_on_its_way(open_chat):
    page = open_chat()
    ask(page, "锦田小学做了哪些低碳改造")
    page.evaluate("""() => {
      const over = each => each.dispatchEvent(new PointerEvent("pointerover", {bubbles: true}));
      const [first, second] = document.querySelectorAll("#chat ol.points a.cite");
      for (const each of [first, first.closest("li"), first.closest("ol"), second]) over(each);
    }""")
    page.wait_for_timeout(400)
    expect(page.get_by_role("tooltip")).to_be_visible()


def test_what_is_closed_twice_leads_one_step_back(open_chat):
    page = open_chat(width=390)
    ask(page, QUESTION)
    home = page.url
    for way in ("Escape", "button"):
        open_citation(page)
        twice(page, page.locator("#evidence-back"), way)
        expect(page.locator(".desk")).not_to_have_class(OPEN)
        expect(page).to_have_url(home)
        expect_questions(page, QUESTION)


@pytest.mark.parametrize("width", [1280, 390])
def test_what_was_opened_is_closed_in_each_way_and_the_focus_returns(open_chat, width: int):
    page = open_chat(width=width)
    ask(page, QUESTION)
    home = page.url
    for way in ("Escape", "button", "Back"):
        open_citation(page)
        page.locator("[data-way=next]").click()  # walking on does not lengthen the way back
        expect(page.locator("#evidence mark")).to_have_count(0)
        expect(page).to_have_url(re.compile("passage="))
        if way == "Escape":
            page.keyboard.press("Escape")
        elif way == "button":
            page.get_by_role("button", name="回到答案").click()
        else:
            page.go_back()
        expect(page.locator(".desk")).not_to_have_class(OPEN)
        expect(page).to_have_url(home)
        expect(page.locator("#chat blockquote a.cite").first).to_be_focused()
        expect_questions(page, QUESTION)


def test_on_a_phone_the_sheet_is_a_dialog_over_everything_else(open_chat):
    page = open_chat(width=390, height=844, has_touch=True)
    ask(page, QUESTION)
    expect(page.locator("#evidence")).to_be_hidden()
    page.locator("#chat blockquote a.cite").first.tap()
    sheet = page.get_by_role("dialog", name="原文")
    expect(sheet.locator("mark")).to_contain_text(SENTENCE)
    assert sheet.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert page.locator(".ask").evaluate("ask => ask.inert")
    expect(page.locator("#tip")).to_be_hidden()
    page.go_back()
    expect(sheet).to_have_count(0)
    assert not page.locator(".ask").evaluate("ask => ask.inert")
    page.go_forward()
    expect(page.locator("#evidence mark")).to_contain_text(SENTENCE)


def test_a_permalink_opens_its_passage_beside_an_empty_page(open_chat):
    page = open_chat()
    ask(page, QUESTION)
    open_citation(page)
    link = page.locator("#evidence [data-copy]").get_attribute("data-copy")
    for width in (1280, 390):
        again = open_chat(link, width=width)
        expect(again.locator("#evidence mark")).to_contain_text(SENTENCE)
        again.goto(f"{again.url}#question-box")  # as the skip link does
        again.evaluate(FRAMES)
        expect(again.locator("#evidence mark")).to_be_in_viewport()
        again.get_by_role("button", name="回到答案").click()
        expect(again.locator("#question-box")).to_be_focused()
        expect(again).not_to_have_url(re.compile("passage"))


def test_a_reload_keeps_passage_and_conversation(open_chat):
    page = open_chat(width=390)
    ask(page, QUESTION)
    open_citation(page)
    page.reload()
    expect(page.locator("#evidence mark")).to_contain_text(SENTENCE)
    page.get_by_role("button", name="回到答案").click()
    expect(page.locator(".desk")).not_to_have_class(OPEN)
    expect_questions(page, QUESTION)


def test_back_from_the_report_to_the_passage_to_the_answer_leads_to_where_one_was(open_chat):
    page = open_chat(width=390, height=700)
    ask(page, QUESTION)
    ask(page, "深圳有多少公园？").locator("blockquote a.cite").first.click()
    expect(page.locator("#evidence mark")).to_contain_text("1320 个")
    page.locator("#evidence").get_by_role("link", name="在报告中查看").click()
    page.wait_for_url("**/reports/**")
    page.go_back()
    expect(page.locator("#evidence mark")).to_contain_text("1320 个")
    expect_questions(page, QUESTION, "深圳有多少公园？")
    page.go_back()
    expect(page.locator(".desk")).not_to_have_class(OPEN)
    cite = answers(page).last.locator("blockquote a.cite").first
    expect(cite).to_be_focused()
    expect(cite).to_be_in_viewport()


def test_on_a_phone_no_quotation_stands_over_the_text_after_back(open_chat):
    """The citation that one comes back to has the focus, and showed what nobody pointed at."""
    page = open_chat(width=390, height=700, has_touch=True)
    ask(page, QUESTION).locator("blockquote a.cite").first.tap()
    expect(page.locator("#evidence mark")).to_contain_text(SENTENCE)
    page.locator("#evidence").get_by_role("link", name="在报告中查看").tap()
    page.wait_for_url("**/reports/**")
    page.go_back()
    expect(page.locator("#evidence mark")).to_contain_text(SENTENCE)
    expect_questions(page, QUESTION)
    page.go_back()
    expect(page.locator(".desk")).not_to_have_class(OPEN)
    expect(answers(page).last.locator("blockquote a.cite").first).to_be_focused()
    page.evaluate(FRAMES)
    expect(page.locator("#tip")).to_be_hidden()


def test_the_panel_walks_to_the_next_passage_and_back(open_chat):
    page = open_chat()
    ask(page, QUESTION)
    open_citation(page)
    here = page.locator("#evidence article").get_attribute("data-passage")
    page.locator("[data-way=next]").click()
    expect(page.locator("#evidence article")).not_to_have_attribute("data-passage", here)
    page.locator("[data-way=previous]").click()
    expect(page.locator("#evidence article")).to_have_attribute("data-passage", here)


def test_an_unknown_permalink_says_so_and_shows_no_markup(open_chat):
    page = open_chat("?passage=%3Cimg%20src=x%20onerror=alert(1)%3E")
    expect(page.locator("#evidence")).to_contain_text("没有编号为“<img src=x onerror=alert(1)>”的段落")
    assert page.locator("#evidence img").count() == 0


def test_the_nearest_passages_of_a_refusal_open_too(open_chat):
    page = open_chat()
    ask(page, "深圳有多少家火锅店？").locator(".nearest a").first.click()
    expect(page.locator("#evidence article")).to_be_visible(timeout=PATIENCE)
    expect(answers(page).last.locator("a[aria-current]")).to_have_text(re.compile("第 .* 页"))
