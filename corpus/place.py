"""The place a report is about, as its title or its publisher names it. Knows the kinds of Chinese places and the
provinces, no other name: invented and new places are read as well.

>>> find_place("2026年江苏省政府工作报告"), find_place("深圳市南山区统计公报"), find_place("海南清洁能源汽车发展规划")
('江苏省', '深圳市南山区', '海南省')
>>> find_place("全国碳市场发展报告"), find_place("城市更新规划"), find_place("中华人民共和国噪声污染防治法")
(None, None, '中国')
>>> find_place("成都市能源结构调整方案"), find_place("厦门市海洋规划"), find_place("怎么申领广州市社会保障卡？")
('成都市', '厦门市', None)
"""

import re
from collections import Counter

PROVINCES = {
    **{name: f"{name}市" for name in ("北京", "天津", "上海", "重庆")},
    **{
        name: f"{name}省"
        for name in (
            "河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 "
            "甘肃 青海 台湾"
        ).split()
    },
    "内蒙古": "内蒙古自治区",
    "广西": "广西壮族自治区",
    "西藏": "西藏自治区",
    "宁夏": "宁夏回族自治区",
    "新疆": "新疆维吾尔自治区",
    "香港": "香港特别行政区",
    "澳门": "澳门特别行政区",
}
NUMBER_NAMES = dict(  # as numbers of documents begin
    pair.split("=")
    for pair in (
        "京=北京 津=天津 沪=上海 渝=重庆 冀=河北 晋=山西 辽=辽宁 吉=吉林 黑=黑龙江 苏=江苏 浙=浙江 皖=安徽 "
        "闽=福建 赣=江西 鲁=山东 豫=河南 鄂=湖北 湘=湖南 粤=广东 琼=海南 川=四川 黔=贵州 云=云南 陕=陕西 "
        "甘=甘肃 青=青海 内=内蒙古 桂=广西 藏=西藏 宁=宁夏 新=新疆"
    ).split()
)
NAME = r"[\u4e00-\u9fff]"
WORDS = re.compile(  # end like a place and name none
    r"(?:社区|园区|小区|景区|校区|库区|灾区|牧区|片区|街区|地区|辖区|特区|新区|示范区|试验区|实验区|开发区|保护区|功能区|试点区|先行区|"
    r"自贸区|经济区|工业区|高新区|大都市|超市|上市|股市|楼市|碳市|县市|省市|[区區县縣市]都市)$|^(?:都市|门市)$|"
    r"^(?:大|小|特大|超大|中小|大中|智慧|海绵|低碳|绿色|韧性|文明|宜居|美丽|创新|资源型)城市$|"
    r"^自治[区州县]$|"
    r"^(?:怎[么样]|如何|什么|全国|国家|各|我|本|两|重点|推进|建设|加快|贫困|农村|老旧)|(?:[全我本各部两][国省市县区])$"
)
ENDS = (  # of a place's name; 市 in 市场 is none
    r"(?:特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|地区|自治县|省|市(?!场|值|民|容|政|级|长)|"
    r"州(?!际)|盟(?!友)|县(?!城|域|级)|区(?!域|块|间|别|划))"
)
UNIT = re.compile(rf"({NAME}{{2,7}}?){ENDS}(?<!{NAME}{{5}}(?<!自治)州)")  # 西双版纳州, not 组织申报徐州
LOWER_UNIT = re.compile(rf"((?![局厅委部院]){NAME}){{1,4}}?{ENDS}")  # 苏州市 below 江苏省
COUNTRY = re.compile(
    r"^(?:中华人民共和国|中国|全国人民代表大会|国务院|国资委|国家|中共中央|最高人民)|"
    r"^(?:(?![省市县区州委])[\u4e00-\u9fff]){2,8}部(?:办公厅)?(?:$|[、 ]|关于|印发|等)"
)
SHORT_UNIT = re.compile(rf"(?=({NAME}{{2,3}}(?:[省县]|市(?!场|值|民|容|政|级|长))))")
CLAUSE_BEGINS = re.compile(r"^$|[\s，。；：、！？（《“]$")  # 能源市 and 展城市 begin none
LEAD = re.compile(r"^(?:\d{4}\s*年?(?:度)?|关于|印发|转发|中共(?!中央)|[《“”\s]|在)+")


def find_place(text: str) -> str | None:
    """Name the place with which a title or a publisher's name begins, with its province where it is printed; None when
    there is none."""
    text = LEAD.sub("", re.sub(r"\s", "", text))
    if COUNTRY.match(text):
        return "中国"
    place = ""
    while found := (LOWER_UNIT if place else UNIT).match(text[len(place) :]):
        if WORDS.search(found.group()) or found.group() in place:
            break  # 广州市黄埔区 广州开发区
        place += found.group()
    if place:
        return place
    return next((full for name, full in PROVINCES.items() if text.startswith(name)), None)


def find_place_by_stem(title: str, text: str) -> str | None:
    """The place whose short name stands in the title and whose full name the text repeats (徐州 … 徐州市).

    >>> find_place_by_stem("关于组织申报徐州科技项目的通知", "徐州市科技局负责。徐州市各区申报。")
    '徐州市'
    >>> find_place_by_stem("关于组织申报徐州科技项目的通知", "徐州市科技局负责。各区申报。")
    """
    counts: Counter[str] = Counter()
    leads: set[str] = set()  # a clause begins with it
    for found in SHORT_UNIT.finditer(text):
        counts[found[1]] += 1
        if CLAUSE_BEGINS.search(text[max(0, found.start() - 1) : found.start()]):
            leads.add(found[1])
    named = (unit for unit, count in counts.most_common() if count > 1 and unit in leads and unit[:-1] in title)
    return next((unit for unit in named if not WORDS.search(unit)), None)


def province_of_number(number: str | None) -> str | None:
    """The province whose short name begins the number of a document that its government issued.

    >>> province_of_number("鄂政发〔2021〕8号"), province_of_number("国发〔2021〕4号"), province_of_number(None)
    ('湖北省', None, None)
    """
    found = re.match(r"(.)(?:政|府)", number or "")
    return PROVINCES.get(NUMBER_NAMES.get(found[1], "")) if found else None
