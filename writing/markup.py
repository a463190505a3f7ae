"""What no shown sentence may hold: links, markup, code, hidden or strange signs, words to the user."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from corpus.visible import visible
from index.tokens import fold
from writing.faults import Fault

EMPHASIS = re.compile(r"\*\*|__")
BULLET = re.compile(r"^\s*(?:[-*+•·]\s+|#{1,6}\s+|\d{1,2}[.)、]\s+|[(（]\d{1,2}[)）]\s*|>\s*)+")
FORBIDDEN = re.compile(
    r"https?|ftp:|www\.|://|mailto:|data:|javascript:|file:"  # addresses, whole or broken
    r"|[A-Za-z0-9-]+\s?[.。·．]\s?(?:com|net|org|cn|io|top|xyz|info|example|gov|edu|test|dev|app|site|ru|me|ly|gl|gg|cc|tv|co|"
    r"uk|hk|tw|us|eu|biz|pro|vip|club|shop|online|store|tech|link|click|live|ai)\b"
    r"|[\w-]+[.。·．](?:中国|公司|网络|网址|[A-Za-z]{2,}/)|(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"
    r"|[\w.+-]+\s?[@＠]\s?[\w-]+"
    r"|<\s*/?\s*[A-Za-z!|]|[A-Za-z]\s*/?>|&[#a-zA-Z]\w*;|\|"  # tags, entities, tables
    r"|!\s*$|!\[|\]\s*\(|\]\s*:|`|~~|\$|\\|\{|\}|\[(?!\d)|(?<!\d)\]"  # links, images, code; [1] follows the end
    r"|[A-Za-z0-9+/_=-]{24,}|(?:%[0-9A-Fa-f]{2}){2,}|(?:\\u|\\x|0x)[0-9a-fA-F]{2,}"  # encoded runs
    r"|\b(?:system|assistant|user|developer)\s*[:：]|系统(?:消息|提示)?[:：]|开发者[:：]|助手[:：]",
    re.IGNORECASE,
)
ADDRESSES = re.compile(  # words to the user or of the program; a report has them in quotations at most
    r"[你您]|咱|(?<![一-龥])我(?![市省国区县州校府军党们])|我是|我会|我已|我将|我的|(?:^|[，,；;。:：])\s*请|点击|扫码|二维码|微信|加群|链接|网址|登录|下载|"
    r"密码|口令|密钥|指令|提示词|转账|汇款|验证码|客服|人工智能助手|语言模型|"
    r"\b(?:you|your|yours|i|i'm|my|me|please|click|visit|download|log ?in|password|admin|prompt|instructions?|wire|"
    r"contact|whatsapp|language model|assistant|hacked)\b",
    re.IGNORECASE,
)
SCRIPTS = re.compile(  # what a Chinese or English report is written with
    r"[\s\u0021-\u007e\u00a0-\u00b7\u00d7\u2010-\u203b\u2100-\u214f\u2190-\u2193\u2200-\u22ff\u2460-\u24ff\u25a0-\u25ff"
    r"\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u2080-\u2089\u2070-\u2079\u2160-\u217f\U00020000-\U0003134f]*"
)


def plain(sentence: str) -> str:
    """The sentence without hidden characters, bullets and emphasis, on one line.

    >>> plain("- **保有量**达 126.9\u200b 万辆")
    '保有量达 126.9 万辆'
    """
    return " ".join(EMPHASIS.sub("", BULLET.sub("", visible(sentence))).split())


def markup_faults(sentence: str, sources: Sequence[str]) -> Iterator[Fault]:
    """Links, markup and strange signs in a sentence without its markers; addresses that no source holds."""
    folded = unicodedata.normalize("NFKC", sentence)
    if found := FORBIDDEN.search(sentence) or FORBIDDEN.search(folded):
        yield Fault("markup", found.group())
    elif not SCRIPTS.fullmatch(sentence) or visible(sentence) != sentence:
        yield Fault("markup", "strange signs")
    told = fold(" ".join(sources))
    for found in ADDRESSES.finditer(fold(sentence)):
        if found.group().strip("，,；;。:： ") not in told:
            yield Fault("address", found.group())
            return
