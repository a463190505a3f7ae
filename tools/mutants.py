"""Makes small changes to the code, one at a time, and lists those that no test notices: docs/mutants.md.

    python -m tools.mutants --sample 40 --seed 7
    python -m tools.mutants --sample 10 --under retrieval/read

A change is a comparison turned, `and` for `or`, a `not` left out, a number one off, an arithmetic sign turned, or a
returned True or False turned. It is made in a copy of the working tree, and met by the doctests of its file and the
tests that import its module; the first that fails kills it. What is printed as survived is either a rule without a
test or a change that changes nothing.
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "mutants.md"
UNDER = ("retrieval", "corpus")
SECONDS = 600  # for the tests of one change; what takes longer counts as killed, since it hangs
LINKED = ("models", "training")  # too large to copy, and never changed
TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
SIGNS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult,
}  # fmt: skip
Fate = Literal["killed", "survived", "no test"]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the file, the line, the code there before and after."""

    path: Path  # from the root
    line: int
    before: str
    after: str
    start: int  # offsets in the file, in bytes
    end: int


def changes(source: str) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Expressions of a source, each with what may stand in its place."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Compare(left, [sign], right) if type(sign) in TURNED:
                yield node, ast.Compare(left, [TURNED[type(sign)]()], right)
            case ast.BoolOp(op, values):
                yield node, ast.BoolOp(ast.And() if isinstance(op, ast.Or) else ast.Or(), values)
            case ast.UnaryOp(ast.Not(), operand):
                yield node, operand
            case ast.BinOp(left, sign, right) if type(sign) in SIGNS and not is_text(left) and not is_text(right):
                yield node, ast.BinOp(left, SIGNS[type(sign)](), right)
            case ast.Constant(bool() as value):
                yield node, ast.Constant(not value)
            case ast.Constant(int() | float() as value):
                yield node, ast.Constant(value + 1)


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def mutants_of(path: Path) -> Iterator[Mutant]:
    """All changes of a file; those inside f-strings and `# pragma: no mutants` lines are left out."""
    source = (ROOT / path).read_text("utf-8")
    lines = source.encode().splitlines(keepends=True)
    starts = [sum(map(len, lines[:n])) for n in range(len(lines))]
    for node, other in changes(source):
        if node.end_lineno is None or node.end_col_offset is None:
            continue
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        before = source.encode()[start:end].decode()
        if ast.unparse(node) == ast.unparse(other) or "{" in before:
            continue
        yield Mutant(path, node.lineno, " ".join(before.split()), f"({ast.unparse(other)})", start, end)


def tests_for(path: Path) -> list[str]:
    """The file itself, for its doctests, and the tests that import its module; those of the whole program last."""
    module = ".".join(path.with_suffix("").parts)
    bearing = {
        test.relative_to(ROOT).as_posix(): "answerer" in source
        for test in sorted((ROOT / "tests").glob("test_*.py"))
        if f"from {module} import" in (source := test.read_text("utf-8"))
    }
    has_doctest = ">>>" in (ROOT / path).read_text("utf-8")
    return [*([path.as_posix()] if has_doctest else []), *sorted(bearing, key=lambda name: bearing[name])]


def copy_tree(folder: Path) -> None:
    """Copy what git knows of the working tree; what is large is linked."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, names.split("\0")):
        if name.partition("/")[0] not in LINKED and (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    for name in LINKED:
        (folder / name).symlink_to(ROOT / name)


def fate(mutant: Mutant, folder: Path, tests: Sequence[str]) -> Fate:
    """Make the change in the copy, run the tests, take the change back."""
    if not tests:
        return "no test"
    file = folder / mutant.path
    kept = file.read_bytes()
    file.write_bytes(kept[: mutant.start] + mutant.after.encode() + kept[mutant.end :])
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--no-header", *tests]
    try:
        ended = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            timeout=SECONDS,
            env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        )
        return "survived" if ended.returncode == 0 else "killed"
    except subprocess.TimeoutExpired:
        return "killed"
    finally:
        file.write_bytes(kept)


def chosen(under: Sequence[str], sample: int, seed: int) -> list[Mutant]:
    """So many of the changes of these folders or files; all with 0. The same seed chooses the same ones."""
    paths = sorted({path for name in under for path in ([ROOT / name] if name.endswith(".py") else
                                                       (ROOT / name).rglob("*.py"))})  # fmt: skip
    found = [mutant for path in paths for mutant in mutants_of(path.relative_to(ROOT))]
    return found if not sample else random.Random(seed).sample(found, min(sample, len(found)))  # noqa: S311


def page(fates: Sequence[tuple[Mutant, Fate]], told: str) -> str:
    counted = {fate: sum(each == fate for _, each in fates) for fate in ("killed", "survived", "no test")}
    rows = [
        f"| `{m.path}:{m.line}` | `{m.before[:60].replace('|', '¦')}` | `{m.after[:60].replace('|', '¦')}` | {each} |"
        for m, each in sorted(fates, key=lambda pair: (str(pair[0].path), pair[0].line))
        if each != "killed"
    ]
    head = ["| where | was | became | |", "| --- | --- | --- | --- |"] if rows else []
    return "\n".join([
        "# Mutants", "",
        "Small changes of the code that no test noticed, written by `make mutants` (`python -m tools.mutants`): a",
        "sample of the comparisons, conditions and numbers of `retrieval/` and `corpus/`, each met by the tests that",
        "import its module. A survivor is a rule without a test, or a change that changes nothing.", "",
        f"{told}: {len(fates)} changes, {counted['killed']} killed, {counted['survived']} survived, "
        f"{counted['no test']} in files that no test imports.", "", *head, *rows,
    ]) + "\n"  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=200, help="how many changes; 0: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--under", nargs="+", default=list(UNDER), help="folders or files")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder = Path(name)
        copy_tree(folder)
        fates: list[tuple[Mutant, Fate]] = []
        for mutant in chosen(args.under, args.sample, args.seed):
            fates.append((mutant, fate(mutant, folder, tests_for(mutant.path))))
            print(f"{fates[-1][1]:9} {mutant.path}:{mutant.line}: {mutant.before} → {mutant.after}", flush=True)
    told = f"{date.today().isoformat()}, {', '.join(args.under)}, seed {args.seed}"
    PAGE.write_text(page(fates, told), "utf-8")


if __name__ == "__main__":
    main()
