"""Plain text → HTML that shows as exactly that text, on one line: an empty line would end it inside Markdown."""

from html import escape


def text(value: str) -> str:
    r"""Escape a text; its lines stay apart.

    >>> text('<b> "x"\n\n&')
    '&lt;b&gt; &quot;x&quot;<br><br>&amp;'
    """
    return "<br>".join(escape(line) for line in value.splitlines())


def attribute(value: str) -> str:
    r"""Escape the value of an attribute.

    >>> attribute('a"\nb')
    'a&quot;&#10;b'
    """
    return "&#10;".join(escape(line) for line in value.splitlines())


def element(name: str, value: str, kind: str = "", /, **attributes: str) -> str:
    """An element around a text, every value escaped; `kind` is its class.

    >>> element("p", "1 < 2", "asked", title='"')
    '<p class="asked" title="&quot;">1 &lt; 2</p>'
    """
    return around(name, text(value), kind, **attributes)


def around(name: str, inner: str, kind: str = "", /, **attributes: str) -> str:
    """The same around HTML; nothing around nothing."""
    if not inner:
        return ""
    told = {"class": kind, **attributes}
    written = "".join(f' {key.rstrip("_")}="{attribute(value)}"' for key, value in told.items() if value)
    return f"<{name}{written}>{inner}</{name}>"


def items(name: str, inner: list[str], kind: str = "", /, **attributes: str) -> str:
    """A list of HTML, nothing when it is empty."""
    return around(name, "".join(f"<li>{each}</li>" for each in inner), kind, **attributes)
