"""A conversation outlives a reload in its own browser, and goes to others as a link that carries its questions only."""

import json
import re
from urllib.parse import quote, unquote

import httpx
from chat_page import (
    FOLLOW_UP,
    FORGET,
    PATIENCE,
    QUESTION,
    answers,
    ask,
    box,
    copied,
    expect_questions,
    questions,
    send,
)
from held import FRAMES
from pages_server import PDF, pages_url
from playwright.sync_api import expect

KEPT = "localStorage.getItem('baipishu.conversation')"


def test_a_conversation_survives_a_reload_and_goes_on(open_chat):
    page = open_chat()
    ask(page, QUESTION)
    ask(page, FOLLOW_UP)
    page.reload()
    expect_questions(page, QUESTION, FOLLOW_UP)
    expect(answers(page).first.locator(".direct")).to_contain_text("126.9 万辆")
    expect(answers(page).last.locator(".understood")).to_be_visible()
    ask(page, "那保有量占比呢？")
    page.reload()
    expect_questions(page, QUESTION, FOLLOW_UP, "那保有量占比呢？")


def test_two_tabs_of_one_browser_keep_a_conversation_each(open_chat):
    first = open_chat()
    ask(first, QUESTION)
    second = first.context.new_page()
    second.goto(first.url)
    expect_questions(second, QUESTION)  # a new tab goes on with what was asked last
    ask(first, FOLLOW_UP)
    second.get_by_role("button", name="清除").click()
    expect(second.locator("#welcome")).to_be_visible()
    ask(second, "深圳有多少公园？")
    first.reload()
    expect_questions(first, QUESTION, FOLLOW_UP)
    second.reload()
    expect_questions(second, "深圳有多少公园？")
    second.get_by_role("button", name="清除").click()
    expect(second.locator("#welcome")).to_be_visible()
    second.reload()
    expect(second.locator("#welcome")).to_be_visible()
    second.evaluate(FRAMES)
    assert questions(second) == []
    first.reload()
    expect_questions(first, QUESTION, FOLLOW_UP)
    first.get_by_role("button", name="清除").click()
    expect(first.locator("#welcome")).to_be_visible()
    assert first.evaluate(KEPT) is None


def test_one_goes_on_where_one_was_after_a_reload(open_chat):
    page = open_chat(width=390, height=700)
    ask(page, QUESTION)
    ask(page, FOLLOW_UP)
    page.evaluate("scrollTo(0, 500)")
    page.reload()
    expect(page.locator("#notice")).to_have_text("已恢复上次的对话。", timeout=PATIENCE)
    page.wait_for_function("Math.abs(scrollY - 500) < 5")


def test_what_was_asked_on_its_own_stays_so_after_a_reload(open_chat):
    page = open_chat()
    ask(page, QUESTION)
    ask(page, FOLLOW_UP).get_by_role("button", name="单独问这一句").click()
    expect(page.locator("#chat .understood")).to_have_count(0, timeout=PATIENCE)
    page.reload()
    expect_questions(page, QUESTION, FOLLOW_UP)
    assert page.locator("#chat .understood").count() == 0


def test_a_question_typed_while_the_conversation_comes_back_is_not_lost(open_chat):
    page = open_chat()
    ask(page, QUESTION)
    page.reload(wait_until="commit")
    page.locator(".ask:not(.empty)").wait_for()
    send(page, "深圳有多少公园？")
    expect_questions(page, QUESTION, "深圳有多少公园？")


def test_clear_takes_everything_away_and_undo_brings_it_back(open_chat):
    page = open_chat()
    ask(page, QUESTION)
    ask(page, FOLLOW_UP)
    page.get_by_role("button", name="清除").click()
    expect(answers(page)).to_have_count(0)
    expect(page.locator("#welcome")).to_be_visible()
    assert page.evaluate(KEPT) is None
    page.get_by_role("button", name="撤销").click()
    expect_questions(page, QUESTION, FOLLOW_UP)
    assert len(json.loads(page.evaluate(KEPT))) == 2
    page.get_by_role("button", name="清除").click()
    expect(page.locator("#welcome")).to_be_visible()
    page.reload()
    page.wait_for_timeout(1500)
    assert questions(page) == []


