"""The words around a figure that are not its subject: predicates, times, places that go without saying."""

import re

YEAR = r"(?:(?:19|20)\d{2}|1\d{2}|[89]\d|二[〇零][〇零一二三四五六七八九]{2})\s*年?度?"
GROWS = (
    "增长|增加|增幅|增速|增多|上升|提升|提高|上涨|攀升|扩大|下降|降低|降幅|减少|削减|缩减|下滑|回落|高出?|低|上浮|翻|压减|压缩|延长|缩短"
)
HOW = (
    "(?:"
    "[一二三四五六七八九十两多]+年|同比|环比|累计|年均|平均|每年|年|分别|连续|再|又|已|将|实际|大幅|进一步|"
    "仍|约|共|净|逐步|稳步|比上年|较上年|比去年|较去年"
    ")"
)
BOUNDS = (
    "超过|超|突破|约占?|大约|近|逾|不足|不少于|不低于|不超过|不高于|少于|小于|大于|低于|高于|至少|最高|"
    "惠及|持续|始终|减?按|最多|将近|接近|多达|仅|只|高达|预计|达标|最低|不小于|不大于|不得少于|不得超过|不得低于|力争|争取|确保|原则上|预估|同样|"
    r"(?<!模)拟按?|(?<![许认])可|(?<![规法准守原细])则|亦|也|(?<![供对响适反效])应当?|必?须|(?<![内供必急刚])需|尚有?"
)
REACHES = (
    "达到|达成|达|为|是|至|到|(?<!形)成|占|有|计|完成|实现|共计|合计|总计|累计达|保持在?|稳定在?|维持在?|控制在|"
    "增至|降至|升至|增加[到至]|减少[到至]|提[升高][到至]|"
    "降[到至]|升[到至]|增到|减[到至]|下滑[到至]|调[高低][到至]|下降[到至]|降低[到至]|上升[到至]|增长[到至]|扩大[到至]|发展[到至]|压缩[到至]|缩短[到至]|延长[到至]"
)
COMPARED = (
    rf"(?:{GROWS}|增|降|升|减)?(?:比|较|相比|与|同|自|从|由|于|在|至|到)\s*"
    rf"(?:{YEAR}|上年|去年|前年|上年同期|去年同期|同期|往年|常年)"
    r"(?:年初)?(?:预算)?(?:底|末|初)?(?:的|相比|以来|起)?"
)
TAIL = re.compile(
    rf"(?:{REACHES}|{COMPARED}(?:{GROWS})|(?:平均)?每\s*\d+\s*年(?:{GROWS})?|[比较][^，。比较]{{2,10}}(?:之初|之前|时期|期末)|(?<=[一-鿿])\s+[\d,.]+|分别(?:达到?|为)?\s*[\d.、]+|(?:{HOW})?(?:{GROWS})(?:了|约|近|超过?)?|{HOW}|{BOUNDS}|{COMPARED}|{YEAR}(?:底|末|初)?的?|"
    r"水平|(?<!总)规模达|已|均|都|约|将|了|从|由|自|以|在|的|和|及|与|、|：|:|，|,|\s|全部|分别|进一步|并|仍|又|再|超额|平均每|每)$"
)
PLAN = "“?十[一二三四五六]五”?(?:时期|期间|以来|末|规划)?"
DAY = rf"{YEAR}(?:\s*[—–\-－~～至到]+\s*{YEAR})?(?:\s*\d{{1,2}}\s*月(?:\s*\d{{1,2}}\s*日)?)?(?:底|末|初|上半年|下半年)?"
TIME = re.compile(
    rf"(?:截[至止]|到|至|自|从|在|于)?\s*{DAY}(?:前|起|间|期间)?|{PLAN}|目前|当前|截至目前|其中|同时|此外|另外|另|全年|今年|去年|当年|"
    r"上年|年内|年底前?|期间|[，,、\s]"
)
HEAD = re.compile(
    r"[（(]?\d{1,2}[）)、]|近?[一二三四五六七八九十]+年来|(?:[^，。]{0,4}建成)?以来|"
    r"并(?!网)|但|且|可(?!再生|调|用|支配|持续)|拟(?:按照?)?|按照?|明确|包括|包含|计有|尚有|另有|分别[为是]|(?:累计)?(?:导致|造成)|处以?(?![理置方于])|是指其?|或者其?|应当|第[一二三四五六七八九十百零\d]+条\s*|"
    r"全[市省区县镇州]|我国|[我本][市省国区县府州]|使(?!用)[本我]?[市省]?|[各该]市|"
    r"已经?|共有?|拥有|现有(?!机)|预计|预定|预期|计划(?!经费|投资|总)|规划(?!建筑)|力争|"
    r"成功|率先|建成(?!区)|完成|实现|建有|设有|形成|达到|将|约|有(?![机关限效色害毒])|建立起?|设置|对|为|至|到|由|和|及|与|[；：（(]"
)
BARE = (  # what is measured, not of what
    "渗透率|保有量|覆盖率|普及率|利用率|达标率|占比|比重|比例|增速|增长率|用电量|用气量|数量|企业数量|总数|总量|总长度?|全长|长度|"
    "面积|总面积|经费|计划经费|初估经费|总经费|投资|总投资|预算|金额|规模|产值|产量|销量|装机|装机容量|容量|途经|里程|总里程|密度|"
    "增产|减产|增收|人数|户数|总额|成交量|成交额|收入|支出|营业收入|年均|均|总计|产能|吞吐量|客流量|设计时速|行程|高度|深度|宽度|高|宽|长"
)
BARE_ONLY = re.compile(rf"(?:年均|累计|日均|平均|其|总|年|月|日|最大|最高|新车|人均|项目)*(?:{BARE})")
BARE_TAIL = re.compile(rf"(?:累计|年|日|总|预计|初估)?(?:{BARE})$")
OPENING = {")": "(", "）": "（", "”": "“", "」": "「"}


def strip_tail(text: str) -> tuple[str, str]:
    """Part what precedes a figure into the subject and the words that lead over to the number.

    >>> strip_tail("全市新能源汽车保有量达")
    ('全市新能源汽车保有量', '达')
    >>> strip_tail("碳排放强度较 2005 年下降超")
    ('碳排放强度', '较 2005 年下降超')
    """
    rest = text
    while found := TAIL.search(rest):
        if found.end() == found.start():
            break
        rest = rest[: found.start()]
    return rest, text[len(rest) :]


def strip_head(text: str, places: bool = True) -> str:
    """Leave out the time, and with `places` the report's own place and what only introduces.

    >>> strip_head("截至 2024 年底，全市绿色建筑面积")
    '绿色建筑面积'
    """
    while True:
        found = TIME.match(text)
        if not found:
            found = HEAD.match(text) if places else None
            if not found or found.end() == len(text):
                return text
        text = text[found.end() :]


def balanced(text: str) -> str:
    """Without a bracket or quotation mark that has lost its partner."""
    for close, open_ in OPENING.items():
        if text.count(open_) != text.count(close):
            text = text.replace(open_, "").replace(close, "")
    return text
