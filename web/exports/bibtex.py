r"""BibTeX: a @techreport an excerpt, its quotation as `annote`. Text is UTF-8, TeX's own characters are escaped.

Braces that do not pair are written by name: BibTeX counts `\}` as a brace too, and text could end its field.
"""

import re
from collections import Counter

from web.exports.excerpts import Collection, Excerpt, one_line

SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: f"\\{mark}" for mark in "&%$#_{}"},
}
BY_NAME = {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
MARKS = re.compile("|".join(re.escape(mark) for mark in SPECIAL))


def write(collection: Collection) -> bytes:
    used: Counter[str] = Counter()
    return "\n".join(entry(each, key(each, used)) for each in collection.excerpts).encode()


def entry(each: Excerpt, name: str) -> str:
    lines = [f"  {field} = {{{value}}}" for field, value in fields(each).items() if value]
    return f"@techreport{{{name},\n" + ",\n".join(lines) + "\n}\n"


def fields(each: Excerpt) -> dict[str, str]:
    """The fields of an entry; empty where the corpus knows nothing."""
    return {
        "title": f"{{{escape(each.title)}}}",  # inner braces: no style may change its case
        "institution": f"{{{escape(each.publisher)}}}" if each.publisher else "",
        "year": str(each.year or ""),
        "pages": escape("--".join(each.cited_pages)),
        "note": escape(" › ".join([*each.section, *(name for name in (each.box, each.table) if name)])),
        "annote": escape(each.quote),
        "comment": escape(each.remark or ""),
        "url": escape_address(each.address),
        "language": each.language,
    }


def key(each: Excerpt, used: Counter[str]) -> str:
    """A key of plain letters, unlike any before it.

    >>> from types import SimpleNamespace as Any
    >>> used = Counter()
    >>> [key(Any(doc_id="shenzhen-2024", passage_id=f"shenzhen-2024:{span}"), used) for span in ("1-9", "1-9")]
    ['shenzhen-2024:1-9', 'shenzhen-2024:1-9-2']
    """
    name = re.sub(r"[^A-Za-z0-9.:-]+", "", each.passage_id).lstrip(":.-") or "passage"
    used[name] += 1
    return name if used[name] == 1 else f"{name}-{used[name]}"


def escape(text: str) -> str:
    r"""Write text so that TeX prints exactly it.

    >>> escape("增长6.5% {甲_乙}"), escape("}")
    ('增长6.5\\% \\{甲\\_乙\\}', '\\textbraceright{}')
    """
    written = SPECIAL if braces_pair(text) else SPECIAL | BY_NAME
    return MARKS.sub(lambda found: written[found[0]], one_line(text))


def braces_pair(text: str) -> bool:
    depth = 0
    for sign in text:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0


def escape_address(address: str) -> str:
    """Braces would end the field early; everything else in an address is for `url`, which takes it as it is."""
    return address.replace("{", "%7B").replace("}", "%7D")
