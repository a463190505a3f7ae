"""Finds what a web page puts around its text: tool bars, breadcrumbs, links to other pages. Knows no report."""

import re
from collections.abc import Sequence

from corpus.layout import Line

EDGE = 30  # lines at the beginning and at the end where chrome stands
TOOLS = (
    "下载 打印 全屏 收藏 加大 还原 减小 分享 分享到 关闭 关闭窗口 返回 返回顶部 首页 网站首页 打印本页 打印页面 "
    "关闭页面 我要纠错 纠错 微信 微博 朗读 听新闻 无障碍 无障碍浏览 长者模式 繁體 繁体 简体 登录 注册 搜索 字号 字体 "
    "复制链接 手机版 客户端 扫一扫 上一篇 下一篇 A+ A- English"
).split()
SIZES = (
    "大",
    "中",
    "小",
    "特大",
    "【",
    "】",
    "[",
    "]",
    "|",
)  # buttons of 【字号：大 中 小】, of which each may have its line
TOOL = re.compile(rf"^[【\[（(|]*\s*(?:{'|'.join(map(re.escape, TOOLS))})\s*[：:】\]）)|]*$")
SIZE_BAR = re.compile(
    r"^(?:[【\[（(]?\s*(?:字号|字体|文字大小)\s*[：:]?[\s大中小特|\[\]【】（）()]*|(?:[TA]?\s*[大中小]\s+){2}[TA]?\s*[大中小])$"
)
NAVIGATION = re.compile(  # above the text: names of the site and of its parts
    r"^(?:无障碍(?:阅读)?|政府信息公开(?:平台|目录|专栏)?|信息公开|政务公开|政务服务|互动交流|政民互动|新闻中心|要闻动态|长者助手|智能问答|站内搜索|移动版|"
    r"设为首页|加入收藏|网站支持IPv6|本站已支持IPv6|\S{2,20}(?:门户网站|政府网|政务网|官方网站)(?:\s+\S+)?|(?:https?://|www\.)\S+)$"
)
BY_LABEL = re.compile(
    r"(?:(?:发布|发表|更新)(?:时间|日期)|(?:信息|稿件|文章|新闻)?来源|作者|(?:责任)?编辑|(?:浏览|阅读|点击)(?:次数|量|数)?|访问量|字号|字体|视力保护色)\s*[：:]"
)
DATED = re.compile(r"^(?:19|20)\d{2}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}")
COUNTED = re.compile(r"^(?:点赞|评论|收藏|转发|阅读|浏览|访问)(?:量|数|次数)?\s*[：:]?\s*\d+\s*次?$")
PATH = re.compile(r"^(?:您?(?:当前|现在|所在)?的?位置\s*[：:]|首页\s*[>＞»/]).*$")  # breadcrumbs
RELATED = re.compile(
    r"^(?:相关(?:报道|链接|阅读|文章|稿件|新闻|文件|解读|附件)|延伸阅读|推荐阅读|热点推荐|上一篇|下一篇)\s*[：:]?"
)
FOOT = re.compile(
    r"^[【\[（(]?\s*(?:责任编辑|编辑|审核|校对|主办单位|承办单位|技术支持|网站标识码|联系我们|版权所有|版权声明|网站地图|浏览次数|"
    r"分享到|扫一扫|打印|关闭|我要纠错|返回顶部)\s*[：:】\]）)]?|(?:ICP备|公网安备)"
)
DATABASE = re.compile(r"法宝引证码|北大法宝|法宝智能|威科先行|法律法规数据库")  # what a database of laws says of itself
MAX_DATABASE = 15  # lines
MAX_BYLINE = 150  # characters


def find_chrome(lines: Sequence[Line]) -> set[int]:
    """Return the indices of the lines that belong to a web page around the text."""
    texts = [line.text for line in lines]
    return top_chrome(texts) | end_chrome(lines)


def top_chrome(texts: Sequence[str]) -> set[int]:
    top = range(min(EDGE, len(texts)))
    patterns = (TOOL, SIZE_BAR, PATH, DATABASE, COUNTED)
    found = {i for i in top if any(p.search(texts[i]) if p is DATABASE else p.match(texts[i]) for p in patterns)}
    found |= {i for i in top if is_byline(texts[i])}
    text = next((i for i in top if re.search(r"[。；]", texts[i])), len(top))
    found |= {i for i in range(text) if NAVIGATION.match(texts[i])}
    if any(SIZE_BAR.match(texts[i]) for i in found):
        found |= {i for i in top if texts[i] in SIZES}
    return found


def is_byline(text: str) -> bool:
    """A row of what a web page says of its text: when, from where, how often it was read.

    >>> is_byline("发布时间：2022-01-12 来源：市环保局 字号：大 中 小"), is_byline("来源：市环保局")
    (True, False)
    """
    labels = len(BY_LABEL.findall(text))
    return len(text) <= MAX_BYLINE and "。" not in text and labels + bool(labels and DATED.match(text)) >= 2


def end_chrome(lines: Sequence[Line]) -> set[int]:
    """The list of links at the end, and the page's foot; never what holds a sentence, but what a database adds."""
    end = range(max(0, len(lines) - EDGE), len(lines))
    found = {i for i in end if is_page_foot(lines[i])}
    for i in range(max(len(lines) // 2, len(lines) - MAX_DATABASE), len(lines)):
        if DATABASE.search(lines[i].text):
            return found | set(range(i, len(lines)))  # all that follows, sentences too, is of the database
    for i in end:
        if RELATED.match(lines[i].text) and not any(line.text.endswith("。") for line in lines[i:]):
            return found | set(range(i, len(lines)))
    return found


def is_page_foot(line: Line) -> bool:
    return bool(FOOT.match(line.text) or TOOL.match(line.text) or COUNTED.match(line.text)) and not line.text.endswith(
        "。"
    )
