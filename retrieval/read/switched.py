"""An English question in the terms of the Chinese sentence that it is read with: How many 新能源汽车 are there in 深圳?

The reader knows terms of reports better in the words of the reports. Which of a term's Chinese names is meant, the
sentence tells. Reading across languages with the terms switched: Qin et al. 2020, "CoSDA-ML: Multi-Lingual
Code-Switching Data Augmentation".
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from index.pieces import fold_characters
from retrieval.read.reader import Place, ReaderModel, Said
from retrieval.text.places import with_chinese_places
from retrieval.text.vocabulary import glossary

REMEMBERED = 500  # questions


def read_in_terms(reader: ReaderModel, questions: Sequence[str], places: Sequence[Place]) -> list[Said]:
    """What is said of each sentence on the question beside it. One that has terms of its sentence is read in these as
    well, and the sentence answers it as likely as the mean of both tells."""
    said = reader.read_pairs(list(zip(questions, places, strict=True)))
    switched = {
        n: words
        for n, (asked, place) in enumerate(zip(questions, places, strict=True))
        if (words := in_terms_of(asked, f"{place.heading} {place.sentence}")) != asked
    }
    again = reader.read_pairs([(words, places[n]) for n, words in switched.items()])
    for n, other in zip(switched, again, strict=True):
        said[n] = said[n].with_mean(other)
    return said


def in_terms_of(question: str, sentence: str) -> str:
    """The question with each English term that the glossary has for words of the sentence in these words, and with the
    names of its places in Chinese; one that is not English as it is.

    >>> in_terms_of("How many NEVs are there in Shenzhen?", "深圳新能源汽车保有量达126.9万辆")
    'How many 新能源汽车 are there in 深圳?'
    >>> in_terms_of("How many NEVs are there?", "公园总数达1320个")
    'How many NEVs are there?'
    """
    if not question.isascii():
        return question
    said, words = fold_characters(sentence).replace(" ", ""), question
    for english, chinese in terms_in(question):
        if chinese in said:
            words = re.sub(rf"\b{english}\b", chinese, words, flags=re.IGNORECASE)
    return with_chinese_places(words) if words != question else question


@lru_cache(maxsize=REMEMBERED)
def terms_in(question: str) -> tuple[tuple[str, str], ...]:
    """The glossary's English that stands in the question, as a pattern, with its Chinese; longest English first."""
    spoken = re.sub(r"[\s-]+", " ", question.lower())
    near = [(pattern_of(english), chinese) for english, chinese in terms() if english in spoken]
    return tuple(pair for pair in near if re.search(rf"\b{pair[0]}\b", question, re.IGNORECASE))


@cache
def terms() -> tuple[tuple[str, str], ...]:
    """Each English rendering, one of the thing and without hyphens, with its Chinese; longest English first, then
    longest Chinese."""
    pairs = [
        (singular(english), fold_characters(chinese))
        for chinese, renderings in glossary().items()
        for english in renderings
    ]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), -len(pair[1]), pair)))


def singular(english: str) -> str:
    """
    >>> singular("New-energy vehicles"), singular("business")
    ('new energy vehicle', 'business')
    """
    plain = re.sub(r"[\s-]+", " ", english.strip().lower())
    return plain[:-1] if plain.endswith("s") and not plain.endswith("ss") else plain


def pattern_of(term: str) -> str:
    """One or many, with hyphens or without.

    >>> bool(re.fullmatch(pattern_of("new energy vehicle"), "new-energy vehicles"))
    True
    """
    return r"[\s-]+".join(map(re.escape, term.split())) + "s?"
