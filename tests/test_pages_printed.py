"""The printed page of a PDF with its mark over the right characters, against what pdfium itself says of the file."""

import re
import threading
from io import BytesIO
from itertools import pairwise
from types import SimpleNamespace

import httpx
import numpy as np
import pypdfium2 as pdfium
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pages_server import PDF, ROOT, pages_url
from PIL import Image
from playwright.sync_api import expect

from corpus.decode import UnreadableDocument
from corpus.readers.pdf.picture import PagePicture, draw_page
from corpus.report import read_report
from web.pages.marks import rectangles
from web.pages.pictures import WAITING, Busy, Pictures
from web.pages.placing import placed
from web.pages.printed import add_printed_pages
from web.pages.site import Site

FILE = ROOT / "corpus" / "holdout" / f"{PDF}.pdf"
WITH_TABLES = FILE.with_name("lanzhou-eco-plan-2021.pdf")
FIRST_COLUMN = 110  # points, where it ends on page 17 of that


@pytest.fixture(scope="module")
def report():
    return read_report(FILE)


def sentence_on(report, number: int, words: str):
    return next(
        s for p in report.passages for s in p.sentences if words in s.text and report.page_at(s.start) == number
    )


def boxes_by_pdfium(number: int, words: str) -> list[tuple[float, float, float, float]]:
    """Where pdfium's own search finds words on a page, as rectangles in points from the top left corner."""
    page = pdfium.PdfDocument(FILE)[number - 1]
    text, height = page.get_textpage(), page.get_height()
    found = text.search(words).get_next()
    assert found, f"{words} is not on page {number}"
    count = text.count_rects(*found)
    return [(x0, height - y1, x1, height - y0) for x0, y0, x1, y1 in (text.get_rect(i) for i in range(count))]


@pytest.mark.parametrize(
    ("number", "words"), [(6, "我省温室气体排放约占全国的"), (11, "其中海上风电和分布式光伏装机规模"), (20, "碳")]
)
def test_the_mark_lies_over_the_characters_that_pdfium_finds(make_page, report, number: int, words: str):
    sentence = sentence_on(report, number, words)
    words = words if len(words) > 1 else re.findall(r"[\u4e00-\u9fff]{6}", sentence.text)[0]
    page = make_page()
    page.goto(f"{pages_url()}/reports/{PDF}/pages/{number}?s={sentence.start}-{sentence.end}")
    image = page.locator(".leaf img")
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("img => img.naturalWidth") > 1000
    frame = image.bounding_box()
    width, height = pdfium.PdfDocument(FILE)[number - 1].get_size()
    marks = [rect.bounding_box() for rect in page.locator(".leaf rect").all()]
    for x0, y0, x1, y1 in boxes_by_pdfium(number, words):
        left, right = (frame["x"] + x / width * frame["width"] for x in (x0, x1))
        middle = frame["y"] + (y0 + y1) / 2 / height * frame["height"]
        over = [m for m in marks if m["y"] <= middle <= m["y"] + m["height"] and m["x"] <= left + 2]
        assert any(m["x"] + m["width"] >= right - 2 for m in over), (marks, left, right, middle)


@pytest.mark.usefixtures("pdf_read_here")
def test_every_sentence_of_a_chapter_is_found_on_its_pages(report):
    pictures = Pictures(FileOriginals())
    missed = []
    for passage in report.passages[1:24]:
        for sentence in passage.sentences:
            for number in {s.number for s in report.pages if s.start < sentence.end and sentence.start < s.end}:
                if not rectangles(report, sentence.start, sentence.end, number, pictures.page(report, number)):
                    missed.append((number, sentence.text))
    assert missed == []


@pytest.mark.usefixtures("pdf_read_here")
def test_the_mark_covers_the_sentence_and_nothing_else(report):
    """As many characters lie under the rectangles as the sentence has."""
    sentence, number = sentence_on(report, 11, "其中海上风电和分布式光伏装机规模"), 11
    picture = draw_page(FILE.read_bytes(), number)
    marks = rectangles(report, sentence.start, sentence.end, number, picture)
    assert "".join(char for char, _, _ in under(picture, marks)) == "".join(sentence.text.split())


def under(picture: PagePicture, marks: list) -> list[tuple[str, float, float]]:
    """The characters that marks cover, each with its middle in points."""
    middles = [((x0 + x1) / 2, (y0 + y1) / 2) for x0, y0, x1, y1 in picture.places]
    return [
        (char, x, y)
        for char, (x, y) in zip(picture.characters, middles, strict=True)
        if any(a <= x <= c and b <= y <= d for a, b, c, d in marks)
    ]


