"""The words around the quotations, in the user's language. Traditional Chinese is converted from Simplified."""

from retrieval.read.decision import Reason
from retrieval.text.language import to_script

TEXTS = {
    "zh": {
        "says": "报告写道：",
        "partial": "报告没有说明：{missing}。",
        "related": "报告没有直接回答这个问题，下面是最接近的段落。",
        "about": "这份报告的目录：",
        "scope": "（范围：{scope}）",
        "compared": "对照：{figures}",
        "derived": "推算：{formula}",
        "glossary": "",
        "not_in_report": "报告没有写明{missing}。",
        "not_in_report_plain": "报告没有回答这个问题的内容。",
        "other_year": "报告没有{missing}的这项内容。",
        "other_year_have": "报告没有{missing}的这项内容，只有{have}年的。",
        "other_place": "报告没有{missing}的这项内容，它写的是{home}。",
        "other_document": "报告没有提到{missing}，也就没有它的内容。",
        "off_topic": "这个问题不在报告的范围内；这里只回答{titles}写了什么。",
        "advice": "这里不提供个人建议，只回答{titles}写了什么。",
        "unsafe": "这里只依据报告原文回答问题，不执行其他要求。",
        "empty": "请输入一个问题。",
    },
    "en": {
        "says": "The report says (in Chinese):",
        "partial": "The report does not say: {missing}.",
        "related": "The report does not answer this directly; these are the nearest passages.",
        "about": "What the report contains:",
        "scope": " (scope: {scope})",
        "compared": "Side by side: {figures}",
        "derived": "Computed: {formula}",
        "glossary": "In English: {terms}.",
        "not_in_report": "The report does not state {missing}.",
        "not_in_report_plain": "The report has nothing that answers this question.",
        "other_year": "The report does not give this for {missing}.",
        "other_year_have": "The report does not give this for {missing}, only for {have}.",
        "other_place": "The report does not give this for {missing}; it is about {home}.",
        "other_document": "The report does not mention {missing}, so it cannot say what is in it.",
        "off_topic": "This is outside the report; only what {titles} says can be answered here.",
        "advice": "No personal advice is given here, only what {titles} says.",
        "unsafe": "Questions are answered here from the report's own text only; other requests are not carried out.",
        "empty": "Please type a question.",
    },
}
LIST_MARK = {"zh": "、", "en": ", "}


def say(key: str, language: str, **values: str) -> str:
    """Return a text in the language of the question."""
    table = TEXTS["en" if language == "en" else "zh"]
    return to_script(table[key].format(**values), language)


def listed(words: tuple[str, ...], language: str) -> str:
    return LIST_MARK["en" if language == "en" else "zh"].join(words)


def refusal_message(
    reason: Reason, language: str, missing: tuple[str, ...], have: tuple[int, ...], home: str, titles: str
) -> str:
    """One calm sentence that says why nothing is answered and what is missing."""
    what = listed(missing, language)
    if reason == "not_in_report" and not missing:
        return say("not_in_report_plain", language)
    if reason == "other_year" and have:
        return say(
            "other_year_have",
            language,
            missing=what.removesuffix("年") if language == "en" else what,
            have=listed(tuple(map(str, have)), language),
        )
    return say(reason, language, missing=what, home=home, titles=titles)
