"""How a passage is referred to in a list of sources, after GB/T 7714—2025 (numeric style, report, online)."""

from corpus.document import Document
from corpus.pages import Pages


def reference(document: Document, pages: Pages | None) -> str:
    """Return publisher, title with its type mark, year and pages; what a report lacks is left out.

    >>> from types import SimpleNamespace as Report
    >>> report = Report(publisher="国务院", title="政府工作报告", year=2024)
    >>> reference(report, Pages(3, 3)), reference(report, Pages(32, 33, "28", "29"))
    ('国务院. 政府工作报告[R]. 2024: 3.', '国务院. 政府工作报告[R]. 2024: 28-29.')
    """
    date = ": ".join(str(part) for part in (document.year, pages and "-".join(pages.cited)) if part)
    parts = [document.publisher, f"{document.title}[R]", date]
    return f"{'. '.join(part for part in parts if part)}."
