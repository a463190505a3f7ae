"""What holds for every file that can be read, however its lines are mixed; and that the examples in the code hold."""

import doctest
import importlib
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corpus.decode import UnreadableDocument
from corpus.document import Document, Section
from corpus.outline import outline, outline_lines
from corpus.report import read_report

ROOT = Path(__file__).parent.parent
PRINTED = """前  言
展望  5
第一部分 总体
第一章 总则
第一章
第二章 任务
一、能源
二、交通
（一）电力
（一）扩大内需。全年增长5%。
# 标题
## 二、交通
目录
第一章 总则 ........ 1
第二章 任务 ........ 2
一、能源 ……… 3
专栏
专栏 1
专栏 2 超充之城
专栏十一：低空经济
图 1
图 3 保有量
表 2-1：构成
（资料来源：市统计局）
资料来源：市
《绿色发展报告（2024）》
— 1 —
— 2 —
12
新能源汽车保有量达126.9万辆，公交车和出租车全部实现电动化，充电
 出行方式更加低碳，全市统一规划建设新能源汽车充换电设施，密度居
设施覆盖每个街道。
会议指出，“要加快绿色转型。
稳中求进”的总基调不变。
The city added 300 MW of solar capacity in 2024, which is the highest
share. It grew.
Chapter 1 Energy
第一条 为了防治污染，制定本办法。
第二条
（一）位于市区的；
1.节约能源
附件 1
附件：名单
目
录
关于印发《绿色发展
方案》的通知
江政发〔2021〕16 号
江 阳 市 公 安 局
2021年9月27日
来源：江阳日报
【字号：
大
相关报道：
[1] 三线一单：清单。
全面推行“三线一单[1]”制度
2  江阳市环境报告
3  江阳市环境报告
4  江阳市环境报告
，支持企业发展。
空气质量
Support Measures
1 9 9 7 年增长 7 . 2 %"""
LINES = [*PRINTED.split("\n"), "", " ", "\u3000", "\f", "\t", "\t二、交通\t4", "#", "-", "。", "1.1 ", "\ufeff"]
FILES = st.lists(st.sampled_from(LINES), max_size=60).map("\n".join) | st.text(max_size=80)


@given(text=FILES)
@example(text="表 2-1：构成\n前  言\n展望  5")  # a table of one row
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_mixture_of_lines_is_read_without_loss_or_is_unreadable(tmp_path, text):
    path = tmp_path / "r.txt"
    path.write_bytes(text.encode("utf-8", "replace"))
    try:
        document = read_report(path)
    except UnreadableDocument:
        return
    end = 0
    for passage in document.passages:
        assert document.text[end : passage.start].strip() == "" and passage.text.strip()
        assert document.text[passage.start : passage.end] == passage.text
        assert squeeze("".join(s.text for s in passage.sentences)) == squeeze(passage.text)
        end = passage.end
    assert document.text[end:].strip() == ""
    assert not Counter(squeeze(printed(document))) - Counter(squeeze(text))
    assert len({passage.passage_id for passage in document.passages}) == len(document.passages)
    assert document.sections and document.sections[-1].end == len(document.text)
    check_order(document.sections, 0, len(document.text))
    assert outline(document)["passages"] == len(document.passages) and list(outline_lines(document))


def printed(document: Document) -> str:
    """The text without what rows of tables repeat: the headings of their cells."""
    parts, at = [], 0
    for row in (row for table in document.tables for row in table.rows):
        parts += [document.text[at : row.start], *(document.text[cell.start : cell.end] for cell in row.cells)]
        at = row.end
    return "".join([*parts, document.text[at:]])


def check_order(sections: tuple[Section, ...], start: int, end: int) -> None:
    """Siblings follow each other inside their parent."""
    for section in sections:
        assert start <= section.start <= section.end <= end
        check_order(section.children, section.start, section.end)
        start = section.end


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("path", sorted((ROOT / "corpus").glob("*.py")), ids=lambda path: path.stem)
def test_the_examples_in_the_code_hold(path, monkeypatch):
    monkeypatch.chdir(ROOT)  # the example of corpus.report reads the first report
    assert doctest.testmod(importlib.import_module(f"corpus.{path.stem}")).failed == 0
