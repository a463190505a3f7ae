"""A question about a kind of what a sentence tells of as a whole: 太阳能发电装机容量, where it says 全市发电装机容量.

The reader is in doubt about such a sentence more often than it should be, where the report has no word for the kind.
"""

from collections.abc import Iterator

import rjieba

from index.pieces import fold_characters
from retrieval.read.candidates import Candidate

SHARED = 4  # characters of question and sentence behind the noun, in two words at least
NOUNS = ("n", "nz")  # as the segmenter tags them


def is_narrower(question: str, found: Candidate) -> bool:
    """Tell whether the question has, right before words of the sentence, a noun that the whole report lacks."""
    nouns = list(before_shared(joined(question), joined(found.sentence.text)))
    report = joined(found.document.text) if nouns else ""
    return any(noun not in report for noun in nouns)


def before_shared(asked: str, said: str) -> Iterator[str]:
    """Each noun of the question behind which stand words that the sentence has too.

    >>> list(before_shared("太阳能发电装机容量是多少", "全市发电装机容量达到520万千瓦"))
    ['太阳能']
    """
    words = rjieba.tag(asked)
    for n, (word, part) in enumerate(words):
        if part not in NOUNS or len(word) < 2:
            continue
        shared = ""
        for following, _ in words[n + 1 :]:
            if shared + following not in said:
                break
            shared += following
        if len(shared) >= SHARED and words[n + 1][0] != shared:
            yield word


def joined(text: str) -> str:
    return "".join(fold_characters(text).lower().split())
