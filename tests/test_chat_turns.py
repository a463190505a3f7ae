"""One question after the other, on a server that answers when the test lets it."""

import pytest
from chat_page import FORGET, PATIENCE, answers, ask, box, expect_questions, questions, send
from held import Held
from playwright.sync_api import Page, expect

LISTEN = """() => {
  window.said = [];
  new MutationObserver(() => said.push(document.getElementById("notice").textContent))
    .observe(document.getElementById("notice"), {childList: true});
}"""
FIRST, SECOND = "新能源汽车保有量是多少？", "公园有多少个？"  # an answer that was given before comes at once


@pytest.fixture(scope="module")
def server():
    from small_server import small_server

    with small_server({"BAIPISHU_RATE_QUESTIONS": "100000/second"}) as server:
        yield server


@pytest.fixture
def url(server):
    return f"{server.url}/"


@pytest.fixture
def hold(server):
    """A file: no question is answered until the test removes it."""
    server.hold.touch()
    yield server.hold
    server.hold.unlink(missing_ok=True)


class Lost:
    """The server, as a page sees it that cannot reach it; when it is found, Gradio loads the page anew."""

    PATHS = ("**/queue/join*", "**/app_id*")

    def __init__(self, page: Page) -> None:
        self.page = page
        for path in self.PATHS:
            page.route(path, lambda route: route.abort())

    def found(self) -> None:
        with self.page.expect_navigation(timeout=PATIENCE):
            for path in self.PATHS:
                self.page.unroute(path)


def test_a_second_question_waits_its_turn_and_is_not_lost(open_chat, url, hold):
    page = open_chat(url=url)
    send(page, FIRST)
    send(page, SECOND)
    send(page, "绿地增加了多少公顷？")
    expect(page.locator("#waiting li").last).to_contain_text("等候：绿地增加了多少公顷？")
    hold.unlink()
    expect_questions(page, FIRST, SECOND, "绿地增加了多少公顷？")
    expect(page.locator("#waiting li")).to_have_count(0)


def test_a_double_enter_asks_once(open_chat, url, hold):
    page = open_chat(url=url)
    box(page).fill(FIRST)
    box(page).press("Enter")
    box(page).press("Enter")
    hold.unlink()
    expect_questions(page, FIRST)
    page.wait_for_timeout(1000)
    assert questions(page) == [FIRST]


def test_what_waits_can_be_taken_back(open_chat, url, hold):
    page = open_chat(url=url)
    send(page, "水库有几座？")
    send(page, SECOND)
    page.locator("#waiting").get_by_role("button", name="取消").click()
    hold.unlink()
    expect_questions(page, "水库有几座？")
    page.wait_for_timeout(1000)
    assert questions(page) == ["水库有几座？"]


def test_a_running_question_is_stopped_and_the_next_is_answered(open_chat, url, hold):
    page = open_chat(url=url)
    expect(page.get_by_role("button", name="停止")).to_be_hidden()
    send(page, "充电桩有多少个？")
    expect(page.locator("#chat .working")).to_be_visible()
    page.get_by_role("button", name="停止").click()
    expect(answers(page)).to_contain_text("已停止")
    expect(page.get_by_role("button", name="停止")).to_be_hidden()
    hold.unlink()
    ask(page, SECOND)
    expect_questions(page, "充电桩有多少个？", SECOND)
    assert "已停止" not in answers(page).last.inner_text()


def test_whoever_edits_a_question_is_told_what_becomes_of_those_after_it(open_chat, url, hold):
    """It was said that they are answered anew; they go, and undo brings them back."""
    hold.unlink()
    page = open_chat(url=url)
    ask(page, FIRST)
    ask(page, SECOND)
    answers(page).last.get_by_role("button", name="修改").click()
    expect(page.locator("#notice")).to_contain_text("正在修改第 2 个问题；提问后，它的回答会换成新的。")
    page.locator("#notice").get_by_role("button", name="取消").click()
    answers(page).first.get_by_role("button", name="修改").click()
    expect(page.locator("#notice")).to_contain_text("后面的 1 个问答会撤下（可以撤销）")
    send(page, "学校有多少所？")
    expect_questions(page, "学校有多少所？")
    page.locator("#notice").get_by_role("button", name="撤销").click()
    expect_questions(page, FIRST, SECOND)


def test_what_is_said_of_a_stopped_question_is_in_sight(open_chat, url, hold):
    """It stood behind the box until one scrolled, and with it the buttons to ask again."""
    page = open_chat(url=url, width=1280, height=500)
    hold.unlink()
    ask(page, FIRST)
    ask(page, SECOND)
    hold.touch()
    send(page, "充电桩有多少个？")
    expect(page.locator("#chat .working")).to_be_visible()
    page.evaluate("scrollTo(0, 0)")  # as where the way to the question was not yet gone
    page.get_by_role("button", name="停止").click()
    stopped = answers(page).last
    expect(stopped).to_contain_text("已停止")
    foot = "([of, box]) => of.getBoundingClientRect().bottom <= box.getBoundingClientRect().top"
    both = [stopped.get_by_role("button", name="重答").element_handle(), page.locator("#composer").element_handle()]
    page.wait_for_function(foot, arg=both)


def test_clear_stops_what_runs_and_undo_still_works(open_chat, url, hold):
    page = open_chat(url=url)
    hold.unlink()
    ask(page, FIRST)
    hold.touch()
    send(page, "森林覆盖率是多少？")
    expect(page.locator("#chat .working")).to_be_visible()
    page.get_by_role("button", name="清除").click()
    expect(page.locator("#welcome")).to_be_visible(timeout=PATIENCE)
    hold.unlink()
    page.get_by_role("button", name="撤销").click()
    expect_questions(page, FIRST, "森林覆盖率是多少？")


