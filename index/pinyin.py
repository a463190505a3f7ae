"""How the words of the reports sound: finds 前海 for "Qianhai", and 充电 for its homophone slip 充点.

Toneless pinyin from pypinyin, which is only needed when an index is built.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from index.tokens import CHINESE_RUN, fold

LENGTHS = (2, 3)  # characters of a name or word
COMMON_CHARACTERS = (0x4E00, 0x9FA5)
MIN_LETTERS = 5  # shorter spellings are English words too often


@dataclass(frozen=True, slots=True)
class Pinyin:
    """Two tables: spelling → character runs of the reports, and character → spelling."""

    runs: dict[str, list[str]]
    characters: dict[str, str]

    def named(self, word: str) -> list[str]:
        """Runs of the reports that a romanised word spells (Qianhai → 前海)."""
        spelling = word.lower().replace("'", "").replace("-", "")
        return self.runs.get(spelling, []) if len(spelling) >= MIN_LETTERS else []

    def homophones(self, run: str) -> list[str]:
        """Runs of the reports that sound like `run` but are written otherwise."""
        spelling = "".join(self.characters.get(c, "?") for c in run)
        return [other for other in self.runs.get(spelling, []) if other != run]


def build_pinyin(texts: Iterable[str]) -> Pinyin:
    from pypinyin import lazy_pinyin

    runs: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        for run in set(CHINESE_RUN.findall(fold(text))):
            syllables = lazy_pinyin(run)
            for length in LENGTHS:
                for i in range(len(run) - length + 1):
                    runs["".join(syllables[i : i + length])].add(run[i : i + length])
    first, last = COMMON_CHARACTERS
    every = "".join(map(chr, range(first, last + 1)))
    common = [c for c in every if c.encode("gb2312", "ignore")]
    return Pinyin(
        {key: sorted(values) for key, values in sorted(runs.items())},
        dict(zip(common, lazy_pinyin(common), strict=True)),
    )
