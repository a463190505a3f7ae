"""The pages on which a stretch of a report is printed: their places in the file and the numbers that they carry."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pages:
    """First and last page of a stretch, the same when it does not run over."""

    first: int  # position in the file, 1-based
    last: int
    first_label: str | None = None  # as printed ("iv", "12"); None when the page carries none
    last_label: str | None = None

    @property
    def positions(self) -> tuple[str, ...]:
        """The positions in the file, one when they are the same."""
        return tuple(dict.fromkeys((str(self.first), str(self.last))))

    @property
    def cited(self) -> tuple[str, ...]:
        """The pages as one cites them: by their printed numbers where both carry one, else by their positions.

        >>> Pages(32, 33, "28", "29").cited, Pages(32, 33, "28", None).cited, Pages(3, 3, "iv", "iv").cited
        (('28', '29'), ('32', '33'), ('iv',))
        """
        if self.first_label is None or self.last_label is None:
            return self.positions
        return tuple(dict.fromkeys((self.first_label, self.last_label)))
