"""Writes the figures of finished runs into docs/results.md. Knows metrics.json, runs nothing.

    make eval
    python -m tools.readme_results eval/runs/shenzhen-2024 eval/runs/gov-work-report-2024
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.definitions import METRICS, Metric, shown
from eval.labels import LANGUAGES
from eval.table import show, show_interval

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PAGE = ROOT / "docs" / "results.md"
START, END = "<!-- results:start -->", "<!-- results:end -->"
SPLITS = {"dev": "dev", "test": "test"}  # dev was tuned on, test was only reported


class ReadmeError(ValueError):
    """Runs or a page that do not fit together; the message names the cure."""


def results_part(runs: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the Markdown of {name of the run: its metrics.json}, a table a run."""
    return "\n\n".join(run_table(name, results) for name, results in runs.items())


def run_table(name: str, results: Mapping[str, Any]) -> str:
    """One row a metric: all questions, their 95 % interval, each split, each language."""
    groups = {
        **{SPLITS[part]: results["by_split"][part] for part in SPLITS if part in results["by_split"]},
        **{zh: results["by_language"][code] for code, (zh, _) in LANGUAGES.items() if code in results["by_language"]},
    }
    head = ["指标", f"全部 ({results['questions']})", "95% 区间"]
    head += [f"{label} ({group['questions']})" for label, group in groups.items()]
    rows = [head, ["---", *["---:"] * (len(head) - 1)]]
    for metric in shown({metric.key: results.get(metric.group, {}).get(metric.name) for metric in METRICS}):
        low, high = results["intervals"].get(metric.key, (None, None))
        rows.append(
            [f"{metric.label} `{metric.key}`", figure(metric, results), show_interval(metric, low, high)]
            + [figure(metric, group) for group in groups.values()]
        )
    lines = [f"| {' | '.join(cells)} |" for cells in rows]
    about = f"编码器 `{results['encoder']}` · 索引 `{results['index']}`"
    return "\n".join([f"**{name}**（{results['questions']} 题） · {about}", "", *lines])


def figure(metric: Metric, results: Mapping[str, Any]) -> str:
    """The figure of a metric; – where the questions hold nothing to judge."""
    return show(metric, results[metric.group].get(metric.name))


def with_results(readme: str, part: str) -> str:
    """Put `part` between the two marks. Raises ReadmeError unless each stands there once, in order.

    >>> with_results(f"a\\n{START}\\nold\\n{END}\\nb", "new") == f"a\\n{START}\\n\\nnew\\n\\n{END}\\nb"
    True
    """
    if readme.count(START) != 1 or readme.count(END) != 1 or readme.index(START) > readme.index(END):
        raise ReadmeError(f"docs/results.md must hold {START} and {END} once each, in this order")
    before, _, rest = readme.partition(START)
    return f"{before}{START}\n\n{part}\n\n{END}{rest.partition(END)[2]}"


def read_results(folders: Sequence[Path]) -> dict[str, Any]:
    """Read {name of the folder: metrics.json}. Raises ReadmeError for a folder that is no run."""
    found = {}
    for folder in folders:
        try:
            found[folder.name] = json.loads((folder / "metrics.json").read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise ReadmeError(f"{folder} is not the folder of a run ({error}); run `make eval` first") from error
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUN", help="folder that `baipishu eval run` wrote")
    options = parser.parse_args()
    try:
        PAGE.write_text(with_results(PAGE.read_text("utf-8"), results_part(read_results(options.runs))), "utf-8")
    except ReadmeError as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
