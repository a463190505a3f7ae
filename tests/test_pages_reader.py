"""The list of reports and the reader of one, in a real browser."""

import re
from urllib.parse import urlsplit

import httpx
import pytest
from chat_page import copied
from held import Held, twice
from pages_server import HOSTILE, PDF, ROOT, SOURCE, TABLE, TEXT, pages_url
from playwright.sync_api import Page, expect

from corpus.report import read_report
from web.pages import article
from web.pages.flow import Flow
from web.pages.view import View
from web.pages.wording import script_of

SENTENCE = "全市新能源汽车保有量达 126.9 万辆"


@pytest.fixture
def open_page(make_page):
    """Open an address of the app; at the end nothing may have gone to another host, broken the policy or failed."""
    requests, complaints = [], []

    def open_address(path: str, **options) -> Page:
        page = make_page(**options)
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(pages_url() + path)
        return page

    yield open_address
    hosts = {urlsplit(url).netloc for url in requests if not url.startswith(("data:", "blob:"))}
    assert hosts == {urlsplit(pages_url()).netloc}
    assert complaints == []


@pytest.fixture(scope="module")
def report():
    return read_report(ROOT / "corpus" / "reports" / f"{TEXT}.txt")


@pytest.fixture(scope="module")
def cited(report) -> str:
    """The sentence, as links name it."""
    sentence = next(s for p in report.passages for s in p.sentences if SENTENCE in s.text)
    return f"{sentence.start}-{sentence.end}"


def test_every_report_stands_in_the_list_with_what_is_known_of_it(open_page):
    page = open_page("/reports")
    expect(page.locator(".shelf .card")).to_have_count(4)
    card = page.locator(".card", has_text="深圳市应对气候变化白皮书（2024）")
    facts = card.locator(".facts div")
    expect(facts.nth(0)).to_have_text("发布单位深圳市生态环境局")
    expect(facts.filter(has_text="页数")).to_have_text("页数41")
    expect(card.locator("a", has_text="看原页")).to_have_count(0)
    expect(page.locator(".card", has_text="江苏省").locator("a", has_text="看原页")).to_have_count(1)
    card.get_by_role("link", name="阅读全文").click()
    expect(page.locator("h1")).to_have_text("深圳市应对气候变化白皮书（2024）")


def test_the_reader_shows_the_whole_text_once_in_reading_order(report):
    shown = [
        run.text
        for block in Flow(report).blocks()
        for each in (block, *block.blocks)
        for part in each.parts
        for line in part.lines
        for run in line.runs
    ]
    assert "".join("".join(shown).split()) == "".join(report.text.split())


def test_the_outline_leads_to_the_section(open_page):
    page = open_page(f"/reports/{TEXT}")
    page.locator(".outline a", has_text="三、交通运输绿色发展多维跃迁").click()
    heading = page.locator(".text h3", has_text="三、交通运输绿色发展多维跃迁")
    expect(heading).to_be_in_viewport()
    expect(page.locator(".outline a[aria-current]")).to_contain_text("三、交通运输绿色发展多维跃迁")


@pytest.mark.parametrize("doc_id", [TEXT, PDF, TABLE])
def test_every_link_of_the_outline_has_its_place(open_page, doc_id: str):
    page = open_page(f"/reports/{doc_id}")
    lost = """() => [...document.querySelectorAll('.outline a')].map(a => decodeURIComponent(a.hash.slice(1)))
        .filter(id => !document.getElementById(id))"""
    assert page.evaluate(lost) == []
    assert (
        page.evaluate(
            "() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);"
            " return ids.filter((id, i) => ids.indexOf(id) !== i) }"
        )
        == []
    )


