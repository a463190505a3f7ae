"""Writes the lines of a format that knows its paragraphs (HTML, Word, Markdown): a line a block, rows for tables."""

import re
from dataclasses import replace

from corpus.layout import Layout, Line, Row, TableHead, measure
from corpus.readers.grid import Grid, column_heads, grid_title, row_texts
from corpus.readers.tablehead import take_head
from corpus.visible import visible

SPACE = re.compile(r"\s+")
WRAP = re.compile(r"(?<=[\u2e80-\u9fff，。；：、])[ \t]*[\r\n]+\s*(?=[\u2e80-\u9fff，。；：、])")


class BlockWriter:
    """Collects lines and tables; what is added between two ends of blocks is one line."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.heads: list[TableHead] = []
        self.text = ""
        self.bold = 0  # elements around the text that print it bold
        self.bold_chars = 0
        self.note = False  # the text is a footnote
        self.frames = 0  # tables of one cell so far
        self.frame: int | None = None  # the one that the text stands in
        self.source: tuple[int, int] | None = None  # lines of the file, 1-based, where the format tells them

    def add(self, text: str) -> None:
        text = visible(text)  # what a Word file holds, and an entity of a page, has not been looked at yet
        self.text += text
        self.bold_chars += len(text.strip()) if self.bold else 0

    def end_block(self) -> None:
        text = SPACE.sub(" ", WRAP.sub("", self.text)).strip()
        bold = 2 * self.bold_chars > len(text)
        self.text, self.bold_chars = "", 0
        if text:
            self.write(text, bold=bold)

    def heading(self, text: str, level: int | None) -> None:
        if text:
            self.write(text, level=level, bold=True)

    def write(self, text: str, level: int | None = None, bold: bool = False) -> None:
        line = Line(text, None, False, True, False, starts=True, level=level, bold=bold, note=self.note)
        self.lines.append(replace(line, source=self.source, frame=self.frame))

    def table(self, grid: Grid, caption: str | None = None) -> None:
        """Write the rows of a table; its caption may stand on the line before it, or in a row of its own."""
        self.end_block()
        above, unit = take_head(self.lines, None)
        inside = grid_title(grid)
        if title := caption or inside:
            self.write(title)
        self.heads.append(TableHead(title or above, unit, column_heads(grid)))
        for text, cells in row_texts(grid, unit):
            row = Row(len(self.heads) - 1, cells)
            self.lines.append(Line(text, None, False, True, False, starts=True, row=row, source=self.source))

    def open_frame(self) -> None:
        self.end_block()
        self.frames += 1
        self.frame = self.frames

    def close_frame(self) -> None:
        self.end_block()
        self.frame = None

    def layout(self, title: str | None) -> Layout:
        layout = measure(self.lines, None)
        return Layout(layout.lines, layout.wrapped, layout.width, None, title, tuple(self.heads))
