"""Further documents of the kinds that were read wrongly: laws with titled articles, web pages, notices, English."""

from collections.abc import Callable
from functools import partial

import pytest
from corpus_samples import PARAGRAPHS, page, read_pages, texts, titles

from corpus.document import Document


@pytest.fixture
def read(tmp_path) -> Callable[..., Document]:
    return partial(read_pages, tmp_path)


def test_articles_with_titles_parts_and_inserted_numbers(read):
    document = read(
        [
            "江阳市绿化条例", "第一编 总则", "第一章 一般规定",
            "第一条（立法目的）为了保护绿化成果，制定本条例。",
            "第二条（术语）本条例下列用语的含义：", "1.绿化，是指植树种草；", "（一）公园", "（二）街头绿地",
            "第二条之一 市绿化部门应当每年公布绿地面积。",
            "第二编 保护", "第二章 管理", "第一节 古树", "第三条 古树实行登记制度。第一条规定的绿地除外。",
            "第二节 公园", "第四条 违反第三条规定的，处五千元罚款。",
        ]
    )  # fmt: skip
    assert titles(document) == [
        ["第一编 总则", [["第一章 一般规定", ["第一条（立法目的）", "第二条（术语）", "第二条之一"]]]],
        ["第二编 保护", [["第二章 管理", [["第一节 古树", ["第三条"]], ["第二节 公园", ["第四条"]]]]]],
    ]
    assert "（一）公园" in texts(document) and "（二）街头绿地" in texts(document)


def test_articles_whose_number_runs_into_the_text_and_references_to_them(read):
    lines = [
        "江阳市管理规则",
        "第一条为规范登记活动，制定本规则。",
        "第二条登记主体应当开立账户。",
        "第一条规定的活动除外。",
        "第三条本规则自公布之日起施行。",
    ]
    document = read(lines)
    assert titles(document) == ["第一条", "第二条", "第三条"]
    assert [p.section_path for p in document.passages if "除外" in p.text] == [("第二条",)]


def test_numbered_sentences_are_a_list_and_numbered_titles_are_sections(read):
    notice = ["一、自本公告发布之日起，由登记机构承担账户开立和运行维护等具体工作。", "二、本公告自发布之日起施行。"]
    assert titles(read(["关于登记事项的公告", "现将有关事项公告如下：", *notice])) == ["关于登记事项的公告"]
    plan = ["一、重点任务", "（一）推进节能。", PARAGRAPHS[0], "（二）发展循环经济。", PARAGRAPHS[1]]
    assert titles(read(["江阳市节能方案", *plan])) == [["一、重点任务", ["（一）推进节能", "（二）发展循环经济"]]]
    items = ["一、申报条件", "（一）依法设立的；", "（二）管理规范的；", "（三）其他条件。"]
    assert titles(read(["江阳市申报办法", *items])) == ["一、申报条件"]


def test_arabic_numbers_head_sections_only_where_each_has_a_title_and_a_text(read):
    titled = ["一、任务", f"1.调整结构。{PARAGRAPHS[0]}", f"2.节约能源。{PARAGRAPHS[1]}"]
    assert titles(read(["江阳市方案", *titled])) == [["一、任务", ["1.调整结构", "2.节约能源"]]]
    listed = ["一、名单", "1.海州电厂", "2.云港钢厂", "3.江阳水泥厂"]
    assert titles(read(["江阳市名单", *listed])) == ["一、名单"]


def test_titles_without_numbers_between_paragraphs(read):
    lines = ["江阳市年度报告", "空气质量", PARAGRAPHS[0], "水环境", PARAGRAPHS[1], "下一步工作", PARAGRAPHS[2]]
    assert titles(read(lines)) == ["空气质量", "水环境", "下一步工作"]
    wrapped = ["江阳市年度报告", "空气质量状况", *page(*PARAGRAPHS[:2]), "水环境质量状况", *page(PARAGRAPHS[2])]
    assert titles(read(wrapped)) == ["空气质量状况", "水环境质量状况"]


