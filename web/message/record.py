"""What the scripts of the page need of an answer: its clean text to copy, and what feedback on it must name."""

import json
from urllib.parse import quote

from index.core import Index
from retrieval.answer.answers import Answer
from web.exports.excerpts import of_answer
from web.exports.plain_text import write
from web.html import element
from web.texts import say

SITE = "https://site.invalid"  # stands for the page's own address, which only the browser knows


def record(answer: Answer, index: Index, language: str) -> str:
    link = f"{say(language, 'export_link')}{SITE}/#q={quote(answer.resolved_question, safe='')}"
    told = {
        "text": f"{write(of_answer(index, answer, SITE, language)).decode()}{link}\n",
        "question": answer.question,
        "lang": answer.language,
        "status": answer.status,
        "cited": [citation.permalink for citation in answer.citations],
        "index": answer.index,
    }
    return element("pre", json.dumps(told, ensure_ascii=False), "record", hidden="hidden")
