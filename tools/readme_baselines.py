"""Writes the tables of measured baselines into docs/results.md. Knows baselines.json, runs nothing.

baipishu eval baselines --questions eval/questions/shenzhen-2024.jsonl --out eval/runs/baselines
python -m tools.readme_baselines eval/runs/baselines
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.baselines.run import FILE, FORMAT
from eval.baselines.table import baselines_table

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "results.md"
START, END = "<!-- baselines:start -->", "<!-- baselines:end -->"


class ReadmeError(ValueError):
    """Comparisons or a page that do not fit together; the message names the cure."""


def with_baselines(readme: str, part: str) -> str:
    """Put `part` between the two marks. Raises ReadmeError unless each stands there once, in order.

    >>> with_baselines(f"a\\n{START}\\nold\\n{END}\\nb", "new") == f"a\\n{START}\\n\\nnew\\n\\n{END}\\nb"
    True
    """
    if readme.count(START) != 1 or readme.count(END) != 1 or readme.index(START) > readme.index(END):
        raise ReadmeError(f"docs/results.md must hold {START} and {END} once each, in this order")
    before, _, rest = readme.partition(START)
    return f"{before}{START}\n\n{part}\n\n{END}{rest.partition(END)[2]}"


def read_baselines(folders: Sequence[Path]) -> list[Mapping[str, Any]]:
    """Read the comparison of each folder. Raises ReadmeError for a folder without one."""
    found = []
    for folder in folders:
        try:
            found.append(json.loads((folder / FILE).read_text("utf-8")))
        except (OSError, ValueError) as error:
            raise ReadmeError(f"{folder} holds no {FILE} ({error}); run `baipishu eval baselines` first") from error
        if found[-1].get("format") != FORMAT:
            raise ReadmeError(f"{folder / FILE} is not of format {FORMAT}; repeat `baipishu eval baselines`")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="what `baipishu eval baselines` wrote")
    options = parser.parse_args()
    try:
        tables = [baselines_table(found).strip() for found in read_baselines(options.folders)]
        PAGE.write_text(with_baselines(PAGE.read_text("utf-8"), "\n\n".join(tables)), "utf-8")
    except ReadmeError as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
