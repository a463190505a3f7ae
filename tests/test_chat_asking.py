"""Asking on the page, in a real browser on the real report: what an answer shows, what can be done with it."""

import re

import pytest
from chat_page import FOLLOW_UP, PATIENCE, QUESTION, answers, ask, box, copied, expect_questions, questions, send
from playwright.sync_api import expect


def test_the_direct_line_comes_first_then_quotations_then_sources(open_chat):
    answer = ask(open_chat(), QUESTION)
    expect(answer.locator(".direct strong")).to_contain_text("126.9 万辆")
    parts = answer.evaluate("each => [...each.children].map(part => part.className || part.tagName.toLowerCase())")
    assert parts.index("direct") == 0
    assert parts.index("direct") < parts.index("blockquote") < parts.index("sources")
    expect(answer.locator(".sources")).to_contain_text("三、交通运输绿色发展多维跃迁 · 第 11 页")


def test_only_the_figure_that_was_asked_for_is_ticked(open_chat):
    answer = ask(open_chat(), QUESTION)
    expect(answer.locator(".checks li")).to_have_count(1)
    expect(answer.locator(".checks")).to_contain_text("126.9 万辆 ✓")
    assert answer.inner_text().count("✓") == 1


def test_the_points_of_a_list_are_a_list_in_which_each_is_cited(open_chat):
    answer = ask(open_chat(), "锦田小学做了哪些低碳改造")
    points = answer.locator("ol.points > li")
    assert points.count() >= 6
    assert all(point.locator("a.cite").count() for point in points.all())


def test_what_the_report_does_not_say_is_refused_with_questions_that_it_answers(open_chat):
    page = open_chat()
    refusal = ask(page, "深圳有多少家火锅店？")
    expect(refusal.locator(".tier")).to_have_text("报告中没有")
    assert refusal.locator("blockquote, .cite").count() == 0
    chips = refusal.locator(".chip").all_inner_texts()
    assert 2 <= len(chips) <= 3
    refusal.locator(".chip").first.click()
    expect_questions(page, "深圳有多少家火锅店？", chips[0])
    expect(answers(page).last).to_have_class(re.compile(r"\banswered\b"))


def test_a_refused_question_is_asked_without_what_the_report_lacks_or_in_other_words(open_chat):
    page = open_chat()
    refused = "广州的新能源汽车保有量是多少？"
    further = ask(page, refused).locator(".further")
    expect(further.locator(".chip").first).to_have_text("新能源汽车保有量是多少？")
    further.locator(".chip").first.click()
    expect_questions(page, refused, "新能源汽车保有量是多少？")
    expect(answers(page).last.locator(".direct")).to_contain_text("126.9 万辆")
    answers(page).first.get_by_role("button", name="换个说法").click()
    expect(box(page)).to_have_value(refused)
    expect(page.locator("#notice")).to_contain_text("正在修改第 1 个问题")


def test_a_follow_up_shows_how_it_was_understood_and_can_be_asked_on_its_own(open_chat):
    page = open_chat()
    ask(page, QUESTION)
    understood = ask(page, FOLLOW_UP).locator(".understood")
    expect(understood).to_contain_text("我理解为：深圳新能源汽车")
    understood.get_by_role("button", name="单独问这一句").click()
    expect(page.locator("#chat .understood")).to_have_count(0, timeout=PATIENCE)
    expect_questions(page, QUESTION, FOLLOW_UP)


def test_an_example_asks_itself(open_chat):
    page = open_chat()
    example = page.locator("#welcome button").first
    text = example.inner_text().strip()
    example.click()
    expect_questions(page, text)
    expect(page.locator("#welcome")).to_be_hidden()


def test_an_empty_enter_does_nothing(open_chat):
    page = open_chat()
    for blank in ("", "   ", "\n"):
        box(page).fill(blank)
        box(page).press("Enter")
    page.get_by_role("button", name="提问").click()
    page.wait_for_timeout(800)
    assert questions(page) == []
    expect(page.locator("#welcome")).to_be_visible()


def test_a_question_that_is_too_long_is_told_so_at_the_box_and_not_sent(open_chat):
    page = open_chat()
    box(page).fill("长" * 300)
    expect(page.locator("#count")).to_be_hidden()
    box(page).fill("长" * 450)
    expect(page.locator("#count")).to_have_text("还可以输入 50 字")
    box(page).fill("长" * 503)
    expect(page.locator("#count")).to_have_text("超出 3 字，最多 500 字")
    expect(box(page)).to_have_attribute("aria-invalid", "true")
    box(page).press("Enter")
    page.wait_for_timeout(500)
    assert questions(page) == []
    assert len(box(page).input_value()) == 503


def test_an_input_method_may_take_enter_for_itself(open_chat):
    page = open_chat()
    box(page).fill("shen zhen")
    box(page).dispatch_event("keydown", {"key": "Enter", "keyCode": 229, "isComposing": True})
    page.wait_for_timeout(500)
    assert questions(page) == []