def test_a_question_that_the_server_does_not_take_now_is_asked_later_by_itself(make_page, url):
    page = make_page()
    refusals = [{"status": 429, "headers": {"retry-after": "1"}, "json": {"detail": "问得太快了"}}]
    page.route("**/queue/join*", lambda route: route.fulfill(**refusals.pop()) if refusals else route.continue_())
    page.goto(url)
    page.evaluate(LISTEN)  # what is said for a second, a busy machine may not see
    send(page, FIRST)
    expect_questions(page, FIRST)
    assert any("1 秒后自动接着问" in each for each in page.evaluate("said"))


def test_a_question_that_does_not_reach_the_server_comes_back_into_the_box(make_page, url):
    page = make_page()
    page.goto(url)
    lost = Lost(page)
    send(page, FIRST)
    expect(page.locator("#notice")).to_contain_text("问题没有送出：服务器没有回应", timeout=PATIENCE)
    expect(box(page)).to_have_value(FIRST)
    lost.found()
    expect(box(page)).to_have_value(FIRST)
    box(page).press("Enter")
    expect_questions(page, FIRST)


def test_no_question_is_lost_when_several_wait_and_the_server_is_gone(make_page, url, hold):
    page = make_page()
    page.goto(url)
    joining = Held(page, "**/queue/join*")
    send(page, FIRST)
    send(page, SECOND)
    box(page).fill("写到一半")
    joining.wait()
    lost = Lost(page)
    joining.route.abort()
    expect(page.locator("#notice")).to_contain_text("问题没有送出", timeout=PATIENCE)
    expect(page.locator("#waiting li")).to_contain_text([FIRST, SECOND])
    expect(box(page)).to_have_value("写到一半")
    hold.unlink()
    lost.found()
    expect_questions(page, FIRST, SECOND)
    expect(box(page)).to_have_value("写到一半")


def test_a_question_is_tried_again_and_what_is_being_written_stays(make_page, url):
    page = make_page()
    joining = Held(page, "**/queue/join*")
    page.goto(url)
    send(page, FIRST)
    box(page).fill("写到一半")
    joining.wait()
    joining.route.fulfill(status=503, json={"detail": "忙"})
    page.locator("#notice").get_by_role("button", name="再试一次").click()
    expect_questions(page, FIRST)
    expect(box(page)).to_have_value("写到一半")


@pytest.mark.parametrize("what", ["Gradio", "the server"])
def test_a_question_that_has_not_gone_out_is_stopped_and_comes_back_into_the_box(make_page, url, what: str):
    page, complaints, late = make_page(), [], True
    page.on("pageerror", lambda error: complaints.append(str(error)))
    refusal = {"status": 429, "headers": {"retry-after": "20"}, "json": {"detail": "问得太快了"}}
    if what == "Gradio":
        held = Held(page, "**/assets/*.js", every=True)
    else:
        page.route("**/queue/join*", lambda route: route.fulfill(**refusal) if late else route.continue_())
    page.goto(url, wait_until="commit")
    page.locator("#composer[data-ready]").wait_for()
    send(page, FIRST)
    if what == "the server":
        expect(page.locator("#notice")).to_contain_text("20 秒后")
    page.get_by_role("button", name="停止").click()
    expect(box(page)).to_have_value(FIRST)
    expect(page.get_by_role("button", name="停止")).to_be_hidden()
    late = False
    if what == "Gradio":
        held.let_all_go()
    ask(page, SECOND)
    expect_questions(page, SECOND)
    assert complaints == []


def test_what_is_asked_while_a_conversation_is_being_cleared_is_not_cleared_with_it(open_chat, url, hold):
    page = open_chat(url=url)
    send(page, "隧道有多少条？")
    expect(page.locator("#chat .working")).to_be_visible()
    page.evaluate("""question => {
      document.getElementById("clear").click();
      document.getElementById("question-box").value = question;
      document.getElementById("composer").requestSubmit();
    }""", SECOND)
    hold.unlink()
    expect_questions(page, SECOND)
    page.reload()
    expect_questions(page, SECOND)


def test_what_waits_is_not_lost_when_the_server_has_forgotten_the_page(open_chat, url, hold):
    page = open_chat(url=url)
    hold.unlink()
    ask(page, FIRST)
    page.evaluate(FORGET)
    expect(answers(page)).to_have_count(0)
    hold.touch()
    send(page, "天桥有多少座？")  # never asked before: it does not come at once
    send(page, "路灯有多少盏？")
    expect(page.locator("#waiting li")).to_have_count(1)
    hold.unlink()
    expect_questions(page, FIRST, "天桥有多少座？", "路灯有多少盏？")


def test_undo_is_offered_for_the_edited_question_and_not_for_one_before_it(open_chat, url, hold):
    page = open_chat(url=url)
    hold.unlink()
    ask(page, FIRST)
    ask(page, SECOND)
    hold.touch()
    send(page, "车站有多少座？")
    expect(page.locator("#chat .working")).to_be_visible()
    answers(page).first.get_by_role("button", name="修改").click()
    send(page, "学校有多少所？")
    hold.unlink()
    expect_questions(page, "学校有多少所？")
    expect(page.locator("#notice")).to_contain_text("原来的对话已换下")
    page.locator("#notice").get_by_role("button", name="撤销").click()
    expect_questions(page, FIRST, SECOND, "车站有多少座？")


def test_a_question_under_way_survives_a_reload(open_chat, url, hold):
    page = open_chat(url=url)
    send(page, "桥梁有多少座？")
    expect(page.locator("#chat .working")).to_be_visible()
    page.reload()
    hold.unlink()
    expect_questions(page, "桥梁有多少座？")
