"""What `training.prepare` wrote, as the training steps read it; knows neither torch nor texts."""

import gzip
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Examples:
    """Documents, questions and follow-ups in piece numbers."""

    documents: dict[str, dict]
    questions: list[dict]
    followups: list[dict]

    @classmethod
    def load(cls, folder: Path) -> "Examples":
        with gzip.open(folder / "examples.json.gz", "rt", encoding="utf-8") as file:
            return cls(**json.load(file))

    @cached_property
    def rows(self) -> list[tuple[str, int]]:
        """Every sentence of every document as (document, number): the order of the mined numbers."""
        return [(doc, i) for doc, document in self.documents.items() for i in range(len(document["sentences"]))]

    @cached_property
    def start(self) -> dict[str, int]:
        """Row of each document's first sentence."""
        starts, at = {}, 0
        for doc, document in self.documents.items():
            starts[doc] = at
            at += len(document["sentences"])
        return starts

    def questions_of(self, held: bool, share: float = 1.0) -> list[int]:
        """Numbers of the questions on held-out documents, or on the others; of these the first `share`."""
        chosen = [i for i, q in enumerate(self.questions) if self.documents[q["doc"]]["held"] == held]
        return chosen if held else chosen[:: max(1, round(1 / share))]

    def pieces(self, row: int) -> list[int]:
        """The piece numbers of a sentence row."""
        doc, i = self.rows[row]
        return self.documents[doc]["sentences"][i]

    def text(self, doc: str, i: int) -> str:
        return self.documents[doc]["texts"][i]

    def window(self, doc: str, i: int) -> str:
        """A sentence with its neighbours, as a paragraph is embedded."""
        document = self.documents[doc]
        near = range(max(0, i - 1), min(len(document["texts"]), i + 2))
        return " ".join(document["texts"][j] for j in near)


def load_mined(folder: Path) -> dict[int, dict[str, list]]:
    """What the retriever found for each question, as `training.retriever` wrote it."""
    return {int(n): found for n, found in json.loads((folder / "mined.json").read_text("utf-8")).items()}
