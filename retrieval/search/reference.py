"""How a passage is referred to in a list of sources, after GB/T 7714—2015 (numeric style, report, online)."""

from corpus.document import Document


def reference(document: Document, page: int | str | None) -> str:
    """Return publisher, title with its type mark, year and page; what a report lacks is left out.

    >>> from types import SimpleNamespace as Report
    >>> reference(Report(publisher="国务院", title="政府工作报告", year=2024), 3)
    '国务院. 政府工作报告[R]. 2024: 3.'
    """
    date = ": ".join(str(part) for part in (document.year, page) if part)
    parts = [document.publisher, f"{document.title}[R]", date]
    return f"{'. '.join(part for part in parts if part)}."
