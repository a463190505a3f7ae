"""Questions to click: those of a report's card, else ones made from its section titles."""

from collections.abc import Sequence
from pathlib import Path

from corpus.card import read_card
from corpus.decode import UnreadableDocument
from corpus.document import Document
from retrieval.answer.parts import top_places, walk
from retrieval.answer.smalltalk import telling, topic_of
from retrieval.text.language import converter, detect_language, traditional
from web.texts import LOCALES, say

SHOWN = 6  # questions; more would be a list to read
ASKED_ABOUT = 100  # reports; a page has room for six questions
LONGEST = 24  # questions that are taken from one report
FEWEST = 2  # questions that make a list; with fewer, those that can be asked of any report follow
ANY_REPORT = ("example_whole", "example_parts")
SCRIPTS = {"zh-Hans": converter("t2s").convert, "zh-Hant": traditional}  # page in → what writes a question so


def examples(documents: Sequence[Document], reports: Path) -> list[str]:
    """List questions in all languages, taken from the reports in turn; `reports` is where they lie: a folder, or one
    file."""
    folder = reports if reports.is_dir() else reports.parent
    several = len(documents) > 1
    lists = [card_examples(each, folder) or generic_examples(each, several) for each in documents[:ASKED_ABOUT]]
    return [questions[i] for i in range(LONGEST) for questions in lists if i < len(questions)]


def fitting(questions: Sequence[str], language: str) -> list[str]:
    """Those of the questions that are in the language of a page, Chinese ones in its script; where there are too few,
    what can be asked of any report.

    >>> fitting(["有多少公园？", "湿地呢？", "How many parks?"], "zh-Hant"), fitting(["有多少公园？"], "en")[0]
    (['有多少公園？', '濕地呢？'], 'What is the report about?')
    """
    if language == "en":
        own = [question for question in questions if detect_language(question) == "en"]
    else:
        write = SCRIPTS[language]
        own = list(dict.fromkeys(write(question) for question in questions if detect_language(question) != "en"))
    return [*own, *(say(language, key) for key in (ANY_REPORT if len(own) < FEWEST else ()))][:SHOWN]


def card_examples(document: Document, folder: Path) -> list[str]:
    """The `examples` of the card beside the report's file; none when it has no card, or one that was spoilt since."""
    try:
        return read_card((folder / document.path).with_suffix(".toml")).get("examples", [])
    except UnreadableDocument:
        return []


def generic_examples(document: Document, several: bool) -> list[str]:
    """Ask what some of its sections say, in the report's language, and where `several` are loaded, by its title: what
    such a question is answered with does not depend on what the report tells."""
    topics = [topic for each in walk(top_places(document)) if telling(topic := topic_of(each))]
    shown = list(dict.fromkeys(topics))[:: max(1, len(topics) // SHOWN)][:SHOWN]
    language = document.language if document.language in LOCALES else "zh-Hans"
    key = "example_open_of" if several else "example_open"
    return [say(language, key, section=topic, title=document.title) for topic in shown]
