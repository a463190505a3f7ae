"""An answer (the `ask --json` object) → the Markdown of one chat message. Decides nothing, only shows."""

import re
from collections.abc import Mapping, Sequence

from retrieval.answer.written import label_lines, translation_lines
from web.markdown import bold, escape, link
from web.places import place
from web.texts import say

MARKER = re.compile(r"\\\[(\d+)\\\]")  # [1] after escaping
NEAREST = 3  # passages named under a question without an answer
SHOWN_FIGURES = 4  # figures named in the check when none of them is what was asked for
SNIPPET = 60  # characters of such a passage


def answer_message(answer: Mapping) -> str:
    """Return the message: tier, answer, what it leaves open, then one small list of sources and checks."""
    blocks = [tier(answer), label(answer), body(answer), remarks(answer)]
    blocks.append("\n".join(f"- {line}" for line in [*sources(answer), *checks(answer)]))
    if answer["status"] in ("related", "refused"):
        blocks.append(nearest(answer))
    return "\n\n".join(block for block in blocks if block)


def tier(answer: Mapping) -> str:
    """Name the tier when it is not a plain answer; emphasis, which nothing else uses, is styled as a label."""
    language, status = answer["language"], answer["status"]
    if status == "refused":
        return f"*{say(language, 'refused_' + answer['refusal']['reason'])}*"
    return f"*{say(language, status)}*" if status in ("partial", "related") else ""


def label(answer: Mapping) -> str:
    """What a language model had to do with the words; it goes wherever they are copied to."""
    return "\n\n".join(f"*{escape(line)}*" for line in label_lines(answer.get("writer"), answer["language"]))


def body(answer: Mapping) -> str:
    """The answer text, its key figures bold, its [n] markers linked to the sentences."""
    if answer["status"] == "refused" or not answer["answer"]:
        return escape(message_without_answer(answer))
    text = escape(answer["answer"])
    for figure in sorted({escape(f["text"]) for f in answer["figures"] if f.get("key")}, key=len, reverse=True):
        text = re.sub(rf"(?<![\d.]){re.escape(figure)}(?!\d)", lambda found: bold(found.group()), text)
    addresses = {str(citation["n"]): citation["permalink"] for citation in answer["citations"]}
    linked = MARKER.sub(lambda found: marker(found.group(1), addresses), text)
    if (answer.get("writer") or {}).get("generated"):
        return "\n\n".join(line for line in linked.splitlines() if line)  # no quotation: nothing is set apart
    return "\n\n".join(quotation(line) for line in linked.splitlines() if line)


def quotation(line: str) -> str:
    """Set a line apart when it quotes: it opens with a quotation mark, or carries a citation."""
    return f"> {line}" if line.startswith("“") or "](<?passage=" in line else line


def message_without_answer(answer: Mapping) -> str:
    refusal = answer["refusal"]
    return refusal["message"] if refusal else answer["answer"] or say(answer["language"], "related_message")


def remarks(answer: Mapping) -> str:
    """What is missing from the report; what a partial answer leaves open stands in its text."""
    lines = []
    if answer["refusal"] and answer["status"] != "refused":
        lines.append(answer["refusal"]["message"])
    missing = answer["refusal"]["missing"] if answer["refusal"] else []
    if missing and not all(name in answer["refusal"]["message"] for name in missing):
        lines.append(say(answer["language"], "missing", missing=join(answer, missing)))
    return "\n\n".join(escape(line) for line in dict.fromkeys(lines))


def marker(number: str, addresses: Mapping[str, str]) -> str:
    """Link [n] to its sentence; a number that cites nothing stays text."""
    shown = rf"\[{number}\]"
    return link(shown, relative(addresses[number])) if number in addresses else shown


def sources(answer: Mapping) -> list[str]:
    """One line a place: [n] section path · page; sentences of one place share a line."""
    addresses = {str(citation["n"]): citation["permalink"] for citation in answer["citations"]}
    markers: dict[str, list[str]] = {}
    for citation in answer["citations"]:
        markers.setdefault(place(citation, answer["language"]), []).append(marker(str(citation["n"]), addresses))
    return [f"{' '.join(cited)} {escape(where)}" for where, cited in markers.items()]


def checks(answer: Mapping) -> list[str]:
    """The figure check, what was computed (推算), and how a follow-up was understood."""
    language, lines = answer["language"], []
    lines += map(escape, translation_lines(answer.get("writer"), language))
    addresses = {str(citation["n"]): citation["permalink"] for citation in answer["citations"]}
    quoted = [figure for figure in answer["figures"] if not figure.get("derived_from")]
    found = [
        say(language, "checked_figure", figure=escape(f["text"]), citation=marker(str(f["citation"]), addresses))
        for f in [figure for figure in quoted if figure.get("key")] or quoted[:SHOWN_FIGURES]
    ]
    if found:
        lines.append(say(language, "checked", figures=join(answer, list(dict.fromkeys(found)))))
    for figure in answer["figures"]:
        if figure.get("derived_from"):
            cited = join(answer, [marker(str(n), addresses) for n in figure["derived_from"]])
            lines.append(say(language, "derived", figure=escape(figure["text"]), citation=cited))
    if answer["resolved_question"] != answer["question"]:
        lines.append(say(language, "understood_as", question=escape(answer["resolved_question"])))
    return lines


def nearest(answer: Mapping) -> str:
    """The nearest passages, as what they are: not an answer."""
    if not answer["passages"] or (answer["refusal"] and answer["refusal"]["reason"] in ("unsafe", "empty")):
        return ""
    language = answer["language"]
    lines = [
        f"- {link(escape(place(hit, language)), relative(hit['permalink']))} {escape(snippet(hit['text']))}"
        for hit in answer["passages"][:NEAREST]
    ]
    told = [] if answer["status"] == "related" else [f"{say(language, 'nearest')}\n"]  # `related` says so itself
    return "\n".join([*told, *lines])


def snippet(text: str) -> str:
    """The beginning of a passage on one line.

    >>> snippet("短句。")
    '短句。'
    """
    line = " ".join(text.split())
    return line if len(line) <= SNIPPET else line[:SNIPPET].rstrip("，、；：") + "……"


def join(answer: Mapping, parts: Sequence[str]) -> str:
    return say(answer["language"], "citation_join").join(parts)


def relative(permalink: str) -> str:
    """A permalink below whatever path the page is served from."""
    return permalink.removeprefix("/")
