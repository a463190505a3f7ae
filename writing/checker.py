"""Checks free text: a statement and its sources → what is wrong with it. Knows nothing of who wrote it, nor why.

    checker = Checker(Reader(), BundledEncoder())
    checker.check("保有量达32万辆。", [Source("全年新增32万辆，保有量达126.9万辆。", "深圳市…白皮书")])   # → subject

The checks that need no model come first; the reader and the retriever judge what is left. `eval` has its own measures.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.text.quantities import find_quantities
from writing.faults import Fault
from writing.figures import figure_faults, figures_of, squeeze, year_faults
from writing.markup import markup_faults
from writing.sources import Source
from writing.support import Support
from writing.wording import (
    SHARED,
    bare,
    denial_faults,
    direction_faults,
    latin_faults,
    noun_faults,
    place_faults,
    rank_faults,
    shared,
)

CHINESE = re.compile(r"[一-龥]")
CLAUSES = re.compile(r"(?<=[，,；;])")
BORDERS, ENDS = "，,；;：:、。！？!?", "。！？!?.，,；;：:、"
SHORT = 5  # Chinese characters; a shorter clause is judged with the one before it, and by itself when it has no figure
SHARED_CLAUSE = 0.7  # as SHARED, of one clause among several: it may lack its subject


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks statements; keeps nothing between them."""

    support: Support

    def check(self, statement: str, sources: Sequence[Source], given: Sequence[str] = ()) -> list[Fault]:
        """What is wrong with a statement (without its [n]) that cites these sources; [] for nothing.

        `given`: further texts whose words to the reader of the answer (请) are no fault.
        """
        if not sources:
            return [Fault("uncited")]
        if faults := list(markup_faults(statement, [*(source.text for source in sources), *given])):
            return faults
        said = bare(statement)
        if any(is_verbatim(said, source.text) for source in sources):
            return []
        english = CHINESE.search(said) is None
        across = english != all(source.language == "en" for source in sources)
        figures = figures_of(said, sources, english)
        faults = [
            *figure_faults(said, figures, sources, english),
            *year_faults(said, figures, sources),
            *place_faults(said, sources),
            *direction_faults(said, figures, sources),
            *denial_faults(said, sources),
        ]
        if not across:
            faults += wording_faults(said, sources)
        return faults or list(self.support.faults(said, figures, sources, across))


def is_verbatim(said: str, text: str) -> bool:
    """Whole clauses of a source, word for word; what is denied in the clause before them may not be cut off."""
    words, told = squeeze(said).strip(ENDS), squeeze(text)
    at = told.find(words) if words else -1
    if at < 0:
        return False
    before, after = told[:at], told[at + len(words) :]
    return (not before or before[-1] in BORDERS) and (not after or after[0] in BORDERS or after[0] in ENDS)


def wording_faults(said: str, sources: Sequence[Source]) -> list[Fault]:
    """Words that no source of the same language holds: in the whole, and in each clause."""
    faults = [*rank_faults(said, sources), *latin_faults(said, sources), *noun_faults(said, sources)]
    if not faults and shared(said, sources) < SHARED:
        faults.append(Fault("support", "words"))
    clauses = CLAUSES.split(said)
    if not faults and len(clauses) > 1:
        short = [clause for clause in clauses if len(CHINESE.findall(clause)) < SHORT and not find_quantities(clause)]
        alone = [Source(source.text, "") for source in sources]  # a heading tells names, not what is said of them
        judged = [(clause, sources) for clause in clauses_of(said)] + [(clause, alone) for clause in short]
        faults += [Fault("support", clause) for clause, told in judged if shared(clause, told) < SHARED_CLAUSE]
    return faults


def clauses_of(statement: str) -> list[str]:
    """The clauses of a statement; a short one goes with the one before it."""
    found: list[str] = []
    for clause in CLAUSES.split(statement):
        if found and len(CHINESE.findall(clause)) < SHORT:
            found[-1] += clause
        else:
            found.append(clause)
    return found
