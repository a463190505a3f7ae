"""How an answer was found, for those who want to know: what was understood, passages with their scores, the time."""

from collections.abc import Mapping

from web.html import around, element, items, text
from web.message.cites import relative
from web.places import titled
from web.texts import say

SHOWN = 5  # passages


def trace(answer: Mapping, language: str, titles: Mapping[str, str]) -> str:
    """Folded away; nothing where nothing was searched."""
    if not answer["passages"]:
        return ""
    rows = [
        f"{element('span', format(hit['score'], '.2f'), 'score')} "
        f"{element('a', titled(hit, language, titles), 'place', href=relative(hit['permalink']))}"
        for hit in answer["passages"][:SHOWN]
    ]
    took = round(answer["timings_ms"].get("total", 0))
    facts = [
        say(language, "trace_question", question=answer["resolved_question"]),
        say(language, "trace_confidence", share=f"{answer['confidence']:.0%}"),
        say(language, "trace_took", ms=took, index=answer["index"]),
    ]
    inner = items("ul", [text(fact) for fact in facts], "facts")
    inner += element("p", say(language, "trace_passages"), "label") + items("ol", rows, "hits")
    return around("details", element("summary", say(language, "trace")) + inner, "trace")
