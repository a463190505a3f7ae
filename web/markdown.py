"""Plain text → Markdown that shows as exactly that text: no markup, image, link or formula comes out of it."""

import re

SPECIAL = re.compile(r"[\\`*_\[\]<>#|~$&!{}]")
LINE_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)](?:\s|$)))", re.MULTILINE)  # would begin a list, a heading or a rule
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)  # four spaces would begin a code block
AUTOLINK = re.compile(r"(?i)(?<=http)(?=s?:)|(?<=ftp)(?=:)|(?<=www)(?=\.)|(?=@)")  # where an address breaks


def escape(text: str) -> str:
    r"""Escape what Markdown would read as markup.

    >>> escape("**a** ![x](http://e.example/)")
    '\\*\\*a\\*\\* \\!\\[x\\](http\\://e.example/)'
    >>> escape("1. a")
    '1\\. a'
    >>> escape("126.9 万辆")
    '126.9 万辆'
    """
    text = SPECIAL.sub(lambda found: "\\" + found.group(), INDENT.sub("", text))
    text = LINE_START.sub(escape_start, text)
    return AUTOLINK.sub(r"\\", text)


def escape_start(found: re.Match[str]) -> str:
    """A list number keeps its digits, and the dot after it is escaped; a bullet is escaped itself."""
    space, mark = found.groups()
    return f"{space}{mark}\\" if mark.isdigit() else f"{space}\\{mark}"


def bold(text: str) -> str:
    """Make escaped text bold; where `**` would touch punctuation (**28%**的) Chinese text shows it bare: a tag does.

    >>> bold("126.9 万辆"), bold("76.9%")
    ('**126.9 万辆**', '<strong>76.9%</strong>')
    """
    return f"**{text}**" if text[:1].isalnum() and text[-1:].isalnum() else f"<strong>{text}</strong>"


def link(label: str, address: str) -> str:
    """Link escaped text to a passage; the address may not end the link early."""
    return f"[{label}](<{address.replace('<', '%3C').replace('>', '%3E')}>)"
