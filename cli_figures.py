"""`baipishu figures`: the figures that reports state. Parses, calls, prints.

baipishu figures 新能源汽车 --year 2024
"""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from cli_corpus import Doc, Json, documents_named, print_lines


def show_figures(
    words: Annotated[str, typer.Argument(help="words of what is measured; none: every figure")] = "",
    doc: Doc = None,
    unit: Annotated[str | None, typer.Option(help="as written, without 万 or 亿: 辆, %, 吨")] = None,
    year: int | None = None,
    kind: Annotated[str | None, typer.Option(help="level, share, growth or target")] = None,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="print a table for a spreadsheet")] = False,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="also write a workbook")] = None,
    site: Annotated[str, typer.Option(help="address of your server, for links")] = "",
) -> None:
    """Print every figure of the reports with its subject, unit, year and place."""
    from figures.extract import figures_of
    from figures.indicator import KINDS
    from figures.select import Wanted, chosen
    from figures.sheet import save, to_csv
    from figures.show import figure_lines

    if kind is not None and kind not in KINDS:
        raise ValueError(f"kind {kind!r} is none of {', '.join(KINDS)}")
    if xlsx and xlsx.suffix.lower() != ".xlsx":
        raise ValueError(f"{xlsx}: name a file that ends in .xlsx")
    found = chosen(figures_of(documents_named(doc)), Wanted(words, doc, unit, year, kind))
    if xlsx:
        save(found, xlsx, site)
    if as_csv:
        sys.stdout.write(to_csv(found, site).decode("utf-8-sig").replace("\r\n", "\n"))
    elif as_json:
        print(json.dumps({"figures": [figure.to_dict() for figure in found]}, ensure_ascii=False))
    else:
        print_lines(figure_lines(found))
