"""`make mutants`: which changes are made, by which tests each is met, and what becomes of it."""

import os
import subprocess
import sys
from pathlib import Path

from tools.mutants.changes import ROOT, Mutant, chosen, mutants_of
from tools.mutants.page import page
from tools.mutants.reached import BESIDE, SECONDS, Reach, met_by

SOURCE = '''"""Counts.

>>> Counter().enough(3)
True
"""

LEAST = 3


class Counter:
    def enough(self, count):
        def more():
            return count + 1
        return count >= LEAST and not more() == 0
'''
TESTS = """from corpus.counter import Counter


def test_three_are_enough():
    assert Counter().enough(3) and not Counter().enough(2)
"""
RUN = """
from pathlib import Path
from tools.mutants import trial
from tools.mutants.changes import mutants_of
trial.THIRD_PARTY = ("pytest",)
trial.prepare(Path.cwd())
for mutant in mutants_of("corpus/counter.py", Path.cwd()):
    tests = ["--doctest-modules", "corpus/counter.py", "tests/test_counter.py"]
    print(mutant.after, trial.fate(mutant, tests, Path.cwd()), sep=": ")
"""


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")


def test_a_change_turns_one_sign_word_or_number_and_knows_its_function(tmp_path: Path):
    write(tmp_path, "corpus/counter.py", SOURCE)
    found = list(mutants_of("corpus/counter.py", tmp_path))
    assert [(mutant.function, mutant.after) for mutant in found] == [
        ("", "(4)"),
        ("Counter.enough.<locals>.more", "(count - 1)"),
        ("Counter.enough.<locals>.more", "(2)"),
        ("Counter.enough", "(count >= LEAST or not more() == 0)"),
        ("Counter.enough", "(count > LEAST)"),
        ("Counter.enough", "(more() == 0)"),
        ("Counter.enough", "(more() != 0)"),
        ("Counter.enough", "(1)"),
    ]
    assert b"return count > LEAST and" not in SOURCE.encode()
    assert b"return (count > LEAST) and" in found[4].made(SOURCE.encode())


def test_a_sample_stays_the_same_when_something_else_is_written(tmp_path: Path):
    write(tmp_path, "corpus/counter.py", SOURCE)
    before = [mutant.after for mutant in chosen(["corpus"], 3, 7, tmp_path)]
    write(tmp_path, "corpus/counter.py", SOURCE.replace("Counts.", "Counts things, and\nthings only."))
    assert [mutant.after for mutant in chosen(["corpus"], 3, 7, tmp_path)] == before
    assert len(chosen(["corpus/counter.py"], 0, 7, tmp_path)) == 8


def test_a_change_is_met_by_the_quickest_tests_of_its_function_then_by_some_of_its_file():
    def reach(test: str, seconds: float, *names: str) -> Reach:
        return Reach(test, seconds, frozenset(f"corpus/a.py:{name}" for name in names))

    inside = Mutant("corpus/a.py", 9, "1", "(2)", 0, 1, "f")
    reached = [
        reach("slow", SECONDS, "f"), reach("quick", 0.1, "f", "g"), reach("beside", 1.0, "g"),
        reach("too slow beside", BESIDE, "g"), Reach("elsewhere", 0.0, frozenset({"corpus/b.py:f"})),
    ]  # fmt: skip
    assert met_by(inside, reached) == ["quick", "beside"]
    assert met_by(Mutant("corpus/a.py", 3, "1", "(2)", 0, 1, ""), reached) == ["quick", "beside", "too slow beside"]
    assert met_by(Mutant("corpus/c.py", 3, "1", "(2)", 0, 1, "f"), reached) == []


def test_a_change_that_a_test_notices_is_killed_and_the_file_is_never_written(tmp_path: Path):
    write(tmp_path, "corpus/counter.py", SOURCE)
    write(tmp_path, "corpus/__init__.py", "")
    write(tmp_path, "tests/test_counter.py", TESTS)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", RUN], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert ran.stdout.splitlines() == [
        "(4): killed", "(count - 1): survived", "(2): survived", "(count >= LEAST or not more() == 0): killed",
        "(count > LEAST): killed", "(more() == 0): killed", "(more() != 0): killed", "(1): survived",
    ], ran.stderr  # fmt: skip
    assert (tmp_path / "corpus" / "counter.py").read_text("utf-8") == SOURCE


def test_the_page_counts_the_fates_and_lists_all_but_the_killed():
    mutants = [Mutant("corpus/a.py", line, "a | b", "(a & b)", line, line + 1, "f") for line in (3, 1, 2, 4)]
    told = page(list(zip(mutants, ["killed", "no test", "survived", "killed"], strict=True)), "today")
    assert "today: 4 changes, 2 killed (50%), 1 survived, 1 in code that no test enters." in told
    assert told.splitlines()[-2:] == [
        "| `corpus/a.py:1` | `a ¦ b` | `(a & b)` | no test |", "| `corpus/a.py:2` | `a ¦ b` | `(a & b)` | survived |",
    ]  # fmt: skip
