"""What a question set and a response hold, named in Chinese and in English, for the reports."""
from collections.abc import Iterable, Mapping

Names = Mapping[str, tuple[str, str]]  # name → (Chinese, English)

LANGUAGES: Names = {"zh-Hans": ("简体", "Simplified"), "zh-Hant": ("繁體", "Traditional"), "en": ("English", "English")}
KINDS: Names = {
    "fact": ("事实", "fact"), "list": ("列举", "list"), "explain": ("解释", "explanation"),
    "compare": ("比较", "comparison"), "multi_hop": ("多处综合", "multi-hop"), "colloquial": ("口语", "colloquial"),
    "follow_up": ("追问", "follow-up"), "unanswerable": ("无法回答", "unanswerable"),
    "false_premise": ("前提有误", "false premise"),
    "injection": ("指令注入", "injection")}
STATUSES: Names = {
    "answered": ("已回答", "answered"), "partial": ("部分回答", "partly answered"),
    "related": ("仅相关段落", "related passages only"), "refused": ("拒答", "refused"),
    "about": ("报告本身", "about the report"), "chat": ("寒暄", "small talk")}
REASONS: Names = {
    "not_in_report": ("报告未提及", "not in the report"), "other_year": ("其他年份", "another year"),
    "other_place": ("其他地方", "another place"), "other_document": ("其他文件", "another document"),
    "off_topic": ("与报告无关", "off topic"), "unsafe": ("不当要求", "unsafe"), "empty": ("空问题", "empty")}
CAUSES: Names = {
    "not_retrieved": ("没有检索到", "not retrieved"), "not_chosen": ("检索到了，没有选用", "retrieved but not chosen"),
    "trimmed": ("选用了，被截掉", "chosen but trimmed"),
    "unsupported_figure": ("数字无依据", "figure without support"),
    "unsupported_statement": ("语句或引文无依据", "statement or quotation without support"),
    "wrongly_refused": ("误拒", "wrongly refused"), "should_have_refused": ("本应拒答", "should have refused"),
    "forbidden": ("出现错误内容", "says something forbidden")}


def in_order(names: Iterable[str], known: Iterable[str]) -> list[str]:
    """Sort names in the order in which they are known; unknown ones follow as they came.

    >>> in_order(["fr", "en", "zh-Hans"], LANGUAGES)
    ['zh-Hans', 'en', 'fr']
    """
    place = {name: position for position, name in enumerate(known)}
    return sorted(dict.fromkeys(names), key=lambda name: place.get(name, len(place)))
