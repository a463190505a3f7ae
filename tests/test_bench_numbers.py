"""The arithmetic of the benchmark: percentiles, load, budgets, hand-over, what was computed and what was measured."""

import doctest
from importlib import import_module

import pytest

from bench.budgets import Measured, held_against_budgets, table
from bench.handover import hand_over, pays_after, slow_from
from bench.load import summary
from bench.percentiles import p50_p95, percentile
from bench.process import Ended, run_process
from bench.questions import read_questions
from bench.sizes import add_per_thousand, extrapolate_embedding, take_in

DOCUMENTED = ("ann", "budgets", "growth", "handover", "load", "page", "percentiles", "rebuild", "server", "vectors")


@pytest.mark.parametrize("name", DOCUMENTED)
def test_the_examples_in_the_docstrings_hold(name: str):
    result = doctest.testmod(import_module(f"bench.{name}"))
    assert result.attempted > 0 and result.failed == 0


def test_percentiles_are_measured_values_by_nearest_rank():
    hundred = [float(value) for value in range(100, 0, -1)]
    assert (percentile(hundred, 50), percentile(hundred, 95), percentile(hundred, 100)) == (50.0, 95.0, 100.0)
    assert percentile([7.0], 95) == 7.0
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


def test_the_percentiles_of_nothing_are_none_and_not_zero():
    assert p50_p95([]) == {"p50": None, "p95": None}


def sample(started: float, ended: float, error: str | None = None) -> dict:
    milliseconds = (ended - started) * 1000
    return {"started": started, "ended": ended, "round_trip_ms": milliseconds, "inside_ms": 40, "error": error}


def test_throughput_counts_answers_over_the_time_from_the_first_question_to_the_last_answer():
    found = summary(2, [sample(10, 11), sample(10, 12), sample(11, 14, "TimeoutError()")])
    assert (found["asked"], found["errors"], found["seconds"]) == (3, 1, 4)
    assert found["per_second"] == 2 / 4
    assert found["round_trip_ms"] == {"p50": 1000.0, "p95": 2000.0}
    assert found["first_errors"] == ["TimeoutError()"]


def test_a_run_without_any_answer_has_no_times():
    found = summary(1, [sample(0, 1, "refused")])
    assert found["per_second"] == 0 and found["round_trip_ms"] == {"p50": None, "p95": None}


def point(rows: int, flat: float, *settings: tuple[int, float, float]) -> dict:
    return {"rows": rows, "flat_ms": flat, "hnsw": [{"ef": e, "recall": r, "ms": ms} for e, r, ms in settings]}


def test_the_hand_over_lies_where_the_lines_cross_on_logarithmic_axes():
    points = [point(100, 1.0, (16, 0.99, 2.0)), point(10_000, 8.0, (16, 0.9, 0.1), (64, 0.96, 4.0))]
    found = hand_over(points, 0.95)  # HNSW takes 2× at 100 rows and ½ at 10,000: equal half way, at 1,000
    assert found == {"least_recall": 0.95, "between": [100, 10_000], "rows": 1000}


def test_a_faster_search_below_the_recall_wanted_hands_nothing_over():
    points = [point(100, 1.0, (16, 0.99, 2.0)), point(1000, 10.0, (16, 0.94, 0.1))]
    assert hand_over(points, 0.95)["rows"] is None
    assert hand_over(points, 0.95)["between"] is None


def test_hnsw_that_is_faster_only_in_between_has_not_taken_over():
    points = [point(1, 1.0, (1, 1.0, 2.0)), point(10, 5.0, (1, 1.0, 1.0)), point(100, 6.0, (1, 1.0, 7.0))]
    assert hand_over(points, 0.95)["between"] is None


def test_hnsw_that_is_faster_at_once_is_told_by_the_smallest_size():
    assert hand_over([point(400, 2.0, (16, 1.0, 1.0))], 0.95)["between"] == [0, 400]


def test_hnsw_that_saves_nothing_never_pays():
    slow = {**point(100, 1.0, (16, 0.99, 2.0)), "hnsw_build_s": 1.0, "flat_build_s": 0.0}
    assert pays_after(slow, 0.95) is None
    assert pays_after({**slow, "flat_ms": 6.0}, 0.95) == 250  # 1 s more to build, 4 ms saved a query


def test_flat_is_never_slow_where_no_measured_size_was():
    assert slow_from([point(100, 1.0), point(1000, 5.0)], 6) is None


def test_a_budget_is_held_against_the_median_and_a_floor_the_other_way():
    assert Measured("ask", "s", (1.0, 9.0, 2.0), 3).kept is True
    assert Measured("rate", "questions/s", (14.0,), 15, at_least=True).kept is False
    assert Measured("peak", "MB", (1.0,)).kept is None