@pytest.mark.usefixtures("pdf_read_here")
def test_the_mark_of_a_row_covers_its_own_cells_and_no_equal_ones_of_other_rows():
    """ "0", "100" and "约束性" stand in many rows, and "1" in the number of the page."""
    report = read_report(WITH_TABLES)
    rows = [row for table in report.tables for row in table.rows if row.page == 17]
    picture = draw_page(WITH_TABLES.read_bytes(), 17)
    heights = []
    for row in rows:
        marks = rectangles(report, row.start, row.end, 17, picture)
        cells = "".join(report.text[cell.start : cell.end] for cell in row.cells[1:])  # the first one is of many rows
        own = [(x, y) for _, x, y in under(picture, marks) if x > FIRST_COLUMN]
        assert len(own) == len("".join(cells.split())), (cells, marks)
        heights.append((min(y for _, y in own), max(y for _, y in own)))
    assert len(rows) == 17
    assert all(low < high < next_low for (low, high), (next_low, _) in pairwise(heights)), heights


@pytest.mark.usefixtures("pdf_read_here")
@pytest.mark.parametrize(
    ("rotation", "crop"), [(0, None), (90, None), (0, (20, 40, 570, 800)), (270, (20, 40, 570, 800))]
)
def test_all_ink_of_a_page_lies_under_the_mark_whichever_way_the_page_lies(report, rotation: int, crop):
    """Page 1 prints the title and nothing else."""
    file, turned = pdfium.PdfDocument(FILE), BytesIO()
    file[0].set_rotation(rotation)
    if crop:
        file[0].set_cropbox(*crop)
    file.save(turned)
    picture = draw_page(turned.getvalue(), 1)
    title = report.passages[0]
    marks = rectangles(report, title.start, title.end, 1, picture)
    dark = np.argwhere(np.asarray(Image.open(BytesIO(picture.image)).convert("L")) < 128)
    scale = Image.open(BytesIO(picture.image)).width / picture.width
    under = [any(a <= x / scale <= c and b <= y / scale <= d for a, b, c, d in marks) for y, x in dark]
    assert len(under) > 1000
    assert np.mean(under) == 1.0


def test_of_equal_words_those_in_the_right_surroundings_are_marked():
    printed = "建成公园12个，新增公园12个，改造公园12个"
    assert placed("公园12个", "，新增", "，改造", printed) == list(range(10, 15))