def test_a_link_to_a_sentence_marks_it_and_brings_it_into_view(open_page, cited: str):
    page = open_page(f"/reports/{TEXT}?s={cited}#cited", width=390)
    expect(page.locator("mark")).to_contain_text(SENTENCE)
    expect(page.locator("mark")).to_be_in_viewport()
    expect(page.locator("#quote .reference")).to_have_text(re.compile("深圳市生态环境局.*2024.*11"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_click_on_a_sentence_opens_its_quotation_and_escape_closes_it(open_page, cited: str):
    page = open_page(f"/reports/{TEXT}")
    page.locator(".s", has_text=SENTENCE).click()
    expect(page.locator("#quote blockquote")).to_contain_text(SENTENCE)
    expect(page.locator("#quote-title")).to_be_focused()
    expect(page).to_have_url(re.compile(rf"\?s={cited}#cited$"))
    page.keyboard.press("Escape")
    expect(page.locator("#quote")).to_be_hidden()
    expect(page.locator(":focus")).to_have_class("pin")


def test_of_two_sentences_clicked_the_later_is_quoted_whichever_quotation_comes_first(open_page):
    page = open_page(f"/reports/{TEXT}")
    sentences = page.locator(".part", has_text=SENTENCE).locator(".s")
    late = Held(page, "**/quotes/*")
    sentences.nth(0).click()
    late.wait()
    sentences.nth(1).click()
    expect(page.locator("#quote blockquote")).to_contain_text(sentences.nth(1).inner_text())
    address = re.compile(rf"\?s={sentences.nth(1).get_attribute('data-s')}#cited$")
    expect(page).to_have_url(address)
    late.let_go()
    expect(page.locator("#quote blockquote")).to_contain_text(sentences.nth(1).inner_text())
    expect(page).to_have_url(address)


def test_a_passage_is_cited_by_keyboard_and_escape_leads_back_to_it(open_page):
    page = open_page(f"/reports/{TEXT}")
    pin = page.locator(".part", has_text=SENTENCE).locator("xpath=following-sibling::a[1]")
    pin.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#quote blockquote")).to_contain_text("低碳运输工具普及率显著提高")
    page.keyboard.press("Escape")
    expect(pin).to_be_focused()


@pytest.mark.parametrize("way", ["back", "Escape", "关闭"])
def test_on_a_phone_the_quotation_is_a_sheet_that_back_closes_too(open_page, way: str):
    page = open_page(f"/reports/{TEXT}", width=390)
    page.locator(".s", has_text=SENTENCE).click()
    expect(page.locator("#quote")).to_be_in_viewport()
    if way == "back":
        page.go_back()
    elif way == "Escape":
        page.keyboard.press("Escape")
    else:
        page.get_by_role("button", name=way).click()
    expect(page.locator("#quote")).to_be_hidden()
    expect(page).to_have_url(f"{pages_url()}/reports/{TEXT}")
    expect(page.locator(".s", has_text=SENTENCE)).to_be_in_viewport()


@pytest.mark.parametrize("way", ["Escape", "关闭"])
def test_a_sheet_that_is_closed_twice_leads_one_step_back(open_page, way: str):
    page = open_page("/reports", width=390)
    page.goto(f"{pages_url()}/reports/{TEXT}")
    page.locator(".s", has_text=SENTENCE).click()
    expect(page.locator("#quote")).to_be_in_viewport()
    twice(page, page.locator("#quote-close"), way)
    expect(page.locator("#quote")).to_be_hidden()
    expect(page).to_have_url(f"{pages_url()}/reports/{TEXT}")


def test_a_sheet_is_closed_on_a_tablet_that_was_turned_meanwhile(open_page):
    page = open_page(f"/reports/{TEXT}", width=800)
    page.locator(".s", has_text=SENTENCE).click()
    expect(page.locator("#quote-title")).to_be_focused()
    page.set_viewport_size({"width": 1100, "height": 800})
    page.get_by_role("button", name="关闭").click()
    expect(page.locator("#quote")).to_be_hidden()


def test_quotation_and_reference_are_copied_together(open_page, cited: str):
    page = open_page(f"/reports/{TEXT}?s={cited}")
    text = copied(page, page.get_by_role("button", name="复制引文与出处").click)
    assert SENTENCE in text.splitlines()[0]
    assert text.splitlines()[1].startswith("深圳市生态环境局. 深圳市应对气候变化白皮书（2024）[R]")
    assert text.endswith(f"{pages_url()}/reports/{TEXT}?s={cited}#cited")


@pytest.mark.parametrize(("lang", "marks"), [("zh-Hans", "“”"), ("zh-Hant", "「」"), ("en", "“”")])
def test_a_copied_quotation_stands_in_the_marks_of_the_page(open_page, cited: str, lang: str, marks: str):
    page = open_page(f"/reports/{TEXT}?s={cited}&lang={lang}")
    line = copied(page, page.locator("#quote [data-copy-text]").first.click).splitlines()[0]
    assert line[0] + line[-1] == marks and SENTENCE in line


def test_a_button_that_is_pressed_twice_says_copied_and_then_its_own_words_again(open_page, cited: str):
    page = open_page(f"/reports/{TEXT}", permissions=["clipboard-read", "clipboard-write"])
    page.clock.install()
    page.goto(f"{pages_url()}/reports/{TEXT}?s={cited}")
    button = page.locator("#quote [data-copy-text]").first
    words = button.inner_text()
    for _ in range(2):
        button.click()
        expect(button).to_have_text("已复制")
    page.clock.run_for(5000)
    expect(button).to_have_text(words)


def test_the_reader_leads_to_where_the_report_comes_from(open_page):
    """The report in the house says so on its card."""
    page = open_page(f"/reports/{TEXT}")
    link = page.get_by_role("link", name="来源", exact=True)
    expect(link).to_have_attribute("href", re.compile(r"^https://meeb\.sz\.gov\.cn/\S+\.html$"))
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_words_are_found_as_one_writes_them_forth_and_back(open_page):
    page = open_page(f"/reports/{TEXT}")
    page.locator("#find-text").fill("１２６．９万辆")  # wide, and without the blank that is printed
    expect(page.locator("#find-count")).to_have_text("1 / 1")
    expect(page.locator(".s", has_text=SENTENCE)).to_be_in_viewport()
    page.locator("#find-text").fill("超充之城")
    expect(page.locator("#find-count")).to_have_text(re.compile(r"^1 / [2-9]"))
    count = page.locator("#find-count").text_content().split(" / ")[1]
    page.keyboard.press("Enter")
    expect(page.locator("#find-count")).to_have_text(f"2 / {count}")
    page.locator("#find-previous").click()
    page.locator("#find-previous").click()
    expect(page.locator("#find-count")).to_have_text(f"{count} / {count}")
    assert page.evaluate("CSS.highlights.get('found').size") == int(count)
    page.locator("#find-text").fill("广州塔的高度")
    expect(page.locator("#find-count")).to_have_text("没有找到")


@pytest.mark.parametrize("written", ["超充之城", "新能源汽车", "新能源汽車", "超級充电"])
def test_words_are_found_in_either_script(open_page, written: str):
    page = open_page(f"/reports/{TEXT}")
    page.locator("#find-text").fill(written)
    expect(page.locator("#find-count")).to_have_text(re.compile(r"^1 / \d+$"))
    page.goto(f"{pages_url()}/reports/{TEXT}?script=hant")
    page.locator("#find-text").fill(written)
    expect(page.locator("#find-count")).to_have_text(re.compile(r"^1 / \d+$"))


def test_a_word_and_enter_in_one_go_finds_the_new_word(open_page):
    page = open_page(f"/reports/{TEXT}")
    page.locator("#find-text").fill("超充之城")
    expect(page.locator("#find-count")).to_have_text(re.compile(r"^1 / [2-9]"))
    page.locator("#find").evaluate("""form => {
      const field = form.querySelector("#find-text");
      field.value = "126.9 万辆";
      field.dispatchEvent(new InputEvent("input", {bubbles: true}));
      form.requestSubmit();
    }""")
    expect(page.locator("#find-count")).to_have_text("1 / 1")


def test_boxes_captions_and_page_breaks_are_set_off(open_page):
    page = open_page(f"/reports/{TEXT}")
    box = page.locator("section.insert", has_text="深圳“超充之城”建设实现新突破").first
    expect(box.locator("h4, h3")).to_contain_text("专栏 1")
    expect(box.locator("p.caption")).to_contain_text("图 1 华为全液冷超级充电桩")
    expect(page.locator("#page-11")).to_contain_text("第 11 页")
    pages = page.locator(".page-mark[id]")
    expect(pages).to_have_count(41)


def test_a_printed_page_number_stands_beside_the_position_and_leads_to_the_page(open_page):
    page = open_page(f"/reports/{PDF}")
    expect(page.locator("#page-11")).to_contain_text("第 7 页（文件第 11 页）")
    page.locator("#page-11 a").click()
    expect(page.locator("h1")).to_contain_text("第 11 页")


def test_a_table_is_a_table_and_its_rows_can_be_cited(open_page):
    page = open_page(f"/reports/{TABLE}")
    table = page.locator(".text table")
    expect(table.locator("th")).to_have_text(["区域", "年末常住人口（万人）", "城镇化率（%）"])
    row = table.locator("tbody tr").first
    expect(row.locator("td .s")).to_have_text(["东湖区", "98.2", "88.1"])
    row.locator("td .s").nth(1).click()
    expect(page.locator("#quote blockquote")).to_contain_text("东湖区 · 年末常住人口（万人）：98.2")
    page.reload()
    expect(row.locator("mark")).to_have_text(["东湖区", "98.2", "88.1"])


def test_the_text_is_shown_in_the_other_script_and_cited_in_its_own(open_page, cited: str):
    page = open_page(f"/reports/{TEXT}?s={cited}")
    page.get_by_role("link", name="显示为繁体").click()
    expect(page.locator("mark")).to_contain_text("全市新能源汽車保有量達 126.9 萬輛")
    expect(page.locator(".notice")).to_contain_text("由程序作简繁转换")
    expect(page.locator("article")).to_have_attribute("lang", "zh-Hant")
    expect(page.locator("#quote blockquote")).to_contain_text(SENTENCE)
    page.get_by_role("link", name="显示原文").click()
    expect(page.locator("mark")).to_contain_text(SENTENCE)


def test_an_english_reader_is_told_the_terms_once(open_page):
    page = open_page(f"/reports/{TEXT}?lang=en")
    expect(page.locator(".terms b", has_text=re.compile("^新能源汽车$"))).to_have_count(1)
    expect(page.locator(".terms", has_text="new-energy vehicles").first).to_be_visible()
    page.get_by_role("link", name="Hide terms in English").click()
    expect(page.locator(".terms")).to_have_count(0)


def test_what_a_hostile_report_says_is_shown_as_text(open_page):
    for path in ("/reports", f"/reports/{HOSTILE}", f"/reports/{HOSTILE}?lang=en&script=hant"):
        page = open_page(path)
        expect(page.locator("body")).to_contain_text("<img src=x onerror=")
        assert page.locator("main img, main svg, main b:not(.terms b), article script").count() == 0
        assert page.locator("a[href^='javascript']").count() == 0
        assert page.title().startswith(("<img", "报告"))
    expect(page.locator("article")).to_contain_text("新增公園{{ 7*7 }}個")
    expect(page.locator("article")).to_contain_text("專欄裡的文字&lt;b&gt;保持原樣")
    expect(page.locator(".office")).to_have_text("海州市<b>大数据局</b>")
    page.locator(".s", has_text="1320").click()
    expect(page.locator("#quote blockquote")).to_contain_text("<img src=x onerror=")
    assert page.locator("#quote img").count() == 0
    assert page.title() != "hit"


@pytest.mark.parametrize(
    "path",
    [
        "/reports/%3Cimg%20src=x%20onerror=alert(1)%3E",
        f"/reports/{PDF}/pages/54",
        f"/reports/{PDF}/pages/0",
        f"/reports/{TEXT}/pages/1",
        "/reports/no-such-report/file",
        f"/quotes/{TEXT}?s=1-99999999",
    ],
)
def test_an_address_that_leads_nowhere_says_how_to_go_on(path: str):
    for language, heading in (("zh-CN", "没有找到"), ("zh-HK", "沒有找到"), ("en", "Not found")):
        response = httpx.get(pages_url() + path, headers={"Accept-Language": language})
        assert response.status_code == 404
        assert f"<h1>{heading}</h1>" in response.text
        assert "<img src=x" not in response.text
        assert 'href="' in response.text and "reports" in response.text


def test_a_stretch_that_begins_between_two_paragraphs_is_no_quotation(report):
    """It was an error of the server, at each of the 148 line ends that were tried."""
    end = report.passages[0].end
    assert report.text[end] == "\n"
    for language in ("zh-CN", "en"):
        response = httpx.get(f"{pages_url()}/quotes/{TEXT}?s={end}-{end + 9}", headers={"Accept-Language": language})
        assert response.status_code == 404 and "<h1>" in response.text


def test_a_stretch_outside_the_report_is_said_to_be_lost(open_page):
    page = open_page(f"/reports/{TEXT}?s=1-99999999")
    expect(page.locator(".notice")).to_contain_text("链接里的引用位置不在这份报告内")


@pytest.mark.parametrize(
    "doc_id", ["..%2F..%2Fapp.py", "../settings.py", "%2Fetc%2Fpasswd", "hostile.txt", f"{TEXT}.txt"]
)
def test_a_file_is_served_by_its_report_and_never_by_a_path(doc_id: str):
    assert httpx.get(f"{pages_url()}/reports/{doc_id}/file").status_code == 404


def test_the_original_is_given_out_as_it_was_indexed_and_as_a_file_to_keep():
    response = httpx.get(f"{pages_url()}/reports/{PDF}/file")
    assert response.content == (ROOT / "corpus" / "holdout" / f"{PDF}.pdf").read_bytes()
    assert response.headers["content-type"] == "application/pdf"
    hostile = httpx.get(f"{pages_url()}/reports/{HOSTILE}/file")
    assert hostile.headers["content-disposition"].startswith("attachment; filename*=UTF-8''a%27b%22%3Csvg")
    assert "charset" not in hostile.headers["content-type"] or "text/plain" in hostile.headers["content-type"]


def test_original_and_source_are_linked_and_no_script_is_a_source(open_page):
    page = open_page(f"/reports/{PDF}")
    source = page.locator("main").get_by_role("link", name="来源", exact=True)
    expect(source).to_have_attribute("href", SOURCE)
    expect(source).to_have_attribute("rel", "noopener noreferrer")
    expect(page.get_by_role("link", name="下载原件")).to_have_attribute("href", re.compile(f"reports/{PDF}/file$"))
    page = open_page(f"/reports/{HOSTILE}")
    expect(page.locator("main")).to_contain_text("javascript:document.title")
    assert page.locator("a[href^='javascript']").count() == 0


def test_no_page_of_ours_allows_an_inline_script():
    policy = httpx.get(f"{pages_url()}/reports/{TEXT}").headers.get_list("content-security-policy")
    assert any("script-src 'self';" in each for each in policy)


def test_the_evidence_of_an_answer_leads_to_the_report(open_page, report, cited: str):
    passage = next(p for p in report.passages if p.start <= int(cited.split("-")[0]) < p.end)
    page = open_page(f"/?passage={passage.passage_id}&s={cited}")
    expect(page.locator("#evidence").get_by_role("link", name="看原页")).to_have_count(0)
    page.locator("#evidence").get_by_role("link", name="在报告中查看").click()
    expect(page.locator("article mark")).to_contain_text(SENTENCE)


def test_the_evidence_of_a_pdf_leads_to_its_printed_page(open_page):
    pdf = read_report(ROOT / "corpus" / "holdout" / f"{PDF}.pdf")
    passage = pdf.passages[6]
    page = open_page(f"/?passage={passage.passage_id}&s={passage.sentences[0].start}-{passage.sentences[0].end}")
    page.locator("#evidence").get_by_role("link", name="看原页").click()
    expect(page.locator(".leaf rect").first).to_be_visible()


def test_the_page_prints_without_what_one_clicks(open_page):
    page = open_page(f"/reports/{TEXT}")
    page.emulate_media(media="print")
    for hidden in (".outline", ".find", ".places", ".pin >> nth=0"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator("article h3").first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_the_pieces_of_a_report_are_made_once_and_only_the_cited_ones_anew(report, monkeypatch):
    made = []
    real = article.html_of
    monkeypatch.setattr(article, "html_of", lambda block, *others: made.append(block) or real(block, *others))
    articles, look = article.Articles(), article.Look(View(), script_of(report.language, None))
    plain = articles.article(report, look)
    every = len(made)
    sentence = report.passages[20].sentences[0]
    cited = articles.article(report, look, (sentence.start, sentence.end))
    assert len(made) == every + 1
    assert f'<mark id="cited">{sentence.text[:10]}' in cited
    assert re.sub("</?mark[^>]*>", "", cited) == plain


def test_a_stretch_over_several_paragraphs_is_marked_in_each_and_named_once(report):
    first, last = report.passages[0], report.passages[2]
    look = article.Look(View(), script_of(report.language, None))
    html = article.Articles().article(report, look, (first.start, last.end))
    assert html.count('<mark id="cited">') == 1
    marked = "".join(re.findall("<mark[^>]*>(.*?)</mark>", html, re.S))
    assert "".join(marked.split()) == "".join(report.text[first.start : last.end].split())
