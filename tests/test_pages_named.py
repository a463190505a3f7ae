"""A page has one name everywhere: the number that it prints, and its position in the file where that is another."""

import html
import re
from dataclasses import replace

import httpx
import pytest
from pages_server import PDF, TEXT, pages_url
from web_server import ROOT

from corpus.document import Document, PageSpan
from corpus.pages import Pages
from corpus.report import read_report
from retrieval.answer.answers import citation_dict, cite
from retrieval.answer.show import place
from retrieval.search.search import hit
from web.message.sources import sources
from web.places import titled

SPAN = "15277-15356"  # a sentence that begins on printed page 28 and ends on 29
PASSAGE = f"{PDF}:14965-15356"
NAMES = {
    "zh-Hans": "第 28–29 页（文件第 32–33 页）",
    "zh-Hant": "第 28–29 頁（檔案第 32–33 頁）",
    "en": "pages 28–29 (32–33 in the file)",
}


@pytest.fixture(scope="module")
def report() -> Document:
    return read_report(ROOT / "corpus" / "reports" / f"{TEXT}.txt")


def read(path: str, **query: str) -> httpx.Response:
    return httpx.get(pages_url() + path, params=query, timeout=60).raise_for_status()


def shown(path: str, **query: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", read(path, **query).text))


@pytest.mark.parametrize("language", NAMES)
def test_a_quotation_over_two_pages_has_the_same_pages_in_every_place(language: str):
    """The reference said page 28 alone, the answer 32, the search both, Word 28—29 of file page 32."""
    name, lang = NAMES[language], {"lang": language}
    told = read("/basket/excerpt", id=PASSAGE, s=SPAN).json()
    assert told["places"][language].endswith(name)
    assert name in shown(f"/quotes/{PDF}", s=SPAN, **lang)
    assert name in shown("/search/passage", id=PASSAGE, s=SPAN, **lang)
    assert name in shown("/search", q=told["quote"], doc=PDF, **lang)
    body = {"excerpts": [{"passage_id": PASSAGE, "s": SPAN}], "format": "markdown", **lang}
    exported = httpx.post(f"{pages_url()}/api/v1/export/passages", json=body, timeout=60).raise_for_status().text
    assert name in exported.replace("\\", "")


def test_the_reference_names_first_and_last_page():
    told = read("/basket/excerpt", id=PASSAGE, s=SPAN).json()
    assert told["reference"].endswith(" 28-29.")
    (passage,) = read("/api/v1/passages", id=PASSAGE).json()["passages"]
    assert passage["reference"].endswith(" 28-29.")
    hits = read("/api/v1/search", q=told["quote"], doc=PDF).json()["hits"]
    found = next(each for each in hits if each["passage_id"] == PASSAGE)
    assert found["reference"] == passage["reference"]
    assert (found["page"], found["last_page"]) == (32, 33)
    assert (found["printed_page"], found["last_printed_page"]) == ("28", "29")


def test_an_answer_tells_the_printed_page_of_its_sources(report):
    passage = next(each for each in report.passages if len(each.sentences) > 1)
    first, second = passage.sentences[:2]
    numbered = (PageSpan(32, 0, second.start + 1, "28"), PageSpan(33, second.start + 1, len(report.text), "29"))
    document = replace(report, pages=numbered)
    over, before = (cite(n, sentence, passage, document) for n, sentence in ((1, second), (2, first)))
    answer = {"citations": [citation_dict(over), citation_dict(before)]}
    assert f"{NAMES['zh-Hans']}</li>" in sources(answer, "zh-Hans")
    assert "第 28 页（文件第 32 页）</li>" in sources(answer, "zh-Hans")
    assert f"{NAMES['en']}</li>" in sources(answer, "en")
    assert place(over).endswith("第28–29页（文件第32–33页）")
    found = hit(document, 1, 1.0, replace(passage, first_page=32))
    assert titled(found.to_dict(), "zh-Hans", {}).endswith(NAMES["zh-Hans"])


def test_pages_of_which_one_carries_no_number_are_told_by_their_positions():
    assert Pages(32, 33, "28", None).cited == ("32", "33")


def test_a_report_without_pages_has_none_to_tell(report):
    assert replace(report, pages=()).pages_of(0, 5) is None
