"""What was checked: ✓ only at the figure that was asked for, and only when it stands in the sentence that it cites."""

from collections.abc import Mapping

from retrieval.answer.written import translation_lines
from web.html import items, text
from web.message.cites import marker
from web.texts import say


def checks(answer: Mapping, language: str) -> str:
    cited = {citation["n"]: marker(citation, language) for citation in answer["citations"]}
    join = say(language, "citation_join")
    lines = [text(line) for line in translation_lines(answer.get("writer"), answer["language"])]
    for figure in answer["figures"]:
        shown = text(figure["text"])
        if figure.get("derived_from"):
            both = join.join(cited[n] for n in figure["derived_from"] if n in cited)
            lines.append(say(language, "derived", figure=shown, citation=both))
        elif figure.get("key") and figure["citation"] in cited:
            lines.append(say(language, "checked", figure=shown, citation=cited[figure["citation"]]))
    return items("ul", list(dict.fromkeys(lines)), "checks")
