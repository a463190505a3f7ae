"""Questions about the report itself (这份报告讲了什么), answered with its outline: no sentence of it is the answer."""

from corpus.document import Document
from retrieval.question.question import Question
from retrieval.text.vocabulary import question_patterns


def asks_about_report(question: Question) -> bool:
    """Tell whether the question names the report and no subject beside it."""
    named = question_patterns()["report_words"]
    return bool(named.fullmatch(question.plain.strip(" ?？。")))


def contents_line(document: Document) -> str:
    """Title, publisher and first-level sections of a report in one line."""
    publisher = f"（{document.publisher}）" if document.publisher else ""
    return f"《{document.title}》{publisher}：{'；'.join(section.title for section in document.sections)}"
