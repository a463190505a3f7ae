"""How a set that cannot be used is refused: all its mistakes at once, each with its place."""
from collections.abc import Sequence


class QuestionSetError(ValueError):
    """A question set that cannot be used; `mistakes` holds a sentence for each mistake, with its place.

    >>> print(QuestionSetError("set.csv", ["row 2: question is missing", "row 5: id 'q1' stands already in row 3"]))
    set.csv: 2 mistakes
    row 2: question is missing
    row 5: id 'q1' stands already in row 3
    """

    def __init__(self, source: object, mistakes: Sequence[str]):
        self.mistakes = tuple(mistakes)
        self.source = str(source)
        listed = f" {self.mistakes[0]}" if len(mistakes) == 1 else "\n".join([f" {len(mistakes)} mistakes", *mistakes])
        super().__init__(f"{source}:{listed}")


class DatasetError(QuestionSetError):
    """A public dataset that cannot be used; nothing of it is imported."""
