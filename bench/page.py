"""The measured numbers → one page that opens from disk: tables, plots, what was not measured. Loads nothing.

    python -m bench.page docs/benchmarks/latest.json        writes index.html and README.md beside it
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bench import charts
from bench.summary import number, summary

TEMPLATES = Path(__file__).parent / "templates"
Figure = tuple[str, str, Markup]  # Chinese title, English title, SVG
CHINESE = {  # what is measured, and the words that the names of a server's measurements are made of
    "ask: whole process": "一次提问，整个进程",
    "ask: peak memory": "一次提问，内存峰值",
    "index: build from nothing": "从零建立索引",
    "index: build, peak memory": "建立索引，内存峰值",
    "index: rebuild after one added sentence": "加一句后重建索引",
    "serve: start to page, and the first answer": "启动到首个回答",
    "serve: start to page": "启动到页面",
    "load encoder": "装入编码器",
    "embed passages": "段落向量",
    "embed sentences": "句子向量",
    "read": "读取报告",
    "BM25": "BM25",
    "FAISS": "FAISS 加入向量",
    "save": "保存",
    "load": "打开索引",
    "answerer": "准备问答",
    "first question": "首个问题",
    "embed": "计算向量",
    "build": "建立索引",
    "ask": "一次提问",
    "serve": "网页服务",
    "FAISS, the scores of all rows": "FAISS 取所有行的分数",
    "the same as one matrix product": "同上，一次矩阵乘法",
    "best sentence of each passage": "每段的最佳句",
}
SERVED = re.compile(r"serve: (\d+) users?(?:, (.*))?")
SERVED_CHINESE = (("in the server, ", "服务器内 "), ("round trip, ", "往返 "), ("errors of ", "错误，提问数 "))


def page(measured: Mapping[str, Any]) -> str:
    """Return the whole page; every number of `measured` stands in it."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters |= {"number": number, "chinese": chinese}
    sizes = [size for size in measured["sizes"] if "passages" in size]
    return environment.get_template("benchmarks.html").render(
        m=measured,
        sizes=sizes,
        parts=parts_table(sizes),
        figures=list(figures(measured, sizes)),
        raw=json.dumps(measured, ensure_ascii=False, indent=1),
    )


def chinese(name: str) -> str:
    """What is measured, in Chinese; a name that is not known stays as it is.

    >>> chinese("save"), chinese("serve: 5 users, round trip, p95"), chinese("serve: 1 user")
    ('保存', '5 人提问，往返 p95', '1 人提问，每秒')
    """
    if found := SERVED.fullmatch(name):
        rest = found[2] or "每秒"
        for english, translated in SERVED_CHINESE:
            rest = rest.replace(english, translated)
        return f"{found[1]} 人提问，{rest}"
    return CHINESE.get(name, name)


def parts_table(sizes: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any] | None]]]:
    """For every part its record at each size, None where there is none."""
    names = dict.fromkeys(part["part"] for size in sizes for part in size["parts"])
    return [(name, [next((p for p in s["parts"] if p["part"] == name), None) for s in sizes]) for name in names]


def figures(measured: Mapping[str, Any], sizes: Sequence[Mapping[str, Any]]) -> Iterator[Figure]:
    """Every plot with its titles."""
    for title, english, svg in (
        ("建立索引各步用时", "Building the index, by part", charts.build_parts(sizes)),
        ("多久能用上", "Until something is there", charts.waiting(sizes)),
        ("内存峰值与磁盘", "Peak memory, and disk", charts.memory(sizes)),
        ("一个问题的时间花在哪里", "Where the time of a question goes", charts.stages(sizes)),
        ("一次检索的各部分", "The parts of one search", charts.search_parts(sizes)),
        *load_figures(sizes),
        *ann_figures(measured["ann"]),
    ):
        yield title, english, Markup(svg)


def load_figures(sizes: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str, str]]:
    milliseconds = charts.MILLISECONDS
    inside = charts.by_users(sizes, lambda u: u["inside_ms"]["p95"], milliseconds)
    around = charts.by_users(sizes, lambda u: u["round_trip_ms"]["p50"], milliseconds)
    late = charts.by_users(sizes, lambda u: u["round_trip_ms"]["p95"], milliseconds)
    yield "服务器内用时 p95", "Time inside the server, p95", inside
    yield "往返用时 p50", "Round trip, p50", around
    yield "往返用时 p95", "Round trip, p95", late
    yield "每秒回答数", "Questions a second", charts.by_users(sizes, lambda u: u["per_second"], "题/秒 per second")


def ann_figures(ann: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    if ann["points"]:
        least = ann["hand_over"]["least_recall"]
        yield "FAISS：Flat 与 HNSW 每次查询", "FAISS: Flat and HNSW, a query", charts.flat_and_hnsw(ann, least)
        yield "FAISS：建立用时与内存", "FAISS: building and memory", charts.hnsw_cost(ann)
        yield "HNSW 的召回率", "Recall of HNSW", charts.recall_curves(ann)


def write_pages(measured: Mapping[str, Any], folder: Path) -> None:
    """Write the page with all plots, and the short one that is kept in git."""
    (folder / "index.html").write_text(page(measured), encoding="utf-8")
    (folder / "README.md").write_text(summary(measured), encoding="utf-8")


def main() -> None:
    source = Path(sys.argv[1])
    write_pages(json.loads(source.read_text(encoding="utf-8")), source.parent)


if __name__ == "__main__":
    main()
