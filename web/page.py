"""The Gradio part of the page: a tab to ask, a tab to search, and the public API `/ask`. Events only pass values on."""

import logging
from collections.abc import Iterator, Sequence

import gradio as gr

from index.core import Index
from index.engines.errors import EngineFull, EngineUnavailable
from web.chat import KEPT, BadQuestion, bot_message, converse, read_history, read_question, user_message
from web.guard import where
from web.markdown import escape
from web.results import results_message
from web.service import Overdue, Overloaded
from web.sessions import CAPACITY
from web.texts import LOCALES, language_of, say, texts

RESULTS = 20  # passages that a search shows
AT_ONCE = 2  # questions answered at the same time, one a core: 28 a second; four at once made 24
WAITING = 64  # questions that may wait; more are told to come back
PRIVATE = {
    "api_visibility": "private",
    "concurrency_limit": AT_ONCE,
    "concurrency_id": "work",
    "show_progress": "hidden",
}

TOLD = {  # what is said when a question was not answered
    Overdue: "overdue",
    Overloaded: "overloaded",
    EngineUnavailable: "engine_unavailable",
    EngineFull: "engine_unavailable",
}

log = logging.getLogger(__name__)
i18n = gr.I18n(**{locale: dict(texts(language)) for language, locale in LOCALES.items()})


def build_page(answerer, searcher, index: Index, questions: Sequence[str]) -> gr.Blocks:
    """Put the page together; `questions` are the examples to click. Nothing is served yet."""
    with gr.Blocks(title=say("zh-Hans", "title"), analytics_enabled=False, fill_width=True) as page:
        with gr.Tabs():
            with gr.Tab(i18n("ask_tab"), id="ask"):
                ask_tab(answerer, index, questions)
            with gr.Tab(i18n("search_tab"), id="search"):
                search_tab(searcher, index)
        ask_api(answerer)
    page.state_session_capacity = CAPACITY
    return page.queue(api_open=False, max_size=WAITING, default_concurrency_limit=AT_ONCE)


def ask_tab(answerer, index: Index, questions: Sequence[str]) -> None:
    conversation, asked = gr.State([]), gr.State([])
    chat = gr.Chatbot(
        elem_id="chat",
        label=i18n("chat_label"),
        show_label=False,
        placeholder=i18n("chat_empty"),
        layout="bubble",
        height=None,
        examples=[{"text": question} for question in questions],
        latex_delimiters=[],
        feedback_options=None,
        buttons=["copy"],
        allow_tags=False,
        container=False,
        group_consecutive_messages=True,
    )
    with gr.Row(elem_id="ask-row"):
        doc = report_choice(index)
        box = gr.Textbox(
            elem_id="question",
            label=i18n("ask_label"),
            show_label=False,
            placeholder=i18n("ask_placeholder"),
            lines=1,
            max_lines=4,
            submit_btn=True,
            scale=4,
            container=False,
            autofocus=False,
        )

    def answer(question: str, doc_id: str, messages: list, earlier: list, request: gr.Request) -> Iterator[tuple]:
        language = language_of(request.headers.get("accept-language"))
        try:
            question = read_question(question, language)
            client = request.client.host if request.client else ""
            if not question:
                return
            for new in converse(answerer, question, tuple(earlier), doc_id or None, language, client):
                yield "", [*messages, *new], [*messages, *new][-KEPT:], [*earlier, question][-5:]
        except BadQuestion as problem:
            yield gr.skip(), [*messages, bot_message(escape(str(problem)))], messages, earlier
        except Exception as error:
            told = TOLD.get(type(error), "failed")
            log.error("a question could not be answered: %s", where(error))
            yield "", [*messages, user_message(question), bot_message(say(language, told))], messages, earlier

    def answer_example(
        doc_id: str, messages: list, earlier: list, event: gr.SelectData, request: gr.Request
    ) -> Iterator[tuple]:
        yield from answer(event.value["text"], doc_id, messages, earlier, request)

    outputs = [box, chat, conversation, asked]
    box.submit(answer, [box, doc, conversation, asked], outputs, **PRIVATE)
    chat.example_select(answer_example, [doc, conversation, asked], outputs, **PRIVATE)
    chat.clear(lambda: ([], []), None, [conversation, asked], **PRIVATE)


