"""The page of a run: whole, escaped, in two languages, and complete without a network."""
import re
import tomllib
from collections import Counter
from dataclasses import replace
from string import Formatter
from urllib.parse import unquote

import pytest
from eval_fakes import answerable, held_passage, make_citation, make_passage, make_record, make_response, unanswerable
from eval_page_reader import PageReader
from eval_samples import bigram_run
from ir_measures import Qrel
from playwright.sync_api import expect

from eval.judge import judge
from eval.page.rendering import HERE, hash_source
from eval.page.report import write_report
from eval.page.tables import slices
from eval.record import Timing

EVIL = '<script>alert("x")</script>'
QUOTE = "保有量达126.9万辆。"
HELD = (held_passage(QUOTE),)  # what the report holds
ALL_PLOTS = ("召回随 k 的变化", "首个相关段落的名次", "答案长度", "每题耗时的累积分布", "置信度是否可信",
             "拒答的准确率与召回率", "风险与覆盖")


@pytest.fixture
def page(tmp_path):
    """Render the page of (question, response) pairs, with changes to the manifest."""
    def render(*pairs, timings=(), passages=HELD, **manifest):
        record = make_record([q for q, _ in pairs], [r for _, r in pairs], timings=timings, passages=passages)
        write_report(judge(replace(record, manifest={**record.manifest, **manifest})), tmp_path / "report.html")
        return (tmp_path / "report.html").read_text("utf-8")
    return render


@pytest.fixture
def undrawn_page(page, monkeypatch):
    """The same without its plots, which take most of its time."""
    monkeypatch.setattr("eval.page.report.plots", lambda result: [])
    return page


@pytest.fixture(scope="module")
def run_of_many():
    """Pairs of several kinds, languages and outcomes: enough for every plot and filter."""
    cited = {"citations": [make_citation(QUOTE)], "passages": [make_passage("p1", QUOTE)]}
    return [(answerable("q001"), make_response(answer="达126.9万辆。[1]", confidence=0.95, **cited)),
            (answerable("q002", kind="list", lang="en", question="How many?"),
             make_response(answer="达126.9万辆。[1]", confidence=0.8, **cited)),
            (answerable("q003", question="保有量" * 40), make_response("refused", confidence=0.3)),
            (answerable("q004", lang="zh-Hant"), make_response(answer="不知道。[1]", confidence=0.7, **cited)),
            (unanswerable("q005"), make_response("refused", confidence=0.1)),
            (unanswerable("q006", question="天气如何？"), make_response(answer="晴", confidence=0.6))]


@pytest.fixture(scope="module")
def many(run_of_many, tmp_path_factory):
    """The page of run_of_many, made once. Read it only."""
    path = tmp_path_factory.mktemp("many") / "report.html"
    write_report(judge(make_record(*map(list, zip(*run_of_many, strict=True)), passages=HELD)), path)
    return path


def test_everything_foreign_is_escaped(page):
    question = answerable("q1", question=EVIL, answers=((EVIL,),), evidence=(EVIL,), kind=EVIL, lang=EVIL,
                          history=(EVIL,), forbid=(EVIL,), references=(EVIL,))
    response = make_response(answer=EVIL, citations=[make_citation(EVIL)], passages=[make_passage("p", EVIL)],
                             encoder=EVIL, resolved_question=EVIL, figures=[{"text": EVIL, "citation": 2}])
    html = page((question, response), (unanswerable("u1", missing=(EVIL,), reason=EVIL), make_response(
        "refused", refusal={"reason": EVIL, "message": EVIL, "missing": [EVIL]})), encoder=EVIL, index=EVIL,
        commit=EVIL, questions={"name": EVIL, "split": EVIL, "count": 2}, machine={"platform": EVIL},
        settings={EVIL: EVIL}, index_s=1.25, versions={EVIL: EVIL}, documents=[{"title": EVIL}])
    seen = PageReader(html)
    assert html.count("<script") == len(seen.scripts) == 1
    assert "alert" not in seen.scripts[0]
    assert html.count("&lt;script&gt;") > 30
    assert not [name for _, attributes in seen.elements for name in attributes if name.startswith("on")]


