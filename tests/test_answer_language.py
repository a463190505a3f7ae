"""What stands beside the quotations is said in the language of the page, whatever the question was written in."""

import pytest

from corpus.chinese import HAN
from opening import answerer_over

ASKED = {"answered": "深圳新能源汽车保有量是多少？", "overview": "第三部分讲了什么？", "about": "这份报告有多少页？",
         "greeting": "你好", "refused": "深圳2024年的房价是多少？"}  # fmt: skip


@pytest.mark.parametrize("question", ASKED.values(), ids=ASKED)
def test_an_english_page_frames_a_chinese_question_in_english(answerer, question):
    plain, framed = answerer.ask(question), answerer.ask(question, language="en")
    assert (plain.language, framed.language) == ("zh-Hans", "en")
    assert (framed.status, [c.quote for c in framed.citations]) == (plain.status, [c.quote for c in plain.citations])
    assert framed.answer != plain.answer
    first = framed.answer.splitlines()[0]
    assert question == ASKED["answered"] or not HAN.match(first)


def test_a_chinese_page_frames_an_english_question_in_chinese(answerer):
    framed = answerer.ask("How many electric vehicles does Shenzhen have?", language="zh-Hans")
    assert "The report says" not in framed.answer and "In English" not in framed.answer
    assert any(line.startswith("报告") or "没有" in line for line in framed.answer.splitlines())
    traditional = answerer.ask(ASKED["answered"], language="zh-Hant")
    assert "報告寫道" in traditional.answer and "报告写道" not in traditional.answer


def test_a_follow_up_is_framed_like_its_page(answerer):
    framed = answerer.ask("那网约车呢？", ["深圳有多少辆公交车？"], language="en")
    assert framed.language == "en"
    assert "报告写道" not in framed.answer


def test_a_refusal_names_the_reports_that_were_asked_and_no_others(tmp_path):
    """All loaded reports were named, though one was chosen."""
    for name in "甲乙丙丁":
        (tmp_path / f"{name}.md").write_text(f"# {name}市绿色发展报告\n\n全市建成公园9个。\n", "utf-8")
    several = answerer_over([tmp_path / f"{name}.md" for name in "甲乙丙丁"])
    first = several.index.documents[0]
    chosen = several.ask("帮我写一首诗", doc_id=first.doc_id).answer
    assert first.title in chosen
    assert not any(document.title in chosen for document in several.index.documents[1:])
    everywhere = several.ask("帮我写一首诗").answer
    assert "等 4 份报告" in everywhere
    assert sum(document.title in everywhere for document in several.index.documents) == 3
