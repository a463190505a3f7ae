"""Makes reports like the real ones: clauses of real sentences recombined under real section titles, figures changed.

A made report has the outline of a real one, its paragraphs and as many sentences in each, none longer than the real
one. No made sentence equals a real or another made one, so that nothing is read twice from a cache. The same seed
gives the same text. The vocabulary does not grow as that of real reports would: words are those of the real reports.
"""

import json
import random
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from pathlib import Path

from corpus.document import Document, Passage
from corpus.numbering import heading_mark
from index.core import searched_passages

SEED = 2024
MIN_CLAUSE = 6  # characters: shorter ones are torn off too often
NEAR = 200  # clauses of about the wanted length among which one is drawn
REPLACEABLE = re.compile(r"(?<![\d.])(?!(?:19|20)\d\d(?!\d))\d+")  # the digits of a figure; a year stays a year
UNSAFE = re.compile(r"[“”‘’「」『』《》（）()〈〉【】\[\]]|图|表|专栏")  # a bracket cut in two would join sentences


class Grower:
    """Draws new sentences from the clauses of real documents; each comes out once."""

    def __init__(self, documents: Sequence[Document], seed: int = SEED):
        self.random = random.Random(seed)
        passages = [p for p in searched_passages(tuple(documents)) if p.kind != "caption"]
        self.seen = {s.text for p in passages for s in p.sentences}
        clauses = {clause for sentence in self.seen for clause in safe_clauses(sentence)}
        self.pool = sorted(clauses, key=lambda clause: (len(clause), clause))
        self.lengths = [len(clause) for clause in self.pool]

    def report(self, like: Document) -> str:
        """Return the text of a report with the outline of `like`: a line for each heading and each paragraph."""
        lines, path = [], ()
        for passage in searched_passages((like,)):
            shared = sum(1 for old, new in zip(path, passage.section_path, strict=False) if old == new)
            lines += passage.section_path[shared:]
            path = passage.section_path
            lines.append(self.paragraph(passage))
        return "\n\n".join(lines) + "\n"

    def paragraph(self, like: Passage) -> str:
        return "".join(self.sentence(len(sentence.text)) for sentence in like.sentences)

    def sentence(self, length: int) -> str:
        """A sentence of two clauses or more, about `length` characters long, that never came out before."""
        while True:
            found = "，".join(self.clause(wanted) for wanted in split_length(length - 1)) + "。"
            if found not in self.seen:
                self.seen.add(found)
                return found

    def clause(self, length: int) -> str:
        """One of the longest clauses that are no longer than `length`, its figures changed."""
        end = max(bisect_right(self.lengths, length), min(NEAR, len(self.pool)))
        clause = self.pool[self.random.randrange(max(0, end - NEAR), end)]
        return REPLACEABLE.sub(lambda found: self.figure(found.group()), clause)

    def figure(self, digits: str) -> str:
        return "".join(str(self.random.randint(1, 9)) for _ in digits)


def safe_clauses(sentence: str) -> list[str]:
    """The clauses of a sentence that can stand in any other one.

    >>> safe_clauses("一是绿色建筑面积超过2.1亿平方米，占比达“六成”以上；全市公园总数持续增加。")
    ['一是绿色建筑面积超过2.1亿平方米', '全市公园总数持续增加']
    """
    clauses = re.split(r"[，；：。！？…—]+", sentence)
    return [c for c in map(str.strip, clauses) if len(c) >= MIN_CLAUSE and not UNSAFE.search(c) and not heading_mark(c)]


def split_length(length: int, clause: int = 18) -> list[int]:
    """Cut a length into two or more about equal parts of about `clause` characters, a comma between each two.

    >>> split_length(37), split_length(5)
    ([18, 18], [2, 2])
    """
    parts = max(2, round(length / clause))
    left = length - (parts - 1)
    return [left // parts + (i < left % parts) for i in range(parts)]


def write_grown(
    folder: Path, sources: Sequence[Path], reports: Sequence[Document], others: Iterable[Document], times: int
) -> None:
    """Fill `folder` with the real report files (`sources`) and made ones, `times` as many passages in all.

    `others` only lend their clauses.
    """
    folder.mkdir(parents=True)
    for path in [path for source in sources for path in (source, source.with_suffix(".toml")) if path.exists()]:
        (folder / path.name).write_bytes(path.read_bytes())
    grower = Grower([*reports, *others])
    for copy in range(1, times):
        for like in reports:
            path = folder / f"made-{copy:04d}-{like.doc_id}.txt"
            path.write_text(grower.report(like), encoding="utf-8")
            path.with_suffix(".toml").write_text(card(like, copy), encoding="utf-8")


def card(like: Document, copy: int) -> str:
    """The card of a made report: a title of its own, the year of the real one."""
    title = json.dumps(f"{like.title}（第 {copy} 份扩增）", ensure_ascii=False)  # a JSON string is a TOML string
    return f"title = {title}\n" + (f"year = {like.year}\n" if like.year else "")