def report_choice(index: Index) -> gr.Dropdown:
    """A choice among the reports; not shown while there is only one."""
    return gr.Dropdown(
        report_choices(index),
        elem_id="report",
        value="",
        label=i18n("report_label"),
        show_label=False,
        container=False,
        visible=len(index.documents) > 1,
        filterable=False,
        scale=1,
    )


def report_choices(index: Index) -> list[tuple]:
    return [(i18n("all_reports"), ""), *((document.title, document.doc_id) for document in index.documents)]


def part_choices(index: Index) -> list[tuple]:
    parts = dict.fromkeys(section.title for document in index.documents for section in document.sections)
    return [(i18n("all"), ""), *((title, title) for title in parts)]


def kind_choices(index: Index) -> list[tuple]:
    kinds = dict.fromkeys(passage.kind for passage in index.passages)
    return [(i18n("all"), ""), *((i18n(name), name) for name in kinds)]


CHOICES = {"report": report_choices, "part": part_choices, "kind": kind_choices}  # element → what an index offers there


def show_index(page: gr.Blocks, index: Index, questions: Sequence[str]) -> None:
    """Put another index into a page that is served: whoever opens it from now on chooses among its reports."""
    for block in page.blocks.values():
        if block.elem_id in CHOICES:
            block.choices = CHOICES[block.elem_id](index)
        if block.elem_id == "report":
            block.visible = len(index.documents) > 1
        if block.elem_id == "chat":
            block.examples = [{"text": question} for question in questions]
    page.config = page.get_config_file()


def search_tab(searcher, index: Index) -> None:
    with gr.Row(elem_id="search-row"):
        query = gr.Textbox(elem_id="query", label=i18n("search_label"), placeholder=i18n("search_placeholder"), scale=3)
        part = gr.Dropdown(
            part_choices(index),
            elem_id="part",
            value="",
            label=i18n("part_label"),
            filterable=False,
        )
        kind = gr.Dropdown(
            kind_choices(index),
            elem_id="kind",
            value="",
            label=i18n("kind_label"),
            filterable=False,
        )
        button = gr.Button(i18n("search_button"), variant="primary", elem_id="search-button")
    found = gr.Markdown(i18n("search_help"), elem_id="results", latex_delimiters=[])

    def search(text: str, part_title: str, kind_name: str, request: gr.Request) -> str:
        language = language_of(request.headers.get("accept-language"))
        try:
            text = read_question(text, language)
        except BadQuestion as problem:
            return escape(str(problem))
        try:
            hits = searcher.search(text, k=RESULTS, part=part_title or None, kind=kind_name or None) if text else []
        except EngineUnavailable:
            return say(language, "engine_unavailable")
        return results_message([hit.to_dict() for hit in hits], language) if text else say(language, "search_help")

    inputs = [query, part, kind]
    gr.on([query.submit, button.click, part.input, kind.input], search, inputs, found, **PRIVATE)


def ask_api(answerer) -> None:
    """Publish `/ask`: what `baipishu ask --json` prints."""

    def ask(question: str, request: gr.Request, history: list[str] | None = None, doc: str | None = None) -> dict:
        """Answer a question about the reports; history: earlier questions, oldest first; doc: id of one report."""
        client = request.client.host if request.client else ""
        try:
            asked, earlier = read_question(question, "zh-Hans"), read_history(history, "zh-Hans")
            return answerer.ask(asked, earlier, doc, client=client).to_dict()
        except (BadQuestion, KeyError) as problem:  # KeyError: no such report; it names those there are
            raise gr.Error(str(problem.args[0]), print_exception=False) from problem
        except tuple(TOLD) as problem:
            raise gr.Error(say("zh-Hans", TOLD[type(problem)]), print_exception=False) from problem

    gr.api(ask, api_name="ask", concurrency_limit=AT_ONCE, concurrency_id="work")
