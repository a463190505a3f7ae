"""README.md tells the truth: its commands, options and settings exist, and the list of files is true."""

import re
import shlex
from functools import cache
from pathlib import Path

import pytest
import typer
from click import Command

from cli import app
from settings import Settings
from tools.file_list import PAGE, page
from tools.readme_results import END, START, ReadmeError, run_table, with_results

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")
RESULTS = (ROOT / "docs" / "results.md").read_text("utf-8")
READ_ELSEWHERE = {"BAIPISHU_DEVICE"}  # by the encoder that is not bundled, not by Settings


def code_blocks(*languages: str) -> list[str]:
    return re.findall(rf"^```(?:{'|'.join(languages)})\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def command_lines() -> list[str]:
    """Every line of a block that a reader may type, without prompt, assignments, pipes and comments."""
    lines = [line.removeprefix("$ ") for line in "".join(code_blocks("sh")).splitlines()]
    lines += [line.removeprefix("$ ") for line in "".join(code_blocks("console")).splitlines() if line[:2] == "$ "]
    return [re.sub(r"^(?:[A-Z_]+=\S+ )+", "", re.split(r"\s+#|\s*[|;>] ", line)[0]).strip() for line in lines]


@cache
def root_command() -> Command:
    return typer.main.get_command(app)


def resolved(line: str) -> tuple[Command, list[str]]:
    """The subcommand that a `baipishu` line names, and the words after it. Raises KeyError for an unknown one."""
    command, words = root_command(), shlex.split(line)[1:]
    while words and hasattr(command, "commands"):
        command, words = command.commands[words[0]], words[1:]
    return command, words


def test_every_baipishu_command_exists_with_its_options():
    lines = [line for line in command_lines() if line.startswith("baipishu ")]
    assert len(lines) >= 8
    for line in lines:
        command, words = resolved(line)
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if re.match(r"--?[a-z]", word)} <= known, line


def test_every_make_target_exists():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    typed = "\n".join(command_lines())
    named = set(re.findall(r"`make ([a-z]+)", README)) | set(re.findall(r"^make ([a-z]+)", typed, re.MULTILINE))
    assert {"run", "test", "eval", "bench"} <= named <= targets


def test_the_settings_tables_name_every_setting_and_no_other():
    every = {f"BAIPISHU_{field.upper()}" for field in Settings.model_fields}
    assert settings_in(OPERATIONS) == every
    assert {"BAIPISHU_REPORTS", "BAIPISHU_ENCODER"} <= settings_in(README) <= every | READ_ELSEWHERE


def settings_in(text: str) -> set[str]:
    """The settings that the first cells of a table name."""
    cells = re.findall(r"^\| ([^|]+)", text, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`(BAIPISHU_\w+)`", cell)}


def test_links_lead_to_files_that_exist():
    links = [link.partition("#")[0] for link in re.findall(r'(?:\]\(|src=")([^)"#][^)"]*)', README)]
    assert links and [link for link in links if not (ROOT / link).exists()] == []


def test_the_list_of_files_is_the_one_that_the_modules_tell():
    assert PAGE.read_text("utf-8") == page(), "run `python -m tools.file_list`"


def test_the_readme_is_short():
    assert README.count("\n") <= 250


def test_the_results_part_can_be_filled():
    filled = with_results(RESULTS, "| 指标 |")
    assert filled.partition(START)[0] == RESULTS.partition(START)[0]
    assert filled.partition(END)[2] == RESULTS.partition(END)[2]


def test_a_readme_without_the_marks_is_refused():
    with pytest.raises(ReadmeError, match="once each"):
        with_results("no marks", "")


def test_a_run_becomes_a_row_a_metric_with_its_splits_and_languages():
    groups = {"retrieval": {"evidence_recall@1": 0.5}, "latency_ms": {"p50": 41.26}, "figures": {"checked": 7}}
    groups |= {name: {} for name in ("answers", "citations", "refusal")}
    part = {"questions": 1, **groups}
    results = {"questions": 2, **groups, "intervals": {"retrieval.evidence_recall@1": [0.25, 0.75]}}
    results |= {"by_split": {"dev": part, "test": part}, "by_language": {"en": part}, "index": "i", "encoder": "e"}
    lines = run_table("set", results).splitlines()
    assert lines[2] == "| 指标 | 全部 (2) | 95% 区间 | dev (1) | test (1) | English (1) |"
    assert "| 证据召回 @1 `retrieval.evidence_recall@1` | 0.500 | 0.250–0.750 | 0.500 | 0.500 | 0.500 |" in lines
    assert any(line.startswith("| 耗时 p50") and "| 41.3 | – |" in line for line in lines)
