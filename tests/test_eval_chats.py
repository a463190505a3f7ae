"""Sets of conversations: read, judged, counted by group."""

import json
from pathlib import Path

import pytest
from eval_fakes import make_citation, make_response

from eval.chats import ALL, Turn, by_group, chat_table, judge, quotes, read_turns

SETS = sorted((Path(__file__).parent.parent / "eval" / "chats").glob("*.jsonl"))
REPORT = "全市新能源汽车保有量达到一百二十六万九千辆，占机动车总量的四分之一以上，位居全国各大城市前列。"


def turn(**changes) -> Turn:
    fields = {"id": "c001", "group": "fact", "lang": "zh-Hans", "question": "多少？", "expect": "answer"}
    return Turn(**{**fields, **changes})


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_the_sets_are_sound(path: Path):
    turns = read_turns(path)
    assert len({t.id for t in turns}) == len(turns) >= 60
    assert 0.4 < sum(t.is_test for t in turns) / len(turns) < 0.6
    assert all((t.min_must or 0) <= len(t.must) for t in turns)


def test_the_sets_hold_two_hundred_turns():
    assert sum(len(read_turns(path)) for path in SETS) >= 200


@pytest.mark.parametrize(
    ("changes", "status", "answer", "faults"),
    [
        ({"must": (("126.9万辆",),)}, "answered", "達 126.9 萬輛", ()),
        ({"must": (("26.9万辆",),)}, "answered", "达 126.9 万辆", ("tells 0 of 1",)),
        ({"must": (("甲",), ("乙",)), "min_must": 1}, "partial", "甲", ()),
        ({"must": (("甲",),), "must_not": ("乙",)}, "answered", "甲乙", ("says 乙",)),
        ({}, "refused", "没有", ("status refused",)),
        ({"expect": "refuse", "must": (("甲",),)}, "related", "没有", ()),
        ({"expect": "refuse"}, "answered", "有", ("status answered",)),
        ({"expect": "overview", "must": (("甲", "one"),)}, "about", "ONE", ()),
        ({"expect": "smalltalk"}, "chat", "你好", ()),
        ({"expect": "smalltalk"}, "chat", REPORT, ("quotes the report",)),
        ({"expect": "smalltalk"}, "answered", "你好", ("status answered",)),
    ],
)
def test_a_turn_is_judged_by_status_and_by_what_is_said(changes, status, answer, faults):
    assert judge(turn(**changes), make_response(status, answer), [REPORT]).faults == faults


def test_small_talk_and_refusals_cite_nothing():
    cited = make_response("refused", "没有", citations=[make_citation("甲")])
    assert judge(turn(expect="refuse"), cited).faults == ("cites",)


def test_a_title_in_title_marks_is_no_quotation():
    assert quotes(REPORT, [REPORT])
    assert not quotes(f"《{REPORT}》", [REPORT])


def test_turns_are_counted_by_group_and_half():
    verdicts = [
        judge(turn(), make_response("answered", "甲")),
        judge(turn(id="c002"), make_response("refused", "甲")),
        judge(turn(id="c003", group="help", expect="smalltalk"), make_response("chat", "甲")),
    ]
    assert by_group(verdicts) == {"fact": (1, 2), "help": (1, 1), ALL: (2, 3)}
    assert [line.split() for line in chat_table(verdicts)][1:] == [
        ["fact", "1/1", "0/1"], ["help", "1/1", "-"], [ALL, "2/2", "0/1"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"expect": "sing"}, "'sing' is none of answer, refuse, overview, about, smalltalk"),
        ({"id": "abc"}, "holds no number"),
    ],
)
def test_a_malformed_turn_is_named_with_its_line(tmp_path: Path, row, fault):
    path = tmp_path / "set.jsonl"
    good = {"id": "c1", "group": "fact", "lang": "en", "question": "?", "expect": "answer", "must": [], "must_not": []}
    path.write_text(json.dumps({**good, **row}, ensure_ascii=False), "utf-8")
    with pytest.raises(ValueError, match=fault) as caught:
        read_turns(path)
    assert "1" in str(caught.value)
