"""Recognises numbered and named headings in one line. Knows the styles of Chinese official documents, no report.

Order of levels after GB/T 9704 (一、 （一） 1. （1）), below 部分/篇/编, 章, 节 and the articles (条) of laws;
Markdown's # stand above them all.
"""

import re
from dataclasses import dataclass

from corpus.digits import to_number
from corpus.present import present

CHINESE_NUMBER = "[一二三四五六七八九十百零〇○]+"
FORMAL_NUMBER = "[壹贰貳叁參肆伍陆陸柒捌玖拾]{1,3}"
ORDINAL = rf"第\s*({CHINESE_NUMBER}|\d+)\s*"
MAX_HEADING = 60  # characters; a longer numbered line is a paragraph
MAX_LATIN_HEADING = 90
UNITS = "年月日时時個个万萬亿億元吨噸倍%％"  # 2.1 亿平方米 is a quantity, no section number
MEASURES = (  # of a quantity; 元素, 日常, 时期 and 个人 begin titles
    "[年月万萬亿億吨噸倍]|元(?!素)|日(?!常)|[时時](?!代|间|期|效)|[个個](?!人|体|性)|公[里顷斤]|[平立]方|千[米瓦克]|[亩米]"
)
REFERS = "的|和|或|及|至|与|规定|要求|中|节|以上|以下|左右"  # 应符合 6.2.2 的要求
MARKDOWN = re.compile(r"^(#{1,6})\s+(?=\S)")
ARTICLE_LEVEL = 4
ARABIC_LEVEL = 7
NO_REFERENCE = (  # 第八条规定的 only refers to one, 第九条中国公民 and 第十条以下情形 begin one
    "(?!规定|所|的|至|和|或|及|与|第|款|项|之|中(?![国央小医华])|以上|以下(?!情形|情况|单位|人员|行为)|条件|要求)"
)
ARTICLE = rf"^{ORDINAL}[条條](?:之[一二三四五六七八九十]+)?(?=[\s（(【]|$|{NO_REFERENCE}[\u4e00-\u9fff])"
AFTER_DECIMAL = rf"(?:\s+(?=[\u4e00-\u9fffA-Z])|(?=[\u4e00-\u9fff]{{2}}))(?![{UNITS}]|{MEASURES}|{REFERS})"
STYLES: tuple[tuple[int, re.Pattern[str]], ...] = (  # (level, pattern whose group is the number); 1 is the highest
    (1, re.compile(rf"^(?:{ORDINAL}(?:部分|篇|编|編)|(?:Part|PART)\s+(\d+|[IVX]+)\b)")),
    (2, re.compile(rf"^(?:{ORDINAL}章|(?:Chapter|CHAPTER)\s+(\d+|[IVX]+)\b)")),
    (2, re.compile(r"^(?:Annex|ANNEX|Appendix|APPENDIX)\s+(?:[A-Z]|\d{1,2})\b(?=\s*(?:[:.—–-]|$|[A-Z]))")),
    (3, re.compile(rf"^(?:{ORDINAL}[节節]|(?:Section|SECTION)\s+(\d+)\b)")),
    (ARTICLE_LEVEL, re.compile(ARTICLE)),
    (3, re.compile(rf"^({FORMAL_NUMBER})\s*、")),  # 壹、 stands above 一、 in documents of Taiwan
    (5, re.compile(rf"^({CHINESE_NUMBER})\s*(?:、|[．.](?!\d))")),
    (6, re.compile(rf"^[（(]\s*({CHINESE_NUMBER})\s*[)）]")),
    (8, re.compile(rf"^\d{{1,2}}\.(\d{{1,2}}){AFTER_DECIMAL}")),
    (9, re.compile(rf"^\d{{1,2}}\.\d{{1,2}}\.(\d{{1,2}}){AFTER_DECIMAL}")),
)
ARABIC = re.compile(
    rf"^(\d{{1,2}})(?:\s*[.．、]\s*(?=[\u4e00-\u9fff“《])(?![{UNITS}])|\.\s+(?=[A-Z][a-z])(?!.*[.;:,]$))"
)  # 1.能源结构: of a list just as well
CLAUSE = re.compile(  # of a standard; a number alone is one only by its print
    rf"^(\d{{1,2}}(?:\.\d{{1,2}})*|[A-Z](?:\.\d{{1,2}})+)\s*(?=[\u4e00-\u9fff]{{2}})(?!{MEASURES}|{REFERS})"
)
NAMES = (  # may be printed letter-spaced (前  言)
    "前言 引言 序言 序 导言 导读 摘要 概述 总则 展望 结语 结论 结束语 后记 附录 附则 附件 致谢 参考文献 "
    "導言 導讀 總則 結語 結論 結束語 後記 附錄 附則 附件 致謝 參考文獻"
)
LATIN_NAMES = "Foreword|Preface|Executive Summary|Introduction|Conclusions?|Outlook|References"
SPACED_NAMES = "|".join(r"\s*".join(name) for name in NAMES.split())
NAMED = re.compile(rf"^(?:(?:{SPACED_NAMES})(?=\s|：|:|\d|[A-Z](?![A-Za-z])|$)|(?:{LATIN_NAMES})$)")
NAMED_LEVEL = 1
ATTACHMENT = re.compile(
    r"^附\s*件\s*(\d{1,2}|[一二三四五六七八九十]+)?\s*[：:]?$"
)  # alone; 附件：1.名单 only lists what follows
LISTED_ATTACHMENT = re.compile(r"^附\s*件\s*\d*\s*[：:.．、]?\s*\S")
RULES = "应当|不得|可以|必须|负责|是指|适用|禁止"  # what a sentence of an article says, and no title
MAX_ARTICLE_TITLE = 20  # characters
ARTICLE_TITLE = re.compile(r"^(?:[（(【][^）)】]{1,20}[）)】])")  # 第五条（适用范围）, 第五条【定义】


