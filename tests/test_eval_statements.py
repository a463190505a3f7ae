"""Where one statement of an answer ends and which citations stand behind it."""
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.measures.statements import MARKER, statements


@pytest.mark.parametrize(("answer", "found"), [
    ("claim. [1] Next", [("claim.", (1,)), ("Next", ())]),  # princeton-nlp/ALCE#26
    ("claim [1]. Next [2].", [("claim .", (1,)), ("Next .", (2,))]),
    (".", []), (". [1]", []), ("[1]", []), ("", []),
    ("甲。[1]乙。[2]", [("甲。", (1,)), ("乙。", (2,))]),
    ("甲[1]，乙[2][3]。", [("甲，乙。", (1, 2, 3))]),  # one sentence, as ALCE cites
    ("甲。[1, 2] 乙！？丙", [("甲。", (1, 2)), ("乙！？", ()), ("丙", ())]),
    ("It rose by 5.2 percent.[1] It fell.", [("It rose by 5.2 percent.", (1,)), ("It fell.", ())]),
    ('He said "x." [1] Next', [('He said "x."', (1,)), ("Next", ())]),
    ("粤府[2023]24号规定甲。[1]", [("粤府[2023]24号规定甲。", (1,))])])
def test_a_sentence_takes_the_markers_that_follow_it(answer, found):
    assert [(each.text, each.citations) for each in statements(answer)] == found


@pytest.mark.parametrize(("answer", "found"), [
    ("“甲。乙。”[1]丙。", [("“甲。乙。”", (1,)), ("丙。", ())]),
    ("“甲”[1]“乙”[2]", [("“甲”", (1,)), ("“乙”", (2,))]),
    ("“甲“乙。”丙。”[1]丁。", [("“甲“乙。”丙。”", (1,)), ("丁。", ())]),
    ("「甲『乙。』丙。」[1]", [("「甲『乙。』丙。」", (1,))]),
    ("“甲‘乙。’丙。”[1]", [("“甲‘乙。’丙。”", (1,))]),
    ("“甲“乙。丙。”[1]丁。", [("“甲“乙。丙。”", (1,)), ("丁。", ())]),  # the quotation holds a mark without a twin
    ("“甲”乙。丙。”[1]丁。", [("“甲”乙。丙。”", (1,)), ("丁。", ())]),
    ("“甲。”乙，\n丙。”[1]丁。", [("“甲。”乙，", ()), ("丙。”", (1,)), ("丁。", ())]),
    ("“甲\n1. 乙**丙**[7]。”[1]", [("“甲\n1. 乙**丙**。”", (1,))]),  # a list, bold words and a marker of the report
    ("- **“甲\n乙”**[1]", [("“甲\n乙”", (1,))]),
    ("“甲\n乙。丙”[1]丁", [("“甲\n乙。丙”", (1,)), ("丁", ())]),
    ("甲“乙。丙。", [("甲“乙。", ()), ("丙。", ())]),
    ("甲“乙。\n“丙。”[1]", [("甲“乙。", ()), ("“丙。”", (1,))])])
def test_no_sentence_ends_within_a_quotation_and_none_is_lost_at_a_stray_mark(answer, found):
    assert [(each.text, each.citations) for each in statements(answer)] == found


def test_lists_in_markdown_are_a_statement_a_line_without_their_numbers():
    answer = "1. 达 5 辆。[1]\n\n2、达 6 辆。[2]\n（3）达 7 辆。[3]\n- 达 **8** 辆[4]\n* 达 9 辆"
    assert [(each.text, each.citations) for each in statements(answer)] == [
        ("达 5 辆。", (1,)), ("达 6 辆。", (2,)), ("达 7 辆。", (3,)), ("达 8 辆", (4,)), ("达 9 辆", ())]


@pytest.mark.parametrize("answer", ["报告写道：", "報告寫道：", "The report says (in Chinese):"])
def test_what_only_leads_in_is_no_statement(answer):
    assert statements(answer) == []


def test_open_parts_translations_and_scopes_are_statements_in_their_frames():
    answer = "\n".join(("“甲。”[1]（范围：专栏1）", "报告没有说明：2016年；乙。",
                        "In English: 碳达峰 = carbon peaking; 5 万辆 = 50,000."))
    assert [(each.text, each.frame) for each in statements(answer)] == [
        ("“甲。”", ""), ("专栏1", "scope"), ("2016年", "partial"), ("乙", "partial"),
        ("碳达峰 = carbon peaking", "glossary"), ("5 万辆 = 50,000", "glossary")]


def test_a_claim_behind_a_fixed_wording_is_a_statement():
    assert [each.text for each in statements("报告没有说明：2016年。深圳有 50 万辆。")][-1] == "深圳有 50 万辆。"


@pytest.mark.parametrize("note", ["（范围：专栏1）", "（范圍：專欄1（某校））", " (scope: 专栏 1)"])
def test_the_scope_behind_a_quotation_is_none_of_its_words(note):
    said, scope = statements(f"“甲。”[1]{note}")
    assert (said.text, said.citations, scope.frame) == ("“甲。”", (1,), "scope")


def test_compared_and_computed_figures_are_statements_with_all_their_citations():
    compared, computed = statements("对照：甲 5 万辆[1]；乙 3 万辆[2]\n推算：5 − 3 = 2[1][2]")
    assert (compared.text, compared.citations, compared.computed) == ("甲 5 万辆；乙 3 万辆", (1, 2), False)
    assert (computed.text, computed.citations, computed.computed) == ("5 − 3 = 2", (1, 2), True)


def test_a_traditional_answer_gives_simplified_statements():
    [found] = statements("報告寫道：\n“新能源汽車達 126.9 萬輛。”[1]")
    assert (found.text, found.citations) == ("“新能源汽车达 126.9 万辆。”", (1,))


@settings(deadline=None)
@given(st.text(alphabet="甲乙5。.！“”「」\n [1]a", max_size=40))
def test_every_word_outside_markers_and_lists_stands_in_a_statement(answer):
    said = "".join(each.text for each in statements(f"甲{answer}"))
    kept = MARKER.sub("", f"甲{answer}")
    assert [char for char in said if char in "甲乙a"] == [char for char in kept if char in "甲乙a"]
