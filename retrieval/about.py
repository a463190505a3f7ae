"""Questions about the report itself (这份报告讲了什么), answered with its outline: no sentence of it is the answer."""

from corpus.document import Document
from retrieval.question import Question
from retrieval.terms import Term
from retrieval.vocabulary import question_patterns

CONTENT = 0.3  # weight from which a word of the question names a subject


def asks_about_report(question: Question, terms: tuple[Term, ...]) -> bool:
    """Tell whether the question names the report and no subject beside it."""
    named = question_patterns()["report_words"]
    if not named.search(question.plain) or question.years or question.titles or question.places:
        return False
    return not any(term.noun and term.weight >= CONTENT and not named.search(term.text) for term in terms)


def contents_line(document: Document) -> str:
    """Title, publisher and first-level sections of a report in one line."""
    publisher = f"（{document.publisher}）" if document.publisher else ""
    return f"《{document.title}》{publisher}：{'；'.join(section.title for section in document.sections)}"