def test_a_link_carries_the_questions_behind_the_hash_and_asks_after_a_yes(open_chat):
    page = open_chat()
    ask(page, QUESTION)
    ask(page, FOLLOW_UP)
    link = copied(page, page.get_by_role("button", name="分享").click)
    address, _, fragment = link.partition("#")
    assert address == page.url
    assert [unquote(part) for part in fragment.split("&")] == [f"q={QUESTION}", f"q={FOLLOW_UP}"]
    sent = []
    other = open_chat()
    other.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    other.goto("about:blank")
    other.goto(link)
    expect(other.locator("#notice")).to_contain_text(f"这个链接带来 2 个问题：“{QUESTION}” “{FOLLOW_UP}”")
    other.wait_for_timeout(1000)
    assert not [each for each in sent if "保有量" in unquote(each) or "\\u4fdd\\u6709\\u91cf" in each]
    assert questions(other) == []
    other.locator("#notice").get_by_role("button", name="提问").click()
    expect_questions(other, QUESTION, FOLLOW_UP)


def test_a_link_that_is_declined_leaves_the_conversation_as_it_is(open_chat):
    page = open_chat()
    ask(page, QUESTION)
    page.goto(f"{page.url}#q={quote('深圳有多少公园？')}")
    page.locator("#notice").get_by_role("button", name="不用").click()
    expect_questions(page, QUESTION)
    expect(page).not_to_have_url(re.compile("#"))


def test_a_link_takes_the_place_of_a_conversation_which_undo_brings_back(open_chat):
    page = open_chat()
    ask(page, QUESTION)
    page.goto(f"{page.url}#q={quote('深圳有多少公园？')}")
    page.locator("#notice").get_by_role("button", name="提问").click()
    expect(page.locator("#notice")).to_contain_text("原来的对话已换下", timeout=PATIENCE)
    expect_questions(page, "深圳有多少公园？")
    page.locator("#notice").get_by_role("button", name="撤销").click()
    expect_questions(page, QUESTION)


def test_the_offer_of_a_link_stays_while_a_conversation_comes_back(open_chat):
    page = open_chat()
    ask(page, QUESTION)
    link = f"{page.url}#q={quote('深圳有多少公园？')}"
    page.goto("about:blank")
    page.goto(link)
    expect_questions(page, QUESTION)
    page.evaluate(FRAMES)
    expect(page.locator("#notice")).to_contain_text("这个链接带来 1 个问题")
    page.locator("#notice").get_by_role("button", name="提问").click()
    expect_questions(page, "深圳有多少公园？")


def test_a_link_is_offered_until_it_is_asked_or_declined(open_chat, chat_url):
    """A reload, or another page and Back, had lost it."""
    page = open_chat(f"#q={quote('深圳有多少公园？')}&q={quote('那森林覆盖率呢？')}")
    told = "这个链接带来 2 个问题：“深圳有多少公园？” “那森林覆盖率呢？”"
    for leave in (page.reload, lambda: page.goto(f"{chat_url}reports"), lambda: page.goto(f"{chat_url}#question-box")):
        expect(page.locator("#notice")).to_contain_text(told)
        leave()
        if page.url.endswith("/reports"):
            page.go_back()
    expect(page.locator("#notice")).to_contain_text(told)
    page.locator("#notice").get_by_role("button", name="不用").click()
    page.reload()
    page.locator("#composer[data-ready]").wait_for()
    page.evaluate(FRAMES)
    expect(page.locator("#notice")).to_be_empty()
    assert questions(page) == []


def test_the_offer_of_a_link_stays_in_the_address_where_nothing_can_be_kept(open_chat):
    page = open_chat()
    home = page.url
    page.add_init_script("Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('private'); } })")
    page.goto("about:blank")
    page.goto(f"{home}#q={quote('深圳有多少公园？')}")
    expect(page.locator("#notice")).to_contain_text("这个链接带来 1 个问题")
    page.reload()
    page.locator("#notice").get_by_role("button", name="不用").click()
    expect(page).to_have_url(home)


