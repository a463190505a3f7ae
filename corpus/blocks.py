"""Sorts printed lines into blocks: headings, paragraphs, boxes and captions.

Lifts boxes and captions out of the text they interrupt.
"""

import re
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from corpus.captions import is_box_title, is_caption, is_source
from corpus.headinglines import FULL_WITHIN, MAX_TITLE_LINES, TITLE_LINE_SHARE, HeadingLines
from corpus.layout import Layout, Line, Row
from corpus.numbering import is_article
from corpus.paragraphs import group_lines

OTHER_PRINT = 0.7  # points: text whose size differs by more from that of a box is not part of it

REMARK = re.compile(  # below a table, part of its box
    r"^[（(]?\s*(?:注|备注|備註|说明|說明|资料来源|來源)\s*\d*\s*[：:.．、]"
)

BlockKind = Literal["heading", "body", "box_title", "box", "caption", "table", "note"]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together, in reading order."""

    kind: BlockKind
    lines: tuple[Line, ...]
    box: int | None = None  # index of the box it stands in, counted through the file
    figure_lines: int = 0  # of a caption: how many lines are its title; the rest is its source


class BlockReader:
    """Walks over the lines of the body once and sorts them; `read` returns the blocks."""

    def __init__(self, layout: Layout, headings: HeadingLines):
        self.layout, self.lines, self.headings = layout, layout.lines, headings
        self.blocks: list[Block] = []
        self.body: list[Line] = []  # body lines not yet cut into paragraphs
        self.inserts: list[tuple[int, list[Block]]] = []  # (number of body lines before it, blocks of the insert)
        self.box_lines: list[Line] = []
        self.box: int | None = None
        self.box_width = 0
        self.box_page: int | None = None
        self.box_frame: int | None = None  # the drawn frame around it
        self.box_table: int | None = None  # the table that fills it, right below its title
        self.boxes_seen = 0
        self.after_caption = False
        self.in_article = False  # of a law: since its 第…条 no heading above it was met

    def read(self) -> list[Block]:
        i = 0
        while i < len(self.lines):
            i += self.take(i)
        self.flush_body()
        return self.blocks

    def take(self, i: int) -> int:
        """Sort the line at `i`; return how many lines were used."""
        line = self.lines[i]
        if line.row is not None or line.note:
            if self.box is not None and line.row is not None:
                self.meet_row(line.row, line.frame)
            return self.take_apart(i)
        title = self.headings.report_title
        if title and i == title.start and not self.headings.is_marked_up(i):
            return self.take_report_title(title)
        if self.box is not None and self.box_ends_before(i):
            self.close_box()
        if is_article(line.text) and not self.headings.breaks_off(self.body[-1] if self.body else None):
            self.in_article = True
        if heading_lines := self.heading_length(i):
            heading_lines += self.stray_stop(i + heading_lines)
            self.flush_body()
            self.in_article = False
            self.blocks.append(Block("heading", self.lines[i : i + heading_lines]))
            return heading_lines
        if is_box_title(line.text) and not self.continues_sentence(line):
            self.close_box()
            return self.open_box(i)
        if is_caption(line.text) and not self.continues_sentence(line):
            return self.take_caption(i)
        if self.box is not None:
            self.box_lines.append(line)
            self.box_width = max(self.box_width, line.width)
        else:
            self.body.append(line)
        self.after_caption = False
        return 1

    def meet_row(self, row: Row, frame: int | None) -> None:
        """A row of a table at the box: what fills it, part of it, or what stands below it."""
        if self.is_empty_box() and self.box_frame is None:
            self.box_frame, self.box_table = frame, row.table
        elif frame != self.box_frame or (self.box_table is not None and row.table != self.box_table):
            self.close_box()

    def is_empty_box(self) -> bool:
        """Nothing but its title was read yet."""
        return not self.box_lines and len(self.inserts[-1][1]) == 1

    def stray_stop(self, i: int) -> int:
        """1 where the line at `i` holds nothing but the stop of the title above it."""
        return int(i < len(self.lines) and self.lines[i].text == "。")

    def take_report_title(self, title: range) -> int:
        """The title of the report: a paragraph of its own, whose lines belong together."""
        self.flush_body()
        self.blocks.append(Block("body", self.lines[title.start : title.stop]))
        return len(title)

    def heading_length(self, i: int, numbered: bool = False) -> int:
        """Number of lines of the heading that starts at `i`, of a `numbered` one if so asked; 0 when none does."""
        before = self.body[-1] if self.body else None
        return self.headings.length(i, before, self.in_article, self.box is not None, numbered)

    def continues_sentence(self, line: Line) -> bool:
        """A full line within a sentence that merely begins with the number of a figure or box."""
        before = self.body if self.box is None else self.box_lines
        broken_off = self.layout.wrapped and bool(before) and not before[-1].ends_sentence
        return broken_off and line.width >= self.layout.width - FULL_WITHIN

    def open_box(self, i: int) -> int:
        count = self.title_length(i)
        count += self.stray_stop(i + count)
        self.box, self.box_width, self.box_page = self.boxes_seen, 0, self.lines[i].page
        self.box_frame, self.box_table = self.lines[i].frame, None
        self.boxes_seen += 1
        self.inserts.append((len(self.body), [Block("box_title", self.lines[i : i + count], self.box)]))
        self.after_caption = False
        return count

    def title_length(self, i: int) -> int:
        """Lines of a box title or caption: further lines are short, without a stop, and begin nothing else."""
        count = 1
        while self.layout.wrapped and count < MAX_TITLE_LINES and i + count < len(self.lines):
            line = self.lines[i + count]
            short = line.width < TITLE_LINE_SHARE * self.layout.width
            begins = is_box_title(line.text) or is_caption(line.text) or is_source(line.text)
            apart = line.opens_page or line.after_blank or line.indented or line.ends_sentence
            if not short or begins or apart or self.heading_length(i + count, numbered=True):
                break
            count += 1
        return count

    def take_apart(self, i: int) -> int:
        """Lift a row of a table, or a footnote with the lines that continue it, out of the text around it."""
        count = 1
        if self.lines[i].note:
            count += sum(1 for _ in takewhile(lambda line: line.note and not line.starts, self.lines[i + 1 :]))
        self.flush_box_lines()
        block = Block("note" if self.lines[i].note else "table", self.lines[i : i + count], self.box)
        self.lift(block)
        return count

    def lift(self, block: Block) -> None:
        if self.box is not None:
            self.inserts[-1][1].append(block)
        else:
            self.inserts.append((len(self.body), [block]))

    def take_caption(self, i: int) -> int:
        title = self.title_length(i)
        count = title + self.source_length(i + title)
        self.flush_box_lines()
        self.lift(Block("caption", self.lines[i : i + count], self.box, title))
        self.after_caption = True
        return count

    def source_length(self, i: int) -> int:
        """Lines of the source at `i`: one, or, while its bracket is open, those up to the closing one."""
        if i >= len(self.lines) or not is_source(self.lines[i].text):
            return 0
        if self.lines[i].text[0] in "（(" and self.layout.wrapped:
            for count in range(1, MAX_TITLE_LINES + 1):
                if i + count <= len(self.lines) and re.search(r"[)）]$", self.lines[i + count - 1].text):
                    return count
        return 1

    def box_ends_before(self, i: int) -> bool:
        """Tell whether the text after a box begins at `i`, once the box's last paragraph is complete.

        A box ends with its page unless lines of its own width go on, and where lines fall back to the body's width.
        """
        line, done = self.lines[i], self.after_caption or (bool(self.box_lines) and self.box_lines[-1].ends_sentence)
        if self.box_table is not None:
            return not REMARK.match(line.text)
        if self.box_frame is None and line.frame is not None and self.is_empty_box():
            self.box_frame = line.frame  # a title above its frame
        if self.box_frame is not None or line.frame is not None:
            return line.frame != self.box_frame
        if line.size and self.box_lines and self.box_lines[-1].size:
            return bool(line.starts) and abs(line.size - self.box_lines[-1].size) > OTHER_PRINT
        if not done or is_source(line.text):
            return False
        if not self.layout.wrapped:  # nothing tells a box from the text after it but its one paragraph and its captions
            return not is_caption(line.text)
        ahead = [x.width for x in self.lines[i : i + 2] if x.page == line.page]
        wider, narrower = self.box_width >= self.layout.width + 4, self.box_width <= self.layout.width - 4
        if line.opens_page:
            return not (wider and len(ahead) == 2 and max(ahead) >= self.layout.width + 4)
        if line.page != self.box_page and not wider and self.box_lines:
            return self.box_lines[-1].width <= self.layout.width - 4  # the paragraph that ran over the page is complete
        torn = bool(self.body) and not self.body[-1].ends_sentence  # the line may go on with a sentence of the body
        full = [width >= self.layout.width - 2 for width in ahead]
        back = len(ahead) == 2 and (full[1] or (torn and full[0])) and max(ahead) <= self.layout.width + 1
        return (wider or (narrower and len(self.box_lines) > 1)) and back

    def flush_box_lines(self) -> None:
        if self.box_lines:
            groups = group_lines(self.box_lines, self.layout.wrapped)
            self.inserts[-1][1].extend(Block("box", tuple(group), self.box) for group in groups)
            self.box_lines = []

    def close_box(self) -> None:
        self.flush_box_lines()
        self.box, self.after_caption = None, False

    def flush_body(self) -> None:
        """Cut the gathered body lines into paragraphs and put each insert after the paragraph it interrupts."""
        self.close_box()
        seen = 0
        pending = list(self.inserts)
        for group in group_lines(self.body, self.layout.wrapped):
            while pending and pending[0][0] <= seen:
                self.blocks.extend(pending.pop(0)[1])
            self.blocks.append(Block("body", tuple(group)))
            seen += len(group)
        for _, blocks in pending:
            self.blocks.extend(blocks)
        self.body, self.inserts = [], []
