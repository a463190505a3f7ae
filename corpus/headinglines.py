"""Tells which printed lines are headings, and over how many lines one goes. Knows lines, nothing of sections."""

import re
from itertools import takewhile

from corpus.captions import is_box_title, is_caption
from corpus.contents import as_title
from corpus.layout import Layout, Line
from corpus.numbering import ARABIC_LEVEL, ARTICLE_LEVEL, ATTACHMENT, heading_mark, is_bare_mark, is_heading_line
from corpus.present import present
from corpus.titles import is_report_title, is_title_like

MAX_TITLE_LINES = 3
LISTED_SHARE = 0.8  # of the titles of the contents: behind them stands what is attached
TITLE_LINE_SHARE = 0.75  # of a full line: a second line of a title is shorter than this
FULL_WITHIN = 4  # cells: a line this close to the full width is full
FINISHED_SHARE = 0.75  # of a full line: a shorter one that ends without a stop is a line of its own (a title)
NAME_ONLY_CELLS = 2  # 序: as a heading only before text, else it heads the column of a table
DECIMAL = re.compile(r"^(?:\d{1,2}|[A-Z])(?:\.\d{1,2})+")  # 2.2温室气体排放报告 is a section
LETTERED = re.compile(r"^附\s*[录錄]\s*[A-Z](?![A-Za-z])")
LIST_START = re.compile(r"^[1l１]\s*[.．、]")
APPENDIX = re.compile(r"^附\s*[录錄]")
PREFACE = re.compile(r"^(?:前|引|序|导|導)\s*[言读讀]$|^序$")
MIN_TITLE_CELLS = 8  # of an unnumbered title among wrapped lines: shorter ones are scraps of torn lines
MIN_TEXT_CELLS = 30  # of a line that may be running text


