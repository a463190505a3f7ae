"""Which passages a search may find: a filter that every engine reads alike."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Selector:
    """All that is given must hold; None lets everything pass, an empty set nothing.

    `doc_ids`: the passage's report is one of these. `titles`: one of the section titles it stands under is, word for
    word, one of these. `kind`: body, box, caption, table or note. `year`, `place`: those of its report. `pages`: first
    and last page, both counted; a passage passes when it stands on any of them, one without a page does not.
    """

    doc_ids: frozenset[str] | None = None
    titles: frozenset[str] | None = None
    kind: str | None = None
    year: int | None = None
    place: str | None = None
    pages: tuple[int, int] | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether every passage passes."""
        return self == EVERYTHING

    def within(self, doc_ids: frozenset[str]) -> "Selector":
        """The same, narrowed to these reports."""
        return replace(self, doc_ids=doc_ids if self.doc_ids is None else doc_ids & self.doc_ids)


EVERYTHING = Selector()
