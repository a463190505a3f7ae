"""Title, publisher, date, place and number of a report, read where documents print them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.card import LARGEST, card_text, read_card
from corpus.decode import UnreadableDocument
from corpus.document import Document
from corpus.front.names import FOOT_LINES, FRONT_LINES, signature
from corpus.front.page import front_lines
from corpus.layout import Line
from corpus.place import find_place, find_place_by_stem
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


FRONTS = [
    (
        ["内部资料", "注意保存", "海州市“十四五”数字经济", "发展规划", "海州市工业和信息化局 编制", "2021年12月"],
        ("海州市“十四五”数字经济发展规划", "海州市工业和信息化局", 2021, "海州市", "2021年12月"),
    ),
    (
        [
            "ICS 13.020",
            "DB32/T 4321—2022",
            "江阳省地方标准",
            "生态环境监测技术规范",
            "2022-05-01发布",
            "江阳省水利厅 发布",
        ],
        ("生态环境监测技术规范", "江阳省水利厅", 2022, "江阳省", "2022年5月1日"),
    ),
    (
        ["2 0 2 3 年", "海 州 市 生 态 环 境", "状 况 公 报", "海 州 市 生 态 环 境 局", "2 0 2 4 年 5 月"],
        ("海州市生态环境状况公报", "海州市生态环境局", 2023, "海州市", "2024年5月"),
    ),
    (
        ["海州市水资源公报", "2022年度", "海州市水务局", "二〇二三年七月"],
        ("海州市水资源公报", "海州市水务局", 2022, "海州市", "2023年7月"),
    ),
    (
        ["政府工作报告", "——2024年1月16日在海州市第十七届", "人民代表大会第三次会议上", "海州市市长  张某某"],
        ("2024年海州市政府工作报告", "海州市人民政府", 2024, "海州市", "2024年1月16日"),
    ),
    (
        [
            "索 引 号：014/2023-1",
            "分 类：环保",
            "发布机构：海州市环保局",
            "发文日期：2023年02月03日",
            "名 称：噪声计划",
            "海州市噪声计划",
        ],
        ("海州市噪声计划", "海州市环保局", 2023, "海州市", "2023年2月3日"),
    ),
    (
        [
            "政府信息公开",
            "海州市人民政府门户网站 www.hz.gov.cn",
            "海州市能源规划",
            "2022年02月15日 来源: 海州市发改委 [字体:大 中 小]",
        ],
        ("海州市能源规划", "海州市发改委", 2022, "海州市", "2022年2月15日"),
    ),
    (
        [
            "海州市人民代表大会常务委员会公告",
            "第12号",
            "海州市气候条例",
            "（2023年6月1日海州市第六届人民代表大会常务委员会第十次会议通过）",
        ],
        ("海州市气候条例", "海州市人民代表大会常务委员会", 2023, "海州市", "2023年6月1日"),
    ),
    (
        [
            "[ 索引号 ]",
            "0143/2023-12",
            "[ 主题分类 ]",
            "城乡建设",
            "[ 成文日期 ]",
            "2023-03-01",
            "海州市关于做好供水的通知",
        ],
        ("海州市关于做好供水的通知", None, 2023, "海州市", "2023年3月1日"),
    ),
    (
        ["江陽市淨零行動計畫", "江陽市政府環境保護局", "中華民國112年3月"],
        ("江陽市淨零行動計畫", "江陽市政府環境保護局", 2023, "江陽市", "2023年3月"),
    ),
    (
        ["特急", "海州市财政局", "海财环〔2022〕5号", "海州市财政局关于下达2022年资金预算的通知", "各县（区）财政局："],
        ("海州市财政局关于下达2022年资金预算的通知", "海州市财政局", 2022, "海州市", None),
    ),
]


@pytest.mark.parametrize(("lines", "expected"), FRONTS, ids=[expected[0] for _, expected in FRONTS])
def test_markings_labels_and_wide_print_are_no_title(read, lines: list[str], expected: tuple):
    document = read(*lines)
    assert about(document)[:5] == expected
    assert "字体" not in document.text and "门户网站" not in document.text


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


def test_a_card_may_be_as_large_as_it_may_be_and_not_a_byte_larger(tmp_path: Path):
    card = tmp_path / "report.toml"
    card.write_text("year = 2024\n#".ljust(LARGEST), "utf-8")
    assert read_card(card) == {"year": 2024}
    card.write_text("year = 2024\n#".ljust(LARGEST + 1), "utf-8")
    with pytest.raises(UnreadableDocument, match="larger than"):
        read_card(card)


def test_a_card_tells_the_terms_of_use_in_the_languages_that_it_has(tmp_path: Path):
    card, told = tmp_path / "report.toml", {"zh-Hans": "公开文件", "en": "public document"}
    card.write_text(card_text({"licence": told}), "utf-8")
    assert read_card(card) == {"licence": told}
    for bad in ('{ de = "frei" }', '{ en = " " }', "{}", "{ en = { a = 1 } }"):
        card.write_text(f"licence = {bad}", "utf-8")
        with pytest.raises(UnreadableDocument, match="must be a text, or one for each of zh-Hans, zh-Hant, en"):
            read_card(card)


def lines(*texts: str) -> tuple[Line, ...]:
    return tuple(Line(text, None, False, False, False) for text in texts)


@pytest.mark.parametrize("above", [0, FOOT_LINES, 3 * FRONT_LINES])
def test_who_signed_is_found_at_the_end_of_a_text_of_any_length(above: int):
    text = lines(*["全市空气质量持续改善。"] * above, "江阳市生态环境局", "2023年11月5日")
    assert signature(text) == (["江阳市生态环境局"], "2023年11月5日")


def test_an_attachment_is_named_above_a_title_in_the_first_two_lines_only():
    title = "江阳市绿色发展规划"
    assert len(front_lines(lines("附件1", title, "一、总体要求"), frozenset())) == 2
    assert len(front_lines(lines("江阳市人民政府", "附件1", title, "一、总体要求"), frozenset())) == 3
    assert len(front_lines(lines("江阳市人民政府", title, "附件1", "一、总体要求"), frozenset())) == 2
def test_a_province_that_only_the_number_names(read):
    document = read("省人民政府关于绿色发展的意见", "鄂政发〔2021〕8号", "各市、州、县人民政府：", "现提出以下意见。")
    assert (document.place, document.publisher) == ("湖北省", "省人民政府")


@pytest.mark.parametrize(
    ("title", "text", "place"),
    [
        ("“十四五”现代能源体系规划", "完善能源市场。能源市场稳步发展。", None),
        ("推动长江经济带发展城乡建设行动方案", "促进发展城市更新。我们发展城市经济。", None),
        ("关于组织申报徐州科技项目的通知", "徐州市科技局负责。徐州市各区申报。", "徐州市"),
        ("自治区人民政府办公厅关于绿化的通知", "绿化工作。", None),
        ("广州市黄埔区 广州开发区促进绿色发展办法", "支持企业。", "广州市黄埔区"),
        ("生态环境部办公厅关于开展试点的通知", "开展试点。", "中国"),
        ("中共江阳市委宣传部关于开展宣传的通知", "开展宣传。", "江阳市"),
    ],
)
def test_what_only_sounds_like_a_place_is_none(title: str, text: str, place: str | None):
    assert (find_place(title) or find_place_by_stem(title, text)) == place
