"""Sections that are read like a sentence: what no sentence tells, a title with what stands under it does."""

import numpy as np
import pytest
from retrieval_index import encoder

from corpus.report import read_report
from index.build import build_index
from retrieval.answer.answers import Answer
from retrieval.answer.outlines import Outlines, marks, names
from retrieval.answer.parts import page_line
from retrieval.answerer import Answerer
from retrieval.read.reader import Said
from settings import ROOT

PLAN = """# 云江市电力发展规划（2021—2025年）

## 第一章 发展基础

### 第一节 存在问题

#### 一、调峰能力不够

冬季供热期机组最小出力受限，夜间低谷时段调节余地很小。

#### 二、电源结构有待改善

煤电装机占全市装机的六成以上，气电受气源和供需影响较大。

#### 三、外来电通道偏少

全市与外部电网之间只有两条通道，输送余量不足。

## 第二章 总体要求

### 第一节 基本原则

坚持安全第一。把可靠供电放在各项工作的首位，守住大电网安全的底线。

坚持绿色优先。有序替代煤炭消费，让更多清洁电力进入千家万户。

坚持改革创新。发挥市场在配置资源中的决定性作用，培育新的业态。

### 第二节 主要目标

到2025年，全市最高用电负荷达到1900万千瓦。

## 第三章 推进智慧高效运行

### 第一节 改造配电网络

配电自动化覆盖全部中心城区，故障停电时间逐年缩短。

### 第二节 建设新型储能

在变电站和新能源场站旁布局电化学储能，鼓励用户侧参与调峰。

### 第三节 扩大需求响应

引导空调和充电设施错峰，形成占最高负荷百分之五的响应能力。
"""
REVIEW = """# 2023年云江市政府工作报告

## 一、五年来工作回顾

提升医疗服务能力。新增床位2100张。县级医院全部达到二级以上。异地就医实现直接结算。

促进教育公平。财政教育支出每年增长8%。新建中小学46所，新增学位5.2万个。义务教育大班额全部消除。

扩大就业创业。城镇新增就业31万人。发放创业贷款12亿元。零就业家庭动态清零。

## 二、今年工作安排

今年新建公园9个。
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory) -> Answerer:
    path = tmp_path_factory.mktemp("reports") / "power.md"
    path.write_text(PLAN, "utf-8")
    return Answerer(build_index([path], encoder()))


def titles(answer: Answer) -> list[str]:
    """What stands before the quotation of each point."""
    return [line[2:].split("：")[0] for line in answer.answer.splitlines() if line.startswith("- ")]


@pytest.mark.parametrize(
    ("question", "section", "points"),
    [
        ("云江电力现在有哪些毛病", "存在问题", ["调峰能力不够", "电源结构有待改善", "外来电通道偏少"]),
        ("搞电力要守哪几条原则？", "基本原则", ["坚持安全第一", "坚持绿色优先", "坚持改革创新"]),
        ("規劃定咗邊幾條原則？", "基本原则", ["坚持安全第一", "坚持绿色优先", "坚持改革创新"]),
    ],
)
def test_what_a_section_as_a_whole_answers_is_listed_by_what_stands_under_it(plan, question, section, points):
    answer = plan.ask(question)
    assert section in answer.answer.splitlines()[0]
    assert titles(answer) == points
    assert len(answer.citations) == len(points)


def test_a_section_of_which_one_item_is_asked_for_is_not_listed_whole(plan):
    assert "改造配电网络" not in plan.ask("新型储能打算怎么推进？").answer


@pytest.mark.parametrize("question", ["教育方面这几年都做了啥", "What has been done for education?"])
def test_of_a_section_only_the_paragraph_that_the_question_names_is_listed(tmp_path, question):
    path = tmp_path / "review.md"
    path.write_text(REVIEW, "utf-8")
    answer = Answerer(build_index([path], encoder())).ask(question)
    assert "促进教育公平" in answer.answer.splitlines()[0]
    assert [citation.quote[:4] for citation in answer.citations] == ["财政教育", "新建中小", "义务教育"]


def test_one_figure_is_no_list(plan):
    answer = plan.ask("2025年最高用电负荷要达到多少？")
    assert [citation.quote for citation in answer.citations] == ["到2025年，全市最高用电负荷达到1900万千瓦。"]


def test_each_item_is_marked_by_the_words_that_answer(plan):
    outline = next(o for o in Outlines(plan.index, plan.reader).of("power") if "基本原则" in o.place.title)
    sentence = outline.told.sentence
    assert sentence == "基本原则：坚持安全第一；坚持绿色优先；坚持改革创新。"
    inside = np.zeros(len(sentence), dtype=np.float32)
    inside[sentence.index("坚持绿色") : sentence.index("；坚持改革")] = 0.75
    marked = dict(marks(outline, Said(1.0, (), inside, verified=1.0)))
    assert marked == {"坚持安全第一": 0.0, "坚持绿色优先": 0.75, "坚持改革创新": 0.0}


@pytest.mark.parametrize(
    ("item", "question", "above", "named"),
    [
        ("建设新型储能", "新型储能打算怎么推", "推进智慧高效运行", True),
        ("电源结构有待改善", "云江电力有哪些毛病", "云江市电力发展规划存在问题", False),
        ("提升医疗卫生服务", "what will they do for health", "保障民生", False),
        ("发展风电", "how will they promote wind power", "保障供应", True),
    ],
)
def test_an_item_is_named_by_words_that_are_not_above_it(item, question, above, named):
    assert names(item, question, above) == named


def test_a_page_is_named_by_the_number_that_it_prints_and_its_place_in_the_file():
    """Overviews told the place in the file alone, while every other part of the page told both."""
    document = read_report(ROOT / "corpus" / "holdout" / "jiangsu-climate-plan-2021.pdf")
    printed = next(span for span in document.pages if span.label == "28")
    assert page_line(document, printed.start, "zh-Hans") == "，第 28 页（文件第 32 页）"
    assert page_line(document, printed.start, "en") == ", page 28 (32 in the file)"
    plain = read_report(ROOT / "corpus" / "reports" / "shenzhen-climate-2024.txt")
    assert page_line(plain, plain.pages[4].start, "zh-Hans") == f"，第 {plain.pages[4].number} 页"
    unpaged = read_report(ROOT / "corpus" / "holdout" / "noise-law-2021.md")
    assert page_line(unpaged, 0, "zh-Hans") == ""