def test_an_id_made_to_break_out_of_its_attribute_or_link_stays_inside(undrawn_page):
    name = '"><img/src=x>&#?%20'
    seen = PageReader(undrawn_page((answerable(name), make_response("refused"))))
    assert not seen.all("img")
    assert seen.all("details", id=name)
    assert [a for a in seen.all("a") if unquote(a["href"]) == f"#{name}"]


def test_the_page_needs_nothing_from_outside_its_folder(page):
    html = page((answerable(), make_response(answer="126.9万辆")))
    links = re.findall(r'(?:href|src)="([^"]*)"', html)
    assert {link for link in links if not link.startswith("#")} == {
        "manifest.json", "metrics.json", "per_question.csv", "answers.jsonl", "questions.jsonl", "corpus.jsonl",
        "timings.csv", "run.trec", "qrels.trec", "qrels.evidence.trec", "junit.xml"}
    assert not re.findall(r"url\((?!#)|@import|https?://(?!www\.w3\.org/)", html)


def test_only_the_script_of_the_page_may_run(undrawn_page):
    seen = PageReader(undrawn_page((answerable(), make_response())))
    policy = seen.all("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"]
    assert policy.startswith("default-src 'none';")
    assert f"script-src '{hash_source(seen.scripts[0])}';" in policy
    assert hash_source("alert(1)") == "sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI="


def test_a_wrong_answer_is_listed_under_its_cause_and_linked(undrawn_page):
    refused = make_response("refused")
    seen = PageReader(undrawn_page((answerable("q1"), refused), (unanswerable("u1"), refused)))
    assert re.search(r"1 / 2\s*题答对", seen.text)
    assert seen.all("a", href="#?cause=wrongly_refused")
    assert seen.all("a", href="#q1")
    assert not seen.all("a", href="#?cause=should_have_refused")
    assert [a["id"] for a in seen.all("details", class_="wrong")] == ["q1"]
    assert [a["id"] for a in seen.all("details", class_="right")] == ["u1"]


def test_the_banner_tells_when_a_quote_is_not_verbatim_or_a_figure_unsupported(undrawn_page):
    kept = PageReader(undrawn_page((unanswerable(), make_response("refused"))))
    broken = PageReader(undrawn_page((answerable("q7"), make_response(citations=[make_citation("改写的句子")]))))
    unsupported = PageReader(undrawn_page((answerable("q8"), make_response(answer="127 万辆"))))
    assert "承诺兑现" in kept.text
    refused = make_response("refused")
    failed = PageReader(undrawn_page((unanswerable(), refused), (answerable(), refused)))
    assert [seen.all("section", class_="banner")[0]["class"] for seen in (kept, failed, broken)] == [
        "banner kept", "banner neutral", "banner broken"]  # green only where nothing failed
    assert "承诺未兑现" in broken.text
    assert "与原文不一致" in broken.text
    assert "承诺未兑现" in unsupported.text
    assert re.search(r"无依据的数字：127", unsupported.text)
    assert re.search(r"有问题的题：\s*q8", unsupported.text)


def test_a_quotation_shown_in_other_words_breaks_the_promise_and_is_a_cause_to_filter_by(undrawn_page):
    altered = make_response(answer="“保有量降126.9万辆。”[1]", citations=[make_citation(QUOTE)])
    invented = make_response(answer="“保有量达127.9万辆。”[1]", citations=[make_citation(QUOTE)])
    seen = PageReader(undrawn_page((answerable("q7"), altered), (answerable("q8"), invented)))
    assert "承诺未兑现" in seen.text
    assert re.search(r"有问题的题：\s*q7 q8", seen.text)
    assert "所示引文与所引原文不一致：保有量降126.9万辆。" in seen.text
    shown = {a["id"]: a["data-cause"] for a in seen.all("details", class_="question")}
    assert shown == {"q7": "unsupported_statement", "q8": "unsupported_figure"}
    assert [a["data-en"] for a in seen.all("option") if a["value"] in shown.values()] == [
        "figure without support (1)", "statement or quotation without support (1)"]