@dataclass(frozen=True, slots=True)
class HeadingMark:
    """What the start of a line says: its level, its number, and whether a name (前言) stands for a number."""

    level: int
    named: bool
    number: int | None = None


def heading_mark(text: str) -> HeadingMark | None:
    """Return the mark that a line starts with, or None.

    >>> heading_mark("（一）大力推进现代化产业体系建设").level, heading_mark("第二十一条 本法自公布之日起施行。").number
    (6, 21)
    """
    if hashes := MARKDOWN.match(text):
        return HeadingMark(len(hashes[1]) - 6, named=False)
    for level, pattern in STYLES:
        if found := pattern.match(text):
            return HeadingMark(level, False, number_of(next((group for group in found.groups() if group), "")))
    if NAMED.match(text) and len(text) <= MAX_HEADING and (ATTACHMENT.match(text) or not LISTED_ATTACHMENT.match(text)):
        return HeadingMark(NAMED_LEVEL, named=True)
    return None


def number_of(text: str) -> int | None:
    return None if re.match(r"[IVX]", text) else to_number(text)


def arabic_mark(text: str) -> HeadingMark | None:
    """The mark of a line such as 1.能源结构, of which only its neighbours tell whether it heads a section."""
    found = ARABIC.match(text)
    return HeadingMark(ARABIC_LEVEL, False, int(found[1])) if found else None


def clause_depth(text: str) -> int | None:
    """How many numbers a clause of a standard carries; None for a quantity, or a line that refers to a clause.

    >>> [clause_depth(text) for text in ("1范围", "4.2.1 总能力", "A.2计算方法", "2.5亿元", "6.2.2的要求")]
    [1, 3, 2, None, None]
    """
    found = CLAUSE.match(text)
    return found[1].count(".") + 1 if found else None


def is_article(text: str) -> bool:
    mark = heading_mark(text)
    return mark is not None and mark.level == ARTICLE_LEVEL


def article_title(text: str) -> str:
    """The label of an article with its title, where one is printed; a short line that is no sentence is a title.

    >>> article_title("第五条 夜间施工应当取得证明。"), article_title("第五条（适用范围）本办法适用于本市。")
    ('第五条', '第五条（适用范围）')
    """
    printed = present(re.match(ARTICLE, text)).group()
    label, after = re.sub(r"\s", "", printed), text[len(printed) :].strip()
    if bracketed := ARTICLE_TITLE.match(after):
        return label + bracketed.group()
    titled = after and len(after) <= MAX_ARTICLE_TITLE and not re.search(rf"[，。；：！？]|{RULES}", after)
    return f"{label} {after}" if titled else label


def is_heading_line(text: str) -> bool:
    """A line that is a heading and nothing else: marked, short, not a sentence. A comma may stand inside it.

    >>> [is_heading_line(text) for text in ("二、坚持绿色发展，建设美丽江阳", "二、增长5%，", "第五条 本法所称噪声")]
    [True, False, False]
    """
    longest = MAX_HEADING if re.search(r"[\u4e00-\u9fff]", text) else MAX_LATIN_HEADING
    if MARKDOWN.match(text):
        return len(text) <= MAX_LATIN_HEADING
    mark = heading_mark(text)
    if mark is None or mark.level == ARTICLE_LEVEL or len(text) > longest:
        return False
    return not re.search(r"[。！？；;]|[a-z]\.|[，,、：:]$", text) or bool(ATTACHMENT.match(text))


def is_bare_mark(text: str) -> bool:
    """A number whose title must stand on the next line (第一章)."""
    return any(pattern.fullmatch(text) for level, pattern in STYLES if level < ARTICLE_LEVEL or level in (5, 6))


def run_in_title(text: str) -> str | None:
    """The title with which a paragraph begins (（一）着力扩大国内需求。…), or None."""
    mark = heading_mark(text) or arabic_mark(text)
    if mark is None or mark.named or mark.level == ARTICLE_LEVEL:
        return None
    title = re.split(r"(?<=[。！？：])", text, maxsplit=1)[0]
    return title.rstrip("。！？：") if len(title) <= MAX_HEADING and len(title) < len(text) else None
