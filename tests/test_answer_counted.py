"""The report as a thing: sections that are counted through, its name, and what no card tells."""

from collections.abc import Callable
from pathlib import Path

import pytest

from opening import answerer_over
from retrieval.answer.answers import Answer
from retrieval.answer.parts import counted_through

THROUGH = """# 云江市绿色发展意见

云江市人民政府 2024年3月1日

## 一、总体要求

### （一）指导思想

坚持生态优先，统筹发展和安全。

### （二）主要目标

到2025年，森林覆盖率达到62%。

## 二、重点任务

### （三）发展风电

在云江口建设海上风电场3座。

### （四）节约用水

推广节水器具，减少管网漏损。本意见依据《云江市节约用水条例》制定。

## 三、保障措施

### （五）加强领导

市政府每年听取一次汇报。本意见自2024年5月1日起施行，有效期五年。
"""
ANEW = THROUGH.replace("（三）", "（一）").replace("（四）", "（二）").replace("（五）", "（一）")
WITHOUT = "\n".join(line for line in THROUGH.splitlines() if not line.startswith("###"))


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Answer]:
    """Ask a report of this text, which is read once."""
    opened = {}

    def ask(text: str, question: str) -> Answer:
        if text not in opened:
            path: Path = tmp_path_factory.mktemp("counted") / "opinion.md"
            path.write_text(text, "utf-8")
            opened[text] = answerer_over([path])
        return opened[text].ask(question)

    return ask


def test_a_section_that_is_counted_through_is_called_an_article(ask):
    answer = ask(THROUGH, "第三条说的是什么")
    assert answer.status == "answered" and "海上风电场3座" in answer.answer and "听取一次汇报" not in answer.answer
    assert "听取一次汇报" in ask(THROUGH, "最后一条讲了什么").answer


def test_an_article_that_is_not_there_is_refused_with_how_many_there_are(ask):
    answer = ask(THROUGH, "第九条说的是什么")
    assert answer.status == "refused" and "第九条" in answer.answer and "5" in answer.answer


def test_how_many_articles_there_are_is_told_of_those_or_the_parts_in_their_place(ask):
    assert "5 条" in ask(THROUGH, "这份意见一共有多少条").answer
    for text in (ANEW, WITHOUT):
        told = ask(text, "这份意见一共有多少条").answer
        assert "0 条" not in told and "3 个部分" in told


def test_sections_that_are_counted_anew_in_each_part_are_no_articles(ask):
    assert ask(ANEW, "第三条说的是什么").status == "refused"


def test_what_no_card_tells_of_a_report_is_looked_for_in_its_sentences(ask):
    answer = ask(THROUGH, "这份意见是依据什么制定的")
    assert answer.status == "answered" and "《云江市节约用水条例》" in answer.answer
    assert "有效期五年" in ask(THROUGH, "这个意见能管几年啊，会过期吗").answer


@pytest.mark.parametrize("question", ["这份文件全名叫啥", "呢份嘢全名叫咩", "What's the full title of this document?"])
def test_the_name_of_a_report_is_on_its_card(ask, question: str):
    answer = ask(THROUGH, question)
    assert answer.status == "about" and "《云江市绿色发展意见》" in answer.answer


def test_counting_begins_at_one_and_leaves_none_out(tmp_path):
    path = tmp_path / "gap.md"
    path.write_text(THROUGH.replace("（四）", "（七）"), "utf-8")
    document = answerer_over([path]).index.document("gap")
    assert counted_through(document) == []