def test_an_edited_question_takes_the_place_of_the_old_one_and_of_what_followed(open_chat):
    page = open_chat()
    ask(page, QUESTION)
    ask(page, FOLLOW_UP)
    answers(page).first.get_by_role("button", name="修改").click()
    expect(box(page)).to_have_value(QUESTION)
    send(page, "深圳有多少公园？")
    expect(page.locator("#notice")).to_contain_text("原来的对话已换下", timeout=PATIENCE)
    expect_questions(page, "深圳有多少公园？")
    page.locator("#notice").get_by_role("button", name="撤销").click()
    expect_questions(page, QUESTION, FOLLOW_UP)


def test_retry_answers_in_the_same_place(open_chat):
    page = open_chat()
    ask(page, QUESTION)
    first = answers(page).first.get_attribute("id")
    answers(page).first.get_by_role("button", name="重答").click()
    expect(page.locator(f"#{first}")).to_have_count(0, timeout=PATIENCE)
    expect_questions(page, QUESTION)


def test_how_it_was_found_is_folded_away(open_chat):
    trace = ask(open_chat(), QUESTION).locator(".trace")
    expect(trace).not_to_have_attribute("open", "")
    expect(trace.locator(".hits")).to_be_hidden()
    trace.locator("summary").click()
    assert trace.locator(".hits li").count() == 5
    expect(trace.locator(".hits li").first).to_contain_text(re.compile(r"\d\.\d\d .*第 \d+ 页"))


def test_a_copied_answer_is_clean_text_with_references_link_and_label(open_chat, chat_url):
    page = open_chat()
    button = ask(page, QUESTION).get_by_role("button", name="复制")
    text = copied(page, button.click)
    lines = text.splitlines()
    assert lines[0] == f"问题：{QUESTION}"
    assert "126.9 万辆[1]" in lines
    reference = next(line for line in lines if line.startswith("[1] "))
    assert re.fullmatch(
        rf"\[1\] 深圳市生态环境局\. 深圳市应对气候变化白皮书（2024）\[R.*\]\..*11\. {chat_url}\?passage=\S+", reference
    )
    assert "回答由程序从报告原句中自动摘取，请以报告原文为准。" in lines
    assert lines[-1].startswith(f"链接：{chat_url}#q=")
    assert not re.search(r"[*_<>]|site\.invalid|undefined|null", text)


@pytest.mark.parametrize(
    ("locale", "button", "first", "link"),
    [("en-US", "Copy", "Question: ", "Link: "), ("zh-HK", "複製", "問題：", "連結：")],
)
def test_a_copied_answer_speaks_the_language_of_the_page(open_chat, locale: str, button: str, first: str, link: str):
    page = open_chat(locale=locale)
    lines = copied(page, ask(page, QUESTION).get_by_role("button", name=button, exact=True).click).splitlines()
    assert lines[0] == f"{first}{QUESTION}" and lines[-1].startswith(link)
    assert "问题：" not in lines[0] and not any("自动摘取" in line for line in lines)


@pytest.mark.parametrize(("format_name", "begins"), [("Word 文档", b"PK"), ("Markdown", "# 深圳".encode())])
def test_an_answer_is_taken_away_as_a_file(open_chat, format_name: str, begins: bytes):
    page = open_chat()
    answer = ask(page, QUESTION)
    answer.get_by_text("导出").click()
    with page.expect_download() as waiting:
        answer.get_by_role("button", name=format_name).click()
    assert waiting.value.suggested_filename.startswith(QUESTION.rstrip("？"))
    content = waiting.value.path().read_bytes()
    assert content.startswith(begins)
    assert len(content) > 300


def test_script_in_a_question_is_shown_as_text(open_chat):
    page = open_chat()
    script = "<img src=x onerror=\"document.title='hit'\">"
    attack = f"{script} **b** ![i](http://tracker.example/i.png) [l](javascript:alert(1)) </p><script>x</script>"
    ask(page, attack)
    assert questions(page) == [attack]
    assert page.locator("#chat img, #chat .user :is(a, b, strong, script)").count() == 0
    page.reload()
    expect_questions(page, attack)
    assert page.locator("#chat img, #notice img, #chat .user a").count() == 0
    assert page.title() != "hit"


@pytest.mark.parametrize(
    ("locale", "title", "button"),
    [("zh-HK", "白皮書問答", "提問"), ("zh-SG", "白皮书问答", "提问"), ("fr-FR", "Ask the report", "Ask")],
)
def test_the_page_speaks_the_language_of_the_browser(open_chat, locale: str, title: str, button: str):
    page = open_chat(locale=locale)
    expect(page.locator("h1")).to_have_text(title)
    expect(page.get_by_role("button", name=button, exact=True)).to_be_visible()


def test_a_chosen_language_holds_for_what_is_said_of_an_answer(open_chat):
    page = open_chat("?lang=en")
    answer = ask(page, QUESTION)
    expect(answer.locator(".checks")).to_contain_text("✓ as in [1]")
    expect(answer.get_by_role("button", name="Copy")).to_be_visible()


def test_a_quotation_on_an_english_page_is_set_as_chinese(open_chat):
    """Its marks and commas stood as narrow as English ones, and a screen reader spelled it out in English."""
    answer = ask(open_chat(locale="en-US"), QUESTION)
    for part in (".direct", "blockquote"):
        expect(answer.locator(part).first).to_have_attribute("lang", "zh-Hans")
        expect(answer.locator(part).first).to_have_css("font-variant-east-asian", "normal")
    expect(answer.locator(".sources")).to_have_css("font-variant-east-asian", "proportional-width")
