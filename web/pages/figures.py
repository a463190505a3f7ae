"""The figures of the reports: /figures, a table to filter and sort, and lines for subjects of several years."""

import re
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from corpus.pages import Pages
from figures.extract import figures_of
from figures.indicator import KINDS, Indicator
from figures.select import ORDERS, Wanted, chosen
from figures.series import Series, bodies_of, series_by_id
from index.core import Index
from web.api.turns import Turns
from web.chat import MAX_QUESTION
from web.pages.excerpting import reader
from web.pages.lines import line_of
from web.pages.rendering import render
from web.pages.search import number
from web.pages.unhurried import AT_ONCE, WAITING, in_turns
from web.pages.view import View, view_of
from web.service import Service

PAGE = 25  # rows of a page
UP_TO_CLAUSE, BEHIND_CLAUSE = re.compile(r"^[^，；：。]*[，；：。]"), re.compile(r"(?<=[，；：。])[^，；：。]*$")
BESIDE = 28  # characters of a sentence on either side of its figure
UNITS = 60  # that can be chosen, the commonest


@dataclass(frozen=True, slots=True)
class Read:
    """The figures of an index, and the series to which each belongs."""

    build_id: str
    figures: tuple[Indicator, ...]
    series: Mapping[str, Series]


class Reading:
    """Reads the figures of the index in use once: the first time takes a second a report."""

    def __init__(self) -> None:
        self.last: Read | None = None
        self.lock = threading.Lock()

    def of(self, index: Index) -> Read:
        with self.lock:
            if self.last is None or self.last.build_id != index.build_id:
                figures = tuple(figures_of(index.documents))
                series = series_by_id(figures, bodies_of(index.documents))
                self.last = Read(index.build_id, figures, series)
            return self.last


def add(app: FastAPI, service: Service) -> None:
    reading, turns = Reading(), Turns(AT_ONCE, WAITING)

    @app.get("/figures", response_class=HTMLResponse)
    async def figures(request: Request) -> Response:
        return await in_turns(turns, request, "nav_figures", figures_page, request, service.index, reading)


def figures_page(request: Request, index: Index, reading: Reading) -> HTMLResponse:
    view, given = view_of(request), request.query_params
    read = reading.of(index)
    wanted, order = read_wanted(index, given), given.get("order", "")
    order = order if order in ORDERS else "reading"
    found = chosen(read.figures, wanted, order)
    pages = max(1, -(-len(found) // PAGE))
    page = min(number(given.get("page")) or 1, pages)
    return render(
        request,
        "figures.html",
        rows=[row(each, read.series, view) for each in found[(page - 1) * PAGE : page * PAGE]],
        total=len(found),
        page=page,
        pages=pages,
        wanted=wanted,
        order=order,
        orders=list(ORDERS),
        kinds=KINDS,
        units=common_units(read.figures, wanted.unit),
        years=sorted({each.year for each in read.figures if each.year}, reverse=True),
        documents=index.documents,
        languages={each.doc_id: each.language for each in index.documents},
        lines=[line_of(each) for each in series_of(found, read.series)],
        address=address_of(view, wanted, order),
        files={
            form: file_address(view, wanted, order, form) for form in ("xlsx", "csv")
        },
        reader=lambda each: reader(view, each.doc_id, (each.start, each.end)),
    )


def read_wanted(index: Index, given) -> Wanted:
    """The filters of an address; what is none filters nothing."""
    return Wanted(
        given.get("q", "")[:MAX_QUESTION].strip(),
        given.get("doc") if given.get("doc") in index.documents_by_id else None,
        given.get("unit", "")[:20].strip() or None,
        number(given.get("year")),
        given.get("kind") if given.get("kind") in KINDS else None,
    )


def query_of(wanted: Wanted, order: str) -> dict[str, object]:
    named = {
        "q": wanted.words or None,
        "doc": wanted.doc,
        "unit": wanted.unit,
        "year": wanted.year,
        "kind": wanted.kind,
    }
    return {**named, "order": None if order == "reading" else order}


def address_of(view: View, wanted: Wanted, order: str):
    """Return a function that gives the address of this table with some of it changed."""

    def address(**changes: object) -> str:
        return view.to("figures", **(query_of(wanted, order) | changes))

    return address


def file_address(view: View, wanted: Wanted, order: str, form: str) -> str:
    """Of the table as a file in the page's language, which goes with links already where it was chosen."""
    language = None if view.chosen else view.language
    return view.to("api/v1/figures/file", **query_of(wanted, order), format=form, lang=language)


def row(figure: Indicator, series: Mapping[str, Series], view: View) -> dict:
    """What the table shows of a figure."""
    return {
        "figure": figure,
        "reader": reader(view, figure.doc_id, (figure.start, figure.end)),
        "pages": figure.page and Pages(figure.page, figure.page, figure.printed_page, figure.printed_page),
        "series": series.get(figure.figure_id),
        "said": said(figure.sentence, figure.offset, len(figure.text)),
    }


def said(sentence: str, start: int, length: int) -> tuple[str, str, str]:
    """The sentence around its figure: what stands before it, the figure, what follows; shortened between clauses.

    >>> said("全市公园总数达1320个。", 7, 5)
    ('全市公园总数达', '1320个', '。')
    >>> said(f"{'一' * 30}，公园总数达1320个，{'二' * 30}。", 36, 5)
    ('……公园总数达', '1320个', '，……')
    """
    before, found, after = sentence[:start], sentence[start : start + length], sentence[start + length :]
    left = before if len(before) <= BESIDE else "……" + UP_TO_CLAUSE.sub("", before[-BESIDE:])
    return left, found, after if len(after) <= BESIDE else BEHIND_CLAUSE.sub("", after[:BESIDE]) + "……"


def common_units(figures: Sequence[Indicator], chosen_unit: str | None) -> list[str]:
    """The units to choose from, the commonest first; one that was chosen is among them."""
    counted = Counter(figure.unit for figure in figures if figure.unit)
    units = [unit for unit, _ in counted.most_common(UNITS)]
    return units if chosen_unit is None or chosen_unit in units else [chosen_unit, *units]


def series_of(found: Sequence[Indicator], series: Mapping[str, Series]) -> list[Series]:
    """The series of the figures that were found, each once."""
    return list({id(each): each for figure in found if (each := series.get(figure.figure_id))}.values())
