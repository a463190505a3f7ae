"""Whose turn it is, where many wait for few places. Knows clients only by their names.

A question may cost a hundred times what another one does. First come, first served would let one client with sixteen
such questions keep everybody else waiting for all of them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence


class Fairness:
    """Lets that client go next who was let in longest ago, and leaves no client the last of several places."""

    def __init__(self, places: int):
        self.most = max(1, places - 1)  # places of one client
        self.count = 0
        self.last: dict[str, int] = {}  # client → which one he was when he was let in last

    def next(self, waiting: Sequence[str], working: Mapping[str, int]) -> int | None:
        """Which of those who wait goes next, `waiting` in the order in which they came; None when each has his places.

        `working` tells how many places a client has.

        >>> fairness = Fairness(2)
        >>> [fairness.next(["a", "a", "b"], {}), fairness.next(["a", "b"], {"a": 1}), fairness.next(["a"], {"a": 1})]
        [0, 1, None]
        """
        self.last = {client: turn for client, turn in self.last.items() if client in waiting or working.get(client)}
        able = [at for at, client in enumerate(waiting) if working.get(client, 0) < self.most]
        if not able:
            return None
        chosen = min(able, key=lambda at: self.last.get(waiting[at], 0))
        self.count += 1
        self.last[waiting[chosen]] = self.count
        return chosen


def greediest(waiting: Sequence[str], client: str) -> int | None:
    """Of a full room, whoever makes room for one more of `client`: the latest of those who have most there.

    None when nobody there has more than `client` would have.

    >>> greediest(["a", "b", "a", "a"], "c"), greediest(["a", "b", "a"], "b"), greediest(["a", "b"], "c")
    (3, None, None)
    """
    counted = Counter(waiting)
    most = max(counted, key=lambda each: counted[each], default=client)
    if counted[most] <= counted[client] + 1:
        return None
    return max(at for at, each in enumerate(waiting) if each == most)