def test_the_report_that_was_chosen_stays_chosen(open_chat):
    """After a reload the box said 全部报告 again."""
    page = open_chat(url=f"{pages_url()}/")
    page.locator("#report").select_option(PDF)
    page.reload()
    expect(page.locator("#report")).to_have_value(PDF)
    page.goto(f"{pages_url()}/reports")
    page.goto(f"{pages_url()}/")
    expect(page.locator("#report")).to_have_value(PDF)
    page.evaluate("sessionStorage.setItem('baipishu.report', 'a report that is gone')")
    page.reload()
    page.locator("#composer[data-ready]").wait_for()
    expect(page.locator("#report")).to_have_value("")


def test_a_forged_link_shows_its_text_as_text_and_bounds_it(open_chat):
    evil = "<img src=x onerror=\"document.title='hit'\">"
    many = "&".join(f"q={quote(f'{evil}{n}')}" for n in range(60))
    page = open_chat(f"#{many}&q={'x' * 501}&alone=1.2.x&doc=%00")
    expect(page.locator("#notice")).to_contain_text("这个链接带来 20 个问题")
    expect(page.locator("#notice")).to_contain_text(evil)
    assert page.locator("#notice img").count() == 0
    assert page.title() != "hit"


def test_what_else_lies_in_the_storage_does_no_harm(open_chat):
    page = open_chat()
    for kept in ('{"a": 1}', "no json", '[1, null, {"question": 5}, {"question": "深圳有多少公园？"}]'):
        page.evaluate("kept => localStorage.setItem('baipishu.conversation', kept)", kept)
        page.reload()
        page.locator("#wire textarea").wait_for(state="attached")
    expect_questions(page, "深圳有多少公园？")


def test_a_server_that_forgot_the_page_gets_its_questions_once_more(open_chat):
    page = open_chat()
    ask(page, QUESTION)
    page.evaluate(FORGET)
    expect(answers(page)).to_have_count(0)
    send(page, FOLLOW_UP)
    expect(answers(page)).to_have_count(2, timeout=PATIENCE)
    assert questions(page) == [QUESTION, FOLLOW_UP]
    expect(answers(page).last.locator(".understood")).to_be_visible()


def test_it_is_told_that_the_oldest_question_is_no_longer_kept(make_page, chat_url):
    page = make_page()
    script = httpx.get(f"{chat_url}web/chat/turns.js").text.replace("MOST = 20;", "MOST = 1;")
    page.route("**/web/chat/turns.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    page.goto(chat_url)
    ask(page, QUESTION)
    expect(page.locator("#notice")).to_be_empty()
    ask(page, FOLLOW_UP)
    expect(page.locator("#notice")).to_have_text("本页保留最近 20 个问答，更早的不再显示。")


def test_two_readers_at_once_do_not_see_each_other(open_chat):
    first, second = open_chat(), open_chat()
    send(first, QUESTION)
    send(second, "深圳有多少公园？")
    expect_questions(first, QUESTION)
    expect_questions(second, "深圳有多少公园？")
    send(first, FOLLOW_UP)
    send(second, "今天的股票价格是多少？")
    expect_questions(first, QUESTION, FOLLOW_UP)
    expect_questions(second, "深圳有多少公园？", "今天的股票价格是多少？")
    expect(answers(first).last.locator(".understood")).to_contain_text("新能源汽车")
    assert not re.search("公园|股票", first.locator("#chat").inner_text())
    assert second.evaluate(KEPT) != first.evaluate(KEPT)


def test_the_privacy_line_says_where_a_conversation_is_kept(open_chat):
    page = open_chat()
    expect(page.locator("#composer .kept")).to_contain_text("只留在本机浏览器")
    expect(page.locator("footer.colophon")).to_contain_text("点“清除”即删")
    assert box(page).get_attribute("autocomplete") == "off"
