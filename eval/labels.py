"""Chinese names of what a question set and a response hold, for the reports."""
from collections.abc import Iterable

LANGUAGES = {"zh-Hans": "简体", "zh-Hant": "繁體", "en": "English"}
KINDS = {
    "fact": "事实", "list": "列举", "explain": "解释", "compare": "比较", "multi_hop": "多处综合", "colloquial": "口语",
    "follow_up": "追问", "unanswerable": "无法回答", "false_premise": "前提有误", "injection": "指令注入"}
STATUSES = {"answered": "已回答", "partial": "部分回答", "related": "仅相关段落", "refused": "拒答"}
REASONS = {
    "not_in_report": "报告未提及", "other_year": "其他年份", "other_place": "其他地方", "other_document": "其他文件",
    "off_topic": "与报告无关", "unsafe": "不当要求", "empty": "空问题"}
CAUSES = {
    "answered_without_basis": "不该回答却回答了", "false_refusal": "误拒", "not_found": "前 10 个段落里缺证据",
    "forbidden": "出现错误内容", "missing_facts": "找到了证据，答案缺事实"}


def in_order(names: Iterable[str], known: Iterable[str]) -> list[str]:
    """Sort names in the order in which they are known; unknown ones follow as they came.

    >>> in_order(["fr", "en", "zh-Hans"], LANGUAGES)
    ['zh-Hans', 'en', 'fr']
    """
    place = {name: position for position, name in enumerate(known)}
    return sorted(dict.fromkeys(names), key=lambda name: place.get(name, len(place)))
