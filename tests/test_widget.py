"""The chat in a frame of an office's own site: a button there, the conversation behind it; nothing for other sites."""

import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from chat_page import PATIENCE
from playwright.sync_api import expect

QUESTION = "新能源汽车保有量是多少？"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments) -> None:
        """Says nothing on the terminal."""


@pytest.fixture(scope="module")
def offices(tmp_path_factory):
    """Two sites of others, on origins of their own: their folder and their addresses."""
    folder = tmp_path_factory.mktemp("office")
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) for _ in range(2)]
    for server in servers:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield folder, [f"http://127.0.0.1:{server.server_port}" for server in servers]
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def site(offices):
    """Our server, which the first of the two may show; both have a page with the widget."""
    from small_server import small_server

    folder, (allowed, _) = offices
    with small_server({"BAIPISHU_EMBED": allowed, "BAIPISHU_RATE_QUESTIONS": "1000/second"}) as server:
        script = f'<script src="{server.url}/web/widget.js" data-label="问问白皮书" defer></script>'
        html = f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>某局</title><h1>某局</h1>{script}'
        (folder / "index.html").write_text(html, "utf-8")
        yield server


def test_an_allowed_site_shows_the_chat_behind_a_button(make_page, offices, site):
    page = make_page()
    page.goto(offices[1][0])
    button = page.get_by_role("button", name="问问白皮书")
    assert page.locator("iframe").get_attribute("src") is None  # nothing is loaded before somebody wants it
    button.click()
    chat = page.frame_locator("iframe[title='问问白皮书']")
    chat.locator("#question-box").fill(QUESTION)
    chat.locator("#question-box").press("Enter")
    expect(chat.locator("#chat .answer .direct")).to_contain_text("12.6", timeout=PATIENCE)
    expect(chat.locator(".masthead")).to_have_count(0)
    chat.locator("#chat blockquote a.cite").first.click()
    expect(chat.locator("#evidence mark")).to_be_visible(timeout=PATIENCE)
    report = chat.get_by_role("link", name="在报告中查看")
    expect(report).to_have_attribute("target", "_blank")  # no frame shows that page
    page.get_by_role("button", name="关闭").click()
    expect(page.locator("iframe")).to_be_hidden()
    expect(button).to_have_attribute("aria-expanded", "false")


def test_escape_in_the_frame_closes_one_thing_after_the_other_and_leads_back_to_the_button(make_page, offices, site):
    page = make_page()
    page.goto(f"{offices[1][0]}/index.html")
    button = page.get_by_role("button", name="问问白皮书")
    button.click()
    chat = page.frame_locator("iframe[title='问问白皮书']")
    chat.locator("#question-box").fill(QUESTION)
    chat.locator("#question-box").press("Enter")
    chat.locator("#chat blockquote a.cite").first.click()
    expect(chat.locator("#evidence mark")).to_be_visible(timeout=PATIENCE)
    chat.locator("#evidence-title").press("Escape")
    expect(chat.locator("#evidence mark")).to_have_count(0)
    expect(page.locator("iframe")).to_be_visible()
    chat.locator("#question-box").press("Escape")
    expect(page.locator("iframe")).to_be_hidden()
    expect(button).to_be_focused()


def test_the_script_may_stand_in_the_head_and_run_at_once(make_page, offices, site):
    folder, (allowed, _) = offices
    html = (folder / "index.html").read_text("utf-8").replace(" defer", "")
    (folder / "head.html").write_text(html.replace("<h1>某局</h1>", "") + "<h1>某局</h1>", "utf-8")
    page = make_page()
    page.goto(f"{allowed}/head.html")
    page.get_by_role("button", name="问问白皮书").click()
    expect(page.locator("iframe")).to_be_visible()


@pytest.mark.parametrize(
    ("site_language", "wanted", "words"),
    [
        ("zh", "zh-Hant", ("問白皮書", "關閉")),
        ("zh-HK", "", ("問白皮書", "關閉")),
        ("zh-CN", "en", ("Ask the report", "Close")),
        ("en", "zh-Hans", ("问白皮书", "关闭")),
    ],
)
def test_the_button_speaks_the_language_of_the_chat(make_page, offices, site, site_language, wanted, words):
    folder, (allowed, _) = offices
    script = f'<script src="{site.url}/web/widget.js" data-lang="{wanted}" defer></script>'
    html = f'<!doctype html><html lang="{site_language}"><meta charset="utf-8"><title>某局</title>{script}'
    (folder / "spoken.html").write_text(html, "utf-8")
    page = make_page()
    page.route("**/?embed=1*", lambda route: route.fulfill(body="", content_type="text/html"))
    page.goto(f"{allowed}/spoken.html")
    page.get_by_role("button", name=words[0]).click()
    expect(page.get_by_role("button", name=words[1])).to_be_visible()


def test_another_site_gets_no_frame(make_page, offices, site):
    page, said = make_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.goto(offices[1][1])
    page.get_by_role("button", name="问问白皮书").click()
    deadline = time.monotonic() + PATIENCE / 1000
    while not any("frame-ancestors" in text for text in said):
        assert time.monotonic() < deadline, said
        page.wait_for_timeout(50)
    assert page.frame_locator("iframe").locator("#question-box").count() == 0


def test_the_frame_fits_a_phone(make_page, offices, site):
    page = make_page(width=390, height=700)
    page.goto(offices[1][0])
    page.get_by_role("button", name="问问白皮书").click()
    frame = page.locator("iframe").bounding_box()
    assert frame["x"] >= 0 and frame["y"] >= 0 and frame["x"] + frame["width"] <= 390
    expect(page.frame_locator("iframe").locator("#question-box")).to_be_in_viewport(timeout=PATIENCE)


def test_only_the_chat_may_be_framed_and_only_by_the_named_site(offices, site):
    allowed = offices[1][0]
    framed = httpx.get(f"{site.url}/?embed=1").headers
    assert f"frame-ancestors {allowed}" in framed["content-security-policy"]
    assert "x-frame-options" not in framed
    for path in ("/", "/healthz", "/panel?passage=a&embed=1", "/api/v1/reports?embed=1"):
        headers = httpx.get(f"{site.url}{path}").headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"


def test_the_widget_is_off_until_a_site_is_named(chat_url):
    headers = httpx.get(f"{chat_url}?embed=1").headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"


NO_ORIGINS = ["*", "https://*.example.org", "example.org", "https://a.example/x", "'self'", "https://a b"]


@pytest.mark.parametrize("value", NO_ORIGINS)
def test_an_origin_is_written_whole(value: str, monkeypatch):
    from settings import Settings

    monkeypatch.setenv("BAIPISHU_EMBED", value)
    with pytest.raises(ValueError, match="is no origin"):
        Settings()
