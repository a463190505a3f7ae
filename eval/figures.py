"""Checks every number an answer shows against what it cites. Trusts nothing that the answerer says of itself."""
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from eval.questions import Question
from eval.text import normalise

NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?")
MARKER = re.compile(r"\[\d+(?:\s*[,，、]\s*\d+)*\]")  # [1] behind a sentence
LIST_NUMBER = re.compile(r"^\s*\d+[.)、](?=\s)", re.MULTILINE)  # "1. " of a Markdown list


def numbers(text: str) -> list[str]:
    """Return the numbers in the text, half-width, without thousands separators.

    >>> numbers("１，320 公里，占 62.5%")
    ['1320', '62.5']
    """
    return [found.replace(",", "") for found in NUMBER.findall(unicodedata.normalize("NFKC", text))]


def check_figures(question: Question, response: Mapping[str, Any]) -> tuple[int, list[str]]:
    """Return (how many figures were checked, those that nothing cited supports).

    A figure that the response lists must stand, unit included, in the quotation it names. Any other number in the
    answer must stand in a cited sentence or its place (title, section, box, page), or in the question itself.
    """
    quotes = {citation["n"]: normalise(citation["quote"]) for citation in response["citations"]}
    listed = list(response.get("figures") or ())
    unsupported = [figure["text"] for figure in listed
                   if normalise(figure["text"]) not in quotes.get(figure["citation"], "")]
    shown = MARKER.sub("", LIST_NUMBER.sub("", response["answer"] or ""))
    already = set(all_numbers(figure["text"] for figure in listed))
    others = [number for number in dict.fromkeys(numbers(shown)) if number not in already]
    known = set(all_numbers(cited_texts(question, response)))
    unsupported += [number for number in others if number not in known]
    return len(listed) + len(others), unsupported


def cited_texts(question: Question, response: Mapping[str, Any]) -> Iterable[str]:
    yield from (question.question, *question.history, response.get("resolved_question") or "")
    for citation in response["citations"]:
        yield from (citation["quote"], citation["title"], *citation["section"], citation["box"] or "",
                    str(citation["page"]))


def all_numbers(texts: Iterable[str]) -> Iterable[str]:
    return (number for text in texts for number in numbers(text))
