"""Fills the templates: both languages, everything foreign escaped, the one script allowed by its hash.

Every text stands once in texts/zh.toml and once in texts/en.toml. The page shows the Chinese and carries the English
beside it, `<span data-en="Answer">答案</span>`, so that it reads without scripting and switches without a server.
"""
import base64
import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eval.labels import CAUSES, KINDS, LANGUAGES, REASONS, STATUSES, Names

HERE = Path(__file__).parent
Pair = tuple[str, str]  # Chinese, English


def write_page(template: str, path: Path, content: Mapping[str, Any]) -> None:
    """Render a template of this package into one file."""
    script = (HERE / "templates" / "page.js").read_text("utf-8")
    page = environment().get_template(template).render(
        content, script=Markup(script), script_hash=hash_source(script),
        style=Markup((HERE / "templates" / "page.css").read_text("utf-8")))
    path.write_text(page, "utf-8")


def hash_source(script: str) -> str:
    """The source expression by which a Content-Security-Policy allows this inline script and no other (CSP Level 3)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


@cache
def texts() -> dict[str, Pair]:
    """Return {key: (Chinese, English)} of every text of the pages."""
    chinese, english = (tomllib.loads((HERE / "texts" / f"{name}.toml").read_text("utf-8")) for name in ("zh", "en"))
    return {key: (chinese[key], english[key]) for key in chinese}


def in_both(key: str, **values: Any) -> Pair:
    """A text in both languages, with values filled in."""
    chinese, english = texts()[key]
    return chinese.format(**values), english.format(**values)


def both(pair: Pair) -> Markup:
    """A pair as an element that shows the Chinese and carries the English.

    >>> both(("答案", "Answer")), both(("EM", "EM"))
    (Markup('<span data-en="Answer">答案</span>'), Markup('EM'))
    """
    chinese, english = pair
    if chinese == english:
        return Markup.escape(chinese)
    return Markup('<span data-en="{}">{}</span>').format(english, chinese)


def attribute(pair: Pair, name: str) -> Markup:
    """A pair as an attribute of an element.

    >>> attribute(("题", "Question"), "title")
    Markup('title="题" data-en-title="Question"')
    """
    return Markup('{0}="{1}" data-en-{0}="{2}"').format(name, *pair)


def named(names: Names, value: str) -> Pair:
    """What a value is called in both languages; one that we have no name for is called what it is."""
    return names.get(value, (value, value))


def reason_name(value: str) -> Pair:
    return named({**KINDS, **REASONS}, value)


@cache
def environment() -> Environment:
    made = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined,
                       trim_blocks=True, lstrip_blocks=True)
    made.filters.update(both=both, attribute=attribute, reason=reason_name, fragment=lambda text: quote(text, safe=""),
                        **{name: lambda value, names=names: named(names, value) for name, names in (
                            ("kind", KINDS), ("language", LANGUAGES), ("status", STATUSES), ("cause", CAUSES))})
    made.globals.update(t=lambda key, **values: both(in_both(key, **values)), in_both=in_both)
    return made
