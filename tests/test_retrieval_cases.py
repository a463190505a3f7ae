"""What is asked of the small reports that were answered wrongly once, with the right answers: numbers, or a refusal."""

from functools import cache
from pathlib import Path

import pytest
from retrieval_index import encoder

from index.build import build_index
from retrieval.answer.answers import Answer
from retrieval.answerer import Answerer

CASES = Path(__file__).parent / "data" / "cases"
CITIES = ("suzhou-2022", "suzhou-2023", "wuxi-2023")


@cache
def answerer(*names: str) -> Answerer:
    return Answerer(build_index([CASES / f"{name}.txt" for name in names], encoder()))


def direct(answer: Answer) -> str:
    """What stands before the quotations."""
    return answer.answer.split("写道")[0]


@pytest.mark.parametrize(
    ("name", "question", "told"),
    [
        ("place-gov-report-title", "江苏2025年新增养老床位多少张？", "4100张"),
        ("place-web-chrome", "江苏2025年新增养老床位多少张？", "4100张"),
        ("title-doc-number", "海南清洁能源汽车保有量占比是多少？", "4.2%"),
        ("footnote-page-bottom", "什么是三线一单？", "生态保护红线、环境质量底线、资源利用上线和生态环境准入清单"),
        ("table-markdown", "西岭县的城镇化率是多少？", "52.3"),
        ("table-markdown", "南港市的常住人口是多少？", "76.4"),
        ("list-lead-in", "年度温室气体排放量达到多少要列入重点排放单位？", "2.6万吨"),
        ("law-articles", "投诉多少件要列入名录？", "五十件"),
        ("meta-cover", "什么时候发布的？", "2023年11月"),
        ("meta-cover", "谁发布的？", "江阳市人民政府新闻办公室"),
        ("html-saved-as", "这份报告的标题是什么？", "《江阳市统计公报》"),
    ],
)
def test_each_is_told_what_its_report_says(name: str, question: str, told: str):
    answer = answerer(name).ask(question)
    assert answer.status != "refused" and told in direct(answer)


def test_the_sentence_is_quoted_from_its_beginning():
    (citation,) = answerer("fragment-leading-punct").ask("制冷剂回收量是多少？").citations
    assert citation.quote.startswith("截至 2023 年底") and "720 吨" in citation.quote


def test_a_term_of_days_is_quoted_with_its_article():
    (citation,) = answerer("law-articles").ask("对名录有异议几天内可以申请复核？").citations
    assert "七个工作日内申请复核" in citation.quote and citation.section[-1] == "第七条"


@pytest.mark.parametrize(
    ("article", "begins"), [("第五条规定了什么？", "第五条 夜间施工"), ("第八条的内容是什么？", "第八条 公共场所")]
)
def test_an_article_is_answered_by_itself(article: str, begins: str):
    quotes = [citation.quote for citation in answerer("law-articles").ask(article).citations]
    assert len(quotes) == 1 and quotes[0].startswith(begins)


def test_the_items_of_a_list_are_told_with_what_leads_them_in():
    quotes = [citation.quote for citation in answerer("list-lead-in").ask("今年重点抓好哪三项工作？").citations]
    assert {"一是新建充电桩1.2万个。", "二是改造老旧小区38个。", "三是创建绿色学校15所。"} <= set(quotes)


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("law-articles", "第二十条写了什么？"),
        ("modifier-dropped", "2023年可再生能源发电装机容量是多少？"),
        ("modifier-dropped", "天然气进口量是多少？"),
        ("modifier-dropped", "作业时间限制几点到几点？"),
    ],
)
def test_what_a_report_lacks_is_not_answered_with_what_is_near(name: str, question: str):
    answer = answerer(name).ask(question)
    assert answer.status in ("refused", "related") and not answer.figures


def test_a_figure_of_another_city_is_none():
    answer = answerer(*CITIES).ask("无锡市2022年的PM2.5浓度是多少？")
    assert answer.status == "refused" and not answer.citations
    answer = answerer(*CITIES).ask("苏州市2023年PM2.5浓度是多少？")
    assert {citation.doc_id for citation in answer.citations} == {"suzhou-2023"} and "28微克" in direct(answer)


def test_the_report_that_was_chosen_speaks_alone():
    assert answerer(*CITIES).ask("苏州市2023年PM2.5浓度是多少？", doc_id="wuxi-2023").status == "refused"
    answer = answerer(*CITIES).ask("苏州市2023年PM2.5浓度是多少？", doc_id="suzhou-2022")
    assert answer.status == "refused" and "只有2022、2023年" not in answer.answer


def test_an_english_report_is_answered_in_english():
    answer = answerer("english-report").ask("What is the value of the electronic consumption vouchers?")
    assert "$5,000" in answer.answer and "(in Chinese)" not in answer.answer