def test_a_metric_with_nothing_to_judge_says_so(undrawn_page):
    text = PageReader(undrawn_page((unanswerable(), make_response("refused")))).text
    head, _, rest = text.partition("全部指标（")
    assert "证据召回 @1" not in head
    assert re.search(r"证据召回 @1.*\s+无可评判", rest)
    assert re.search(r"引文逐字一致\s*无可评判", head)


def test_a_question_without_facts_is_neither_right_nor_wrong(undrawn_page):
    seen = PageReader(undrawn_page((answerable("q1", answers=()), make_response(answer="甲")),
                           (unanswerable(), make_response("refused"))))
    assert [a["id"] for a in seen.all("details", class_="unjudged")] == ["q1"]
    assert re.search(r"1 / 1\s*题答对", seen.text)


def test_a_set_that_judges_documents_shows_which_of_them_are_relevant(tmp_path):
    found = [{**make_passage(f"p{n}", f"第{n}段", n), "doc_id": f"d{n}"} for n in (1, 2, 3)]
    record = make_record([answerable("q1", answers=(), evidence=())], [make_response(passages=found)])
    record = replace(record, judgements=(Qrel("q1", "d2", 1), Qrel("q1", "d3", 0)))
    write_report(judge(record), tmp_path / "report.html")
    seen = PageReader((tmp_path / "report.html").read_text("utf-8"))
    assert [a.get("class") for tag, a in seen.elements if tag == "li" and a.get("class") == "relevant"] == ["relevant"]
    assert re.search(r"✓\s*第2段", seen.text)
    assert seen.all("a", href="judgements.trec")
    assert re.search(r"1 题中 0 题排在第 1，0 题不在前 10", seen.text)


def test_a_set_that_names_no_answers_is_headed_by_what_was_measured_of_its_retrieval(tmp_path):
    found = [{**make_passage(f"p{n}", f"第{n}段", n), "doc_id": f"d{n}"} for n in (1, 2, 3)]
    record = make_record([answerable("q1", answers=(), evidence=())], [make_response("related", passages=found)])
    record = replace(record, judgements=(Qrel("q1", "d2", 1), Qrel("q1", "d9", 1)))
    write_report(judge(record), tmp_path / "report.html")
    seen = PageReader((tmp_path / "report.html").read_text("utf-8"))
    head, _, _ = seen.text.partition("全部指标（")
    assert "0 / 0" not in seen.text and "承诺" not in head
    assert re.search(r"nDCG@10 0\.387 ", head)  # 1/log2(3) over 1 + 1/log2(3)
    assert re.search(r"MRR@10 0\.500 .*命中 @10 1\.000 .*段落召回 @10 0\.500 ", head)
    assert "只评检索" in head and "证据召回" not in head and "事实" not in head
    assert re.search(r"命中 @3.*\s+1\.000", head) and re.search(r"段落召回 @3.*\s+0\.500", head)
    assert re.search(r"相关文档召回\s*命中\s*1\s*0\.000\s*0\.000\s*2\s*0\.500\s*1\.000", seen.text)  # the plot's table


def test_the_figures_of_every_split_language_and_kind_stand_there_with_interval_and_n(many):
    seen = PageReader(many.read_text("utf-8"))
    text = seen.text
    groups = text[text.index("按划分、语言与题型"):text.index("图表\n")]
    assert re.search(r"全部 6 题\s*0\.500\s*0\.188–0\.812\s*n 6", groups)
    assert len(seen.all("tr", class_="part")) == 3  # 划分, 语言, 题型
    assert re.search(r"English 1 题\s*1\.000\s*0\.207–1\.000\s*n 1", groups)
    assert re.search(r"列举 1 题\s*1\.000\s*0\.207–1\.000\s*n 1", groups)
    assert re.search(r"无法回答 2 题\s*0\.500\s*0\.095–0\.905\s*n 2\s*–", groups)  # no evidence to recall


