"""Markdown → Layout: headings, paragraphs, lists and pipe tables.

Marks of emphasis and links are dropped, their text stays.
"""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.decode import decode_report
from corpus.layout import Layout
from corpus.numbering import heading_mark
from corpus.readers.blocks import BlockWriter
from corpus.readers.grid import grid_of
from corpus.readers.html import html_layout
from corpus.sentences import SENTENCE_END

FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
PARSER = MarkdownIt("commonmark").enable("table").disable(["code", "entity"])  # indented text is a paragraph in Chinese


def read_markdown(data: bytes, name: str) -> Layout:
    """Read a Markdown file. Raises UnreadableDocument for what is no text."""
    return markdown_layout(decode_report(data, name))


def markdown_layout(text: str) -> Layout:
    """The layout of a Markdown text; its first heading, if it is the only one so high, is the title."""
    text = FRONT_MATTER.sub(lambda found: "\n" * found.group().count("\n"), text)
    tokens = PARSER.parse(re.sub(r"(?m)^[ \t\u3000]+(?=\S)", unindent, text))
    writer = BlockWriter()
    title = title_of(tokens)
    for i, token in enumerate(tokens):
        if token.map:
            writer.source = (token.map[0] + 1, token.map[1])
        if token.type == "inline":
            write_inline(writer, token, tokens[i - 1], title, number_before(tokens, i))
        elif token.type in ("fence", "code_block"):
            for code in token.content.split("\n"):
                writer.add(code)
                writer.end_block()
        elif token.type == "html_block":
            for line in html_layout(re.sub(r"<!--.*?-->", "", token.content, flags=re.DOTALL)).lines:
                writer.add(line.text)
                writer.end_block()
        elif token.type == "table_open":
            writer.table(grid_of(list(table_rows(tokens[i:])), head_rows=1))
    return writer.layout(title)


def unindent(found: re.Match[str]) -> str:
    """Keep an indent only where it nests a list; the two blanks of a Chinese paragraph mean nothing here."""
    return "" if "\u3000" in found.group() else found.group()


def title_of(tokens: Sequence[Token]) -> str | None:
    """The text of the only heading of the highest level, when it comes first."""
    headings = [
        (token.tag, plain_text(tokens[i + 1])) for i, token in enumerate(tokens) if token.type == "heading_open"
    ]
    top = min((tag for tag, _ in headings), default=None)
    return headings[0][1] if headings and headings[0][0] == top and [t for t, _ in headings].count(top) == 1 else None


def number_before(tokens: Sequence[Token], i: int) -> str:
    """The number of the item of a list that begins with the text at `i`, as it stands in the file."""
    item = tokens[i - 2] if i > 1 and tokens[i - 2].type == "list_item_open" else None
    return f"{item.info}{item.markup} " if item and item.info else ""


def write_inline(writer: BlockWriter, token: Token, before: Token, title: str | None, number: str) -> None:
    """Write a heading or a paragraph; inside a table it is written with its row."""
    if before.type == "heading_open":
        text = plain_text(token)
        writer.heading(text, None if text == title else int(before.tag[1]))
    elif before.type == "paragraph_open":
        for line in paragraph_lines(number + plain_text(token)):
            writer.add(line)
            writer.end_block()


def paragraph_lines(text: str) -> Iterator[str]:
    """Cut a paragraph where its lines were paragraphs to the writer: after a stop, or before a number."""
    open_lines: list[str] = []
    for line in text.split("\n"):
        if open_lines and (SENTENCE_END.search(open_lines[-1]) or heading_mark(line)):
            yield "\n".join(open_lines)
            open_lines = []
        open_lines.append(line)
    yield "\n".join(open_lines)


def table_rows(tokens: Sequence[Token]) -> Iterator[list[str]]:
    """The cells of a table, row by row, the headings first."""
    row: list[str] = []
    for token in tokens:
        if token.type == "table_close":
            return
        if token.type == "tr_open":
            row = []
        elif token.type == "inline":
            row.append(plain_text(token))
        elif token.type == "tr_close":
            yield row


def plain_text(token: Token) -> str:
    """The text of an inline token as it is shown; a picture is its description."""
    parts = []
    for child in token.children or []:
        if child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type == "image":
            continue
        elif child.type != "html_inline":
            parts.append(child.content)
        elif re.match(r"<br\s*/?>", child.content):
            parts.append("\n")
    return "".join(parts).strip()
