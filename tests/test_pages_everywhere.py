"""What holds on every page: a language that is remembered, no barrier, room at 320 px, the masthead above the chat."""

import re
from types import SimpleNamespace

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from pages_server import HOSTILE, PDF, SCRIPT, TABLE, TEXT, pages_url
from playwright.sync_api import expect
from small_server import small_server

from retrieval.text.language import traditional
from web.pages.site import Site
from web.pages.view import view_from
from web.texts import LOCALES, texts

PAGES = {
    "list": "/reports",
    "reader": f"/reports/{TEXT}?s=4685-4789#cited",
    "reader in English": f"/reports/{TABLE}?lang=en",
    "table": f"/reports/{TABLE}",
    "hostile": f"/reports/{HOSTILE}",
    "printed page": f"/reports/{PDF}/pages/6?s=546-578",
    "printed page, large": f"/reports/{PDF}/pages/6?s=546-578&zoom=1",
    "missing": "/reports/nothing",
    "evaluate": "/evaluate",
    "api": "/api-docs",
}


IN_ENGLISH = (
    "/reports", f"/reports/{PDF}", f"/reports/{PDF}/pages/6", "/search", "/figures", "/lists", "/basket",
    "/evaluate", "/api-docs", "/reports/nothing",
)  # fmt: skip
CHINESE_IN_ENGLISH = """main => [...main.querySelectorAll('*')]
    .filter(e => e.checkVisibility() && !e.closest('pre, code'))
    .filter(e => e.closest('[lang]').lang.startsWith('en')).flatMap(e => [
        ...[...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data),
        ...['aria-label', 'placeholder', 'alt', 'title'].map(name => e.getAttribute(name) ?? '')])
    .filter(text => /[\u4e00-\u9fff]/.test(text))"""
DARK = [  # the colours of all others
    pytest.param(name, "dark", marks=pytest.mark.long) for name in ("list", "table", "printed page", "evaluate")
]


@pytest.mark.parametrize(("name", "scheme"), [*((name, "light") for name in PAGES), *DARK])
def test_axe_finds_no_barrier(make_page, name: str, scheme: str):
    page = make_page(color_scheme=scheme)
    page.goto(pages_url() + PAGES[name])
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_usable_at_320_pixels(make_page, name: str):
    page = make_page(width=320, height=640)
    page.goto(pages_url() + PAGES[name])
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    small = """() => [...document.querySelectorAll('a, button, input, summary')].filter(e => {
        const box = e.getBoundingClientRect();
        return e.checkVisibility() && box.width && !e.matches('.skip') && (box.height < 24 || box.width < 24);
    }).map(e => e.outerHTML.slice(0, 120))"""
    assert page.evaluate(small) == []


def test_a_language_that_was_chosen_is_remembered_on_every_page_without_a_cookie(make_page):
    page = make_page()
    page.goto(f"{pages_url()}/reports")
    page.get_by_role("link", name="English").click()
    expect(page.locator("h1")).to_have_text("Reports")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto(f"{pages_url()}/reports/{TEXT}#page-11")
    expect(page.locator(".outline summary").first).to_have_text("Contents")
    expect(page).to_have_url(re.compile("#page-11$"))
    page.goto(pages_url() + "/")
    expect(page.locator("h1")).to_contain_text("Ask the report")
    page.locator(".languages a", has_text="繁").click()
    expect(page.locator("h1")).to_contain_text("白皮書問答")
    page.goto(f"{pages_url()}/reports/nothing")
    expect(page.locator("h1")).to_have_text("沒有找到")
    assert page.context.cookies() == []


def test_the_chat_asks_in_the_language_that_was_chosen(make_page):
    page = make_page()
    page.goto(pages_url() + "/?lang=en")
    page.locator("#question textarea").fill("多少？")
    with page.expect_request(lambda request: "queue/join" in request.url) as asked:
        page.keyboard.press("Enter")
    assert asked.value.all_headers()["accept-language"] == "en"


def test_an_english_page_says_nothing_in_chinese_but_what_reports_say(make_page):
    page = make_page(locale="en-US")
    for path in IN_ENGLISH:
        page.goto(pages_url() + path)
        assert page.locator("main").evaluate(CHINESE_IN_ENGLISH) == [], path


def test_a_link_keeps_the_language_of_its_address(make_page):
    page = make_page()
    page.goto(f"{pages_url()}/reports?lang=zh-Hant")
    page.locator(".card h2 a").first.click()
    expect(page.locator("html")).to_have_attribute("data-language", "zh-Hant")


