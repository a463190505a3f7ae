"""The measured numbers → a short Markdown page: the budgets, and how the main figures grow with the corpus."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

HEAD = """# Benchmarks

Written by `make bench` beside `latest.json`, which holds every number. The page with all plots, `index.html`, is
written too and not kept in git: `python -m bench.page docs/benchmarks/latest.json` makes it again in seconds.
"""


def number(value: float | None) -> str:
    """A number as a table shows it: thousands set apart, three digits that count, a dash for None.

    >>> number(94000), number(0.0512), number(1505.31), number(None)
    ('94,000', '0.0512', '1,505', '–')
    """
    if value is None:
        return "–"
    if isinstance(value, int) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def summary(measured: Mapping[str, Any]) -> str:
    """Return the whole page."""
    return "\n".join([HEAD, *machine_lines(measured["machine"]), *budget_lines(measured["budgets"]), *size_lines(
        [size for size in measured["sizes"] if "passages" in size]
    )]) + "\n"  # fmt: skip


def machine_lines(machine: Mapping[str, Any]) -> Iterator[str]:
    where = (machine["processor"], f"{machine['cores']} cores", machine["system"], f"Python {machine['python']}")
    yield f"Measured on {machine['measured_on']} at commit {machine['commit']}: {', '.join(where)}.\n"


def budget_lines(budgets: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield "| what | unit | median | min–max | budget | kept |"
    yield "| --- | --- | ---: | ---: | ---: | --- |"
    for each in budgets:
        limit = "–" if each["budget"] is None else f"{'≥' if each['at_least'] else '≤'} {number(each['budget'])}"
        kept = {True: "yes", False: "**no**", None: "–"}[each["kept"]]
        spread = f"{number(each['min'])}–{number(each['max'])}" if each["n"] > 1 else "–"
        cells = (each["what"], each["unit"], number(each["median"]), spread, limit, kept)
        yield f"| {' | '.join(cells)} |"
    yield ""


def size_lines(sizes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield "| times the corpus | passages | index, MB | asking, peak MB | one question, ms p50 / p95 | start, s |"
    yield "| ---: | ---: | ---: | ---: | ---: | ---: |"
    for size in sizes:
        total = (size.get("one_question_ms") or {}).get("total") or {}
        cells = (
            number(size["times"]),
            number(size["passages"]),
            number(size.get("disk_mb")),
            number((size.get("peak_mb") or {}).get("ask")),
            f"{number(total.get('p50'))} / {number(total.get('p95'))}",
            number((size.get("start") or {}).get("page_s")),
        )
        yield f"| {' | '.join(cells)} |"
