"""A tick that can fail: every doubt, each with a case that goes red when its rule is taken out."""

from dataclasses import replace

import pytest
from retrieval_index import make_said

from retrieval.answer.ticks import check_figure, family_of, pointed_figures, unit_fits, unsupported
from retrieval.question.question import understand
from retrieval.text.quantities import Quantity, find_quantities


def figure_of(sentence: str, text: str) -> Quantity:
    return next(figure for figure in find_quantities(sentence) if figure.text == text)


def doubts(question: str, sentence: str, text: str, *pointed: str) -> list[str]:
    """What speaks against a figure of a sentence when the reader points at it, or at `pointed` instead."""
    return check_figure(
        understand(question), sentence, figure_of(sentence, text), make_said(sentence, *(pointed or (text,)))
    )


@pytest.mark.parametrize(
    ("question", "sentence", "text"),
    [
        ("新能源汽车保有量是多少？", "新能源汽车保有量达126.9万辆。", "126.9万辆"),
        ("2023年公园有多少个？", "2023年，公园达9个。", "9个"),
        ("新增公园多少个？", "新增公园9个。", "9个"),
        ("增加值增长多少？", "增加值增长5%。", "5%"),
        ("What share of buses is electric?", "公交电动化率达100%。", "100%"),
        ("公园哪年建成？", "公园于2023年建成。", "2023年"),
    ],
)
def test_the_figure_asked_for_is_ticked(question: str, sentence: str, text: str):
    assert doubts(question, sentence, text) == []


@pytest.mark.parametrize("other", ["9座", "19个", "9万个"], ids=["another unit", "another value", "another size"])
def test_a_figure_that_the_sentence_does_not_hold_is_not_there(other: str):
    sentence = "公园达9个。"
    made = figure_of(f"公园达{other}。", other)
    assert check_figure(understand("公园多少个？"), sentence, made, make_said(sentence, "9个")) == ["not_there"]


def test_the_neighbour_of_the_figure_that_the_reader_points_at_is_doubted():
    assert doubts("公园多少个？", "公园达9个，广场达7个。", "7个", "9个") == ["not_pointed_at"]


@pytest.mark.parametrize(
    ("question", "sentence", "text"),
    [
        ("公园面积多少公顷？", "公园达9个。", "9个"),
        ("覆盖率是百分之几？", "覆盖面积达50公顷。", "50公顷"),
        ("公园有多少个？", "公园覆盖率达50%。", "50%"),
        ("地铁有多少公里？", "地铁密度达0.3公里/平方千米。", "0.3公里/平方千米"),
        ("步道有多少公里？", "步道于2023年建成。", "2023年"),
    ],
)
def test_a_figure_in_another_unit_is_doubted(question: str, sentence: str, text: str):
    assert "unit" in doubts(question, sentence, text)


@pytest.mark.parametrize(
    ("question", "sentence", "text"),
    [("几个部门参加？", "11家单位参加。", "11家"), ("种了多少棵树？", "新种树木53万株。", "53万株"),
     ("增加值增长多少？", "增加值增长5%。", "5%"), ("占几分之几？", "仅为全市的1/5。", "1/5")],
)  # fmt: skip
def test_what_is_counted_in_other_words_is_not_doubted_for_its_unit(question: str, sentence: str, text: str):
    assert unit_fits(understand(question), figure_of(sentence, text))


def test_a_level_is_doubted_when_its_change_is_asked_for_and_a_change_when_the_level_is():
    assert doubts("增加值增加了多少亿元？", "增加值达到2439亿元。", "2439亿元") == ["change"]
    assert doubts("增加值增加了多少亿元？", "增加值增加90亿元。", "90亿元") == []
    assert doubts("补助标准一共达到多少元？", "补助标准提高30元。", "30元") == ["change"]
    assert doubts("补助标准一共达到多少元？", "补助标准提高到640元。", "640元") == []


def test_what_was_added_is_doubted_when_all_there_is_is_asked_for():
    assert doubts("有多少辆电动汽车？", "新增新能源汽车32万辆。", "32万辆") == ["added"]
    assert doubts("How many EVs are there?", "新增新能源汽车32万辆。", "32万辆") == ["added"]
    assert doubts("新增多少辆电动汽车？", "新增新能源汽车32万辆。", "32万辆") == []


def test_a_figure_of_another_year_s_clause_is_doubted():
    sentence = "2022年公园达7个，2023年公园达9个。"
    assert doubts("2023年公园有多少个？", sentence, "7个") == ["year"]
    assert doubts("2023年公园有多少个？", sentence, "9个") == []


