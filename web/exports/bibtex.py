r"""BibTeX: a @techreport an excerpt, its quotation as `annote`. Text is UTF-8, TeX's own characters are escaped.

Braces that do not pair are written by name: BibTeX counts `\}` as a brace too, and text could end its field.
"""

import re

from web.exports.excerpts import Collection, Excerpt, one_line
from web.exports.keys import keys

SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: f"\\{mark}" for mark in "&%$#_{}"},
}
BY_NAME = {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
MARKS = re.compile("|".join(re.escape(mark) for mark in SPECIAL))


def write(collection: Collection) -> bytes:
    named = zip(collection.excerpts, keys(collection.excerpts), strict=True)
    return "\n".join(entry(each, name) for each, name in named).encode()


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
