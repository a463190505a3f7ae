"""What stands around Gradio on the page: title, masthead, the box to ask in, evidence panel, footer, in the language of
the request.

It is put into the HTML that Gradio serves, so it is there at the first paint, and Gradio's page needs no `unsafe-eval`.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from index.core import Index
from web.examples import fitting
from web.pages.navigation import Place
from web.pages.rendering import fill
from web.pages.site import Site
from web.pages.view import View
from web.panel import empty_panel, panel
from web.places import quoted_titles
from web.texts import say, texts

# Gradio's own cards for social sites name other hosts; its manifest describes an app of another name.
FOREIGN = re.compile(r'<meta\s+(?:property="og:|name="(?:twitter:|theme))[^>]*>|<link rel="manifest"[^>]*>')
GRADIO_TITLE = re.compile(r'"title":"(?:[^"\\]|\\.)*","space_id":')  # its script names the tab by it, ours or not
NAMED = 4  # reports at the head of the page; a library of hundreds would push the box to ask in off the screen
SCRIPTS = ("evidence.js", "tooltip.js", "basket.js", "places.js")
SPOKEN = re.compile(r"js_|chat_label$")  # texts that the scripts of the chat use


@dataclass(frozen=True, slots=True)
class Opened:
    """What the address of the page asks for."""

    passage_id: str | None = None  # that a permalink opens
    span: str | None = None  # of the sentence to mark
    embedded: bool = False  # the page stands in a frame of another site, without masthead and footer
    script: str | None = None  # to show the passage in, when it is not its own


def framed(
    html: str,
    index: Index,
    view: View,
    site: Site,
    places: tuple[Place, ...],
    opened: Opened,
    examples: Sequence[str] = (),
) -> str:
    """Return Gradio's page with ours around it."""
    language = view.language
    html = FOREIGN.sub("", html)
    html = html.replace('lang="en"', f'lang="{view.tag}" data-language="{language}"', 1)
    html = html.replace("<head>", "<head>" + head(index, language, opened.embedded), 1)
    html = GRADIO_TITLE.sub(lambda _: f'"title":{in_script(title(index, language))},"space_id":', html, count=1)
    shown = {
        "documents": index.documents,
        "named": NAMED,
        "examples": fitting(examples, language),
        "passage": opened.passage_id,
        "embedded": opened.embedded,
        "panel": Markup(panel(index, opened.passage_id, opened.span, language, opened.script)  # noqa: S704 it escapes
                        if opened.passage_id else empty_panel(language)),
        "empty": Markup(empty_panel(language)),  # noqa: S704
        "words": spoken(language),
    }  # fmt: skip
    above = fill("chat_above.html", view, site, places, **shown)
    below = fill("chat_below.html", view, site, places, **shown)
    html = html.replace("<gradio-app", f"{above}<gradio-app", 1)
    return html.replace("</gradio-app>", f"</gradio-app>{below}", 1)


def head(index: Index, language: str, embedded: bool = False) -> str:
    """Scripts and styles; locale.js comes before any script of Gradio, which reads the language only once."""
    names = (*SCRIPTS, "embed.js") if embedded else SCRIPTS
    deferred = "\n".join(f'<script src="web/{name}" defer></script>' for name in names)
    return f"""
<script src="web/language.js"></script>
<script src="web/locale.js"></script>
<script src="web/early.js"></script>
<title>{escape(title(index, language))}</title>
<meta name="description" content="{escape(say(language, "promise"))}">
<meta name="color-scheme" content="light dark">
<link rel="icon" type="image/svg+xml" href="web/icon.svg">
<link rel="stylesheet" href="web/site.css">
<link rel="stylesheet" href="web/page.css">
<link rel="stylesheet" href="web/chat.css">
<link rel="stylesheet" href="web/basket.css">
{deferred}
<script type="module" src="web/chat/main.js"></script>"""


def title(index: Index, language: str) -> str:
    """Of the browser's tab."""
    return f"{say(language, 'title')} · {quoted_titles([d.title for d in index.documents[:NAMED]], language)}"


def in_script(text: str) -> str:
    """A text as JSON inside a script of a page, where </script> would end it.

    >>> in_script('</script>"')
    '"\\\\u003c/script>\\\\""'
    """
    return json.dumps(text).replace("<", "\\u003c")


def spoken(language: str) -> dict[str, str]:
    """The texts that the scripts say, by the names they use."""
    return {name.removeprefix("js_"): text for name, text in texts(language).items() if SPOKEN.match(name)}
