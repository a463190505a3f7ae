"""A passage at a rank, and its address in the web app."""

from dataclasses import dataclass
from urllib.parse import quote

from corpus.document import Passage, Sentence
from corpus.pages import Pages


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage at a rank; the passage itself knows nothing of scores."""

    rank: int  # 1-based
    score: float  # fused, 0 to about 1.5; comparable within one question only
    passage: Passage
    reference: str = ""  # after GB/T 7714
    pages: Pages | None = None

    def to_dict(self) -> dict:
        p, pages = self.passage, self.pages
        return {
            "rank": self.rank,
            "score": round(self.score, 4),
            "passage_id": p.passage_id,
            "doc_id": p.doc_id,
            "kind": p.kind,
            "text": p.text,
            "section": list(p.section_path),
            "box": p.box,
            "page": p.first_page,
            "last_page": pages.last if pages else None,
            "printed_page": pages.first_label if pages else None,
            "last_printed_page": pages.last_label if pages else None,
            "permalink": permalink(p),
            "reference": self.reference,
        }


def permalink(passage: Passage, sentence: Sentence | None = None) -> str:
    """Address of a passage in the web app, with the sentence to highlight."""
    address = f"/?passage={quote(passage.passage_id, safe=':')}"
    return f"{address}&s={sentence.start}-{sentence.end}" if sentence else address