def test_who_signs_and_who_speaks_is_no_heading(read):
    lines = ["江阳市政府工作报告", "江阳市市长 李某某", "各位代表：", PARAGRAPHS[0], "江阳市人民政府", "2024年1月5日"]
    assert titles(read(lines)) == ["2024年江阳市政府工作报告"] or len(read(lines).sections) == 1


def test_a_heading_with_a_comma_over_two_lines_and_a_paragraph_that_only_begins_like_one(read):
    heading = ["二、深化生态环境治理和绿色低碳循环发展经济体系的建设，", "切实提高环境质量"]
    document = read([*page(*PARAGRAPHS[:3]), *heading, *page(PARAGRAPHS[3])])
    assert titles(document) == ["".join(heading)]
    begins = "一、统筹推进新型能源体系建设和产业结构优化升级，由市发展改革部门会同有关单位组织实施并定期通报进展。"
    assert titles(read([*page(*PARAGRAPHS[:3], begins, PARAGRAPHS[3])])) == ["report"]


def test_contents_with_page_numbers_on_lines_of_their_own_and_titles_that_return(read):
    entries = [
        "一、能源",
        "1",
        "（一）目标",
        "1",
        "（二）任务",
        "2",
        "二、交通",
        "3",
        "（一）目标",
        "3",
        "（二）任务",
        "4",
    ]
    body = [
        "一、能源",
        "（一）目标",
        PARAGRAPHS[0],
        "（二）任务",
        PARAGRAPHS[1],
        "二、交通",
        "（一）目标",
        PARAGRAPHS[2],
        "（二）任务",
        PARAGRAPHS[3],
    ]
    document = read(["江阳市规划", "目", "次", *entries, *body])
    assert titles(document) == [["一、能源", ["（一）目标", "（二）任务"]], ["二、交通", ["（一）目标", "（二）任务"]]]
    assert texts(document)[1:] == PARAGRAPHS[:4]


def test_contents_with_chapters_above_their_titles(read):
    entries = ["目录", "第一章", "总则", "第二章", "监督管理", "第三章", "法律责任", "第四章", "附则"]
    body = [
        "第一章 总则",
        "第一条 制定本条例。",
        "第二章 监督管理",
        "第二条 市政府负责。",
        "第三章 法律责任",
        "第三条 处罚款。",
        "第四章 附则",
        "第四条 自公布之日起施行。",
    ]
    assert titles(read(["江阳市条例", *entries, *body])) == [
        ["第一章 总则", ["第一条"]],
        ["第二章 监督管理", ["第二条"]],
        ["第三章 法律责任", ["第三条"]],
        ["第四章 附则", ["第四条"]],
    ]


def test_the_title_of_an_attachment_belongs_to_its_heading_and_the_plan_of_a_notice_is_no_part_of_it(read):
    rules = ["附件 1", "江阳市登记规则", "第一章 总则", "第一条 为规范登记，制定本规则。", "第二条 登记机构负责登记。"]
    more = ["附件 2", "江阳市交易规则", "第一章 总则", "第一条 为规范交易，制定本规则。", "第二条 交易机构负责交易。"]
    document = read(["关于发布两项规则的公告", "现予公布。", *rules, *more])
    assert [section.title for section in document.sections] == ["附件 1 江阳市登记规则", "附件 2 江阳市交易规则"]
    plan = read(
        [
            "关于印发方案的通知",
            "现印发给你们。",
            "附件",
            "江阳市方案",
            "一、目标",
            PARAGRAPHS[0],
            "二、任务",
            PARAGRAPHS[1],
        ]
    )
    assert titles(plan) == ["一、目标", "二、任务"]


