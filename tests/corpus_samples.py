"""Small reports for the tests of the reader: paragraphs, and printing them as a PDF would break their lines."""

import re
from collections import Counter
from pathlib import Path

from corpus.document import Document
from corpus.layout import display_width
from corpus.report import read_report

CELLS = 56  # of a printed line: 28 Chinese characters
PARAGRAPHS = [
    "全市持续推进能源结构调整，新增光伏装机容量30万千瓦，清洁能源装机占比超过80%，为绿色转型提供了有力支撑，市民的获得感明显增强。",
    "交通领域加快电动化步伐，新能源汽车保有量达126.9万辆，公交车和出租车全部实现电动化，充电设施覆盖每个街道，出行方式更加低碳。",
    "生态系统碳汇能力稳步提升，森林覆盖率保持稳定，新增公园绿地面积50公顷，红树林得到有效保护，生物多样性监测网络覆盖全部重点区域。",
    "建筑领域全面执行绿色标准，新建建筑中二星级及以上占比达到七成，既有建筑节能改造累计完成两千万平方米，节能效果逐年显现出来。",
    "碳市场运行总体平稳，全年成交量超过一亿吨，重点排放单位全部按时履约，绿色金融产品不断丰富，企业减排的内生动力进一步得到增强。",
]
BOX_TEXT = (
    "超充站数量首次超过加油站，市民平均九百米即可找到一座充电站，充电时间缩短到十分钟以内，"
    "夜间充电价格进一步下降，服务水平全国领先。"
)


def wrap(paragraph: str, cells: int = CELLS, indent: int = 4) -> list[str]:
    """Break a paragraph into printed lines as a PDF has them: the first is short by an indent that is not kept."""
    lines, room = [""], cells - indent
    for token in re.findall(r"[A-Za-z0-9.,%’'-]+ ?|.", paragraph):
        if display_width(lines[-1] + token) > room and token not in "，。；：、！？）”":
            lines.append("")
            room = cells
        lines[-1] += token
    return [line.strip() for line in lines]


def page(*paragraphs: str, cells: int = CELLS) -> list[str]:
    return [line for paragraph in paragraphs for line in wrap(paragraph, cells)]


def read_pages(folder: Path, *pages: list[str], encoding: str = "utf-8") -> Document:
    """Write the lines of one file, or of several pages, as a report and read it; nothing may be lost or doubled."""
    path = folder / "report.txt"
    path.write_bytes("\n\f".join("\n".join(lines) for lines in pages).encode(encoding))
    document = read_report(path)
    assert all(document.text[p.start : p.end] == p.text for p in document.passages)
    read_once = Counter(re.sub(r"\s", "", "".join(p.text for p in document.passages)))
    assert read_once == Counter(re.sub(r"\s", "", document.text))
    return document


def titles(document: Document) -> list:
    """The outline as nested lists: a title, or a title with a list of what is below it."""

    def tree(section):
        return [section.title, [tree(child) for child in section.children]] if section.children else section.title

    return [tree(section) for section in document.sections]


def texts(document: Document, kind: str = "body") -> list[str]:
    return [passage.text for passage in document.passages if passage.kind == kind]
