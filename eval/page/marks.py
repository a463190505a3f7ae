"""Finds and marks evidence in a text. Knows texts and snippets, nothing of questions."""
import re
from collections.abc import Sequence

from markupsafe import Markup

from eval.text import squeeze

Span = tuple[int, int]
EXCERPT = 72  # characters of a passage that a list shows
LEAD = 12  # of them before the first mark


def evidence_spans(text: str, snippets: Sequence[str]) -> list[Span]:
    """Where the snippets stand in the text, white space aside: spans in order, overlapping ones joined.

    >>> evidence_spans("达 126.9 万辆。", ["126.9万辆", "9 万"])
    [(2, 10)]
    """
    found = sorted(match.span() for snippet in snippets if (bare := squeeze(snippet))
                   if (match := re.search(r"\s*".join(map(re.escape, bare)), text)))
    joined: list[Span] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def marked(text: str, spans: Sequence[Span]) -> Markup:
    """The text, escaped, with its spans marked.

    >>> marked("a<b", [(1, 3)])
    Markup('a<mark>&lt;b</mark>')
    """
    parts, place = Markup(""), 0
    for start, end in spans:
        parts += Markup("{}<mark>{}</mark>").format(text[place:start], text[start:end])
        place = end
    return parts + text[place:]


def excerpt(text: str, spans: Sequence[Span] = (), size: int = EXCERPT) -> Markup:
    """The beginning of a text, or the part around its first span; … stands for what is left out.

    >>> excerpt("0123456789", size=4), excerpt("short")
    (Markup('0123…'), Markup('short'))
    """
    start = max(0, spans[0][0] - LEAD) if spans and spans[0][1] > size else 0
    end = start + size
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]
    return Markup("…" if start else "") + marked(text[start:end], inside) + ("…" if end < len(text) else "")
