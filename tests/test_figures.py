"""The figures read out of four reports, against rows written by hand (tests/data/figures.tsv) before they were read."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from corpus.document import Document
from corpus.report import read_report
from figures.extract import figures_in_report, figures_of
from figures.indicator import Indicator
from figures.prose import simplified
from figures.select import Wanted, chosen
from figures.series import bodies_of, find_series
from figures.sheet import COLUMNS, to_csv, to_xlsx
from figures.show import figure_lines
from index.build import read_reports

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "tests" / "data" / "figures.tsv"
STRETCHES = {  # split → report → (begins with, ends before): all that stands there was read by hand
    "dev": {
        "shenzhen-climate-2024": [("严格控制高碳能源消费。", "专栏 2 深圳市竞逐")],
        "jiangsu-climate-plan-2021": [
            ("温室气体排放情况。我省", "第二节 应对气候变化的治理体系"),
            ("生态系统碳汇能力持续增强。造林", "二、低碳能源体系方面"),
        ],
        "taoyuan-report": [("(1)航空城捷運線(綠線)", "本計畫可行性評估報告已於")],
    },
    "test": {
        "shenzhen-climate-2024": [
            ("气候变化是关乎人类永续发展", "为系统梳理“十四五”期间"),
            ("推进运输工具装备清洁化替代。", "四、建筑节能降碳进程全面提速"),
        ],
        "jiangsu-climate-plan-2021": [
            ("产业结构调整成效显著。低水平", "生态系统碳汇能力持续增强。造林"),
            ("能源碳排放控制严格落实。", "三、城镇低碳发展方面"),
        ],
        "taoyuan-report": [
            ("配合機場捷運今(104)年底通車", "(二)推動台鐵捷運化(紅線)採地下化"),
            ("本計畫路線起站為新北市鶯歌區", "(三)建構完善轉運樞紐"),
            ("為增加轉運站及捷運站停車空間", "目前已完成現勘規劃，預計104年底全部"),
        ],
    },
    "fresh": {"gov-work-report-2023": [("过去一年，我国经济发展遇到", "所有地级市实现千兆光网覆盖")]},
}
FLOORS = {  # split → precision, recall, and of the right ones the share whose year, kind and place are right too
    "dev": (0.98, 0.98, 0.98),
    "test": (0.95, 0.85, 0.95),
    "fresh": (0.95, 0.85, 0.95),
}


@dataclass(frozen=True)
class Row:
    """A figure as a person read it. `words`: what its subject must say, with ! what it must not; "" is a choice too."""

    doc_id: str
    quote: str  # with the figure in 【】
    value: float
    unit: str
    words: tuple[str, ...]
    years: tuple[str, ...]
    kinds: tuple[str, ...]
    scopes: tuple[str, ...]  # "" is the report's own place

    @property
    def optional(self) -> bool:
        """Whether it is a figure may be argued; it counts neither way."""
        return "optional" in self.kinds


@cache
def report(doc_id: str) -> Document:
    files = (path for folder in ("reports", "holdout") for path in (ROOT / "corpus" / folder).glob(f"{doc_id}.*"))
    return read_report(next(path for path in files if path.suffix != ".toml"))


@cache
def gold(split: str) -> tuple[Row, ...]:
    with GOLD.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row["split"] == split]
    return tuple(
        Row(
            row["doc_id"],
            row["quote"],
            float(row["value"]),
            simplified(row["unit"]),
            tuple(simplified(row["subject"]).split()),
            tuple(row["year"].split("/")),
            tuple(row["kind"].split("/")),
            tuple(row["scope"].split("/")),
        )
        for row in rows
    )


@cache
def indicators(doc_id: str) -> tuple[Indicator, ...]:
    return tuple(figures_in_report(report(doc_id)))


def bare(text: str) -> str:
    return "".join(text.split())


@cache
def printed(doc_id: str) -> tuple[str, tuple[int, ...]]:
    """The text of a report without white space, and where each of its characters stands in the text."""
    text = report(doc_id).text
    kept = tuple(i for i, character in enumerate(text) if not character.isspace())
    return "".join(text[i] for i in kept), kept


def offset(doc_id: str, words: str) -> int:
    text, kept = printed(doc_id)
    assert text.count(bare(words)) == 1, f"{words} does not stand once in {doc_id}"
    return kept[text.index(bare(words))]


def start_of(row: Row) -> int:
    """The offset of the figure that a row marks."""
    before, figure, after = re.fullmatch("(.*)【(.*)】(.*)", row.quote).groups()
    text, kept = printed(row.doc_id)
    whole = bare(before + figure + after)
    assert text.count(whole) == 1, f"{row.quote} does not stand once in {row.doc_id}"
    return kept[text.index(whole) + len(bare(before))]


def read(split: str) -> dict[tuple[str, int], Indicator]:
    """What the program reads in the stretches of a split, by report and offset."""
    found = {}
    for doc_id, stretches in STRETCHES[split].items():
        text, kept = printed(doc_id)
        for first, after in stretches:
            begin = offset(doc_id, first)
            end = kept[text.index(bare(after), kept.index(begin))]
            for figure in indicators(doc_id):
                at = int(figure.figure_id.rpartition(":")[2].split("-")[0])
                if begin <= at < end:
                    found[doc_id, at] = figure
    return found


def names_it(row: Row, subject: str) -> bool:
    """The subject says the words and no other item's, and is a name, no half sentence."""
    said = bare(simplified(subject))
    wanted = [word for word in row.words if not word.startswith("!")]
    return (
        all(word in said for word in wanted)
        and not any(word[1:] in said for word in row.words if word.startswith("!"))
        and len(said) <= 2 * sum(map(len, wanted)) + 10
    )