def test_a_year_that_a_clause_only_compares_with_is_not_its_own():
    assert doubts("2024年碳排放强度下降多少？", "碳排放强度比2020年下降15%。", "15%") == []


def test_figures_are_pointed_at_where_the_reader_s_words_touch_them():
    sentence = "公园达9个，广场达7个，入选第一批试点。"
    pointed = pointed_figures(understand("公园多少个？"), sentence, make_said(sentence, "9个"))
    assert [(p.figure.text, p.ticked) for p in pointed] == [("9个", True)]
    assert sentence[pointed[0].clause.start : pointed[0].clause.end] == "公园达9个，"
    assert pointed_figures(understand("公园多少个？"), sentence, make_said(sentence)) == []


def test_one_figure_answers_a_question_for_one_and_several_a_list():
    sentence = "公园达9个，其中新建2个。"
    said = make_said(sentence, "9个", "2个")
    said.inside[sentence.index("2个") : sentence.index("2个") + 2] = 0.6  # the less likely of the two
    assert [p.figure.text for p in pointed_figures(understand("公园多少个？"), sentence, said)] == ["9个"]
    both = pointed_figures(understand("公园和新建的公园各多少个？"), sentence, said)
    assert [p.figure.text for p in both] == ["9个", "2个"]


def test_no_figure_is_pointed_at_where_none_is_asked_for_unless_it_is_most_of_the_answer():
    sentence = "优先在山区新建公园5万个。"
    where = pointed_figures(understand("公园优先建在哪里？"), sentence, make_said(sentence, "山区新建公园5万个"))
    many = pointed_figures(understand("公园要建多少个？"), sentence, make_said(sentence, "山区新建公园5万个"))
    bare = pointed_figures(understand("公园数"), sentence, make_said(sentence, "5万个"))
    assert [[p.figure.text for p in found] for found in (where, many, bare)] == [[], ["5万个"], ["5万个"]]


@pytest.mark.parametrize(
    ("question", "sentence", "wrong", "right"),
    [
        ("二氧化硫少排了多少？", "化学需氧量、二氧化硫排放量分别下降12.45%、14.29%。", "12.45%", "14.29%"),
        ("长江干流断面连续几年达标？", "长江干流断面连续8年、赣江干流断面连续5年达标。", "5年", "8年"),
        ("公园面积占城区多少？", "公园面积3万公顷，占城区的比重为13%。", "3万公顷", "13%"),
        ("成交量是多少？", "累计成交量1.08亿吨，成交额24.75亿元。", "24.75亿元", "1.08亿吨"),
    ],
)
def test_a_figure_beside_which_the_question_s_words_do_not_stand_is_doubted(question, sentence, wrong, right):
    assert "subject" in doubts(question, sentence, wrong)
    assert doubts(question, sentence, right) == []


def test_a_rate_is_a_family_of_its_own_and_energy_is_not_power():
    assert family_of(figure_of("0.3公里/平方千米", "0.3公里/平方千米")) == "rate"
    assert family_of(find_quantities("年均发电量 77.1 万千瓦时")[0]) == "energy"


def test_the_figures_of_a_free_statement_must_stand_in_one_of_its_sources():
    sources = ["公园达9个。", "2023年步道达31公里。"]
    assert unsupported("2023年公园9个，步道31公里。", sources) == []
    assert [figure.text for figure in unsupported("2022年公园19个，步道31米。", sources)] == ["2022年", "19个", "31米"]


def test_of_several_figures_those_count_that_the_question_counts():
    sentence = "向10个行业、6727个单位发送短信1437059条。"
    said = make_said(sentence, "10个行业、6727个单位发送短信1437059条")
    marked = pointed_figures(understand("给各行业和单位一共发了多少条短信？"), sentence, said)
    assert [pointed.figure.text for pointed in marked] == ["1437059条"]


def test_a_list_of_things_is_no_figure_though_the_report_counts_it():
    sentence = "围绕协同效果、协同路径、协同管理三个方面设置24个指标。"
    assert pointed_figures(understand("从哪三个方面设指标？"), sentence, make_said(sentence, "24个指标")) == []


