"""What became of each question between two runs: its verdict, its cause, and what its answer says without support."""
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.measures.citations import Passages, altered_quotations, is_verbatim
from eval.measures.diagnosis import Cause, diagnose
from eval.measures.grounding import check_figures
from eval.measures.support import judged_claims
from eval.record import Record, Response
from eval.sets.questions import Question

SAID = ("status", "answer", "citations", "figures")  # what of a response can lack support


@dataclass(frozen=True, slots=True)
class Unsupported:
    """What an answer says that nothing stands behind."""
    figures: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    quotations: tuple[str, ...] = ()  # shown otherwise than listed, or not what the report says at their place

    def __bool__(self) -> bool:
        return bool(self.figures or self.statements or self.quotations)

    def beyond(self, other: "Unsupported") -> "Unsupported":
        """What stands here and not, or not so often, in the other."""
        return Unsupported(more(self.figures, other.figures), more(self.statements, other.statements),
                           more(self.quotations, other.quotations))


def more(these: Sequence[str], those: Sequence[str]) -> tuple[str, ...]:
    """
    >>> more(["5 %", "5 %", "7"], ["5 %"])
    ('5 %', '7')
    """
    return tuple((Counter(these) - Counter(those)).elements())


@dataclass(frozen=True, slots=True)
class Change:
    """A question in two runs, judged by one set."""
    id: str
    was_right: bool | None  # None: the question names no fact that would tell
    is_right: bool | None
    was: Cause | None
    now: Cause | None
    unsupported: Unsupported  # in the answer now and not in the one before


def changes(a: Record, b: Record, was: Sequence[bool | None], now: Sequence[bool | None]) -> Iterator[Change]:
    """Yield what became of each question; the records are paired, `was` and `now` are their verdicts."""
    texts_a, texts_b = ({passage.passage_id: passage for passage in record.passages} for record in (a, b))
    for place, question in enumerate(b.questions):
        before, after = a.responses[place], b.responses[place]
        new = Unsupported()
        if any(before[name] != after[name] for name in SAID):
            new = unsupported(question, after, b.titles, texts_b)
            new = new.beyond(unsupported(question, before, a.titles, texts_a)) if new else new
        yield Change(question.id, was[place], now[place], diagnose(question, before, texts_a, a.titles),
                     diagnose(question, after, texts_b, b.titles), new)


def unsupported(question: Question, response: Response, titles: Sequence[str], passages: Passages) -> Unsupported:
    """Return what the answer says without support, as citations and figures are scored."""
    return Unsupported(
        tuple(check_figures(question, response, titles)[1]),
        tuple(claim.text for claim, supported in judged_claims(response) if not supported),
        (*(shown.text for shown in altered_quotations(response)),
         *(citation["quote"] for citation in response["citations"] if not is_verbatim(citation, passages))))
