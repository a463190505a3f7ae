"""docs/mutants.md: how many changes the tests noticed, and those that they did not."""

from collections.abc import Sequence

from tools.mutants.changes import Mutant
from tools.mutants.trial import Fate

SHOWN = 60  # characters of a change

HEAD = """\
# Mutants

Small changes of the code that no test noticed, written by `make mutants` (`python -m tools.mutants`): a comparison
turned, a number one off, `and` for `or`, in a sample of `retrieval/` and `corpus/`. Each is met by the quickest tests
that enter its function, five seconds of computing of them, without a browser or a server; the first that fails ends it.
A survivor is a rule that no quick test holds, or a change that changes nothing.
"""


def page(fates: Sequence[tuple[Mutant, Fate]], told: str) -> str:
    """The page, as Markdown; `told`: which changes were made, and when."""
    counted = {fate: sum(each == fate for _, each in fates) for fate in ("killed", "survived", "no test")}
    rows = [
        f"| `{m.path}:{m.line}` | `{short(m.before)}` | `{short(m.after)}` | {each} |"
        for m, each in sorted(fates, key=lambda pair: (pair[0].path, pair[0].line, pair[0].start))
        if each != "killed"
    ]
    table = ["", "| where | was | became | |", "| --- | --- | --- | --- |", *rows] if rows else []
    noticed = counted["killed"] / max(len(fates), 1)
    summary = (
        f"{told}: {len(fates)} changes, {counted['killed']} killed ({noticed:.0%}), {counted['survived']} survived, "
        f"{counted['no test']} in code that no test enters."
    )
    return "\n".join([HEAD, summary, *table]) + "\n"


def short(code: str) -> str:
    return code[:SHOWN].replace("|", "¦").replace("`", "'")
