"""The chat page is for everybody: screen readers, keyboards, small windows, dark rooms, slow machines."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from chat_page import FOLLOW_UP, QUESTION, answers, ask, box, expect_questions, open_citation, send
from held import Held
from playwright.sync_api import Page, expect

TARGET = 24  # pixels
INTERACTIVE = 3  # seconds of the page's own thread; on two free cores that is the time one waits
SMALL = """least => [...document.querySelectorAll("a, button, summary, select, textarea")]
  .filter(each => each.checkVisibility({visibilityProperty: true}) && !each.closest("[inert], .skip"))
  .map(each => [each.getBoundingClientRect(), each.outerHTML.slice(0, 90)])
  .filter(([at]) => at.width && (at.width < least || at.height < least))
  .map(([at, html]) => `${Math.round(at.width)}×${Math.round(at.height)} ${html}`)"""


def violations(page: Page) -> list[str]:
    """What axe-core finds, each rule with the first element."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]} — {each['nodes'][0]['failureSummary']}" for each in found]


LOOKS = [("light", 390), ("dark", 1280), ("dark", 390)]
MORE = [pytest.param(*look, marks=pytest.mark.long) for look in LOOKS]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), *MORE])
def test_axe_finds_nothing_on_the_empty_page_in_a_conversation_and_at_its_sources(open_chat, scheme: str, width: int):
    page = open_chat(width=width, color_scheme=scheme)
    assert violations(page) == []
    ask(page, QUESTION)
    ask(page, FOLLOW_UP)
    ask(page, "深圳有多少家火锅店？")
    answers(page).first.get_by_text("导出").click()
    answers(page).last.locator(".trace summary").click()
    assert violations(page) == []
    open_citation(page)
    page.wait_for_timeout(400)
    assert violations(page) == []


@pytest.mark.parametrize("width", [1280, 320])
def test_every_target_is_large_enough(open_chat, width: int):
    page = open_chat(width=width)
    ask(page, QUESTION)
    ask(page, FOLLOW_UP)
    answers(page).first.get_by_text("导出").click()
    assert page.evaluate(SMALL, TARGET) == []
    open_citation(page)
    assert page.evaluate(SMALL, TARGET) == []


def test_nothing_stands_over_the_edge_at_320_pixels(open_chat):
    page = open_chat(width=320, height=568)
    for question in (QUESTION, "锦田小学做了哪些低碳改造", "深圳有多少家火锅店？"):
        ask(page, question).locator(".trace summary").click()
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        over = """[...document.querySelectorAll('#chat *')]
          .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > 321).length"""
        assert page.evaluate(over) == 0


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_what_stands_under_the_box_has_one_line_at_320_pixels(open_chat, language: str):
    page = open_chat(f"?lang={language}", width=320, height=568)
    share, clear = (page.locator(name).bounding_box() for name in ("#share", "#clear"))
    assert share["y"] == clear["y"] and share["x"] + share["width"] <= clear["x"]


def test_an_open_menu_on_a_phone_leaves_the_other_buttons_in_their_line(open_chat):
    page = open_chat(width=390, height=844)
    answer = ask(page, QUESTION)
    answer.get_by_text("导出").click()
    expect(answer.locator(".choices").first).to_be_visible()
    tops = {round(answer.locator(name).bounding_box()["y"]) for name in (".copy", ".edit", ".retry", ".menu summary")}
    assert len(tops) == 1


def test_on_a_phone_the_box_is_always_in_reach(open_chat):
    page = open_chat(width=390, height=700)
    ask(page, "锦田小学做了哪些低碳改造")
    ask(page, QUESTION)
    for place in (0, 400, 1200):
        page.evaluate("place => scrollTo(0, place)", place)
        page.wait_for_timeout(200)
        expect(box(page)).to_be_in_viewport(ratio=1)
        at = box(page).bounding_box()
        middle = [at["x"] + at["width"] / 2, at["y"] + at["height"] / 2]
        assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).id", middle) == "question-box"


def test_the_keyboard_goes_through_the_page_in_its_order(open_chat):
    page = open_chat()
    ask(page, QUESTION)
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.className.split(' ').at(-1)"))
        if seen[-1] == "clear":
            break
    order = ["cite", "chip", "copy", "edit", "retry", "question-box", "send", "share", "clear"]
    assert [seen.index(name) for name in order] == sorted(seen.index(name) for name in order)
    assert not {"wire", "stop"} & set(seen)


def test_the_skip_link_leads_to_the_box(open_chat):
    page = open_chat()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(box(page)).to_be_focused()


def test_every_control_has_a_name(open_chat):
    page = open_chat()
    ask(page, QUESTION)
    nameless = """[...document.querySelectorAll("button, a, summary, select, textarea")]
      .filter(e => !e.closest("[inert]") && e.checkVisibility())
      .filter(e => !(e.innerText.trim() || e.labels?.length || e.ariaLabel))
      .map(e => e.outerHTML)"""
    assert page.evaluate(nameless) == []
    log = page.get_by_role("log", name="问答记录")
    expect(log.get_by_role("group", name="您的问题")).to_have_count(1)
    expect(log.get_by_role("group", name="回答")).to_contain_text("126.9 万辆")


def test_a_browser_that_was_never_here_computes_less_than_three_seconds_until_it_can_ask(browser, chat_url):
    context = browser.new_context()  # nothing is cached; time on the clock would tell how busy the machine is
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Performance.enable")
    page.goto(chat_url)
    page.locator("#wire textarea").wait_for(state="attached")
    page.locator("#composer[data-ready]").wait_for()
    told = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    context.close()
    assert 0 < told["TaskDuration"] < INTERACTIVE


def test_a_question_is_taken_before_gradio_has_loaded_and_answered_once_it_has(make_page, chat_url):
    page = make_page()
    late = Held(page, "**/assets/*.js", every=True)
    page.goto(chat_url, wait_until="commit")
    page.locator("#composer[data-ready]").wait_for()
    send(page, QUESTION)
    expect(box(page)).to_have_value("")
    assert not answers(page).count()
    late.let_all_go()
    expect(answers(page)).to_contain_text("126.9 万辆")


@pytest.mark.parametrize("how", ["enter", "button", "example"])
def test_what_is_asked_before_any_script_of_the_chat_is_there_is_asked_then(make_page, chat_url, how):
    page = make_page()
    late = Held(page, "**/web/chat/*.js", every=True)
    page.goto(chat_url, wait_until="commit")
    if how == "example":
        example = page.locator("#welcome button").first
        question = example.get_attribute("value")
        example.click()
    else:
        question = QUESTION
        box(page).fill(question)
        box(page).press("Enter") if how == "enter" else page.locator("#send").click()
    expect(box(page)).to_have_value(question)
    assert not page.locator("#composer[data-ready]").count()
    late.let_all_go()
    expect_questions(page, question)