class HeadingLines:
    """Looks at the lines from one position on."""

    def __init__(
        self,
        layout: Layout,
        titles: frozenset[str],  # that the table of contents lists, folded
        deepest: int | None,  # level that it lists; None without a table
        report_title: range,  # the lines that print it
        first_text: int,  # the line below it, the date and who signed
    ):
        self.layout, self.lines, self.titles, self.deepest = layout, layout.lines, titles, deepest
        self.report_title, self.first_text = report_title, first_text
        self.title = as_title("".join(self.lines[at].text for at in report_title))
        self.beyond = self.find_beyond()
        appendices = (i for i, line in enumerate(self.lines) if APPENDIX.match(line.text))
        self.appendix = next((i for i in appendices if as_title(self.lines[i].text) in titles), len(self.lines))
        self.first_listed = next((i for i, line in enumerate(self.lines) if as_title(line.text) in titles), 0)

    def find_beyond(self) -> int:
        """Where 附件 stands after nearly all that the contents list: they say nothing of what follows."""
        seen: set[str] = set()
        for i, line in enumerate(self.lines):
            if ATTACHMENT.match(line.text) and len(seen) >= LISTED_SHARE * len(self.titles):
                return i
            if (text := as_title(line.text)) in self.titles:
                seen.add(text)
        return len(self.lines)

    def length(self, i: int, before: Line | None, in_article: bool, in_box: bool, numbered: bool) -> int:
        """Number of lines of the heading that starts at `i`; 0 when none does.

        `before` is the last line of the text so far. In a box only listed and printed titles are headings; `numbered`
        leaves out those that only their place between paragraphs shows.
        """
        for count in range(1, MAX_TITLE_LINES + 1):
            if as_title("".join(line.text for line in self.lines[i : i + count])).rstrip("。") in self.titles:
                return min(count, len(self.lines) - i)
        if self.lines[i].level is not None and not self.names_report(i):
            return self.printed_lines(i)
        text = self.lines[i].text
        if ATTACHMENT.match(text):
            return 0 if self.lists_attachments(i) else self.attachment_lines(i)
        if in_box:
            return 0
        if not numbered and self.heads_text(i, before):
            return 1
        if text.endswith(("，", "、")) and self.runs_on(i):
            text = text[:-1]
        if not is_heading_line(text) or self.breaks_off(before) or self.heads_a_column(i):
            return 0
        if i < self.first_listed and PREFACE.match(text):
            return 1  # it stands before the table of contents, which need not list it
        mark = present(heading_mark(text))
        deeper = self.deepest is None or i > self.beyond or (not mark.named and self.is_below(mark.level, i))
        deeper = deeper or LETTERED.match(text) is not None  # an appendix heads what follows, listed or not
        is_item = in_article and not mark.named and mark.level > ARTICLE_LEVEL  # （一） of an article is part of it
        return self.marked_lines(i) if deeper and not is_item else 0

    def breaks_off(self, before: Line | None) -> bool:
        """The text so far breaks off at a line end, so a numbered line is its continuation."""
        if not self.layout.wrapped or before is None or before.ends_sentence:
            return False
        if before.starts is not None and before.text.endswith(("）", ")")):
            return False  # （责任单位：……） ends a paragraph, as its reader sees, though it has no stop
        return before.width >= FINISHED_SHARE * self.layout.width

    def is_below(self, level: int, i: int) -> bool:
        """A heading deeper than those of the contents; 一、 in an appendix of a standard too, which lists 1.1 alone."""
        deepest = present(self.deepest)
        return level > deepest or (i > self.appendix and level < ARABIC_LEVEL <= deepest)

    def is_marked_up(self, i: int) -> bool:
        """The title of the report is a heading by the file's own markup, the root of its sections."""
        line = self.lines[i]
        by_markup = (line.level is not None and line.size is None) or line.text.startswith("#")
        return by_markup or as_title(line.text) in self.titles

    def printed_lines(self, i: int) -> int:
        """Lines of a heading that its reader knows by markup or print."""
        rest = takewhile(lambda line: line.level is not None and line.starts is False, self.lines[i + 1 :])
        return 1 + sum(1 for _ in rest)

    def names_report(self, i: int) -> bool:
        """Large print that is no section: on the first page, the report's name, or the plan that a notice brings."""
        if self.lines[i].size is None:
            return False
        if i < self.first_text:
            return True
        text = "".join(line.text for line in self.lines[i : i + self.printed_lines(i)])
        return (is_report_title(text) and not DECIMAL.match(text)) or as_title(text) in self.title

    def attachment_lines(self, i: int) -> int:
        """Lines of the word 附件 and of the title below it."""
        for count in range(1, MAX_TITLE_LINES):
            after = self.lines[i + 1 : i + 1 + count]
            text = "".join(line.text for line in after)
            if any(line.ends_sentence or heading_mark(line.text) for line in after):
                break
            if any(line.starts is False for line in self.lines[i + 1 + count : i + 2 + count]):
                continue  # the title goes on
            if is_report_title(text) or (after and is_title_like(text) and self.lines[i + 1].level is not None):
                return 1 + count
        return 1

    def lists_attachments(self, i: int) -> bool:
        """附件： above a numbered list of them, which the file or the next pages bring."""
        after = self.lines[i + 1].text if i + 1 < len(self.lines) else ""
        return self.lines[i].text.endswith(("：", ":")) and LIST_START.match(after) is not None

    def marked_lines(self, i: int) -> int:
        """Number of lines of the marked title at `i`; 0 when it turns out to be the first line of a paragraph."""
        line, after = self.lines[i], self.lines[i + 1] if i + 1 < len(self.lines) else None
        if line.starts is not None:
            return self.paragraph_as_heading(i)
        if self.runs_on(i):
            return 2
        if not self.layout.wrapped or after is None:
            return 1
        apart = after.indented or after.after_blank or after.opens_page or heading_mark(after.text)
        full = line.width >= self.layout.width - FULL_WITHIN
        has_comma = bool(re.search(r"[，,]", line.text))
        nearly_full = line.width >= FINISHED_SHARE * self.layout.width
        if (full or (has_comma and nearly_full)) and not apart:
            return 0 if has_comma or re.search(r"[，。；]", after.text) else 1
        return 1

    def paragraph_as_heading(self, i: int) -> int:
        """Lines of the paragraph at `i`, whose borders the reader knows; 0 when it is no title as a whole."""
        count = 1 + sum(1 for _ in takewhile(lambda line: line.starts is False, self.lines[i + 1 :]))
        if is_bare_mark(self.lines[i].text) and count == 1:
            return 2 if self.runs_on(i) else 1
        return count if is_heading_line("".join(line.text for line in self.lines[i : i + count])) else 0

    def heads_text(self, i: int, before: Line | None) -> bool:
        """A short line without number or stop, between a finished paragraph and one that begins: a title."""
        line = self.lines[i]
        if self.deepest is not None or i < self.first_text or i + 1 >= len(self.lines) or not is_title_like(line.text):
            return False
        after = self.lines[i + 1]
        if is_report_title(line.text) or after.row is not None or as_title(line.text) in self.title:
            return False  # of a plan that a notice brings, of a table, or of the report again
        narrow = not self.layout.wrapped or MIN_TITLE_CELLS <= line.width < TITLE_LINE_SHARE * self.layout.width
        apart = line.indented or line.after_blank or line.starts or before is None or before.ends_sentence
        begins = after.width > line.width and (after.ends_sentence or after.width >= MIN_TEXT_CELLS)
        titles = is_title_like(after.text) or heading_mark(after.text) or is_box_title(after.text)
        joined = after.starts is False or titles or is_caption(line.text) or is_box_title(line.text)
        return bool(narrow and apart and begins and not joined)

    def heads_a_column(self, i: int) -> bool:
        """A name of one character (序) that no text follows."""
        if self.lines[i].width > NAME_ONLY_CELLS:
            return False
        after = self.lines[i + 1] if i + 1 < len(self.lines) else None
        return after is None or not (after.ends_sentence or after.width >= MIN_TEXT_CELLS)

    def runs_on(self, i: int) -> bool:
        """The title goes on after a full line, or stands below its number (第一章)."""
        if i + 1 >= len(self.lines):
            return False
        line, after = self.lines[i], self.lines[i + 1]
        if is_bare_mark(line.text):
            return not after.ends_sentence and is_heading_line(f"{line.text} {after.text}")
        if after.ends_sentence or after.opens_page or heading_mark(after.text):
            return False
        full = line.width >= self.layout.width - FULL_WITHIN
        broken = line.text.endswith("，") and line.width >= FINISHED_SHARE * self.layout.width
        return self.layout.wrapped and (full or broken) and after.width < TITLE_LINE_SHARE * self.layout.width
