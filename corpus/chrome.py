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
SIZE_BAR = re.compile(r"^[【\[（(]?\s*(?:字号|字体|文字大小)\s*[：:]?[\s大中小特|\[\]【】（）()]*$")
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


def find_chrome(lines: Sequence[Line]) -> set[int]:
    """Return the indices of the lines that belong to a web page around the text."""
    texts = [line.text for line in lines]
    return top_chrome(texts) | end_chrome(lines)


def top_chrome(texts: Sequence[str]) -> set[int]:
    top = range(min(EDGE, len(texts)))
    patterns = (TOOL, SIZE_BAR, PATH, DATABASE)
    found = {i for i in top if any(p.search(texts[i]) if p is DATABASE else p.match(texts[i]) for p in patterns)}
    if any(SIZE_BAR.match(texts[i]) for i in found):
        found |= {i for i in top if texts[i] in SIZES}
    return found


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
    return bool(FOOT.match(line.text) or TOOL.match(line.text)) and not line.text.endswith("。")
