"""The content words of a question, with what each may be called in a report. Knows words, no sentences."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
import rjieba

from index.core import Index
from index.glossary import FUNCTION_WORDS, MAX_PHRASE, stem
from index.lexicon import text_words
from index.tokens import fold
from retrieval.places import forms_of, home_places
from retrieval.vocabulary import glossary, question_patterns, synonyms

PART_WEIGHT = {
    "n": 1.0,
    "v": 0.6,
    "a": 0.6,
    "e": 1.0,
    "j": 1.0,
    "i": 0.8,
    "l": 0.8,
    "b": 0.7,
    "z": 0.6,
    "s": 0.7,
    "t": 0.3,
    "d": 0.2,
    "f": 0.2,
}
SKIPPED_PARTS = frozenset("ucpyoxrmqkhgw")  # particles, conjunctions, pronouns, numerals, measures, punctuation …
MAX_SYNONYM = 8  # characters of the longest everyday wording looked for
NOUN_PARTS = "njbeisl"
LIGHT = 0.25  # of the weight of a word that says little (达到, 打算)
UNTRANSLATED = 0.7  # weight of an English word for which the reports have no word
HOMOPHONE_WEIGHT = 0.6  # of a form that only sounds like what was typed


@dataclass(frozen=True, slots=True)
class Term:
    """A content word or phrase of the question."""

    text: str
    weight: float  # part of speech × rarity in the reports
    forms: tuple[str, ...]  # folded strings that count as this word where they stand in a sentence
    guessed: tuple[str, ...] = ()  # forms that only sound like it
    noun: bool = True  # may be what is asked for


class TermReader:
    """Reads the terms of questions against one index: rarity comes from its sentences."""

    def __init__(self, index: Index):
        self.index = index
        sentences = [s.text for p in index.passages for s in p.sentences]
        self.count = len(sentences)
        self.frequency = Counter(word for text in sentences for word in set(text_words(text)))
        self.home = {
            form
            for d in index.documents
            for place in home_places(d.title, d.publisher or "")
            for form in forms_of(place)
        }
        self.text = "\n".join(fold(document.text) for document in index.documents)

    def rarity(self, word: str) -> float:
        """Inverse document frequency over sentences: 1 for a word that stands in none, near 0 for one in all."""
        df = self.frequency.get(word, 0)
        return math.log(1 + (self.count - df + 0.5) / (df + 0.5)) / math.log(1 + (self.count + 0.5) / 0.5)

    def chinese(self, plain: str, stop: Callable[[str], bool], asks: Callable[[str], bool]) -> tuple[Term, ...]:
        """Terms of a folded Chinese question.

        `stop` tells words that only ask or fill, `asks` phrases that hold a question word.
        """
        found: dict[str, Term] = {}
        for phrase, formal in everyday_phrases(plain):
            if asks(phrase):
                continue
            found[phrase] = Term(phrase, self.rarity_of_forms((phrase, *formal)), (phrase, *formal))
        covered = "".join(found)
        for word, part in rjieba.tag(plain):
            word = word.strip()
            if (
                not word
                or word in found
                or word in covered
                or stop(word)
                or (part[0] in SKIPPED_PARTS and part not in ("eng", "mq"))
            ):
                continue
            if len(word) == 1 and part[0] != "n":
                continue
            if re.fullmatch(r"[\d.%]+", word):
                continue
            light = is_light(word) or word in self.home
            weight = (
                PART_WEIGHT.get(part[0], 0.5)
                * self.rarity(word)
                * (0.5 if len(word) == 1 else 1.0)
                * (LIGHT if light else 1.0)
            )
            guessed = () if word in self.text or len(word) < 2 else tuple(self.index.pinyin.homophones(word))
            forms = (word, *self.chinese_for(word)) if word.isascii() else (word,)
            found[word] = Term(word, weight, forms, guessed, part[0] in NOUN_PARTS and not light)
        if not found:  # 种了多少棵树: nothing but lone characters, of which the tagger makes verbs
            lone = [word for word, part in rjieba.tag(plain) if len(word) == 1 and part[0] in "nva" and not stop(word)]
            found = {word: Term(word, self.rarity(word), (word,)) for word in lone if word in self.text}
        return tuple(found.values())

    def chinese_for(self, word: str) -> tuple[str, ...]:
        """The words of the reports for an English word or abbreviation in a Chinese question (AI, GDP)."""
        known = (*english_to_chinese().get(stem(word), ()), *self.index.glossary.get(stem(word), ()))
        return tuple(form for form in dict.fromkeys(known) if form in self.text)

    def english(self, question: str) -> tuple[Term, ...]:
        """Terms of an English question, each with the Chinese words it may stand for."""
        words = re.findall(r"[A-Za-z]+\d*", re.sub(r"['’]s?\b", "", without_set_phrases(question)))
        low = [stem(word.lower()) for word in words]
        own = english_to_chinese()
        used: set[int] = set()
        found: list[Term] = []
        for n in range(MAX_PHRASE + 1, 0, -1):
            for i in range(len(words) - n + 1):
                span = range(i, i + n)
                phrase = " ".join(low[i : i + n])
                edges = {words[i].lower(), words[i + n - 1].lower()}
                if used & set(span) or (edges & FUNCTION_WORDS and phrase not in own):
                    continue  # a dictionary's phrase neither begins nor ends with a function word
                forms = tuple(dict.fromkeys([*own.get(phrase, ()), *self.index.glossary.get(phrase, ())]))
                if n == 1 and not forms and words[i][0].isupper():
                    forms = tuple(self.index.pinyin.named(words[i]))  # a romanised name
                forms = tuple(form for form in forms if form in self.text)
                if forms or n == 1:
                    used.update(span)
                    light = phrase in self.home or (n == 1 and is_light(words[i].lower()))
                    weight = (self.rarity_of_forms(forms) if forms else UNTRANSLATED) * (LIGHT if light else 1.0)
                    found.append(Term(phrase, weight, (fold(" ".join(words[i : i + n])), *forms), noun=not light))
        return tuple(found)

    def rarity_of_forms(self, forms: Iterable[str]) -> float:
        """Rarity of the commonest form that the reports hold; 1 when they hold none."""
        present = [self.rarity(form) for form in forms if form in self.text]
        return min(present) if present else 1.0

    def vectors(self, terms: tuple[Term, ...]) -> np.ndarray:
        """Word vectors of the terms, shape (terms, dimensions)."""
        return self.index.encoder.encode_words([term.text for term in terms])


def without_set_phrases(question: str) -> str:
    """Drop the phrases of several words that only lead up to a question (does the report mention)."""
    return question_patterns()["stop_words"].sub(lambda m: " " if " " in m.group() else m.group(), question)


def is_light(word: str) -> bool:
    """Tell whether a word says little (达到, 打算)."""
    return question_patterns()["light_words"].fullmatch(word) is not None


def everyday_phrases(plain: str) -> list[tuple[str, tuple[str, ...]]]:
    """Everyday wordings that stand in a question with their formal words, longest first, none inside another."""
    table = synonyms()
    found: list[tuple[str, tuple[str, ...]]] = []
    taken = [False] * len(plain)
    for length in range(MAX_SYNONYM, 1, -1):
        for i in range(len(plain) - length + 1):
            phrase = plain[i : i + length]
            if phrase in table and not any(taken[i : i + length]):
                taken[i : i + length] = [True] * length
                found.append((phrase, tuple(fold(word) for word in table[phrase])))
    return found


@cache
def english_to_chinese() -> dict[str, tuple[str, ...]]:
    """The hand-written glossary turned round, its English stemmed word by word."""
    turned: dict[str, list[str]] = {}
    for chinese, renderings in glossary().items():
        for rendering in renderings:
            key = " ".join(stem(word) for word in re.findall(r"[a-z]+", rendering.lower()))
            turned.setdefault(key, []).append(fold(chinese))
    return {key: tuple(values) for key, values in turned.items()}
