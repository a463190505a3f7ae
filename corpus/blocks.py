"""Sorts printed lines into blocks: headings, paragraphs, boxes and captions. Lifts boxes and captions out of the text they interrupt."""
import re
from dataclasses import dataclass
from typing import Literal

from corpus.layout import Layout, Line
from corpus.numbering import heading_mark, is_heading_line
from corpus.paragraphs import group_lines

BOX_MARK = re.compile(r"^专\s*栏\s*(\d{1,3}|[一二三四五六七八九十]+)(?:\s|[：:、．.]|$)")  # boxed insert
CAPTION_MARK = re.compile(r"^[图表]\s*(\d{1,3})(?:[-－—.]\d+)?(?:\s|[：:])\s*\S")  # figure or table caption
SOURCE_LINE = re.compile(r"^[（(]?\s*(?:资料|数据|图片)?来源\s*[：:]")
TITLE_LINE_SHARE = 0.75  # of a full line: a second line of a title is shorter than this
MAX_TITLE_LINES = 3

BlockKind = Literal["heading", "body", "box_title", "box", "caption"]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together, in reading order."""
    kind: BlockKind
    lines: tuple[Line, ...]
    box: int | None = None  # index of the box it stands in, counted through the file
    figure_lines: int = 0  # of a caption: how many lines are its title; the rest is its source


class BlockReader:
    """Walks over the lines of the body once and sorts them; `read` returns the blocks."""

    def __init__(self, layout: Layout, lines: tuple[Line, ...], titles: frozenset[str], deepest_title_level: int | None):
        self.layout, self.lines, self.titles, self.deepest = layout, lines, titles, deepest_title_level
        self.blocks: list[Block] = []
        self.body: list[Line] = []  # body lines not yet cut into paragraphs
        self.inserts: list[tuple[int, list[Block]]] = []  # (number of body lines before it, blocks of the insert)
        self.box_lines: list[Line] = []
        self.box: int | None = None
        self.boxes_seen = 0
        self.after_caption = False

    def read(self) -> list[Block]:
        i = 0
        while i < len(self.lines):
            i += self.take(i)
        self.flush_body()
        return self.blocks

    def take(self, i: int) -> int:
        """Sort the line at `i`; return how many lines were used."""
        line = self.lines[i]
        if self.box is not None and self.box_ends_before(i):
            self.close_box()
        if heading_lines := self.heading_length(i):
            self.flush_body()
            self.blocks.append(Block("heading", self.lines[i:i + heading_lines]))
            return heading_lines
        if BOX_MARK.match(line.text):
            self.close_box()
            return self.open_box(i)
        if CAPTION_MARK.match(line.text):
            return self.take_caption(i)
        if self.box is not None:
            self.box_lines.append(line)
        else:
            self.body.append(line)
        self.after_caption = False
        return 1

    def heading_length(self, i: int) -> int:
        """Number of lines of the heading that starts at `i`; 0 when none does."""
        for count in (1, 2):
            if i + count <= len(self.lines):
                joined = re.sub(r"\s", "", "".join(line.text for line in self.lines[i:i + count]))
                if joined in self.titles:
                    return count
        text = self.lines[i].text
        if self.box is not None or not is_heading_line(text):
            return 0
        mark = heading_mark(text)
        deeper = self.deepest is None or (mark is not None and not mark.named and mark.level > self.deepest)
        return 1 if deeper and not self.inside_sentence() else 0

    def inside_sentence(self) -> bool:
        """The body text so far breaks off, so a numbered line is its continuation."""
        return self.layout.wrapped and bool(self.body) and not self.body[-1].ends_sentence

    def open_box(self, i: int) -> int:
        count = self.title_length(i)
        self.box = self.boxes_seen
        self.boxes_seen += 1
        self.inserts.append((len(self.body), [Block("box_title", self.lines[i:i + count], self.box)]))
        self.after_caption = False
        return count

    def title_length(self, i: int) -> int:
        """Lines of a box title or caption: further lines are short, without a stop, and begin nothing else."""
        count = 1
        while count < MAX_TITLE_LINES and i + count < len(self.lines):
            line = self.lines[i + count]
            short = line.width < TITLE_LINE_SHARE * self.layout.width
            begins = BOX_MARK.match(line.text) or CAPTION_MARK.match(line.text) or SOURCE_LINE.match(line.text)
            if (not self.layout.wrapped or line.opens_page or not short or begins or line.ends_sentence
                    or line.after_blank or self.heading_length(i + count)):
                break
            count += 1
        return count

    def take_caption(self, i: int) -> int:
        count = title = self.title_length(i)
        if i + count < len(self.lines) and SOURCE_LINE.match(self.lines[i + count].text):
            while i + count < len(self.lines):  # the source may be wrapped as well
                count += 1
                if re.search(r"[)）]$", self.lines[i + count - 1].text) or not self.layout.wrapped:
                    break
        self.flush_box_lines()
        block = Block("caption", self.lines[i:i + count], self.box, title)
        if self.box is not None:
            self.inserts[-1][1].append(block)
        else:
            self.inserts.append((len(self.body), [block]))
        self.after_caption = True
        return count

    def box_ends_before(self, i: int) -> bool:
        """A box ends with its page once its last paragraph is complete, or where lines fall back to body width."""
        line, done = self.lines[i], self.after_caption or (bool(self.box_lines) and self.box_lines[-1].ends_sentence)
        if not done:
            return False
        if line.opens_page:
            return True
        if not self.layout.wrapped:  # nothing tells a box from the text after it but its one paragraph and its caption
            return not CAPTION_MARK.match(line.text) and not SOURCE_LINE.match(line.text)
        box_width = max((x.width for x in self.box_lines), default=0)
        ahead = [x for x in self.lines[i:i + 2] if x.page == line.page]
        return (len(ahead) == 2 and box_width >= self.layout.width + 4 and all(x.width <= self.layout.width + 1 for x in ahead)
                and ahead[1].width >= self.layout.width - 2)

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
