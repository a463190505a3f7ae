"""Answers that were given a moment ago: a page that is loaded again asks its questions anew, and a town asks alike."""

import threading
from collections import OrderedDict
from collections.abc import Hashable

from retrieval.answer.answers import Answer

MOST = 1_000  # answers; one takes some 20 kB


class Recent:
    """The last answers by everything that they depend on, and not by who asked; threads may share it."""

    def __init__(self, most: int = MOST):
        """`most`: how many answers are kept; 0: none."""
        self.most = most
        self.kept: OrderedDict[Hashable, Answer] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Hashable) -> Answer | None:
        with self.lock:
            known = self.kept.get(key)
            if known is not None:
                self.kept.move_to_end(key)
        return known

    def put(self, key: Hashable, answer: Answer) -> None:
        """Keep an answer, but not one that a language model failed to write: it may be back when asked again."""
        if answer.writer is not None and answer.writer.failure:
            return
        with self.lock:
            self.kept[key] = answer
            while len(self.kept) > self.most:
                self.kept.popitem(last=False)