@pytest.mark.parametrize(("text", "doubted"), [("1684万千瓦", False), ("1547万千瓦", False), ("242万千瓦", True)])
def test_an_item_of_a_list_that_the_question_does_not_name_is_of_another_subject(text: str, doubted: bool):
    sentence = "光伏、风电、生物质发电累计装机分别达到1684万千瓦、1547万千瓦、242万千瓦。"
    found = doubts("光伏和风电的累计装机各有多少万千瓦？", sentence, text, "1684万千瓦、1547万千瓦、242万千瓦")
    assert ("subject" in found) is doubted


def test_the_figures_of_a_report_in_traditional_script_have_units():
    sentence = "計畫經費約1,376億元，其中路廊27.8公頃。"
    assert doubts("計畫經費多少？", sentence, "1,376億元", "1,376億元") == []
    assert "unit" in doubts("計畫經費多少錢？", sentence, "27.8公頃", "27.8公頃")


def test_a_year_that_the_question_names_is_no_answer_to_it():
    sentence = "企业数量从2017年的不足20家增至2024年的近200家。"
    question = understand("2024年和2017年相比，企业数量变化多大？")
    marked = pointed_figures(question, sentence, make_said(sentence, "2017年的不足20家", "近200家"))
    assert [pointed.figure.text for pointed in marked] == ["20家", "200家"]


def test_what_a_follow_up_names_itself_must_stand_with_its_figure():
    sentence = "建成11个温室气体自动监测站、3个红树林碳通量监测站。"
    resolved = understand("建成几个温室气体自动红树林碳通量监测站？")
    follow_up = replace(resolved, text="那红树林碳通量监测站呢？", before="建成几个温室气体自动监测站？")
    figure, said = figure_of(sentence, "11个"), make_said(sentence, "11个")
    assert check_figure(follow_up, sentence, figure, said) == ["subject"]


@pytest.mark.parametrize(
    ("asked", "before", "sentence", "right", "wrong"),
    [
        ("成交额呢？", "碳市场累计成交了多少吨？", "累计成交量1.08亿吨，成交额24.75亿元。", "24.75亿元", "1.08亿吨"),
        ("覆盖率多高？", "据点服务了多少个村？", "据点123个，服务村296个，覆盖率59%。", "59%", "296个"),
        ("那面积呢？", "建成了多少个公园？", "建成公园9个，面积33公顷。", "33公顷", "9个"),
        ("面积增长了多少？", "建成了多少个公园？", "建成公园9个，面积增长4.5%。", "4.5%", "9个"),
    ],
)  # fmt: skip
def test_a_follow_up_wants_the_unit_that_its_own_words_tell(asked, before, sentence, right, wrong):
    """The unit of the question before stood in its completion: 成交了多少吨 → 成交额了多少吨 was ticked with tonnes."""
    question = understand(asked, (before,), alone=lambda text, history: 0.0)
    assert question.before == before
    assert unit_fits(question, figure_of(sentence, right))
    assert not unit_fits(question, figure_of(sentence, wrong))


def test_an_average_is_doubted_when_the_figure_of_a_year_is_asked_for():
    sentence = "城镇新增就业年均1270万人。"
    for question in ("2022年城镇新增就业多少人？", "How many new urban jobs were created in 2022?"):
        assert "average" in doubts(question, sentence, "1270万人")
    for question in ("城镇新增就业年均多少人？", "每年新增多少就业？", "How many jobs were created a year?"):
        assert "average" not in doubts(question, sentence, "1270万人")
    assert "average" not in doubts("2023年PM2.5浓度是多少？", "PM2.5年均浓度为28微克/立方米。", "28微克/立方米")


def test_a_part_is_doubted_when_the_sentence_tells_what_it_amounts_to_in_all():
    sentence = "启动第四批25个试点项目，试点项目累计达113个。"
    assert "part" in doubts("四批试点项目加起来多少个？", sentence, "25个")
    assert "part" not in doubts("四批试点项目加起来多少个？", sentence, "113个")
    assert "part" not in doubts("第四批试点项目有多少个？", sentence, "25个")
    assert "part" not in doubts("试点项目一共多少个？", "建成试点项目25个。", "25个")


def test_no_percentage_is_a_number_of_things():
    sentence = "公交车达1.6万辆，占28.6%。"
    for question in ("What is the total number of buses?", "公交车总数是多少？", "公交车的数量是多少？"):
        assert unit_fits(understand(question), figure_of(sentence, "1.6万辆"))
        assert not unit_fits(understand(question), figure_of(sentence, "28.6%"))
    assert unit_fits(understand("公交车数量增长多少？"), figure_of("公交车增长5%。", "5%"))
