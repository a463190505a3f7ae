"""The page of two runs: what got better and worse, side by side, escaped and without a network."""
import re

import pytest
from eval_fakes import answerable, held_passage, make_citation, make_passage, make_record, make_response, unanswerable
from eval_page_reader import PageReader
from playwright.sync_api import expect

from eval.comparing.compare import Difference, compare
from eval.definitions import METRICS, RIGHT
from eval.judge import judge
from eval.page.comparison import judge_difference, write_comparison
from eval.page.rendering import hash_source
from eval.record import write_record
from eval.results import write_result

EVIL = '<script>alert("x")</script>'
FALSE_REFUSAL = next(metric for metric in METRICS if metric.key == "refusal.false_refusal")
QUOTE = "保有量达126.9万辆。"


@pytest.fixture
def write_run(tmp_path):
    """Write a run of (question, response) pairs into a folder of that name."""
    def write(name, *pairs):
        record = make_record([q for q, _ in pairs], [r for _, r in pairs], passages=[held_passage(QUOTE)])
        write_record(record, tmp_path / name)
        write_result(judge(record), tmp_path / name)
        return tmp_path / name
    return write


@pytest.fixture
def page(tmp_path):
    """Render the comparison of two folders."""
    def render(a, b):
        names = (a.name, b.name)
        write_comparison(compare(a, b), tmp_path / "difference.html", names)
        return (tmp_path / "difference.html").read_text("utf-8")
    return render


@pytest.fixture
def two_runs(write_run):
    """q1 gets worse, q2 better, q3 is answered otherwise and stays right, q4 stays the same; q5 and q6 stand in one."""
    cited = {"citations": [make_citation(QUOTE)], "passages": [make_passage("p1", QUOTE)]}
    right, refused = make_response(answer=f"{QUOTE}[1]", **cited), make_response("refused")
    other = make_response(answer=f"“{QUOTE}”[1]", **cited)
    return (write_run("before", (answerable("q1"), right), (answerable("q2", kind="list"), refused),
                      (answerable("q3"), right), (unanswerable("q4"), refused), (answerable("q5"), right)),
            write_run("after", (answerable("q1"), refused), (answerable("q2", kind="list"), right),
                      (answerable("q3"), other), (unanswerable("q4"), refused), (answerable("q6"), right)))


def test_regressed_and_fixed_questions_stand_with_both_answers_and_causes(page, two_runs):
    seen = PageReader(page(*two_runs))
    shown = {a["id"]: a for a in seen.all("details", class_="question")}
    assert {name: (a["data-change"], a["data-was"], a["data-now"]) for name, a in shown.items()} == {
        "q1": ("regressed", "", "wrongly_refused"), "q2": ("fixed", "wrongly_refused", ""),
        "q3": ("answer_changed", "", "")}
    assert re.search(r"1\s*退步\s*·\s*1\s*改好\s*·\s*2\s*对错不变", seen.text)
    assert seen.text.count(f"{QUOTE}[1]") == 3  # q1 before, q2 after, q3 before
    assert f"“{QUOTE}”[1]" in seen.text
    sides = re.findall(r"([✓✗]) 126\.9万辆 / 126\.9万\s*实际 10 毫秒", seen.text)
    assert sides == ["✓", "✗", "✗", "✓", "✓", "✓"]  # before and after of q1, q2 and q3
    assert re.search(r"只在 A \(1\)：q5", seen.text)
    assert re.search(r"只在 B \(1\)：q6", seen.text)


def test_a_quotation_that_only_one_run_shows_is_marked(page, two_runs):
    sides = PageReader(page(*two_runs)).text.split("只在这次的回答里")
    assert len(sides) == 3  # q1 and q2 cite in one run; q3 cites the same in both


def test_every_metric_that_either_run_has_is_listed_with_both_values(page, two_runs):
    text = PageReader(page(*two_runs)).text
    assert re.search(r"答对.{,99}?0\.750\s*0\.750\s*\+0\.000", text, re.DOTALL)  # over q1–q4; what it means between
    assert re.search(r"拒答准确率.{,99}?0\.500\s*0\.500", text, re.DOTALL)
    assert "字符 F1" not in text  # no reference answers, in neither


@pytest.mark.parametrize(("metric", "a", "b", "low", "high", "p", "judged"), [
    (RIGHT, 0.8, 0.9, 0.05, 0.15, 0.01, "better"), (RIGHT, 0.9, 0.8, -0.15, -0.05, 0.01, "worse"),
    (FALSE_REFUSAL, 0.1, 0.2, 0.05, 0.15, 0.01, "worse"), (FALSE_REFUSAL, 0.2, 0.1, -0.15, -0.05, 0.01, "better"),
    (RIGHT, 0.8, 0.9, -0.01, 0.15, 0.01, "unclear"), (RIGHT, 0.8, 0.9, 0.01, 0.15, 0.06, "unclear"),
    (RIGHT, 0.8, 0.8, 0.0, 0.0, 1.0, "same"), (RIGHT, 0.8, 0.8, -0.1, 0.1, 1.0, "unclear"),
    (RIGHT, 80, 90, None, None, None, "no_interval"), (RIGHT, None, 0.9, None, None, None, "no_interval")])
