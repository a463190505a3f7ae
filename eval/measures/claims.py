"""Tells which statements of an answer its citations have to support: all but the notes that the program adds itself.

A note is the program's own as long as it says nothing that could be false of the report: what stays open is part of the
question, the scope of a quotation is the box that it stands in, and a translation renders a term of a quotation as the
glossary does, or writes its figure out. Whatever else stands in such a frame is a claim, and cites nothing. A place
before words of a report that is about it says who speaks, as the title that is cited does.
"""
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from eval.measures.figures import read_figures
from eval.measures.score import is_given
from eval.measures.statements import Statement, statements
from eval.text import letters, normalise, squeeze
from retrieval.text.vocabulary import glossary

YEAR = re.compile(r"\d{4}年?")  # may stay open in a follow-up that names none; the figures are checked by themselves


def claims(response: Mapping[str, Any]) -> list[Statement]:
    """Return the statements that need support, in order; a response that is no answer claims nothing.

    >>> [s.text for s in claims({"status": "partial", "answer": "甲。[1]\\n报告没有说明：乙。", "citations": [],
    ...                          "question": "甲还是乙？"})]
    ['甲。']
    """
    if not is_given(response):
        return []
    cited = {each["n"]: (letters(each["title"]), letters(each["quote"])) for each in response["citations"]}
    said = [each for each in statements(response["answer"] or "") if not is_note(each, response)]
    return [replace(each, text=without_speakers(each, cited)) for each in said]


def without_speakers(said: Statement, cited: Mapping[int, tuple[str, str]]) -> str:
    """The words of a statement without the name before each piece that stands in the title of the report it quotes.

    `cited`: letters of title and quotation, by number.

    >>> without_speakers(Statement("甲市 增5%；乙市 增6%", (1,)), {1: ("甲市报告", "增5")})
    '增5%；乙市 增6%'
    """
    sources = [cited[n] for n in said.citations if n in cited]

    def bare(piece: str) -> str:
        name, _, words = piece.partition(" ")
        named, told = letters(name), letters(words)
        if not told or not named.isalpha():  # 2024 年 begins a sentence
            return piece
        return words if any(named in title and told in quote for title, quote in sources) else piece

    return "；".join(map(bare, said.text.split("；")))


def is_note(said: Statement, response: Mapping[str, Any]) -> bool:
    """Tell whether a statement is a note of the program's own kind."""
    match said.frame:
        case "partial":
            asked = letters(f"{response['question']}\n{response.get('resolved_question') or ''}")
            return YEAR.fullmatch(said.text) is not None or letters(said.text) in asked
        case "scope":
            return letters(said.text) in {letters(cited["box"] or "") for cited in response["citations"]}
        case "glossary":
            return is_translation(said.text, [cited["quote"] for cited in response["citations"]])
    return False


def is_translation(pair: str, quotes: Sequence[str]) -> bool:
    """Tell whether a pair `term = rendering` takes its term from a quotation and renders it as the program can.

    >>> [is_translation(pair, ["企业达 126.9 万家"]) for pair in (
    ...     "企业 = enterprises", "企业 = bank", "银行 = bank", "126.9 万家 = 1,269,000", "126.9 万家 = 1,269")]
    [True, False, False, True, False]
    """
    term, _, rendering = pair.partition(" = ")
    holders = [quote for quote in quotes if normalise(term) and normalise(term) in normalise(quote)]
    return bool(holders) and (rendering in glossary().get(term, ()) or is_written_out(term, rendering, holders))


def is_written_out(term: str, rendering: str, quotes: Sequence[str]) -> bool:
    """Tell whether the rendering is the value of the figure in digits, and nothing else."""
    figures, written = read_figures(term), read_figures(rendering)
    return (len(figures) == len(written) == 1 and squeeze(written[0].text) == normalise(rendering)
            and written[0].same_as(replace(figures[0], unit=""))
            and any(figures[0].is_form_of(other) for quote in quotes for other in read_figures(quote)))
