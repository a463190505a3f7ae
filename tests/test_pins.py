"""constraints.txt: every declared dependency is pinned, by name and version and nothing else."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DECLARED = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]
LINES = [
    line.partition("#")[0].strip() for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
]
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
