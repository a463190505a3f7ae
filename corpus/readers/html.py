"""HTML → Layout: the text of the page, a line a block, its headings and tables; not what stands around the text.

A page that was saved as .txt is one too: formats are told by content.
"""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from corpus.decode import UnreadableDocument, decode_report
from corpus.layout import Layout
from corpus.readers.blocks import BlockWriter
from corpus.readers.grid import Grid, GridCell, make_grid
from corpus.visible import visible

LEFT_OUT = frozenset("script style noscript template nav footer form button select iframe svg math head aside".split())
BLOCKS = frozenset(
    "address article blockquote center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 header hr li "
    "main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
HEADING = re.compile(r"^h([1-6])$")
CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
TITLE_METAS = ('meta[name="ArticleTitle"]', 'meta[property="og:title"]')
SITE = re.compile(r"\s*[_|]\s*\S+$|\s+[-–—]+\s*\S+$|[-_|–—]+\s*\S*(?:网|政府|门户|官网|委|局|厅)$")  # 公报_江阳市政府网
LONGEST_TITLE = 300  # characters of a title that may name its site
MAIN_SHARE = 0.75  # of the sentences of a page stand in its main part
LONG_CELL = 1200  # characters of a cell that lays out a page
LONGEST_BOX = 4000  # characters in a frame
MAX_SPAN = 200  # columns or rows; a larger span is a mistake of the page
MAX_COLUMNS = 200  # of a table of data
MAX_PLACES = 300_000  # that the cells of a table fill; a larger one is read as text
MAX_DEPTH = 300  # of elements in each other


def read_html(data: bytes, name: str) -> Layout:
    """Read a page. Raises UnreadableDocument when it cannot be decoded or holds no text."""
    layout = html_layout(decode_html(data, name))
    if not layout.lines:
        raise UnreadableDocument(f"{name}：这个网页里没有正文；请在浏览器中打开后另存为 PDF，或复制文字存为 .txt")
    return layout


def decode_html(data: bytes, name: str) -> str:
    """The text of a page, in the encoding that it names or else in those of text files."""
    if named := CHARSET.search(data[:4096]):
        try:
            return data.decode(named[1].decode("ascii"))
        except (UnicodeError, LookupError):  # it names the wrong one, none, or one that decodes nothing (undefined)
            pass
    return decode_report(data, name)


def html_layout(markup: str) -> Layout:
    """The layout of the text of a page."""
    tree = LexborHTMLParser(markup)
    body = tree.body
    if body is None:
        return BlockWriter().layout(None)
    for node in body.css(",".join(LEFT_OUT)):
        node.decompose()
    title = page_title(tree)
    drop_hidden(body)
    writer = BlockWriter()
    PageWalker(writer, title).walk(main_part(body), 0)
    writer.end_block()
    return writer.layout(title)


def drop_hidden(body: LexborNode) -> None:
    """Take out what is not shown: a second copy of the text would halve the weight of the first.

    A page of which all is hidden until a script shows it stays as it is.
    """
    hidden = [node for node in body.css("[style], [hidden]") if not is_shown(node)]
    outermost = [node for node in hidden if not any(other.mem_id in parents(node) for other in hidden)]
    if sum(map(sentences_in, outermost)) < sentences_in(body):
        for node in outermost:
            node.decompose()


def parents(node: LexborNode) -> set[int]:
    found, parent = set(), node.parent
    while parent is not None:
        found.add(parent.mem_id)
        parent = parent.parent
    return found


def page_title(tree: LexborHTMLParser) -> str | None:
    """The title that the page names: in its metadata, as its only first heading, or as its title without the site."""
    for selector in TITLE_METAS:
        if (node := tree.css_first(selector)) and (title := squeeze(node.attributes.get("content") or "")):
            return title
    if (node := tree.css_first("h1.title")) and (title := squeeze(node.text())):
        return title
    headings = [text for node in tree.css("h1") if (text := squeeze(node.text()))]
    if len(headings) == 1:
        return headings[0]
    node = tree.css_first("title")
    title = squeeze(node.text()) if node else ""
    return (SITE.sub("", title) if len(title) <= LONGEST_TITLE else "") or title or None


def main_part(body: LexborNode) -> LexborNode:
    """The smallest element that holds most of the sentences of the page."""
    weight = sentences_in(body)
    part = body
    while weight:
        inner = max(part.iter(), key=sentences_in, default=None)
        if inner is None or sentences_in(inner) < MAIN_SHARE * weight or inner.tag in ("p", "table", "td"):
            break
        part = inner
    return part if weight else body


def sentences_in(node: LexborNode) -> int:
    text = node.text()
    return len(re.findall(r"[。；，,.;]", text))


class PageWalker:
    """Walks over the elements of a page and writes its blocks."""

    def __init__(self, writer: BlockWriter, title: str | None):
        self.writer, self.title = writer, title

    def walk(self, node: LexborNode, depth: int) -> None:
        if depth > MAX_DEPTH:
            self.writer.add(node.text())
            return
        for child in node.iter(include_text=True):
            self.visit(child, depth + 1)

    def visit(self, node: LexborNode, depth: int) -> None:
        tag = node.tag
        if tag == "-text":
            self.writer.add(node.text_content or "")
        elif tag == "br":
            self.writer.end_block()
        elif tag == "table" and (grid := self.grid(node)):
            caption = node.css_first("caption")
            self.writer.table(grid, squeeze(caption.text()) if caption else None)
        elif not is_shown(node):
            return
        elif tag == "table" and self.writer.frame is None and is_frame(node):
            self.writer.open_frame()
            self.walk(node, depth)
            self.writer.close_frame()
        elif heading := HEADING.match(tag or ""):
            self.writer.end_block()
            text = squeeze(node.text())
            self.writer.heading(text, None if text == self.title else int(heading[1]))
        elif tag in BLOCKS:
            self.writer.end_block()
            outer, self.writer.note = self.writer.note, self.writer.note or is_note(node)
            self.walk(node, depth)
            self.writer.end_block()
            self.writer.note = outer
        elif tag and not tag.startswith(("-", "!")):
            if is_mark_back(node):
                return
            bold = tag in ("b", "strong")
            self.writer.bold += bold
            self.walk(node, depth)
            self.writer.bold -= bold

    def grid(self, table: LexborNode) -> Grid | None:
        """The grid of a table of data; None for one that only lays out the page."""
        if table.css("td table, th table"):
            return None
        rows = [row for row in table.css("tr") if is_shown(row)]
        cells: list[GridCell] = []
        taken: set[tuple[int, int]] = set()
        for r, row in enumerate(rows):
            column = 0
            for cell in (c for c in row.iter() if c.tag in ("td", "th")):
                while (r, column) in taken:
                    column += 1
                height, width = (span(cell, "rowspan", len(rows) - r), span(cell, "colspan", MAX_SPAN))
                if len(taken) + height * width > MAX_PLACES:
                    return None
                cells.append(GridCell(squeeze(cell.text()), r, column, height, width))
                taken |= {(i, j) for i in range(r, r + height) for j in range(column, column + width)}
                column += width
        grid = make_grid(cells, head_rows_of(rows))
        lays_out = any(len(cell.text) > LONG_CELL for cell in cells)
        return None if not 2 <= grid.columns <= MAX_COLUMNS or grid.rows < 2 or lays_out else grid


def is_frame(table: LexborNode) -> bool:
    """A table of one cell is the frame that Word draws around a box; a longer one lays out the page."""
    return len(table.css("td, th")) == 1 and len(table.text()) <= LONGEST_BOX


def span(cell: LexborNode, name: str, most: int) -> int:
    value = cell.attributes.get(name) or "1"
    return max(1, min(int(value), most)) if value.isdecimal() else 1


def head_rows_of(rows: list[LexborNode]) -> int | None:
    """Rows that are marked as headings; None when none is, so that they must be found."""
    marked = 0
    for row in rows:
        cells = [c for c in row.iter() if c.tag in ("td", "th")]
        in_head = row.parent is not None and row.parent.tag == "thead"
        if not in_head and not (len(cells) > 1 and all(cell.tag == "th" for cell in cells)):
            break
        marked += 1
    return marked or None


def is_shown(node: LexborNode) -> bool:
    style = re.sub(r"\s", "", node.attributes.get("style") or "").lower()
    return "hidden" not in node.attributes and "display:none" not in style


def is_note(node: LexborNode) -> bool:
    """A footnote or endnote as a converted Word file has them."""
    return node.tag == "li" and bool(re.match(r"(?:footnote|endnote)-", node.attributes.get("id") or ""))


def is_mark_back(node: LexborNode) -> bool:
    """The arrow with which a footnote points back to its mark."""
    return node.tag == "a" and squeeze(node.text()) == "↑"


def squeeze(text: str) -> str:
    """Fold white space as a browser does; a line end between Chinese characters is none. What nobody sees goes.

    >>> squeeze("常住\\n  人\\u200b口\\xa0312.5 万人 ")
    '常住人口 312.5 万人'
    """
    text = re.sub(r"(?<=[\u2e80-\u9fff，。；：、])[ \t]*[\r\n]+\s*(?=[\u2e80-\u9fff，。；：、])", "", visible(text))
    return re.sub(r"\s+", " ", text).strip()
