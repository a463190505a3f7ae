"""The words around the quotations, in the user's language. Traditional Chinese is converted from Simplified."""

from retrieval.read.decision import Reason
from retrieval.text.language import to_script

TEXTS = {
    "zh": {
        "says": "报告写道：",
        "says_of": "《{title}》写道：",
        "says_in_english": "报告写道（英文）：",
        "says_of_in_english": "《{title}》写道（英文）：",
        "partial": "报告没有说明：{missing}。",
        "related": "报告没有直接回答这个问题，下面是最接近的段落。",
        "scope": "（范围：{scope}）",
        "compared": "对照：{figures}",
        "derived": "推算：{formula}",
        "highest": "推算：所引数字中{place}最高，{figure}。",
        "lowest": "推算：所引数字中{place}最低，{figure}。",
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
        "service": "这里只查报告写了什么，不受理投诉、报名、预约或办理；请联系主管部门或当地政务服务热线。",
        "opinion": "这里不作评价或预测，只回答{titles}写了什么。",
        "nearest": "报告里最接近的内容在“{title}”{page}。",
        "greeting": "你好！我根据{titles}的报告原文回答问题，并注明出处。",
        "thanks": "不客气！还想了解{titles}报告里的什么，接着问就好。",
        "help": "我从{titles}的报告原文里找答案，逐句引用并注明出处；简体、繁体、粤语、英文都可以问，"
        "也可以接着上一问追问。",
        "feedback": "谢谢反馈！每句引文都注明了报告里的出处，可以点开核对；也可以换个说法，或写明年份、地区再问一次。",
        "gibberish": "没有看懂这句话。我只能根据{titles}的报告原文回答问题。",
        "more": "还没有上一个问题，不知道要接着说报告里的什么。",
        "offer": "可以问报告里的这些内容：{topics}；也可以问“报告讲了什么”“第一部分讲了什么”。",
        "offer_plain": "可以问报告讲了什么，或报告里的任何一项内容。",
        "suggest": "可以问：{questions}",
        "example": "{title}讲了什么？",
        "rest": "……另有 {count} 项。",
        "on_page": "，第 {page} 页",
        "overview_all": "现有 {count} 份报告：",
        "overview_report": "《{title}》共 {count} 个部分：",
        "overview_part": "“{title}”{page}，共 {count} 点：",
        "overview_part_some": "“{title}”{page}，共 {count} 点，这里列出 {shown} 点：",
        "whole_list": "报告在“{title}”里写了以下 {count} 点：",
        "whole_list_some": "报告在“{title}”里写得更多，这里列出 {shown} 点：",
        "gathered": "报告分几处写到，这里列出 {shown} 点：",
        "article": "{title}规定：",
        "no_part": "报告没有{missing}；它共有 {count} 个部分：{titles}。",
        "no_article": "文件没有{missing}；它共有 {count} 条。",
        "no_box": "报告没有{missing}；它共有 {count} 个专栏。",
        "about_loaded": "已载入 {count} 份报告：",
        "about_title": "标题：《{title}》",
        "about_publisher": "发布机构：{value}",
        "unknown_publisher": "发布机构：报告没有载明，不清楚。",
        "about_year": "年份：{value}年",
        "unknown_year": "年份：报告没有载明，不清楚。",
        "about_date": "日期：{value}",
        "about_number": "文号：{value}",
        "unknown_number": "文号：报告没有载明，不清楚。",
        "about_pages": "页数：{value} 页",
        "unknown_pages": "页数：载入的文件不分页，不清楚。",
        "about_chapters": "共 {count} 章：",
        "about_parts": "共 {count} 个部分（章）：",
        "about_parts_sections": "共 {count} 个部分，下分 {sections} 节：",
        "unknown_parts": "没有读出章节标题，不清楚分几个部分。",
        "about_inside": "“{title}”下分 {count} 节：",
        "about_articles": "共 {count} 条。",
        "about_boxes": "共 {count} 个专栏。",
        "about_figures": "共 {count} 幅图。",
        "about_tables": "共 {count} 张表。",
        "about_source": "读自文件 {file}；原文的网址和下载地址不清楚。",
        "about_zh-Hans": "语言：简体中文",
        "about_zh-Hant": "语言：繁体中文",
        "about_en": "语言：英文",
        "about_opening": "开头写着：{lines}",
        "about_which": "最接近的是“{title}”{page}。",
    },
    "en": {
        "says": "The report says (in Chinese):",
        "says_of": "《{title}》 says (in Chinese):",
        "says_in_english": "The report says:",
        "says_of_in_english": "《{title}》 says:",
        "partial": "The report does not say: {missing}.",
        "related": "The report does not answer this directly; these are the nearest passages.",
        "scope": " (scope: {scope})",
        "compared": "Side by side: {figures}",
        "derived": "Computed: {formula}",
        "highest": "Computed: of the figures cited, that of {place} is the highest, {figure}.",
        "lowest": "Computed: of the figures cited, that of {place} is the lowest, {figure}.",
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
        "service": "Only what the report says can be looked up here; complaints, applications and bookings are for the "
        "authority in charge or the local government hotline.",
        "opinion": "No judgement or forecast is given here, only what {titles} says.",
        "nearest": "The nearest thing in the report is under “{title}”{page}.",
        "greeting": "Hello! I answer questions from the report text of {titles}, with sources.",
        "thanks": "You're welcome! Ask on if you want to know more of the report {titles}.",
        "help": "I look up answers in the report {titles} and quote it sentence by sentence with sources; ask in "
        "Chinese, Cantonese or English, and follow up on the last question if you like.",
        "feedback": "Thank you! Every quotation names its place in the report, where you can check it; you can also "
        "ask again in other words, or with a year or place.",
        "gibberish": "I could not read that. I can only answer questions from the report {titles}.",
        "more": "There is no earlier question yet that I could go on with; ask about the report first.",
        "offer": "You can ask about these topics of the report: {topics}; or “What is the report about?”.",
        "offer_plain": "You can ask what the report is about, or about anything in it.",
        "suggest": "You can ask: {questions}",
        "example": "What does it say on {title}?",
        "rest": "…… and {count} more.",
        "on_page": ", page {page}",
        "overview_all": "{count} reports are loaded:",
        "overview_report": "《{title}》 has {count} parts:",
        "overview_part": "“{title}”{page}, {count} points in all:",
        "overview_part_some": "“{title}”{page}, {shown} of {count} points:",
        "whole_list": "Under “{title}” the report gives {count} points:",
        "whole_list_some": "Under “{title}” the report says more; {shown} points are listed here:",
        "gathered": "The report tells of this in several places; {shown} points are listed here:",
        "article": "{title} reads:",
        "no_part": "The report has no {missing}; it has {count} parts: {titles}.",
        "no_article": "The text has no {missing}; it has {count} articles.",
        "no_box": "The report has no {missing}; it has {count} boxes.",
        "about_loaded": "{count} reports are loaded:",
        "about_title": "Title: 《{title}》",
        "about_publisher": "Publisher: {value}",
        "unknown_publisher": "Publisher: not told by the report, unknown.",
        "about_year": "Year: {value}",
        "unknown_year": "Year: not told by the report, unknown.",
        "about_date": "Date: {value}",
        "about_number": "Document number: {value}",
        "unknown_number": "Document number: not told by the report, unknown.",
        "about_pages": "Pages: {value}",
        "unknown_pages": "Pages: the loaded file has none, unknown.",
        "about_chapters": "{count} chapters:",
        "about_parts": "{count} parts (chapters):",
        "about_parts_sections": "{count} parts with {sections} sections:",
        "unknown_parts": "No section titles were read; the number of parts is unknown.",
        "about_inside": "“{title}” has {count} sections:",
        "about_articles": "{count} articles in all.",
        "about_boxes": "{count} boxes in all.",
        "about_figures": "{count} figures in all.",
        "about_tables": "{count} tables in all.",
        "about_source": "Read from the file {file}; the address of the original is unknown.",
        "about_zh-Hans": "Language: Simplified Chinese",
        "about_zh-Hant": "Language: Traditional Chinese",
        "about_en": "Language: English",
        "about_opening": "It opens with: {lines}",
        "about_which": "The nearest is “{title}”{page}.",
    },
}
LIST_MARK = {"zh": "、", "en": ", "}


def say(key: str, language: str, **values: str) -> str:
    """Return a text in the language of the question."""
    table = TEXTS["en" if language == "en" else "zh"]
    return to_script(table[key].format(**values), language)


def frame(key: str, language: str, **verbatim: str) -> str:
    """The same with values that stay as the report writes them, whatever the script of the question."""
    return to_script(TEXTS["en" if language == "en" else "zh"][key], language).format(**verbatim)


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