def test_refusal_precision_is_no_figure_of_a_group_that_can_all_be_answered(run_of_many):
    found = slices(judge(make_record(*map(list, zip(*run_of_many, strict=True)))))
    column = [metric.key for metric in found["metrics"]].index("refusal.precision")
    value_of = {group.name: group.found[column].value for _, groups in found["parts"] for group in groups}
    assert value_of[("全部", "all")] == value_of[("简体", "Simplified")] == 0.5  # q003 and q005 refused, q005 rightly
    assert value_of[("事实", "fact")] is None  # 0 by construction


def test_nothing_of_a_figure_is_told_by_hovering_alone(many):
    seen = PageReader(many.read_text("utf-8"))
    assert not [a for tag, a in seen.elements if tag in ("th", "td") and "title" in a]
    assert "停留" not in seen.text


def test_the_trivial_systems_stand_beside_the_refusal_figures(many):
    text = PageReader(many.read_text("utf-8")).text
    beside = text[text.index("与不作判断的系统相比"):]
    assert re.search(r"本系统\s*全部拒答\s*全部作答", beside)
    for name, figures in (("拒答准确率", "0.500 0.333 –"), ("拒答召回率", "0.500 1.000 0.000"),
                          ("拒答 F1", "0.500 0.500 0.000"), ("答拒正确率", "0.667 0.333 0.667"),
                          ("误拒率", "0.250 1.000 0.000")):  # 2 of 6 cannot be answered
        assert re.search(rf"{name}.*[^\d]{figures.replace(' ', '')}", beside)
    assert re.search(r"拒答召回率.*全部拒答 1\.000 · 全部作答 0\.000\s*0\.500", text)


def test_every_question_is_in_the_page_with_what_the_filters_compare(run_of_many, many):
    seen = PageReader(many.read_text("utf-8"))
    shown = {a["id"]: a for a in seen.all("details", class_="question")}
    assert list(shown) == [question.id for question, _ in run_of_many]
    assert [a["data-verdict"] for a in shown.values()] == ["right", "right", "wrong", "wrong", "right", "wrong"]
    assert shown["q003"] | {"data-cause": "wrongly_refused", "data-kind": "fact", "data-language": "zh-Hans",
                            "data-split": "test", "data-status": "refused"} == shown["q003"]
    assert Counter(a["data-cause"] for a in shown.values())[""] == 3
    assert re.search(r"3 / 6\s*题答对", seen.text)
    assert re.search(r"答对.*\s0\.500", seen.text)  # the metric agrees with the verdicts
    for question, response in run_of_many:
        assert question.question in seen.text
        assert response["answer"] in seen.text


def test_the_found_evidence_its_rank_and_the_citation_that_covers_it_are_told(undrawn_page):
    found = [make_passage("p0", "别的内容。", 1), make_passage("p1", "到年底，保有量达 126.9 万辆。", 2)]
    html = undrawn_page((answerable(), make_response(answer="达126.9万辆。[1]", passages=found,
                                             citations=[make_citation("保有量达 126.9 万辆。")])))
    assert "检索到，第 2 名" in PageReader(html).text
    assert "<mark>保有量达 126.9 万辆</mark>" in html
    assert PageReader(html).all("a", href="#passage:p1")
    assert PageReader(html).all("section", id="passage:p1")
    assert re.search(r"✓ 有引文支持\s*达126\.9万辆。\s*\[1\]", PageReader(html).text)


