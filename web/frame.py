"""What stands around Gradio on the page: title, masthead, evidence panel and footer, in the language of the request.

It is put into the HTML that Gradio serves, so it is there at the first paint, and Gradio's page needs no `unsafe-eval`.
"""

import re
from html import escape

from index.core import Index
from web.pages.navigation import Place
from web.pages.rendering import fill
from web.pages.site import Site
from web.pages.view import View
from web.panel import empty_panel, panel
from web.places import quoted_titles
from web.texts import say

# Gradio's own cards for social sites name other hosts; its manifest describes an app of another name.
FOREIGN = re.compile(r'<meta\s+(?:property="og:|name="(?:twitter:|theme))[^>]*>|<link rel="manifest"[^>]*>')


def framed(
    html: str, index: Index, view: View, site: Site, places: tuple[Place, ...], passage_id: str | None, span: str | None
) -> str:
    """Return Gradio's page with ours around it; `passage_id` is the passage that a permalink opens."""
    language = view.language
    html = FOREIGN.sub("", html)
    html = html.replace('lang="en"', f'lang="{view.tag}" data-language="{language}"', 1)
    html = html.replace("<head>", "<head>" + head(index, language), 1)
    above = skip(language) + fill("masthead.html", view, site, places) + lead(index, language) + main_start(passage_id)
    html = html.replace("<gradio-app", f"{above}<gradio-app", 1)
    below = aside(index, language, passage_id, span) + fill("footer.html", view, site, places)
    return html.replace("</gradio-app>", "</gradio-app>" + below, 1)


def head(index: Index, language: str) -> str:
    """Scripts and styles; locale.js comes before any script of Gradio, which reads the language only once."""
    title = f"{say(language, 'title')} · {quoted_titles([d.title for d in index.documents], language)}"
    return f"""
<script src="web/language.js"></script>
<script src="web/locale.js"></script>
<title>{escape(title)}</title>
<meta name="description" content="{escape(say(language, "promise"))}">
<meta name="color-scheme" content="light dark">
<link rel="icon" type="image/svg+xml" href="web/icon.svg">
<link rel="stylesheet" href="web/site.css">
<link rel="stylesheet" href="web/page.css">
<link rel="stylesheet" href="web/chat.css">
<script src="web/page.js" defer></script>"""


def skip(language: str) -> str:
    return f'<a class="skip" href="#question">{escape(say(language, "skip"))}</a>'


def lead(index: Index, language: str) -> str:
    """Which reports are asked, and what may be expected."""
    reports = quoted_titles([document.title for document in index.documents], language)
    return f"""<div class="lead"><p class="report" lang="zh-Hans">{escape(reports)}</p>
<p class="promise">{escape(say(language, "promise"))}</p></div>
"""


def main_start(passage_id: str | None) -> str:
    return f'<main class="desk{" reading" if passage_id else ""}">'


def aside(index: Index, language: str, passage_id: str | None, span: str | None) -> str:
    shown = panel(index, passage_id, span, language) if passage_id else empty_panel(language)
    failed = escape(say(language, "panel_failed"))
    return f"""<aside id="evidence" aria-labelledby="evidence-title" data-failed="{failed}">
<h2 id="evidence-title" tabindex="-1">{escape(say(language, "panel_heading"))}</h2>
<div id="evidence-body" aria-live="polite">{shown}</div></aside></main>"""
