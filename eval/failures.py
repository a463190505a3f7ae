"""What a gate found missing: a figure beyond its bound, or questions that had to be right or the same."""

from dataclasses import dataclass

DECIMALS = 3  # of a figure below 10; one from there on


@dataclass(frozen=True, slots=True)
class Failure:
    """A threshold that was missed."""

    metric: str  # "retrieval.evidence_recall@1"
    value: float | None  # None: the run had nothing to judge, as a system that never refuses has no precision of it
    bound: str  # min or max
    threshold: float

    def __str__(self) -> str:
        value = "nothing to judge" if self.value is None else shown(self.value, self.threshold)
        return f"{self.metric} = {value}, {self.bound} {self.threshold}"


@dataclass(frozen=True, slots=True)
class Lost:
    """Questions that had to be right and are not, or whose answers differ from those of the other run."""

    what: str
    ids: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.what}: {', '.join(self.ids)}"


def missed(value: float | None, bound: str, threshold: float) -> bool:
    """Tell whether a bound is missed; nothing to judge, and what is not a number, miss any."""
    return value is None or not (value >= threshold if bound == "min" else value <= threshold)


def shown(value: float, threshold: float) -> str:
    """A figure as exact as it takes to see on which side of the threshold it lies.

    >>> shown(0.7721519, 0.785), shown(0.7849996, 0.785), shown(123.456, 120), shown(3, 0)
    ('0.772', '0.7849996', '123.5', '3')
    """
    if isinstance(value, int):
        return str(value)
    for decimals in range(DECIMALS if abs(value) < 10 else 1, 17):
        text = f"{value:.{decimals}f}"
        if (float(text) > threshold) == (value > threshold) and (float(text) < threshold) == (value < threshold):
            return text
    return repr(value)