def test_the_plots_appear_when_the_run_has_numbers_for_them(page, many):
    text = PageReader(many.read_text("utf-8")).text
    assert [title for title in ALL_PLOTS if title not in text] == []
    assert "置信度是否可信" not in PageReader(page((answerable(), make_response()))).text
    assert "置信度是否可信" in PageReader(page((answerable(), make_response(confidence=0.83)))).text


def test_cached_answers_are_left_out_of_the_latency_plot(page):
    pairs = [(answerable(f"q{n}"), make_response(answer="126.9万辆")) for n in (1, 2, 3)]
    timings = (Timing(20.0, 5.0), Timing(40.0, 9.0), Timing(900.0, 1.0, cached=True))
    text = PageReader(page(*pairs, timings=timings)).text
    assert "2 题，p50 30 毫秒，p95 39 毫秒；另有 1 题重复提问，不计。" in text  # 20 + 0.95 · 20


def test_every_plot_has_a_name_a_table_and_ids_of_its_own(many):
    seen = PageReader(many.read_text("utf-8"))
    drawn = seen.all("svg", role="img")
    assert len(drawn) == len(ALL_PLOTS)
    assert all(a["aria-label"] and a["data-en-aria-label"] for a in drawn)
    assert len(seen.all("figure")) == seen.text.count("数据表") == len(ALL_PLOTS)
    ids = Counter(a["id"] for _, a in seen.elements if "id" in a)
    assert [name for name, n in ids.items() if n > 1] == []
    links = {a["href"][1:] for tag, a in seen.elements if tag == "use"}
    assert links and links <= set(ids)


def test_equal_results_give_equal_bytes(page, run_of_many):
    assert page(*run_of_many) == page(*run_of_many)


def test_both_languages_have_the_same_texts_with_the_same_values():
    chinese, english = (tomllib.loads((HERE / "texts" / f"{name}.toml").read_text("utf-8")) for name in ("zh", "en"))
    assert list(chinese) == list(english)

    def values(text):
        return sorted(name for _, name, _, _ in Formatter().parse(text) if name)

    assert [key for key in chinese if values(chinese[key]) != values(english[key])] == []


def open_page(make_page, path, **options):
    """Open a page from disk → (tab, everything it asked for or complained of)."""
    tab, seen = make_page(**options), []
    tab.on("console", lambda message: seen.append(message.text))
    tab.on("pageerror", lambda error: seen.append(str(error)))
    tab.on("request", lambda request: seen.append(request.url))
    tab.goto(path.as_uri())
    return tab, seen


@pytest.mark.parametrize("width", [1280, 390])
def test_a_browser_opens_the_page_from_disk_and_hides_the_right_ones(page, many, make_page, width):
    tab, seen = open_page(make_page, many, width=width)
    questions = tab.locator("details.question:visible")
    assert seen == [many.as_uri()]
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert questions.count() == 6
    tab.get_by_label("结论").select_option("wrong")
    assert questions.evaluate_all("all => all.map(q => q.id)") == ["q003", "q004", "q006"]
    tab.get_by_label("错因").select_option("wrongly_refused")
    assert questions.evaluate_all("all => all.map(q => q.id)") == ["q003"]
    assert tab.locator("output").inner_text() == "1 / 6 题"
    tab.get_by_role("button", name="清除筛选").click()
    tab.get_by_label("搜索").fill("天气　晴")
    expect(tab.locator("[data-shown]")).to_have_text("1")
    assert questions.get_attribute("id") == "q006"
    tab.get_by_label("搜索").fill("没有这个词")
    tab.get_by_text("没有符合条件的题").wait_for()
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert len(seen) == 1


