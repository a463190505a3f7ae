"""Question → what is searched for: a text to embed and weighted tokens, in the words of the reports."""

from collections import Counter

from index.core import Index
from index.tokens import tokenise
from retrieval.question import Question, asks
from retrieval.ranking import Query
from retrieval.terms import Term, TermReader
from retrieval.vocabulary import question_patterns
from retrieval.wants import KINDS

SYNONYM_WEIGHT = 0.7  # of a formal word that stands in for an everyday one
TRANSLATION_WEIGHT = 1.0  # of a Chinese word that an English one may stand for, shared among the alternatives
CARRIED_WEIGHT = 0.5  # of the words that come from the question before


class QueryMaker:
    """Makes queries against one index."""

    def __init__(self, index: Index):
        self.index = index
        self.reader = TermReader(index)

    def terms(self, question: Question) -> tuple[Term, ...]:
        if question.language == "en":
            return self.reader.english(question.resolved)
        return self.reader.chinese(question.plain, is_padding, asks)

    def tokens(self, question: Question, terms: tuple[Term, ...]) -> dict[str, float]:
        """Tokens of the question and of the formal or Chinese words of its terms, with weights."""
        focus = Counter(tokenise(question.focus))
        weights = {token: float(count) for token, count in focus.items()}
        for token, count in Counter(tokenise(question.plain)).items():
            weights.setdefault(token, CARRIED_WEIGHT * count)
        for term in terms:
            others = [form for form in (*term.forms, *term.guessed) if form != term.text and form in self.reader.text]
            share = (TRANSLATION_WEIGHT if question.language == "en" else SYNONYM_WEIGHT) / max(1.0, len(others) ** 0.5)
            for form in others:
                for token in set(tokenise(form)):
                    weights[token] = max(weights.get(token, 0.0), share)
        return weights

    def query(self, question: Question, terms: tuple[Term, ...] | None = None) -> Query:
        terms = self.terms(question) if terms is None else terms
        return Query(self.text(question, terms), question.language, self.tokens(question, terms))

    def text(self, question: Question, terms: tuple[Term, ...]) -> str:
        """The text to embed: the question, everyday wording followed by the reports' word for it."""
        if question.language == "en":
            return question.resolved
        text = question.plain
        for term in terms:
            formal = [form for form in term.forms[1:] if form in self.reader.text]
            if formal and term.text not in self.reader.text:
                text = text.replace(term.text, formal[0])
        return text


def is_padding(word: str) -> bool:
    """The word only asks (多少, 哪些) or fills (请问, 一下)."""
    patterns = question_patterns()
    return any(patterns[group].fullmatch(word) for group in ("stop_words", *KINDS))