def test_a_sentence_over_the_page_says_where_the_rest_is(make_page, report):
    crossing = next(
        s for p in report.passages for s in p.sentences if report.page_at(s.start) != report.page_at(s.end - 1)
    )
    first, last = report.page_at(crossing.start), report.page_at(crossing.end - 1)
    page = make_page(width=390)
    page.goto(f"{pages_url()}/reports/{PDF}/pages/{first}?s={crossing.start}-{crossing.end}")
    expect(page.locator(".leaf rect").first).to_be_visible()
    page.locator(".notice a").click()
    expect(page).to_have_url(re.compile(rf"/pages/{last}\?s="))
    expect(page.locator(".leaf rect").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_one_leafs_forth_and_back_by_button_key_and_number(make_page):
    page = make_page()
    page.goto(f"{pages_url()}/reports/{PDF}/pages/11")
    page.get_by_role("link", name="下一页").click()
    expect(page.locator("h1")).to_contain_text("第 12 页")
    page.wait_for_load_state()  # whoever is quicker than the page turns no leaf
    page.keyboard.press("ArrowLeft")
    expect(page.locator("h1")).to_contain_text("第 7 页（文件第 11 页）")
    page.locator("#leaf-number").fill("20")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("第 20 页（文件第 24 页）")
    expect(page.locator(".as-text")).to_contain_text("强化能源消费强度和总量双控")
    page.get_by_role("link", name="看文字版").click()
    expect(page.locator("#page-24")).to_be_in_viewport()


def test_on_a_phone_the_page_can_be_read_large_with_its_mark_in_view(make_page, report):
    sentence = sentence_on(report, 11, "其中海上风电和分布式光伏装机规模")
    page = make_page(width=390, height=844)
    page.goto(f"{pages_url()}/reports/{PDF}/pages/11?s={sentence.start}-{sentence.end}")
    small = page.locator(".leaf").bounding_box()["width"]
    page.get_by_role("link", name="放大").click()
    page.wait_for_url("**zoom=1**")
    expect(page.locator(".large")).to_be_visible()
    assert page.locator(".leaf").bounding_box()["width"] > 2 * small
    assert page.evaluate("document.documentElement.scrollWidth") <= 390  # the picture moves, not the page
    widest = max(page.locator(".leaf rect").all(), key=lambda rect: rect.bounding_box()["width"])
    expect(widest).to_be_in_viewport()
    page.get_by_role("link", name="下一页").click()
    page.wait_for_url("**/pages/12?**zoom=1**")
    page.get_by_role("link", name="缩小").click()
    expect(page.locator(".large")).to_have_count(0)


def test_a_click_in_the_reader_leads_to_the_printed_page(make_page, report):
    sentence = sentence_on(report, 6, "我省温室气体排放约占全国的")
    page = make_page()
    page.goto(f"{pages_url()}/reports/{PDF}?s={sentence.start}-{sentence.end}")
    page.locator("#quote").get_by_role("link", name="看原页").click()
    expect(page.locator(".leaf rect").first).to_be_in_viewport()


def test_the_picture_is_kept_by_the_browser_and_is_no_page():
    response = httpx.get(f"{pages_url()}/reports/{PDF}/pages/6/image")
    assert response.headers["content-type"] == "image/png"
    assert "immutable" in response.headers["cache-control"]
    assert httpx.get(f"{pages_url()}/reports/{PDF}/pages/99/image").status_code == 404


class FileOriginals:
    """Stands in for the folder of reports: the file, or none."""

    def __init__(self, data: bytes | None = FILE.read_bytes()):
        self.data_, self.reads = data, 0

    def data(self, document) -> bytes | None:
        self.reads += 1
        return self.data_


def a_picture(size: int = 100) -> PagePicture:
    return PagePicture(b"x" * size, "image/png", 10, 10, "", ())


def test_the_latest_pictures_are_kept_as_far_as_memory_is_given(report):
    drawn = []
    pictures = Pictures(FileOriginals(b""), lambda data, number: drawn.append(number) or a_picture(), kept=250)
    for number in (1, 2, 1, 3, 1, 2):
        pictures.page(report, number)
    assert drawn == [1, 2, 3, 2]  # 2 was the oldest when 3 came
    assert sum(each.size for each in pictures.pictures.values()) <= 250


def test_who_comes_when_too_many_wait_is_told_so_and_the_others_are_served(report):
    hold, done = threading.Event(), []

    def draw(data: bytes, number: int) -> PagePicture:
        hold.wait(10)
        return a_picture()

    pictures = Pictures(FileOriginals(b""), draw)
    waiting = [threading.Thread(target=lambda n=n: done.append(pictures.page(report, n))) for n in range(WAITING)]
    for thread in waiting:
        thread.start()
    while pictures.waiting < WAITING:
        pass
    with pytest.raises(Busy):
        pictures.page(report, 99)
    hold.set()
    for thread in waiting:
        thread.join()
    assert len(done) == WAITING


def test_a_report_whose_file_is_gone_has_no_picture(report):
    assert Pictures(FileOriginals(None)).page(report, 1) is None


@pytest.mark.parametrize(
    ("data", "number", "said"),
    [
        (b"%PDF-1.4 broken", 1, "cannot be opened"),
        (FILE.read_bytes(), 54, "no such page"),
        (b"", 1, "cannot be opened"),
    ],
)
def test_a_page_that_cannot_be_drawn_says_why(data: bytes, number: int, said: str):
    with pytest.raises(UnreadableDocument, match=said):
        draw_page(data, number)


def test_a_page_that_cannot_be_drawn_is_no_fault_of_the_server(report):
    app = FastAPI()
    app.state.site, app.state.places = Site(), ()
    app.state.originals = SimpleNamespace(of=lambda _: SimpleNamespace(is_pdf=True), data=lambda _: b"%PDF-1.4 broken")
    index = SimpleNamespace(documents=[report], documents_by_id={report.doc_id: report})
    add_printed_pages(app, SimpleNamespace(index=index))
    client = TestClient(app)
    page = client.get(f"/reports/{report.doc_id}/pages/1")
    assert page.status_code == 503 and report.title in page.text
    assert client.get(f"/reports/{report.doc_id}/pages/1/image").status_code == 503
