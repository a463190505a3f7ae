"""Collects the sentences that a model writes: checks each, keeps what passes, and makes an answer of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from retrieval.answer.answers import Answer, CheckedFigure, Citation, plain
from retrieval.answer.frames import phrase
from writing.checker import CHINESE, Checker
from writing.faults import Fault
from writing.figures import figures_of
from writing.markup import plain as plain_text
from writing.quoting import verbatim
from writing.sentences import Sentence
from writing.sources import Source


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence that passed, and the numbers of its sources."""

    text: str
    cites: tuple[int, ...]


class Draft:
    """An answer in the making; `sources` are those that the model was given, by number."""

    def __init__(self, answer: Answer, sources: Mapping[int, Source], checker: Checker):
        self.given, self.sources, self.checker = answer, dict(sources), checker
        self.shown: list[Shown] = []
        self.withheld: list[str] = []  # the kind of the first fault of each
        self.unquoted = 0
        self.numbers: dict[int, int] = {}  # of the model's sources → of the answer's citations

    def take(self, sentence: Sentence) -> str | None:
        """The sentence as it may be shown, with the numbers of its citations; None when it is withheld."""
        cited = [self.sources[n] for n in sentence.cites if n in self.sources]
        text, taken = verbatim(plain_text(sentence.text), [source.text for source in cited])
        if any(text == other.text for other in self.shown):
            return None
        strange = any(n not in self.sources for n in sentence.cites)
        if strange or not cited:
            faults = [Fault("uncited")]
        elif self.given.language != "en" and not CHINESE.search(text) and all(s.language != "en" for s in cited):
            faults = [Fault("support", "another language than the question")]
        else:
            faults = self.checker.check(text, cited)
        if faults:
            self.withheld.append(faults[0].kind)
            return None
        self.unquoted += taken
        for n in sentence.cites:
            self.numbers.setdefault(n, len(self.numbers) + 1)
        self.shown.append(Shown(text, sentence.cites))
        return self.marked(self.shown[-1])

    def marked(self, shown: Shown) -> str:
        return shown.text + "".join(f"[{self.numbers[n]}]" for n in shown.cites)

    @property
    def complete(self) -> bool:
        """The figures that were asked for, as far as the extractive answer has them, are said."""
        said = {(figure.value, figure.unit) for figure in self.figures()}
        values = {value for value, _ in said}
        asked = [figure for figure in self.given.figures if figure.key and not figure.derived_from]
        return all((f.value, f.unit) in said or f.value in values for f in asked)

    def answer(self) -> Answer:
        """The answer in the model's words, with the citations that they use."""
        unsure = phrase("unsure", self.given.language)  # whether it is answered: no words of a model settle that
        lines = [line for line in self.given.answer.splitlines() if line == unsure]
        lines += [self.marked(shown) for shown in self.shown]
        if self.given.status == "partial":
            start = phrase("partial", self.given.language, missing="\0").partition("\0")[0]
            lines += [line for line in self.given.answer.splitlines() if line.startswith(start)]
        return replace(self.given, answer="\n".join(lines), citations=self.citations(), figures=tuple(self.figures()))

    def citations(self) -> tuple[Citation, ...]:
        of = {n: self.sources[n].citation for n in self.numbers}
        return tuple(replace(citation, n=self.numbers[n]) for n, citation in of.items() if citation is not None)

    def figures(self) -> list[CheckedFigure]:
        """The figures of the shown sentences with the citation that holds each."""
        keys = {figure.value for figure in self.given.figures if figure.key}
        found: dict[tuple[str, int], CheckedFigure] = {}
        for shown in self.shown:
            number = {id(self.sources[n]): self.numbers[n] for n in shown.cites}
            cited = [self.sources[n] for n in shown.cites]
            english = self.given.language == "en"
            for figure in figures_of(shown.text, cited, english and not any("一" <= c <= "龥" for c in shown.text)):
                if not figure.held_by or figure.quantity.kind == "ordinal":
                    continue
                source, told = figure.held_by[0]
                said = figure.quantity.text.strip()
                if english or figure.quantity.kind == "quantity":
                    value, unit = plain(figure.quantity.value), figure.quantity.unit or told.unit
                    found.setdefault(
                        (said, number[id(source)]),
                        CheckedFigure(said, value, unit, number[id(source)], key=figure.quantity.value in keys),
                    )
        return list(found.values())
