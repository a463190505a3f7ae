"""One question after the other, on a server that answers when the test lets it."""

import pytest
from chat_page import PATIENCE, answers, ask, box, expect_questions, questions, send
from playwright.sync_api import expect

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
    refusals = [{"status": 429, "headers": {"retry-after": "3"}, "json": {"detail": "问得太快了"}}]
    page.route("**/queue/join*", lambda route: route.fulfill(**refusals.pop()) if refusals else route.continue_())
    page.goto(url)
    send(page, FIRST)
    expect(page.locator("#notice")).to_contain_text("3 秒后自动接着问", timeout=PATIENCE)  # for three seconds
    expect_questions(page, FIRST)


def test_a_question_that_does_not_reach_the_server_comes_back_into_the_box(make_page, url):
    page = make_page()
    page.route("**/queue/join*", lambda route: route.abort())
    page.goto(url)
    with page.expect_navigation(timeout=PATIENCE):  # Gradio loads the page anew once the server is there again
        send(page, FIRST)
        expect(page.locator("#notice")).to_contain_text("问题没有送出：服务器没有回应", timeout=PATIENCE)
        expect(box(page)).to_have_value(FIRST)
        page.unroute("**/queue/join*")
    expect(box(page)).to_have_value(FIRST)
    box(page).press("Enter")
    expect_questions(page, FIRST)


def test_a_question_under_way_survives_a_reload(open_chat, url, hold):
    page = open_chat(url=url)
    send(page, "桥梁有多少座？")
    expect(page.locator("#chat .working")).to_be_visible()
    page.reload()
    hold.unlink()
    expect_questions(page, "桥梁有多少座？")