@pytest.mark.parametrize("width", [1280, 390])
def test_a_metric_tells_its_meaning_by_tap_and_by_key(page, many, make_page, width):
    tab, _ = open_page(make_page, many, width=width, has_touch=True)
    meaning = tab.locator("table.figures").first.get_by_text("首个相关段落名次的倒数")
    assert meaning.is_hidden()
    name = tab.locator("table.figures summary", has_text="MRR@10").first
    name.tap()
    assert meaning.is_visible()
    name.press("Enter")
    assert meaning.is_hidden()


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_no_table_is_cut_off_at_1280_pixels(make_page, locale):
    tab, _ = open_page(make_page, bigram_run() / "report.html", locale=locale)
    cut = "all => all.filter(box => box.scrollWidth > box.clientWidth + 1).map(box => box.innerText.slice(0, 60))"
    assert tab.locator(".scroll").count() > 10
    assert tab.locator(".scroll").evaluate_all(cut) == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_language_switch_changes_every_label_and_the_language_of_the_page(page, many, make_page, width):
    tab, _ = open_page(make_page, many, width=width, locale="en-GB")
    shown = "() => [document.documentElement.lang, document.querySelector('h2').textContent, document.title]"
    assert tab.evaluate(shown) == ["en", "Scorecard", f"白皮书问答 · Evaluation report · {many.parent.name}"]
    assert tab.get_by_label("Search").get_attribute("placeholder").startswith("words")
    assert tab.locator("select[name=verdict] option").all_inner_texts() == ["all", "wrong (3)", "right (3)"]
    left = "all => all.filter(node => node.textContent !== node.dataset.en).length"
    assert tab.locator("[data-en]").evaluate_all(left) == 0
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.get_by_role("button", name="中文").click()
    assert tab.evaluate(shown) == ["zh-CN", "成绩单", f"白皮书问答 · 测评报告 · {many.parent.name}"]
    assert tab.get_by_role("button", name="中文").get_attribute("aria-pressed") == "true"
    assert tab.get_by_label("搜索").get_attribute("placeholder").startswith("题目")
    assert tab.locator("figure svg").first.get_attribute("aria-label").startswith("召回随 k 的变化。")


def test_a_link_to_a_question_opens_it_and_a_cell_of_the_heat_map_filters(page, many, make_page):
    tab, _ = open_page(make_page, many)
    tab.goto(many.as_uri() + "#q004")
    expect(tab.locator("#q004")).to_have_attribute("open", "")
    assert tab.evaluate("document.activeElement.parentElement.id") == "q004"
    tab.locator('table.heat a[href="#?kind=list&language=en"]').click()
    expect(tab.locator("[data-shown]")).to_have_text("1")
    assert tab.locator("details.question:visible").get_attribute("id") == "q002"
    tab.reload()
    assert tab.locator("details.question:visible").get_attribute("id") == "q002"
    tab.locator('td.ids a[href="#q003"]').click()  # hidden by the filter
    expect(tab.locator("#q003")).to_have_attribute("open", "")
    assert tab.locator("details.question:visible").count() == 6


def test_the_questions_open_and_filter_by_keyboard(page, many, make_page):
    tab, _ = open_page(make_page, many)
    tab.locator("#q001 > summary").focus()
    tab.keyboard.press("Enter")
    assert tab.locator("#q001 .answer").is_visible()
    tab.get_by_label("结论").focus()
    tab.keyboard.press("ArrowDown")
    expect(tab.locator("[data-shown]")).to_have_text("3")


def test_without_scripting_the_page_reads_in_chinese_and_shows_every_question(page, many, make_page):
    tab, _ = open_page(make_page, many, locale="en-GB", java_script_enabled=False)
    assert tab.locator("h2").first.inner_text() == "成绩单"
    assert tab.locator("form.filters").is_hidden()
    assert tab.locator("details.question:visible").count() == 6
    tab.locator("#q001 > summary").click()
    assert tab.locator("#q001 .answer").is_visible()


def test_on_paper_every_answer_is_printed_and_no_control(page, many, make_page):
    tab, _ = open_page(make_page, many)
    tab.emulate_media(media="print")
    assert tab.locator("#q001 .answer").is_visible()
    assert tab.locator("form.filters").is_hidden()
    assert tab.locator("header.top").is_hidden()
