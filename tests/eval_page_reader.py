"""Reads a page of eval as a browser without scripting would: its words, its elements, its attributes."""
from html.parser import HTMLParser

SILENT = ("style", "script", "title")


class PageReader(HTMLParser):
    """Collects the text that shows (in Chinese), every element with its attributes, and the sources of scripts."""

    def __init__(self, page: str):
        super().__init__()
        self.words: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.inside: str | None = None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.inside = tag if tag in SILENT else self.inside

    def handle_endtag(self, tag):
        self.inside = None if tag == self.inside else self.inside

    def handle_data(self, data):
        if self.inside is None:
            self.words.append(data)
        elif self.inside == "script":
            self.scripts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        """Attributes of every such element; `class_` asks for one of its classes."""
        classes = {wanted.pop("class_")} if "class_" in wanted else set()
        return [attributes for name, attributes in self.elements if name == tag
                and all(attributes.get(key) == value for key, value in wanted.items())
                and classes <= set((attributes.get("class") or "").split())]
