"""Documents that are made from the code are up to date, and long lines of the others are wrapped without a change."""

import re
from pathlib import Path

import pytest

from tools import architecture
from tools.wrap_markdown import LONGEST, wrapped

ROOT = Path(__file__).parent.parent


def test_the_picture_of_the_packages_is_that_of_the_code():
    assert architecture.PICTURE.read_text("utf-8") == architecture.picture(), "run `python -m tools.architecture`"


def test_no_arc_of_the_picture_goes_up():
    order = {name: n for n, name in enumerate((*architecture.LAYERS, architecture.TOP))}
    assert [pair for pair in architecture.imports() if order[pair[0]] < order[pair[1]]] == []


@pytest.mark.parametrize("page", ["architecture.md", "adding.md"])
def test_every_file_that_a_guide_names_is_there(page: str):
    named = re.findall(r"`((?:corpus|index|retrieval|writing|eval|web|docs|tests)/[\w./-]*\w\.(?:py|md|toml))`",
                       (ROOT / "docs" / page).read_text("utf-8"))  # fmt: skip
    real = [path for path in named if "NAME" not in path and path != "corpus/readers/odt.py"]  # those are to be made
    assert real and [path for path in real if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("text", [
    f"{'word ' * 40}\n\nnext",
    f"- {'一段很长的话，' * 40}\n  接着写\n- second",
    f"{'word ' * 22}`code - with blanks` 1. {'word ' * 20}",
    f"1. {'[text of a link](https://example.org/a) ' * 8}",
])  # fmt: skip
def test_wrapping_moves_line_ends_only(text: str):
    assert max(map(len, wrapped(text).split("\n"))) <= LONGEST
    assert re.sub(r"\s+", "", wrapped(text)) == re.sub(r"\s+", "", text)
    assert len(re.findall(r"(?m)^\s*(?:[-*]|\d+\.) ", wrapped(text))) == len(re.findall(r"(?m)^(?:[-*]|\d+\.) ", text))
    assert wrapped(wrapped(text)) == wrapped(text)


@pytest.mark.parametrize("kept", [
    f"| {'cell | ' * 40}", f"```\n{'code ' * 40}\n```", f"# {'title ' * 30}", f'<img src="{"a" * 150}">',
    f"    {'indented ' * 20}",
])  # fmt: skip
def test_what_may_not_be_broken_is_kept(kept: str):
    assert wrapped(kept) == kept