def test_an_unknown_language_is_that_of_the_browser():
    assert view_from("/", [("lang", "xx")], {"accept-language": "en"}).language == "en"
    response = httpx.get(f"{pages_url()}/reports?lang=%22%3E%3Cscript%3E", headers={"Accept-Language": "zh-HK"})
    assert 'data-language="zh-Hant"' in response.text
    assert "<script>" not in response.text


def test_masthead_and_navigation_stand_above_the_chat_and_say_where_one_is(make_page):
    page = make_page()
    page.goto(pages_url() + "/")
    expect(page.locator(".places a[aria-current=page]")).to_have_text("问答")
    expect(page.locator(".office")).to_contain_text("大数据局")
    expect(page.locator("footer a[href^='tel:']")).to_have_attribute("href", "tel:051212345678")
    page.locator(".places").get_by_role("link", name="报告").click()
    expect(page.locator(".places a[aria-current=page]")).to_have_text("报告")


@pytest.mark.parametrize(("width", "language"), [(390, "zh-Hans"), (360, "zh-Hant"), (320, "zh-Hans"), (320, "en")])
def test_on_a_phone_the_masthead_has_a_line_for_the_name_one_for_the_office_and_one_way_around(
    make_page, width: int, language: str
):
    page = make_page(width=width, height=700)
    for path in ("/", "/api-docs"):
        page.goto(f"{pages_url()}{path}?lang={language}")
        brand, switch, links = page.locator(".brand a"), page.locator(".languages a"), page.locator(".places a")
        [top] = {round(link.bounding_box()["y"]) for link in links.all()}  # one line, wherever it is moved to
        assert brand.bounding_box()["height"] < 40 and abs(middle(brand) - middle(switch.first)) < 8
        assert top + 48 - page.locator(".masthead").bounding_box()["y"] < 130
        expect(page.locator(".places [aria-current]")).to_be_in_viewport(ratio=0.9)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_a_shade_tells_that_the_way_around_goes_on(make_page):
    page = make_page(width=390, height=700)
    page.goto(f"{pages_url()}/?lang=en")
    row = page.locator(".places ul")
    assert row.evaluate("row => row.scrollWidth > row.clientWidth")
    box = row.bounding_box()
    edge = {"x": box["x"] + box["width"] - 6, "y": box["y"] + 2, "width": 6, "height": 4}
    shade = page.screenshot(clip=edge)
    row.evaluate("row => row.scrollLeft = row.scrollWidth")
    assert page.screenshot(clip=edge) != shade
    row.evaluate("row => row.style.background = 'none'")
    plain = page.screenshot(clip=edge)
    row.evaluate("row => row.style.background = ''")
    assert page.screenshot(clip=edge) == plain  # there is no more


def middle(element) -> float:
    box = element.bounding_box()
    return box["y"] + box["height"] / 2


def test_the_reports_that_are_asked_are_named_above_the_chat_and_lead_to_their_text(make_page):
    page = make_page()
    page.goto(pages_url() + "/?lang=en")
    expect(page.locator(".lead .report a")).to_have_count(4)
    page.locator(".lead .report").get_by_role("link", name="江苏省“十四五”应对气候变化规划").click()
    page.wait_for_url(f"**/reports/{PDF}?lang=en")


def test_a_library_of_many_reports_is_named_by_its_first_ones_and_their_number(two_reports):
    from web.frame import NAMED, Opened, framed

    documents = two_reports.index.documents * NAMED
    index = SimpleNamespace(documents=documents, documents_by_id={})
    view = view_from("/", [], {"accept-language": "zh-CN"})
    html = framed("<head></head><gradio-app></gradio-app>", index, view, Site(), (), Opened())
    assert html.count('href="./reports/') == NAMED and f">等 {len(documents)} 份报告</a>" in html


def test_the_keyboard_reaches_the_content_first(make_page):
    page = make_page()
    page.goto(f"{pages_url()}/reports")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("contact", ["javascript:alert(1)", "data:text/html,x", "<b>x</b>", "请到市民中心"])
def test_a_contact_becomes_a_link_only_when_it_is_one(contact: str):
    assert Site(contact=contact).contact_link == ""


def test_every_text_stands_in_every_language():
    names = {language: set(texts(language)) for language in LOCALES}
    assert names["zh-Hans"] == names["zh-Hant"] == names["en"]


def test_the_pages_write_traditional_as_they_convert_to_it():
    """着 and 裏 of Hong Kong stood beside 著 and 裡."""
    said = "".join(texts("zh-Hant").values())
    differing = {own for own, written in zip(said, traditional(said), strict=True) if own != written}
    assert differing <= {"布"}  # 發布 is written as widely as 發佈


def test_the_footer_says_so_when_questions_are_logged():
    from web.pages.rendering import fill

    view = view_from("/reports", [], {})
    assert "服务器不保存" in fill("footer.html", view, Site(), ())
    assert "记入运行日志" in fill("footer.html", view, Site(logged=True), ())