def is_right(row: Row, figure: Indicator) -> bool:
    return (
        figure.value == pytest.approx(row.value) and (figure.unit or "") == row.unit and names_it(row, figure.subject)
    )


def is_placed(row: Row, figure: Indicator) -> bool:
    home = report(row.doc_id).place
    return (
        str(figure.year or "") in row.years
        and figure.kind in row.kinds
        and any((scope or home) == figure.scope for scope in row.scopes)
    )


@pytest.mark.parametrize("split", FLOORS)
def test_the_figures_are_found_and_named(split: str):
    found = read(split)
    pairs = [(row, found.pop((row.doc_id, start_of(row)), None)) for row in gold(split)]
    counted = [(row, figure) for row, figure in pairs if not row.optional]
    right = [(row, figure) for row, figure in counted if figure and is_right(row, figure)]
    missed = [row.quote for row, figure in counted if figure is None]
    wrong = [(row.quote, figure.subject) for row, figure in counted if figure and not is_right(row, figure)]
    extra = [(figure.subject, figure.text) for figure in found.values()]
    told = f"missed {missed}; wrong {wrong}; extra {extra}"
    returned = len([1 for _, figure in counted if figure]) + len(extra)
    precision, recall, placed = FLOORS[split]
    assert len(right) / returned >= precision, told
    assert len(right) / len(counted) >= recall, told
    lost = [(row.quote, f.year, f.kind, f.scope) for row, f in right if not is_placed(row, f)]
    assert 1 - len(lost) / len(right) >= placed, lost


def test_there_are_enough_rows_and_the_halves_are_halves():
    rows = [row for split in ("dev", "test") for row in gold(split)]
    assert len(rows) >= 120 and len({row.doc_id for row in rows}) == 3
    assert 0.4 <= len(gold("test")) / len(rows) <= 0.6


@cache
def told(name: str, text: str) -> list[Indicator]:
    """The figures of a small report."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        (Path(folder) / name).write_text(text, "utf-8")
        return figures_of(read_reports([Path(folder)]))


BULLETIN = """# 海州市统计公报（2023）

海州市统计局

## 一、综合

