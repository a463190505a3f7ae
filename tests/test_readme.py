"""README.md tells the truth: its commands, options and settings exist, and its file tree is the one that is there."""

import re
import shlex
from functools import cache
from pathlib import Path

import pytest
import typer
from click import Command

from cli import app
from settings import Settings
from tools.readme_results import END, START, ReadmeError, run_table, with_results

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
WHOLE = ("corpus", "index", "retrieval", "eval", "web", "bench", "tools", "docs")  # every file of these is listed
NOT_OURS = re.compile(r"(?:^|/)(?:__pycache__|built|cache|runs|results)(?:/|$)|\.DS_Store$")
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


def tree_paths() -> set[str]:
    """The paths that the file tree lists: a folder at the margin, its files indented below it."""
    paths, folder = set(), ""
    for line in code_blocks("text")[-1].splitlines():
        if not line.strip():
            continue
        name = line.split()[0]
        if line[0] != " ":
            folder = name if name.endswith("/") else ""
        paths.add(name if line[0] != " " else folder + name)
    return paths


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


def test_the_settings_table_names_every_setting_and_no_other():
    named = set(re.findall(r"^\| `(BAIPISHU_\w+)`", README, re.MULTILINE))
    assert named == {f"BAIPISHU_{field.upper()}" for field in Settings.model_fields} | READ_ELSEWHERE


def test_links_lead_to_files_that_exist():
    links = [link.partition("#")[0] for link in re.findall(r'(?:\]\(|src=")([^)"#][^)"]*)', README)]
    assert links and [link for link in links if not (ROOT / link).exists()] == []


def test_the_file_tree_lists_nothing_that_is_not_there():
    assert sorted(path for path in tree_paths() if not (ROOT / path).exists()) == []


@pytest.mark.parametrize("folder", WHOLE)
def test_the_file_tree_lists_every_file_of(folder: str):
    files = {str(path.relative_to(ROOT)) for path in (ROOT / folder).rglob("*") if path.is_file()}
    assert sorted(path for path in files - tree_paths() if not NOT_OURS.search(path)) == []


def test_the_file_tree_lists_every_module_at_the_top():
    assert {path.name for path in ROOT.glob("*.py")} <= tree_paths()


def test_the_results_part_can_be_filled():
    filled = with_results(README, "| 指标 |")
    assert filled.partition(START)[0] == README.partition(START)[0]
    assert filled.partition(END)[2] == README.partition(END)[2]


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
