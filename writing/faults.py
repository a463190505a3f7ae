"""What may be wrong with a statement beside its sources. Values only."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["uncited", "markup", "address", "figure", "unit", "year", "place", "subject", "direction", "support"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that a statement says and its sources do not; `what` are words of the statement."""

    kind: Kind
    what: str = ""