{}
"""


def said(sentence: str) -> list[tuple]:
    figures = told("bulletin.md", BULLETIN.format(sentence))
    return [(f.subject, f.value, f.unit, f.year, f.kind) for f in figures]


@pytest.mark.parametrize(
    "sentence",
    [
        "2023 年 7 月 18 日印发《海州市行动计划（2023—2025 年）》。",
        "依照第 12 条和第 3 章，按照海府〔2021〕36 号文件执行。",
        "图 3 和表 2 显示情况，标准号为 DB4403/T 348-2023。",
        "建设 5G 网络，“20+8”产业集群上线 2.0 版。",
        "未来 5 天内完成，近 3 年持续推进。",
    ],
)
def test_dates_numbers_of_documents_and_names_are_no_figures(sentence: str):
    assert said(sentence) == []


def subjects_of(sentence: str) -> list[str]:
    return [row[0] for row in said(sentence)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [  # 力争, 尚未, 举办 and the like stood as subjects
        ("全市单位产值能耗比 2020 年下降 14%，力争下降 14.5%。", ["单位产值能耗", "单位产值能耗"]),
        ("国标货车保有量占比力争达到 40%。", ["国标货车保有量占比"]),
        ("城市污水处理规模不小于 60 万吨。", ["城市污水处理规模"]),
        ("污水处理量可达到 3 万吨。", ["污水处理量"]),
        ("保留 29 个尚未纳入城镇化建设范围的村庄。", ["村庄"]),
        ("打造 50 个以上智慧农场。", ["智慧农场"]),
        ("职业培训覆盖各区，累计举办 20 场。", ["职业培训"]),
        ("其中 20 项为全国首创。", []),
        ("制修订 300 项左右绿色产品标准。", ["绿色产品标准"]),
        ("职业伤害保障试点惠及 165 万人。", ["职业伤害保障试点"]),
        ("建有 5 个功能支撑子平台。", ["功能支撑子平台"]),
        ("在 13 个市建设危废项目。", ["市"]),
        ("电力装机总规模达 1.5 亿千瓦。", ["电力装机总规模"]),
        ("培育形成 5 个以上产业规模在千亿级以上的绿色产业集群。", ["绿色产业集群"]),
    ],
)
def test_a_word_that_only_leads_to_a_figure_is_no_subject(sentence: str, expected: list[str]):
    assert subjects_of(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [  # -2019年累计导致直接经济损失, -2020年全省年平均气温平均每10, 明确2030年风电装机
        ("1983-2019年累计导致直接经济损失 3 亿元。", ["直接经济损失"]),
        ("1961-2020年全省年平均气温平均每10年上升 0.26℃。", ["年平均气温"]),
        ("按照2025年清洁能源消费占比 20%左右要求推动工作。", ["清洁能源消费占比"]),
        ("海州市至 2012 年 12 月人口数为 28 万人。", ["海州市人口数"]),
        ("沿海海平面较常年高 73 毫米。", ["沿海海平面"]),
    ],
)
def test_no_subject_begins_or_ends_in_a_date(sentence: str, expected: list[str]):
    assert subjects_of(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [  # …仅为全市, 增速高于各项贷款
        ("产值碳排放强度仅为全市平均水平的 1/5。", ["产值碳排放强度 · 仅为全市平均水平"]),
        ("民营工业增加值增速高于全部工业 2 个百分点。", ["民营工业增加值增速 · 高于全部工业"]),
        ("生态园区比例力争达到工业园区的 50%。", ["生态园区比例 · 力争达到工业园区"]),
        ("园区承载着全市 50%的钢铁产能、11%的煤电装机。", ["钢铁产能", "煤电装机"]),
        (
            "地均产出，与全国平均水平相比处于领先位置（高出全国 40%以上），但比欧盟低 45%左右。",
            ["地均产出 · 高出全国", "地均产出 · 比欧盟"],
        ),
        (
            "非化石能源比重分别比全国以及浙江低约 5 个百分点、9 个百分点。",
            ["非化石能源比重 · 分别比全国以及浙江"] * 2,
        ),
    ],
)
def test_what_a_figure_is_compared_with_stands_apart_from_its_subject(sentence: str, expected: list[str]):
    assert subjects_of(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "单独或者合计持有公司百分之十以上股份的股东可以提议。",
        "分布范围如图 2-3 所示。",
        "建设 500 千伏双环网，推动 60 万千瓦级机组改造。",
        "用好 24 小时政务服务，打造 15 分钟健身圈。",
        "对耕地周边 5 公里范围内企业开展排查。",
        "92 259,789 0.45% 2,627,138",
    ],
)
def test_bounds_classes_and_rows_without_names_are_no_figures(sentence: str):
    assert said(sentence) == []


def test_a_fine_from_one_amount_to_another_is_one_figure():
    sentence = (
        "责令改正，处五千元以上五万元以下的罚款；处合同价款百分之二以上百分之四以下的罚款；"
        "再次违反的，由市主管部门依法责令改正，处二万元以上二十万元以下罚款。"
    )
    figures = told("fine.md", BULLETIN.format(sentence))
    assert [(f.subject, f.shown, f.value, f.upper, f.qualifier) for f in figures] == [
        ("罚款", "五千元以上五万元以下", 5000, 50000, None),
        ("合同价款 · 罚款", "百分之二以上百分之四以下", 2, 4, None),
        ("罚款", "二万元以上二十万元以下", 20000, 200000, None),
    ]


def test_places_that_share_a_figure_keep_what_it_counts():
    assert subjects_of("实施 24 个项目，其中津南区 14 个、西青区 2 个。") == ["项目", "项目 · 津南区", "项目 · 西青区"]


def test_items_that_end_alike_are_not_lengthened():
    """生产安全事故起数人数, 城镇收入, it said."""
    assert subjects_of("生产安全事故起数和死亡人数分别下降 15%、17%。") == ["生产安全事故起数", "死亡人数"]
    assert subjects_of("城镇、农村常住居民人均可支配收入分别增长 4%、5%。") == [
        "城镇常住居民人均可支配收入",
        "农村常住居民人均可支配收入",
    ]


def test_what_is_shared_out_is_told_apart():
    assert said("光伏、风电累计装机分别达到 1684 万千瓦、1547 万千瓦。") == [
        ("光伏累计装机", 16840000, "千瓦", None, "level"),
        ("风电累计装机", 15470000, "千瓦", None, "level"),
    ]


def test_a_share_a_change_and_an_aim_are_told_apart():
    kinds = [row[-1] for row in said("2023 年绿地占比达 45%，用水量下降 3%，到 2030 年绿地面积达到 9 公顷。")]
    assert kinds == ["share", "growth", "target"]


def test_the_year_stands_next_to_its_figure():
    assert [row[3] for row in said("充电桩从 2021 年的 20 个增至 2023 年的 300 个。")] == [2021, 2023]


def test_parts_and_ranges_are_one_figure():
    figures = told("parts.md", BULLETIN.format("受惠人数为 5 万 4,000 人，防洪能力为 100—200 年一遇。"))
    assert [(f.value, f.upper, f.unit) for f in figures] == [(54000, None, "人"), (100, 200, "年一遇")]


TABLE = """| 指标 | 单位 | 2022年 | 2023年 | 同比增长（%） |
| --- | --- | --- | --- | --- |
| 常住人口 | 万人 | 100.5 | 101.2 | 0.7 |
| 绿化覆盖率 | % | 45 | — | — |"""


def test_a_table_is_read_by_its_headings():
    assert said(TABLE) == [
        ("常住人口", 1005000, "人", 2022, "level"),
        ("常住人口", 1012000, "人", 2023, "level"),
        ("常住人口 · 同比增长", 0.7, "%", None, "growth"),
        ("绿化覆盖率", 45, "%", 2022, "share"),
    ]


CATEGORIES = """| 指标 | 指标 | 指标 | 单位 | 2019年 | 2020年 | 2020年较2019年 |
| --- | --- | --- | --- | --- | --- | --- |
| 环境质量 | 1 | 水质达标率 | % | 98 | 99 | 1 |
| 环境质量 | 2 | 1.3生活垃圾处理量 | 万吨 | 3 | 3.5左右 | 0.5 |
| 环境治理 | 3 | 3岁以下婴幼儿托位 | 个 | 4 | 5 | — |"""


def test_a_row_is_named_by_its_indicator_and_not_by_category_or_number():
    """Every row of such a table was 环境质量, and 1, 2, 3 were figures."""
    assert [row[:4] for row in said(CATEGORIES)] == [
        ("水质达标率", 98, "%", 2019),
        ("水质达标率", 99, "%", 2020),
        ("水质达标率 · 2020年较2019年", 1, "%", 2020),
        ("生活垃圾处理量", 30000, "吨", 2019),
        ("生活垃圾处理量", 35000, "吨", 2020),
        ("生活垃圾处理量 · 2020年较2019年", 5000, "吨", 2020),
        ("3岁以下婴幼儿托位", 4, "个", 2019),
        ("3岁以下婴幼儿托位", 5, "个", 2020),
    ]


def test_a_category_gives_way_to_the_name_beside_it():
    table = "| 类 别 | 序 号 | 指标名称 | 2023年 |\n| --- | --- | --- | --- |\n| 水 | 2 | 公园面积（公顷） | 7 |"
    assert [row[:4] for row in said(table)] == [("公园面积", 7, "公顷", 2023)]
    table = "| 类别 | 单位 | 2023年 | 属性 |\n| --- | --- | --- | --- |\n| 1.3发电量 | 万千瓦时 | 7 | 预期性 |"
    assert [row[:4] for row in said(table)] == [("发电量", 70000, "千瓦时", 2023)]


def test_a_sheet_of_a_table_s_figures_does_not_contradict_itself():
    """原文数字 45 beside 单位 吨 and 数值 450000 left open which of them is meant."""
    table = "| 指标 | 单位 | 2023年 |\n| --- | --- | --- |\n| 粮食产量 | 万吨 | 45 |"
    figures = told("sheet.md", BULLETIN.format(table))
    (row,) = rows_of(figures)
    assert (row["数值"], row["单位"], row["原文数字"]) == ("450000", "吨", "45 万吨")
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(figures))).active
    line = dict(zip([cell.value for cell in sheet[1]], [cell.value for cell in sheet[2]], strict=True))
    assert (line["数值"], line["单位"], line["原文数字"]) == (450000, "吨", "45 万吨")
    assert any("45 万吨" in shown for shown in figure_lines(figures))


def test_a_subject_of_several_years_is_a_series():
    figures = told("series.md", BULLETIN.format(TABLE))
    (series,) = find_series(figures, {figures[0].doc_id: "海州市"})
    assert [(p.year, p.value) for p in series.points] == [(2022, 1005000), (2023, 1012000)]


def test_two_reports_of_one_body_make_a_series():
    documents = [report(name) for name in ("gov-work-report-2023", "gov-work-report-2024")]
    found = find_series(figures_of(documents), bodies_of(documents))
    output = next(s for s in found if s.subject == "国内生产总值" and s.unit == "元")
    assert [(p.year, p.text) for p in output.points] == [(2022, "121万亿元"), (2023, "126万亿元")]


def shenzhen(**wanted) -> list[Indicator]:
    return chosen(indicators("shenzhen-climate-2024"), Wanted(**wanted))


def test_figures_are_chosen_by_words_unit_and_year():
    assert {f.subject for f in shenzhen(words="新能源汽车保有量", unit="輛")} == {"新能源汽车保有量"}
    assert {f.year for f in shenzhen(words="企业数量", year=2017)} == {2017}
    assert shenzhen(words="没有这个指标") == []


def test_a_figure_points_to_its_sentence_and_page():
    figure = next(f for f in shenzhen(words="新能源汽车保有量") if f.text.startswith("126.9"))
    document = report("shenzhen-climate-2024")
    assert document.text[figure.start : figure.end] == figure.sentence and "126.9 万辆" in figure.sentence
    assert (figure.page, figure.qualifier, figure.year, figure.scope) == (11, None, 2024, "深圳市")


def rows_of(figures: Iterable[Indicator]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(to_csv(figures).decode("utf-8-sig"))))


HOSTILE = "=HYPERLINK(1)公园有 12 个，+cmd 面积为 3 公顷。"


def test_no_cell_of_a_table_runs():
    figures = told("hostile.md", BULLETIN.format(HOSTILE))
    assert len(figures) == 2
    sentences = {row["原句"] for row in rows_of(figures)}
    assert sentences == {f"'{HOSTILE}"}
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(figures))).active
    assert [cell.value for cell in sheet[1]] == list(COLUMNS.values())
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None} == {
        "s",
        "n",
    }
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == [12, 3]


def test_no_text_breaks_the_reading():
    for text in (
        "",
        "9",
        "%",
        "占 5%。",
        "分别为 1 个、2 个。",
        "。" * 50,
        "1/5",
        "（",
        "“12 个",
        "从 3 个到 4 个",
        "９９％",
    ):
        told(f"odd{len(text)}.md", BULLETIN.format(text))
