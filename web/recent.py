"""Answers that were given a moment ago, for a page that is loaded again and asks its questions anew."""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import Any

MOST = 200  # answers; one takes some 20 kB


class Recent:
    """Stands before a service; remembers answers by everything that they depend on, and not who asked."""

    def __init__(self, service: Any, most: int = MOST):
        self.service, self.most = service, most
        self.kept: OrderedDict[tuple, Any] = OrderedDict()
        self.lock = threading.Lock()

    @property
    def index(self):
        return self.service.index

    def steps(
        self, question: str, history: Sequence[str] = (), doc_id=None, alone: bool = False, client: str = ""
    ) -> Iterator:
        """Yield what the service yields; an answer that is known comes at once."""
        key = (self.service.index.build_id, question, () if alone else tuple(history), doc_id)
        with self.lock:
            known = self.kept.get(key)
            if known is not None:
                self.kept.move_to_end(key)
        if known is not None:
            yield known
            return
        step = None
        for step in self.service.steps(question, history, doc_id, alone, client):
            yield step
        writer = getattr(step, "writer", None)
        if writer is not None and writer.failure:
            return  # whoever asks again means the language model, which may be back
        with self.lock:
            self.kept[key] = step
            while len(self.kept) > self.most:
                self.kept.popitem(last=False)
