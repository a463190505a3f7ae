"""The real app over reports to read: a PDF, a text with boxes, a table, and one that attacks the page.

url = pages_url()      started once for all tests that ask for it
"""

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from forked import ROOT, Forked
from shared import shared
from small_server import address_printed, end

PDF = "jiangsu-climate-plan-2021"
TEXT = "shenzhen-climate-2024"
TABLE = "table-markdown"
SOURCE = "https://www.example.org/plan?id=1&page=2"  # of the PDF
HOSTILE = "hostile"
SCRIPT = "<img src=x onerror=\"document.title='hit'\">"
NAME = "a'b\"<svg onload=alert(1)>.txt"
CARD = f"""doc_id = "{HOSTILE}"
title = '''{SCRIPT}标题'''
publisher = '''"><script>document.title='hit'</script>'''
source = '''javascript:document.title="hit"'''
licence = '''</dd><script>document.title='hit'</script>'''
year = 2024
language = "zh-Hans"
"""
BODY = f"""一、{SCRIPT}的章节

全市公园总数达1320个{SCRIPT}。</p></article><script>x('hit')</script>新增公园{{{{ 7*7 }}}}个，“"'><b>粗</b>”。

专栏 1 {SCRIPT}的专栏

专栏里的文字&amp;lt;b&amp;gt;保持原样。
"""


@cache
def pages_url() -> str:
    """The address of the app, without a slash at its end."""
    content, folder = shared("pages", write_reports), tempfile.TemporaryDirectory()
    log = Path(folder.name) / "log"
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}",
        "BAIPISHU_INDEX": str(content / "built"),
        "BAIPISHU_REPORTS": str(content / "reports"),
        "BAIPISHU_RATE_REQUESTS": "100000/second",
        "BAIPISHU_OFFICE": "海州市<b>大数据局</b>",
        "BAIPISHU_CONTACT": "0512-1234 5678",
    }
    process = Forked(main, (), environment, log)
    atexit.register(folder.cleanup)
    atexit.register(end, process)
    return address_printed(log, process)


def write_reports(folder: Path) -> None:
    """Write the reports and an index of them; no server changes them."""
    from index_samples import BigramEncoder, silent_bar

    from index.current import rebuild

    reports = folder / "reports"
    reports.mkdir()
    for name in (f"reports/{TEXT}.txt", f"reports/{TEXT}.toml", f"holdout/{PDF}.pdf", f"holdout/{PDF}.toml"):
        shutil.copy(ROOT / "corpus" / name, reports)
    with (reports / f"{PDF}.toml").open("a", encoding="utf-8") as card:
        card.write(f'source = "{SOURCE}"\n')
    shutil.copy(ROOT / "tests" / "data" / "cases" / f"{TABLE}.txt", reports)
    (reports / NAME).write_text(BODY, "utf-8")
    (reports / NAME).with_suffix(".toml").write_text(CARD, "utf-8")
    rebuild([reports], folder / "built", BigramEncoder(), None, silent_bar)


def main() -> None:
    from index_samples import load

    from app import serve
    from retrieval.answerer import Answerer
    from settings import settings

    serve(Answerer(load(settings().index)), port=0)