def test_the_footer_tells_what_becomes_of_a_rating_where_answers_are_rated():
    """It said that nothing is kept on the server, where a click on a thumb wrote the question down."""
    from web.pages.rendering import fill

    view = view_from("/", [], {})
    for logged in (False, True):
        html = fill("footer.html", view, Site(logged=logged, rated=True), ())
        assert "服务器不保存" not in html and "只留在" not in html
        assert "评价会连同这个问题、它之前的问题" in html and ("记入运行日志" in html) == logged


@pytest.mark.parametrize(
    ("language", "terms"),
    [("zh-Hans", "发布单位公开的文件"), ("zh-Hant", "發布單位公開的文件"), ("en", "public document of its publisher")],
)
def test_the_terms_of_use_of_a_report_are_told_in_the_language_of_the_page(make_page, language: str, terms: str):
    page = make_page()
    page.goto(f"{pages_url()}/reports/{TEXT}?lang={language}")
    expect(page.locator(".facts dd", has_text=terms)).to_have_attribute("lang", language)


@pytest.mark.parametrize("language", LOCALES)
def test_the_tab_is_named_in_the_language_of_the_page(make_page, language: str):
    """Gradio's script named it in Chinese, whatever the page had said."""
    page = make_page()
    page.goto(f"{pages_url()}/?lang={language}")
    page.locator("#wire textarea").wait_for(state="attached")
    assert page.title().startswith(f"{texts(language)['title']} · ")
    assert "{SCRIPT}标题" in page.title().replace(SCRIPT, "{SCRIPT}")


def test_where_no_scripts_run_the_chat_says_so_and_leads_on(browser):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{pages_url()}/")
    expect(page.locator(".unscripted")).to_contain_text("提问要用会运行脚本的浏览器")
    expect(page.locator("#composer")).to_be_hidden()
    page.locator(".unscripted a", has_text="检索").click()
    page.wait_for_url("**/search")
    context.close()


def test_quotation_marks_on_an_english_page_are_no_wider_than_a_letter(make_page):
    """In a Chinese face they are as wide as a character, with a hole beside them."""
    page = make_page()
    page.goto(f"{pages_url()}/reports?lang=en")
    width = """() => {
        const mark = document.createElement("span"), sans = getComputedStyle(document.body).fontFamily;
        mark.style.cssText = 'font-size: 100px; font-family: "Noto Sans CJK SC", ' + sans;
        mark.textContent = "a“b";
        const bare = mark.cloneNode();
        bare.textContent = "ab";
        document.querySelector(".colophon").append(mark, bare);
        return mark.getBoundingClientRect().width - bare.getBoundingClientRect().width;
    }"""
    assert 0 < page.evaluate(width) < 60


def test_traditional_texts_have_one_kind_of_quotation_marks():
    assert [text for text in texts("zh-Hant").values() if set(text) & set("“”‘’")] == []


def test_a_number_in_an_english_text_has_the_word_that_goes_with_it(two_reports):
    from web.frame import Opened, framed
    from web.texts import say

    assert [say("en", "seek_found", count=count) for count in (0, 1, 2)] == ["0 passages", "1 passage", "2 passages"]
    index = SimpleNamespace(documents=two_reports.index.documents * 4, documents_by_id={})
    view = view_from("/", [("lang", "en")], {})
    html = framed("<head></head><gradio-app></gradio-app>", index, view, Site(), (), Opened())
    assert re.search(r"</a> <a [^>]*>and others, \d+ reports</a>", html)


@pytest.mark.parametrize("path", ["/nothing-here", "/reports/a/b/c/d", "/gradio_api", "/../etc/passwd%00"])
def test_a_wrong_address_opened_in_a_browser_gets_a_page_and_a_program_its_json(path: str):
    page = httpx.get(pages_url() + path, headers={"Accept": "text/html,*/*;q=0.8", "Accept-Language": "en"})
    assert page.status_code in (404, 400)
    assert page.headers["content-security-policy"]
    if not path.startswith("/gradio_api"):
        assert "<h1>Not found</h1>" in page.text
    assert httpx.get(pages_url() + path).json()["detail"]


def test_who_asks_too_fast_is_told_so_on_a_page_with_the_time_to_wait():
    with small_server({"BAIPISHU_RATE_REQUESTS": "1/minute"}) as server:
        pages = [httpx.get(f"{server.url}/reports", headers={"Accept": "text/html"}) for _ in range(2)]
    assert [page.status_code for page in pages] == [200, 429]
    assert "请求太多、太快" in pages[1].text and int(pages[1].headers["retry-after"]) > 0