def test_the_table_names_what_was_missed():
    text = table([Measured("ask", "s", (4.0,), 3), Measured("errors", "", (0.0,), 0)])
    assert "| ask | s | 1 | 4.00 | 4.00 | 4.00 | ≤ 3 | **missed** |" in text
    assert "| errors |  | 1 | 0 | 0 | 0 | ≤ 0 | kept |" in text


def test_only_one_user_and_twenty_have_budgets_and_errors_have_one_always():
    user = {"asked": 3, "errors": 1, "per_second": 9.0, "inside_ms": {"p50": 50, "p95": 130}}
    loads = [{**user, "users": users, "round_trip_ms": {"p50": 60, "p95": 140}} for users in (1, 5, 20)]
    rows = {row.what: row.kept for row in held_against_budgets({"users": loads}, {})}
    assert rows["serve: 1 user, in the server, p50"] is True
    assert rows["serve: 1 user, in the server, p95"] is False
    assert rows["serve: 5 users, in the server, p95"] is None
    assert (rows["serve: 5 users"], rows["serve: 20 users"]) == (None, False)
    assert rows["serve: 5 users, errors of 3"] is False


def size(times: int, *parts: tuple[str, float]) -> dict:
    made = [{"part": part, "seconds": seconds} for part, seconds in parts]
    counted = {"passages": 100 * times, "rows": 400 * times}
    return {"times": times, **counted, "parts": made, "peak_mb": {}, "search": [], "not_measured": []}


def test_embedding_that_was_not_measured_is_computed_from_the_largest_measured_size_and_marked():
    embedded = (("embed passages", 10.0), ("embed sentences", 6.0))
    sizes = [size(1, *embedded), size(10, ("read", 1.0))]
    extrapolate_embedding(sizes)
    add_per_thousand(sizes[1])
    found = {part["part"]: part for part in sizes[1]["parts"]}
    assert {name: part["seconds"] for name, part in found.items()} == {
        "read": 1.0,
        "embed passages": 100.0,
        "embed sentences": 60.0,
    }
    assert [name for name, part in found.items() if part["extrapolated"]] == [name for name, _ in embedded]
    assert found["embed passages"]["per_1000_passages"] == 100.0


def test_a_part_that_was_measured_before_its_step_was_stopped_is_not_computed_again():
    embedded = (("embed passages", 10.0), ("embed sentences", 6.0))
    sizes = [size(1, *embedded), size(10, ("embed passages", 90.0))]
    extrapolate_embedding(sizes)
    assert [part["seconds"] for part in sizes[1]["parts"] if part["part"] == "embed passages"] == [90.0]


def test_a_stopped_step_keeps_what_it_measured_and_says_where_it_was_stopped():
    said = 'noise\n{"part": "read", "seconds": 2.0}\n{"passages": 5}\n{"search": "BM25", "ms": 1.0}\n'
    found = size(1)
    take_in(found, "build", Ended(480.2, 7000.4, -9, said, "", stopped=True))
    assert found["parts"] == [{"part": "read", "seconds": 2.0}]
    assert (found["passages"], found["peak_mb"]) == (5, {"build": 7000})
    assert found["not_measured"] == [{"what": "build", "why": "stopped after 480 s after 'read'"}]


def test_a_program_without_memory_is_said_to_need_more():
    assert Ended(1, 1, 1, "", "…\nMemoryError\n", stopped=False).why() == "needs more than 12 GB of memory"
    assert Ended(1, 1, 2, "", "baipishu: no such file\n", stopped=False).why() == "exit code 2: baipishu: no such file"
    assert Ended(1, 1, 0, "", "a warning\n", stopped=False).why() == ""


def test_a_process_is_stopped_at_its_limit_and_what_it_printed_stays():
    program = "import time; print('{\"part\": 1}', flush=True); time.sleep(60)"
    ended = run_process(["-c", program], limit=2)
    assert ended.stopped and ended.records() == [{"part": 1}]


def test_the_peak_counts_what_a_process_held_for_a_moment():
    assert run_process(["-c", "x = b'x' * 300_000_000; del x"]).peak_mb > 300_000_000 / 1024**2


def test_questions_come_once_each_in_a_fixed_order_and_need_no_earlier_one():
    questions = read_questions()
    assert questions == read_questions()
    assert len(dict.fromkeys(questions)) == len(questions) > 200
    assert {language for _, language in questions} == {"zh-Hans", "zh-Hant", "en"}
