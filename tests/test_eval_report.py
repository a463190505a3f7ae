"""The page of a run: whole, escaped, and complete without a network."""
import re

import pytest
from eval_fakes import answerable, make_citation, make_passage, make_response, unanswerable

from eval.charts import bars, histogram, interval_bar, reliability_bins
from eval.report import write_report
from eval.results import judge

EVIL = '<script>alert("x")</script>'


@pytest.fixture
def page(tmp_path):
    """Render the page of (question, response) pairs."""
    def render(*pairs):
        write_report(judge([q for q, _ in pairs], [r for _, r in pairs], []), tmp_path / "report.html")
        return (tmp_path / "report.html").read_text("utf-8")
    return render


def test_everything_foreign_is_escaped(page):
    question = answerable("q1", question=EVIL, answers=((EVIL,),), evidence=(EVIL,), kind=EVIL, lang=EVIL,
                          history=(EVIL,), forbid=(EVIL,))
    response = make_response(answer=EVIL, citations=[make_citation(EVIL)], passages=[make_passage("p", EVIL)],
                             encoder=EVIL, resolved_question=EVIL, figures=[{"text": EVIL, "citation": 2}])
    html = page((question, response), (unanswerable("u1", missing=(EVIL,), reason=EVIL), make_response(
        "refused", refusal={"reason": EVIL, "message": EVIL, "missing": []})))
    assert "<script" not in html
    assert html.count("&lt;script&gt;") > 10


def test_the_page_needs_nothing_from_outside_its_folder(page):
    html = page((answerable(), make_response(answer="126.9万辆")))
    links = re.findall(r'(?:href|src)="([^"]*)"', html)
    assert {link for link in links if not link.startswith("#")} == {
        "results.json", "per_question.csv", "answers.jsonl", "run.trec", "qrels.trec"}
    assert "url(" not in html


def test_a_wrong_answer_is_listed_under_its_cause_and_linked(page):
    html = page((answerable("q1"), make_response("refused")), (unanswerable("u1"), make_response("refused")))
    assert "1 / 2 题答对" in html
    assert re.search(r'误拒</td><td class="number">1</td><td><a href="#q1">', html)
    assert html.count('class="wrong"') == html.count('class="right"') == 1


def test_the_banner_tells_when_a_quote_is_not_verbatim_or_a_figure_unsupported(page):
    kept = page((unanswerable(), make_response("refused")))
    broken = page((answerable(), make_response(citations=[make_citation("改写的句子")])))
    unsupported = page((answerable(), make_response(answer="127 万辆")))
    assert "承诺兑现" in kept
    assert "承诺未兑现" in broken
    assert "承诺未兑现" in unsupported
    assert "无依据的数字：127" in unsupported


def test_the_reliability_plot_appears_when_responses_state_their_confidence(page):
    assert "置信度（横）" not in page((answerable(), make_response()))
    assert "置信度（横）" in page((answerable(), make_response(confidence=0.83)))


def test_reliability_bins_give_mean_confidence_share_true_and_count():
    assert reliability_bins([(1.0, True), (0.95, False), (0.05, False), (-0.2, True)], count=10) == [
        (pytest.approx(-0.075), 0.5, 2), (pytest.approx(0.975), 0.5, 2)]


def test_a_histogram_counts_every_value_once():
    values = [10.0, 10.0, 12.0, 19.5, 20.0]
    assert histogram(values, count=2) == [("≤15", 3), ("≤20", 2)]
    assert histogram([7.0, 7.0]) == [("7", 2)]
    assert histogram([]) == []


def test_chart_labels_are_escaped_and_the_tallest_bar_fills_the_room():
    drawn = bars(EVIL, [(EVIL, 2.0), ("b", 1.0)])
    assert "<script" not in drawn
    assert re.findall(r'height="([\d.]+)"/>', drawn) == ["110.0", "55.0"]


def test_an_interval_bar_shows_value_and_whisker_to_scale():
    drawn = interval_bar(0.5, 0.25, 0.75)
    assert 'width="80.0"' in drawn
    assert 'd="M40.0 6H120.0' in drawn
    assert "whisker" not in interval_bar(0.5, None, None)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_browser_opens_the_page_from_disk_and_hides_the_right_ones(page, tmp_path, make_page, width):
    page((answerable("q1", question="保有量" * 60), make_response("refused")),
         (unanswerable("u1"), make_response("refused", confidence=0.2)))
    tab, seen = make_page(width=width), []
    tab.on("console", lambda message: seen.append(message.text))
    tab.on("request", lambda request: seen.append(request.url))
    tab.goto((tmp_path / "report.html").as_uri())
    assert seen == [(tmp_path / "report.html").as_uri()]
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.locator("details:visible").count() == 2
    tab.get_by_label("只看答错的").check()
    assert tab.locator("details:visible").get_attribute("id") == "q1"