def test_a_web_page_around_a_document(read):
    document = read(
        [
            "首页 > 政务公开 > 政府文件", "索引号：11320000", "发布日期：2023-04-18", "字体：[ 大 中 小 ]",
            "江阳省人民政府办公厅关于加快推进充电设施建设的实施意见", "江政办发〔2023〕18号",
            "一、总体目标", PARAGRAPHS[0],
            "二、主要任务", PARAGRAPHS[1], "江阳省人民政府办公厅", "2023年4月12日", "（此件公开发布）",
            "分享到：", "【打印】【关闭】",
            "主办单位：江阳省人民政府办公厅", "版权所有 江阳省人民政府 苏ICP备05000001号",
        ]
    )  # fmt: skip
    assert document.title == "江阳省人民政府办公厅关于加快推进充电设施建设的实施意见"
    assert document.number == "江政办发〔2023〕18号" and titles(document) == ["一、总体目标", "二、主要任务"]
    assert document.text.endswith("2023年4月12日\n（此件公开发布）\n") and "首页" not in document.text


def test_buttons_counters_and_rows_of_labels_of_a_web_page_are_no_text(read):
    document = read(
        [
            "当前位置： 首页 > 规划", "无障碍阅读", "海州市数字经济规划",
            "发布时间：2023-05-06 09:30 来源：海州市工信局 字号：大 中 小", "访问量：128", "T大 T中 T小",
            "一、总体要求", PARAGRAPHS[0], "二、任务", PARAGRAPHS[1],
            "点赞 12", "评论 0", "上一篇：关于某事的通知",
        ]
    )  # fmt: skip
    assert texts(document) == ["海州市数字经济规划", *PARAGRAPHS[:2]]
    assert (document.date, document.publisher) == ("2023年5月6日", "海州市工信局")


def test_brackets_and_lists_of_titles_that_print_tears_apart(read):
    lines = [
        "一、供水",
        "全市深入贯彻落实《江阳市供水条例》（2019 年修订",
        "）、《江阳市节水办法》",
        "、《江阳市水价管理规定》",
        "等法规，供水保障能力稳步提升，全年供水总量达到 5.6 亿立方米，漏损率降至 9.8",
        "%，水质综合合格率保持在 99.9%以上，各项指标继续保持全省领先水平，群众满意度达",
        "到 96.5%，为经济社会发展提供了坚实的水安全保障，也为下一步的工作打下了良好基础。",
        "二、排水",
        "全市建成污水处理厂 12 座，日处理能力达到 86 万吨，再生水利用率达到 23%，城市黑",
        "臭水体基本消除，河道水质持续改善，防洪排涝体系进一步健全，应急处置能力明显增强。",
    ]
    document = read(lines)
    assert texts(document) == ["".join(lines[1:7]), "".join(lines[8:])]


def test_an_english_report_with_a_cover(read):
    document = read(
        [
            "Report on Air Quality", "in Jiangyang City", "Environmental Protection Department", "March 2023",
            "Foreword",
            "Air quality improved. The mean of PM2.5 fell to 28 micrograms, i.e. 6.7 per cent less than in 2022.",
            "Main Findings",
            "Ozone remains a problem (see Fig. 3). Levels rose by 2.1 per cent. No. 5 Power Station will close.",
        ]
    )  # fmt: skip
    about = (document.title, document.publisher, document.year, document.date, document.language)
    assert about == (
        "Report on Air Quality in Jiangyang City",
        "Environmental Protection Department",
        2023,
        "March 2023",
        "en",
    )
    assert titles(document) == ["Foreword", "Main Findings"]
    assert [len(p.sentences) for p in document.passages if p.section_path and p.kind == "body"] == [2, 3]


def test_dates_in_characters_and_two_bodies_on_one_line(read):
    document = read(
        [
            "二○二三年江阳市统计公报",
            "江阳市统计局 国家统计局江阳调查队",
            "二〇二四年三月一日",
            "一、综合",
            PARAGRAPHS[0],
        ]
    )
    about = (document.publisher, document.year, document.date, document.place)
    assert about == ("江阳市统计局、国家统计局江阳调查队", 2023, "2024年3月1日", "江阳市")
