"""The small changes that can be made to a source.

A change is a comparison turned, `and` for `or`, a `not` left out, a number one off, an arithmetic sign turned, or a
True or False turned.
"""

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
SIGNS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the file, the line, the code there before and after."""

    path: str  # from the root
    line: int
    before: str
    after: str
    start: int  # offsets in the file, in bytes
    end: int
    function: str  # qualified name of the innermost function around it; "" outside of any

    def made(self, source: bytes) -> bytes:
        """The source with the change."""
        return source[: self.start] + self.after.encode() + source[self.end :]


def changes(source: str) -> Iterator[tuple[ast.expr, ast.expr, str]]:
    """Expressions of a source, each with what may stand in its place and the qualified name of its function."""
    yield from within(ast.parse(source), "", "")


def within(node: ast.AST, function: str, scope: str) -> Iterator[tuple[ast.expr, ast.expr, str]]:
    """`scope`: what stands before the names that a node defines, as Python writes it."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            function, scope = f"{scope}{name}", f"{scope}{name}.<locals>."
        case ast.ClassDef(name=name):
            function, scope = "", f"{scope}{name}."
    if isinstance(node, ast.expr) and (other := turned(node)):
        yield node, other, function
    for child in ast.iter_child_nodes(node):
        yield from within(child, function, scope)


def turned(node: ast.expr) -> ast.expr | None:
    """What may stand in the place of a node; None for most."""
    match node:
        case ast.Compare(left, [sign], right) if type(sign) in TURNED:
            return ast.Compare(left, [TURNED[type(sign)]()], right)
        case ast.BoolOp(op, values):
            return ast.BoolOp(ast.And() if isinstance(op, ast.Or) else ast.Or(), values)
        case ast.UnaryOp(ast.Not(), operand):
            return operand
        case ast.BinOp(left, sign, right) if type(sign) in SIGNS and not is_text(left) and not is_text(right):
            return ast.BinOp(left, SIGNS[type(sign)](), right)
        case ast.Constant(bool() as value):
            return ast.Constant(not value)
        case ast.Constant(int() | float() as value):
            return ast.Constant(value + 1)
    return None


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def mutants_of(path: str, root: Path = ROOT) -> Iterator[Mutant]:
    """All changes of a file, those inside f-strings left out, and what only the type checker reads."""
    source = (root / path).read_text("utf-8")
    lines = source.encode().splitlines(keepends=True)
    starts = [sum(map(len, lines[:n])) for n in range(len(lines))]
    for node, other, function in changes(source):
        if node.end_lineno is None or node.end_col_offset is None:
            continue
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        before = source.encode()[start:end].decode()
        annotates = lines[node.lineno - 1].lstrip().startswith(b"@dataclass")  # slots, frozen: no rule of ours
        if ast.unparse(node) == ast.unparse(other) or "{" in before or annotates:
            continue
        yield Mutant(path, node.lineno, " ".join(before.split()), f"({ast.unparse(other)})", start, end, function)


def chosen(under: Sequence[str], sample: int, seed: int, root: Path = ROOT) -> list[Mutant]:
    """So many of the changes of these folders or files; all with 0. The same seed chooses the same ones, whatever was
    written elsewhere since."""
    paths = sorted({path for name in under for path in ([root / name] if name.endswith(".py") else
                                                       (root / name).rglob("*.py"))})  # fmt: skip
    found = [mutant for path in paths for mutant in mutants_of(path.relative_to(root).as_posix(), root)]
    lots: dict[Mutant, str] = {}
    same: Counter[tuple[str, ...]] = Counter()
    for mutant in found:
        told = mutant.path, mutant.function, mutant.before, mutant.after
        same[told] += 1
        lots[mutant] = sha256(repr((seed, told, same[told])).encode()).hexdigest()
    return sorted(found, key=lambda mutant: lots[mutant])[: sample or None]
