"""Title, publisher, date, place and number of a report, read where documents print them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.report import read_report

CASES = Path(__file__).parent / "data" / "cases"
TEXT = ["一、总体要求", "全市空气质量持续改善，优良天数比例为92%。", "二、保障措施", "加强组织领导，落实工作责任。"]


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Document]:
    def read_lines(*lines: str, name: str = "report") -> Document:
        path = tmp_path / f"{name}.txt"
        path.write_text("\n".join([*lines, *TEXT]), "utf-8")
        return read_report(path)

    return read_lines


def about(document: Document) -> tuple:
    return document.title, document.publisher, document.year, document.place, document.date, document.number


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("meta-cover", ("江阳市气候变化白皮书", "江阳市人民政府新闻办公室", 2023, "江阳市", "2023年11月", None)),
        ("title-doc-number", ("海南省生态环境保护规划", None, 2021, "海南省", "2021年7月", "琼府办〔2021〕36号")),
        ("place-web-chrome", ("2026年江苏省政府工作报告", "江苏省人民政府", 2026, "江苏省", "2026年1月20日", None)),
        (
            "place-gov-report-title",
            ("2026年江苏省政府工作报告", "江苏省人民政府", 2026, "江苏省", "2026年1月20日", None),
        ),
        ("suzhou-2022", ("苏州市生态环境状况公报（2022年）", None, 2022, "苏州市", None, None)),
    ],
)
def test_the_first_page_tells(name: str, expected: tuple):
    assert about(read_report(CASES / f"{name}.txt")) == expected


def test_the_buttons_of_a_web_page_are_no_text():
    text = read_report(CASES / "place-web-chrome.txt").text
    assert text.startswith("2026年江苏省政府工作报告") and "下载" not in text and "【字号" not in text


def test_a_title_over_three_lines_with_who_issues_it(read):
    document = read(
        "江阳市人民政府办公厅",
        "关于印发江阳市“十四五”节能减排",
        "工作方案的通知",
        "江政办〔2021〕65 号",
        "各区县人民政府：",
    )
    assert document.title == "江阳市人民政府办公厅关于印发江阳市“十四五”节能减排工作方案的通知"
    assert (document.publisher, document.number, document.year) == ("江阳市人民政府办公厅", "江政办〔2021〕65号", 2021)


def test_a_title_is_not_half_of_what_stands_in_title_marks(read):
    document = read(
        "关于发布《碳排放权登记管理规则（试行）》《碳排",
        "放权交易管理规则（试行）》的公告",
        "生态环境部",
        "2021 年 5 月 14 日",
    )
    assert document.title == "关于发布《碳排放权登记管理规则（试行）》《碳排放权交易管理规则（试行）》的公告"
    assert about(document)[1:5] == ("生态环境部", 2021, "中国", "2021年5月14日")


def test_the_name_of_a_plan_inside_a_title_does_not_end_it(read):
    document = read("江阳市生态环境局关于做好企业温室气体排放报告", "相关工作的通知", "各有关单位：")
    assert document.title == "江阳市生态环境局关于做好企业温室气体排放报告相关工作的通知"


def test_several_bodies_sign_below_a_notice(read):
    document = read(
        "关于印发《江阳市绿色社区方案》的通知",
        "各有关单位：",
        "现印发给你们，请认真执行。",
        "江阳市住房局  江阳市发展改革委",
        "江 阳 市 公 安 局",
        "2021年9月27日",
    )
    assert (document.publisher, document.date) == ("江阳市住房局、江阳市发展改革委、江阳市公安局", "2021年9月27日")


def test_a_law_names_who_passed_it_and_when_it_was_last_changed(read):
    document = read(
        "江阳省生态环境保护条例",
        "（2012年3月30日江阳省第十届人民代表大会常务委员会第三十二次会议通过",
        "根据2022年5月6日江阳省第十三届人民代表大会常务委员会第三次会议修订）",
    )
    assert about(document)[:5] == (
        "江阳省生态环境保护条例",
        "江阳省人民代表大会常务委员会",
        2022,
        "江阳省",
        "2022年5月6日",
    )


def test_a_work_report_without_its_province_in_the_title_gets_it_from_the_meeting(read):
    document = read(
        "政府工作报告",
        "（2026年1月27日在贵州省第十四届人民代表大会第四次会议上）",
        "省长 李某某",
        "各位代表：",
        "现在，我代表省人民政府向大会报告工作。",
    )
    assert about(document)[:4] == ("2026年贵州省政府工作报告", "贵州省人民政府", 2026, "贵州省")


@pytest.mark.parametrize(
    ("title", "year"),
    [("江阳市2030年前碳达峰行动方案", None), ("江阳市规划（2021—2025年）", 2021), ("二○二三年江阳市统计公报", 2023)],
)
def test_a_deadline_is_not_the_year_of_a_report(read, title: str, year: int | None):
    assert read(title).year == year


def test_a_running_head_is_not_preferred_to_the_title(tmp_path: Path):
    paragraph = "全市持续推进能源结构调整，新增光伏装机容量，为绿色转型提供了有力支撑。"
    pages = [
        ["江阳市生态公报（2024）", "江阳市生态环境局", paragraph],
        *([f"第{n}章 进展", paragraph] for n in "二三四五"),
    ]
    path = tmp_path / "r.txt"
    path.write_text("\n\f".join("\n".join(["年度工作", *page]) for page in pages), "utf-8")
    assert about(read_report(path))[:4] == ("江阳市生态公报（2024）", "江阳市生态环境局", 2024, "江阳市")


def test_a_card_stands_above_what_was_read(tmp_path: Path):
    (tmp_path / "r.txt").write_text((CASES / "meta-cover.txt").read_text("utf-8"), "utf-8")
    (tmp_path / "r.toml").write_text(
        'title = "白皮书"\npublisher = "某局"\nyear = 2020\nplace = "江北省"\ndate = "2020年"\n', "utf-8"
    )
    assert about(read_report(tmp_path / "r.txt"))[:5] == ("白皮书", "某局", 2020, "江北省", "2020年")
