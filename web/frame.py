"""What stands around Gradio on the page: title, header and evidence panel, in the language of the request.

It is put into the HTML that Gradio serves, so it is there at the first paint, and Gradio's page needs no `unsafe-eval`.
"""

import re
from html import escape

from index.core import Index
from web.panel import empty_panel, panel
from web.places import quoted_titles
from web.texts import LOCALES, say

# Gradio's own cards for social sites name other hosts; its manifest describes an app of another name.
FOREIGN = re.compile(r'<meta\s+(?:property="og:|name="(?:twitter:|theme))[^>]*>|<link rel="manifest"[^>]*>')


def framed(html: str, index: Index, language: str, passage_id: str | None, span: str | None) -> str:
    """Return Gradio's page with ours around it; `passage_id` is the passage that a permalink opens."""
    html = FOREIGN.sub("", html)
    html = html.replace('lang="en"', f'lang="{LOCALES[language]}" data-language="{language}"', 1)
    html = html.replace("<head>", "<head>" + head(index, language), 1)
    html = html.replace("<gradio-app", f"{header(index, language)}{main_start(passage_id)}<gradio-app", 1)
    return html.replace("</gradio-app>", "</gradio-app>" + aside(index, language, passage_id, span), 1)


def head(index: Index, language: str) -> str:
    """Scripts and styles; locale.js comes before any script of Gradio, which reads the language only once."""
    title = f"{say(language, 'title')} · {quoted_titles([d.title for d in index.documents], language)}"
    return f"""
<script src="web/locale.js"></script>
<title>{escape(title)}</title>
<meta name="description" content="{escape(say(language, "promise"))}">
<meta name="color-scheme" content="light dark">
<link rel="icon" type="image/svg+xml" href="web/icon.svg">
<link rel="stylesheet" href="web/page.css">
<link rel="stylesheet" href="web/chat.css">
<script src="web/page.js" defer></script>"""


def header(index: Index, language: str) -> str:
    reports = quoted_titles([document.title for document in index.documents], language)
    return f"""<a class="skip" href="#question">{escape(say(language, "skip"))}</a>
<header class="masthead"><h1>{escape(say(language, "title"))}</h1><p class="report" lang="zh-Hans">{escape(reports)}</p>
<p class="promise">{escape(say(language, "promise"))}</p></header>
"""


def main_start(passage_id: str | None) -> str:
    return f'<main class="desk{" reading" if passage_id else ""}">'


def aside(index: Index, language: str, passage_id: str | None, span: str | None) -> str:
    shown = panel(index, passage_id, span, language) if passage_id else empty_panel(language)
    failed = escape(say(language, "panel_failed"))
    return f"""<aside id="evidence" aria-labelledby="evidence-title" data-failed="{failed}">
<h2 id="evidence-title" tabindex="-1">{escape(say(language, "panel_heading"))}</h2>
<div id="evidence-body" aria-live="polite">{shown}</div></aside></main>
<footer class="colophon"><p>{escape(say(language, "disclaimer"))}</p></footer>"""
