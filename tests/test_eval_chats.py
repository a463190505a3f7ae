"""Sets of conversations: read, judged, counted by group."""

import json
from pathlib import Path

import pytest
from eval_fakes import make_citation, make_response

from eval.bounds import GateError
from eval.conversation.counts import ALL, Count, chat_table, count, failed_lines
from eval.conversation.floors import missed_floors, read_floors
from eval.conversation.judging import judge, quotes
from eval.conversation.turns import Turn, part_of, read_turns

SETS = sorted((Path(__file__).parent.parent / "eval" / "chats").glob("*.jsonl"))
REPORT = "全市新能源汽车保有量达到一百二十六万九千辆，占机动车总量的四分之一以上，位居全国各大城市前列。"


def turn(**changes) -> Turn:
    fields = {"id": "c001", "group": "fact", "lang": "zh-Hans", "question": "多少？", "expect": "answer"}
    return Turn(**{**fields, **changes})


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_the_sets_are_sound(path: Path):
    turns = read_turns(path)
    assert len({t.id for t in turns}) == len(turns) >= 30
    assert 0.4 < sum(t.split == "test" for t in turns) / len(turns) < 0.6
    assert all((t.min_must or 0) <= len(t.must) for t in turns)


def test_the_sets_hold_at_least_250_turns():
    assert sum(len(read_turns(path)) for path in SETS) >= 250


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


@pytest.fixture
def verdicts():
    """One right and one wrong turn on facts, dev and test, and a right one of another group."""
    return [
        judge(turn(), make_response("answered", "甲")),
        judge(turn(id="c002", history=("甲？",)), make_response("refused", "甲")),
        judge(turn(id="c003", group="help", expect="smalltalk"), make_response("chat", "甲")),
    ]


def test_turns_are_counted_by_split_and_group(verdicts):
    counts = count(verdicts)
    assert counts == {
        "dev": {"fact": Count(1, 1), "help": Count(1, 1), ALL: Count(2, 2)},
        "test": {"fact": Count(0, 1), ALL: Count(0, 1)},
    }
    assert [line.split() for line in chat_table(counts)] == [
        ["group", "dev", "test"], ["fact", "1/1", "0/1"], ["help", "1/1", "-"], [ALL, "2/2", "0/1"],
    ]  # fmt: skip


def test_a_split_that_was_not_asked_has_no_column(verdicts):
    assert next(chat_table(count(verdicts[:1]))).split() == ["group", "dev"]


def test_the_turns_that_are_not_right_are_told_with_what_is_wrong(verdicts):
    assert list(failed_lines(verdicts)) == ["c002  fact  甲？ → 多少？  (status refused)"]


def test_the_turns_of_a_split_are_taken(verdicts):
    turns = [verdict.turn for verdict in verdicts]
    assert [t.id for t in part_of(turns, "dev")] == ["c001", "c003"]
    with pytest.raises(ValueError, match="--split test: the set of 1 turns has none"):
        part_of(turns[:1], "test")
    with pytest.raises(ValueError, match="'half' is none of dev, test, all"):
        part_of(turns, "half")


@pytest.fixture
def floors(tmp_path: Path):
    def write(text: str) -> Path:
        (tmp_path / "floors.toml").write_text(text, "utf-8")
        return tmp_path / "floors.toml"

    return write


def test_a_floor_is_missed_by_its_split_and_group_alone(floors, verdicts):
    path = floors("[dev]\nall = { min = 0.9 }\nfact = { min = 0.5 }\n[test]\nfact = { min = 0.5 }\n")
    turns = [verdict.turn for verdict in verdicts]
    assert [str(f) for f in missed_floors(read_floors(path, turns), count(verdicts))] == ["test.fact = 0.000, min 0.5"]
    dev = [verdict for verdict in verdicts if verdict.turn.split == "dev"]
    assert missed_floors(read_floors(path, [verdict.turn for verdict in dev]), count(dev)) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[dev]\nfacts = { min = 0.5 }", "dev.facts: no turn of this group; there are all, fact, help"),
        ("[test]\nhelp = { min = 0.5 }", "test.help: no turn of this group"),
        ("[development]\nall = { min = 0.5 }", r"development: write \[dev\] or \[test\]"),
        ("dev = 0.5", "dev: write"),
        ("[dev]\nall = 0.5", "no threshold"),
        ("[dev]\nall = { min = 75 }", "75 is no share"),
        ("[dev]\nall = { min = 0 }", "min 0 always holds"),
        ("[dev]", "holds no floor for the 3 turns"),
        ("", "holds no threshold"),
    ],
)
def test_a_floor_that_would_always_pass_is_an_error(floors, verdicts, text: str, fault: str):
    with pytest.raises(GateError, match=fault):
        read_floors(floors(text), [verdict.turn for verdict in verdicts])


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_every_set_has_floors_for_its_dev_turns(path: Path):
    floors = path.parent.parent / "thresholds" / "chats" / f"{path.stem}.toml"
    assert ALL in {floor.group for floor in read_floors(floors, part_of(read_turns(path), "dev"))}


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
