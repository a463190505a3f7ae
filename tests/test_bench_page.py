"""The page of the benchmark: every number of the JSON, the same bytes each time, nothing from outside."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.page import page
from bench.summary import number, summary

SHIPPED = Path(__file__).parent.parent / "docs" / "benchmarks"
LOADED = r"""(?:src|href|action|data|poster|srcset)\s*=\s*["']?\s*(?!#)[^"'\s>]+"""  # not from the page itself
OUTSIDE = re.compile(rf"{LOADED}|url\((?!#)|@import|<script|<link")


def load(users: int, per_second: float) -> dict:
    return {
        "users": users,
        "asked": 301 + users,
        "errors": 7,
        "first_errors": ["TimeoutError('<&>')"],
        "seconds": 20.3,
        "per_second": per_second,
        "round_trip_ms": {"p50": 81.5 * users, "p95": 171.5 * users},
        "inside_ms": {"p50": 41.5, "p95": 111.5},
    }


def size(times: int) -> dict:
    """What is known of one size; numbers as they come, no two alike."""
    return {
        "times": times,
        "documents": times,
        "passages": 94 * times,
        "rows": 413 * times,
        "vectors": "real" if times == 1 else "made",
        "disk_mb": 9.1 * times,
        "parts": [
            {"part": "read", "seconds": 0.123 * times, "per_1000_passages": 1.31, "extrapolated": False},
            {"part": "embed passages", "seconds": 9.87 * times, "per_1000_passages": 105.2, "extrapolated": times > 1},
            {"part": "load", "seconds": 0.456 * times, "per_1000_passages": 4.85, "extrapolated": False},
            {"part": "first question", "seconds": 1.02 * times, "per_1000_passages": None, "extrapolated": False},
        ],
        "search": [{"search": "BM25", "ms": 0.057 * times}],
        "peak_mb": {"embed": 351 + times, "build": 234 + times, "load": 361 + times, "ask": 309 + times, "serve": 501},
        "asked": 59,
        "one_question_ms": {
            stage: {"p50": n + 0.25 * times, "p95": n + 30.75 * times}
            for n, stage in enumerate(("encode", "search", "answer", "total"), 2)
        },
        "ask": {"seconds": [1.55 * times, 1.66 * times, 1.77 * times]},
        "start": {"page_s": 3.02 * times, "answer_s": 3.29 * times},
        "users": [load(users, 13.5 / times) for users in (1, 5, 20)],
        "not_measured": [],
    }


def point(rows: int, flat: float) -> dict:
    return {
        "rows": rows,
        "flat_build_s": 0.033 * flat,
        "hnsw_build_s": 1.77 * flat,
        "flat_mb": 1.48 * flat,
        "hnsw_mb": 1.59 * flat,
        "flat_ms": flat,
        "flat_all_rows_ms": None if rows > 50_000 else 2.1 * flat,
        "pays_after_queries": round(71 * flat),
        "hnsw": [{"ef": 16, "recall": 0.912, "ms": 0.051}, {"ef": 64, "recall": 0.983, "ms": 0.212}],
    }


def measurements() -> dict:
    budget = {"what": "ask: whole process", "unit": "s", "n": 5, "min": 1.51, "median": 1.62, "max": 1.73}
    packages = {"faiss-cpu": "1.15.1"}
    large = size(10)
    large["not_measured"] = [{"what": "serve", "why": "stopped after 240 s <&>"}]
    return {
        "machine": {
            "measured_on": "2026-01-02",
            "commit": "abc1234",
            "processor": "A <fast> one",
            "cores": 2,
            "system": "Linux x86_64",
            "python": "3.11.7",
            "packages": packages,
            "load_before": 0.17,
        },
        "rebuild": {"from_nothing_s": 1.62, "peak_mb": 434, "after_a_change_s": 1.73},
        "budgets": [
            {**budget, "budget": 3, "at_least": False, "kept": True},
            {**budget, "what": "index: build, peak memory", "median": 434, "budget": None, "kept": None},
        ],
        "sizes": [size(1), large],
        "ann": {
            "points": [point(413, 0.031), point(130_602, 65.4)],
            "hand_over": {"least_recall": 0.95, "between": [413, 130_602], "rows": 1234},
            "slow": {"flat_ms": 6, "rows": 12_345},
            "why": "",
        },
        "took_s": 1313,
        "options": "--sizes 1,10 --seconds 20",
    }


@pytest.fixture
def measured() -> dict:
    return measurements()


@pytest.fixture(scope="module")
def html() -> str:
    """The page of these measurements; drawing it takes seconds."""
    return page(measurements())


def numbers(value: object) -> Iterator[float]:
    """Every number in a JSON value."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from numbers(inner)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value


def tables(html: str) -> str:
    """The page without its plots and without the JSON at its end."""
    return re.sub(r"<svg.*?</svg>|<details>.*?</details>", "", html, flags=re.DOTALL)


def test_every_number_of_the_json_stands_in_the_tables(measured, html):
    shown = set(re.findall(r"[\d.,]*\d", tables(html)))
    missing = {found for found in numbers(measured) if not {number(found), str(found)} & shown}
    assert not missing


def test_the_json_stands_whole_at_the_end_of_the_page(measured, html):
    raw = re.search(r"<pre>(.*?)</pre>", html, re.DOTALL)[1]
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        raw = raw.replace(entity, character)
    assert json.loads(raw) == measured


def test_the_page_loads_nothing_and_runs_nothing(html):
    assert OUTSIDE.search('<img src="plot.png">') and not OUTSIDE.search('<use xlink:href="#mark"/>')
    assert not OUTSIDE.findall(re.sub(r"<details>.*?</details>", "", html, flags=re.DOTALL))


def test_the_same_numbers_give_the_same_page(measured, html):
    assert page(measured) == html
    assert "<dc:date>" not in html


def test_a_time_that_was_computed_is_marked_and_a_measured_one_is_not(html):
    assert re.search(r'class="computed"[^>]*>≈ 98\.7 \(105\)', html)
    assert re.search(r"<span>9\.87 \(105\)", html)


def test_what_was_not_measured_is_said_with_its_reason(html):
    assert "10× · serve: stopped after 240 s &lt;&amp;&gt;" in html


def test_a_page_can_be_made_of_a_run_in_which_nearly_everything_failed(measured):
    bare = {"times": 1, "parts": [], "search": [], "peak_mb": {}}
    failed = [{"what": "build", "why": "no memory"}]
    measured |= {"sizes": [{**bare, "not_measured": failed}], "rebuild": {"why": "exit code 2"}, "budgets": []}
    hand_over = {"least_recall": 0.95, "between": None, "rows": None}
    measured["ann"] = {"points": [], "hand_over": hand_over, "slow": {"flat_ms": 6, "rows": None}, "why": "no memory"}
    html = page(measured)
    assert "1× · build: no memory" in html
    assert "exit code 2" in html


def test_the_short_page_in_git_is_that_of_the_numbers_in_git():
    measured = json.loads((SHIPPED / "latest.json").read_text("utf-8"))
    assert (SHIPPED / "README.md").read_text("utf-8") == summary(measured)


def test_the_short_page_tells_budgets_and_growth(measured):
    told = summary(measured).splitlines()
    assert any(line.endswith("| ≤ 3 | yes |") for line in told) and any(line.endswith("| – | – |") for line in told)
    assert sum(line.startswith(("| 1 |", "| 10 |")) for line in told) == 2
