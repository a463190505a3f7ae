"""Measures the tick on figures: how many wrong figures it stops, how many right ones it lets through.

    python -m training.check_ticks        # held-out documents only

Right: a figure of the answer of an answerable row, in its sentence. Wrong, made from the rows: another figure of the
same sentence (neighbour; level for growth, part for whole), the right figure for a question of another year or place,
and any figure of the sentence that tempts a near miss. A wrong figure is caught when something speaks against it, or
when the sentence is not taken for an answer.
"""

import random
from collections.abc import Iterator

from retrieval.answer.ticks import check_figure
from retrieval.question.question import understand
from retrieval.read.pairing import document_line
from retrieval.read.reader import Place, Reader, Said
from retrieval.text.quantities import Quantity, find_quantities
from training.prepare import other_time_or_place
from training.rows import QuestionRow, TrainingDocument, held_out, read_documents, read_questions

LIKELY = 0.5  # the reader's probability from which a sentence alone is taken for an answer
CASES = 450  # of each kind at most


def place_of(document: TrainingDocument, i: int) -> Place:
    heading, sentence = document.sentences[i]
    before = document.sentences[i - 1][1] if i else ""
    return Place(document_line(document.title, document.year, document.place), heading, before, sentence)


def figures_of(sentence: str) -> list[Quantity]:
    return [figure for figure in find_quantities(sentence) if figure.kind == "quantity"]


def is_answer(figure: Quantity, sentence: str, row: QuestionRow) -> bool:
    """The figure stands within the answering words."""
    spans = [(at, at + len(words)) for words in row.answer if (at := sentence.find(words)) >= 0]
    return any(a < figure.end and figure.start < b for a, b in spans)


def ticked(question: str, place: Place, figure: Quantity, said: Said) -> bool:
    return said.p >= LIKELY and not check_figure(understand(question), place.sentence, figure, said)


def cases(rows: list[QuestionRow], chance: random.Random) -> Iterator[tuple[str, str, Place, Quantity]]:
    """(kind, question, sentence in its place, figure); kind "right" for the right ones."""
    documents = read_documents()
    for row in rows:
        document = documents[row.doc]
        for i in row.sentences[:1]:
            place = place_of(document, i)
            found = figures_of(place.sentence)
            if not row.answerable:
                yield from (("near miss", row.question, place, figure) for figure in found[:1])
                continue
            right = [figure for figure in found if is_answer(figure, place.sentence, row)]
            if not right:
                continue
            yield "right", row.question, place, right[0]
            others = [figure for figure in found if figure not in right]
            if others:
                yield "neighbour", row.question, place, chance.choice(others)
            if swapped := other_time_or_place(row, document, chance):
                yield "other year or place", swapped, place, right[0]


def main() -> None:
    chance = random.Random(3)
    rows = [row for row in read_questions() if row.doc in held_out()]
    chance.shuffle(rows)
    reader, counts = Reader(), {}
    for kind, question, place, figure in cases(rows, chance):
        seen, ticks = counts.get(kind, (0, 0))
        if seen < CASES:
            [said] = reader.read(question, [place])
            counts[kind] = (seen + 1, ticks + ticked(question, place, figure, said))
    wrong = {kind: count for kind, count in counts.items() if kind != "right"}
    for kind, (seen, ticks) in counts.items():
        print(f"{kind}: {seen} figures, ticked {ticks / seen:.3f}")
    seen, ticks = map(sum, zip(*wrong.values(), strict=True))
    right, let = counts["right"]
    print(f"wrong figures caught: {1 - ticks / seen:.3f} of {seen}")
    print(f"right figures not ticked: {1 - let / right:.3f} of {right}")


if __name__ == "__main__":
    main()