def test_better_needs_an_interval_without_zero_and_a_small_p(metric, a, b, low, high, p, judged):
    assert judge_difference(metric, Difference(metric.key, a, b, low, high, p)) == judged


def test_runs_without_facts_are_compared_by_what_was_found(page, write_run):
    found = make_response(passages=[make_passage("p1", QUOTE)])
    seen = PageReader(page(*(write_run(name, (answerable(answers=()), found)) for name in ("before", "after"))))
    assert seen.all("section", class_="neutral")
    assert re.search(r"命中 @1.{,99}?1\.000\s*1\.000", seen.text, re.DOTALL)
    assert not re.search(r"事实齐全\s*必需事实", seen.text)  # the name with its meaning


def test_a_run_against_itself_shows_no_change(page, two_runs):
    seen = PageReader(page(two_runs[0], two_runs[0]))
    assert re.search(r"0\s*退步\s*·\s*0\s*改好\s*·\s*5\s*对错不变", seen.text)
    assert not seen.all("details", class_="question")
    assert not seen.all("td", class_="better") + seen.all("td", class_="worse") + seen.all("td", class_="unclear")


def test_questions_that_say_more_without_support_stand_apart_though_their_verdict_stays(page, write_run):
    right = make_response(answer=f"{QUOTE}[1]", citations=[make_citation(QUOTE)])
    worse = {**right, "answer": f"{QUOTE}[1]增长30%。[1]"}
    wrong_anyway = answerable("q1", answers=(("127万辆",),))
    seen = PageReader(page(write_run("a", (wrong_anyway, right), (answerable("q2"), worse)),
                           write_run("b", (wrong_anyway, worse), (answerable("q2"), worse))))
    [shown] = seen.all("details", class_="question")
    assert (shown["id"], shown["data-change"]) == ("q1", "lost_support")
    assert re.search(r"新出现无依据的内容\s*\(1\)：\s*q1", seen.text)
    assert re.search(r"A 里没有的无依据数字：\s*30%", seen.text)
    assert re.search(r"A 里没有的无依据句子：\s*增长30%。", seen.text)


def test_the_page_says_so_when_the_sets_judge_a_question_otherwise(page, write_run):
    right = make_response(answer=f"{QUOTE}[1]", citations=[make_citation(QUOTE)])
    seen = PageReader(page(write_run("a", (answerable("q1"), right)),
                           write_run("b", (answerable("q1", answers=(("127万辆",),)), right))))
    assert re.search(r"1 题的评判依据在两次之间改过，两次都按 B 的问题集评判：\s*q1", seen.text)
    assert re.search(r"0\s*退步\s*·\s*0\s*改好\s*·\s*1\s*对错不变", seen.text)


def test_everything_foreign_is_escaped(page, write_run):
    question = answerable("q1", question=EVIL, answers=((EVIL,),), evidence=(EVIL,), kind=EVIL, lang=EVIL,
                          history=(EVIL,), forbid=(f"{EVIL}!",))
    said = make_response(answer=EVIL, citations=[make_citation(EVIL)], passages=[make_passage("p", EVIL)])
    refusal = {"reason": EVIL, "message": EVIL, "missing": [EVIL]}
    html = page(write_run("<b>a", (question, said), (answerable("q2", kind="fact"), said)),
                write_run("<b>b", (question, make_response("refused", refusal=refusal)), (answerable(EVIL), said)))
    seen = PageReader(html)
    assert html.count("<script") == len(seen.scripts) == 1
    assert "alert" not in seen.scripts[0]
    assert not seen.all("b", **{"class": "a"}) and "<b>a" not in html and "<b>b" not in html
    assert f"script-src '{hash_source(seen.scripts[0])}';" in html


def test_equal_runs_give_equal_bytes(page, two_runs):
    assert page(*two_runs) == page(*two_runs)


def test_runs_without_names_go_by_the_time_they_finished(two_runs, tmp_path):
    a, b = two_runs
    write_comparison(compare(a, b), tmp_path / "difference.html")
    assert "A = 2026-01-01T00:00:01+00:00" in PageReader((tmp_path / "difference.html").read_text("utf-8")).text


@pytest.mark.parametrize("width", [1280, 390])
def test_a_browser_filters_the_changes_and_speaks_english(page, two_runs, tmp_path, make_page, width):
    page(*two_runs)
    tab, seen = make_page(width=width, locale="en-US"), []
    tab.on("console", lambda message: seen.append(message.text))
    tab.on("pageerror", lambda error: seen.append(str(error)))
    tab.on("request", lambda request: seen.append(request.url))
    tab.goto((tmp_path / "difference.html").as_uri())
    assert tab.evaluate("document.documentElement.lang") == "en"
    assert tab.locator("h2").first.inner_text() == "Scorecard"
    tab.get_by_label("Change").select_option("fixed")
    expect(tab.locator("[data-shown]")).to_have_text("1")
    assert tab.locator("details.question:visible").get_attribute("id") == "q2"
    assert tab.locator("section.list:visible").count() == 1
    tab.locator("#q2 > summary").click()
    expect(tab.locator("#q2 .answer:visible")).to_have_count(1)  # the refusal before says nothing
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert seen == [(tmp_path / "difference.html").as_uri()]
