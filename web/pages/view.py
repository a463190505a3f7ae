"""What every template knows of the request: its language, where it stands, how to link to another page of ours.

Links are relative, so that the app works under any path that a proxy gives it. A language chosen by `?lang=` goes with
every link; without one the browser's own holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from starlette.requests import Request

from corpus.pages import Pages
from web.asgi import local_path
from web.places import pages_in_words
from web.texts import LOCALES, language_of, say

LANGUAGES = {"zh-Hans": "简", "zh-Hant": "繁", "en": "English"}  # in the switch, each in its own words


@dataclass(frozen=True, slots=True)
class Choice:
    """A language in the switch."""

    language: str
    label: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class View:
    """A request as a template sees it; `chosen` tells that its language came by `?lang=`."""

    language: str = "zh-Hans"
    chosen: bool = False
    path: str = "/"  # below where the app is mounted
    query: Sequence[tuple[str, str]] = field(default=())  # without lang

    @property
    def tag(self) -> str:
        """The language as a tag that browsers and screen readers know."""
        return LOCALES[self.language]

    @property
    def prefix(self) -> str:
        """What leads from this page to the app's own root.

        >>> View(path="/").prefix, View(path="/reports").prefix, View(path="/reports/a/pages/3").prefix
        ('./', './', '../../../')
        """
        return "../" * (self.path.count("/") - 1) or "./"

    def say(self, name: str, /, **values: object) -> str:
        return say(self.language, name, **values)

    def pages(self, pages: Pages | None) -> str:
        """Name the pages of a stretch: by their printed numbers, with their places in the file where these differ."""
        return pages_in_words(pages, self.language)

    def to(self, path: str = "", /, **query: object) -> str:
        """Address of a page of ours, from this one; values of the query that are None are left out.

        >>> View("en", True, "/reports/a").to("search", q="碳市场", page=None)
        '../search?q=%E7%A2%B3%E5%B8%82%E5%9C%BA&lang=en'
        """
        pairs = [(name, str(value)) for name, value in query.items() if value is not None]
        if self.chosen:
            pairs.append(("lang", self.language))
        return self.prefix + quote(path, safe="/:") + (f"?{urlencode(pairs)}" if pairs else "")

    def asset(self, name: str) -> str:
        """Address of a file in web/static/."""
        return f"{self.prefix}web/{name}"

    def switch(self) -> list[Choice]:
        """This very page in each language."""
        return [
            Choice(name, label, f"?{urlencode([*self.query, ('lang', name)])}", name == self.language)
            for name, label in LANGUAGES.items()
        ]


def view_of(request: Request) -> View:
    """What the templates know of a request."""
    return view_from(local_path(request.scope), request.query_params.multi_items(), request.headers)


def view_from(path: str, query: Sequence[tuple[str, str]], headers: Mapping[str, str]) -> View:
    """The same from its parts, for who has no Request."""
    wanted = next((value for name, value in query if name == "lang" and value in LOCALES), None)
    language = wanted or language_of(headers.get("accept-language"))
    return View(language, wanted is not None, path, tuple(pair for pair in query if pair[0] != "lang"))
