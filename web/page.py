"""The Gradio part of the page: the conversation, and the public API `/ask`. Events only pass values on.

The box to ask in is ours (web/frame.py, web/static/chat/): it is there before Gradio's scripts are, it keeps what
waits, and it speaks to Gradio through one hidden field.
"""

import logging
from collections.abc import Iterator, Sequence
from functools import partial

from index.engines.errors import EngineFull, EngineUnavailable
from web.answers import Shown
from web.chat import BadQuestion, converse, history_of, read_history, read_question, told
from web.conversation import Conversation
from web.examples import fitting
from web.fair_queue import make_fair
from web.guard import where
from web.lean import gr
from web.service import Overdue, Overloaded, Service
from web.sessions import CAPACITY
from web.texts import LOCALES, language_of, say
from web.wire import Wire, read_wire

AT_ONCE = 2  # questions answered at the same time, one a core: 28 a second; four at once made 24
WAITING = 64  # questions that may wait; more are told to come back
LOOK = (
    0.02  # seconds between two looks into the queue; Gradio's thousand a second took 5 % of a core from a free server
)
PRIVATE = {
    "api_visibility": "private",
    "concurrency_limit": AT_ONCE,
    "concurrency_id": "work",
    "show_progress": "hidden",
    "trigger_mode": "multiple",  # the page itself lets one question go after the other
}

TOLD: dict[type[Exception], str] = {  # what is said when a question was not answered
    Overdue: "overdue",
    Overloaded: "overloaded",
    EngineUnavailable: "engine_unavailable",
    EngineFull: "engine_unavailable",
}

log = logging.getLogger(__name__)
i18n = gr.I18n(**{locale: {"chat_label": say(language, "chat_label")} for language, locale in LOCALES.items()})


def build_page(service, questions: Sequence[str], feedback: bool = False) -> gr.Blocks:
    """Put the page together; `questions` are those to offer. Nothing is served yet."""
    with gr.Blocks(title=say("zh-Hans", "title"), analytics_enabled=False, fill_width=True) as page:
        talk = Talk(service, questions, feedback)
        conversation(talk)
        ask_api(service)
    page.talk = talk
    page.state_session_capacity = CAPACITY
    page.queue(api_open=False, max_size=WAITING, default_concurrency_limit=AT_ONCE)
    make_fair(page._queue, AT_ONCE)
    page._queue.sleep_when_free = page._queue.progress_update_sleep_when_free = LOOK
    return page


def conversation(talk: "Talk") -> None:
    kept = gr.State(Conversation())
    chat = gr.Chatbot(
        elem_id="chat",
        label=i18n("chat_label"),
        show_label=False,
        layout="bubble",
        height=None,
        autoscroll=False,
        latex_delimiters=[],
        feedback_options=None,
        buttons=[],
        allow_tags=False,
        container=False,
    )
    with gr.Row(elem_id="wires"):  # not shown: the page's scripts write and click there
        wire = gr.Textbox(elem_id="wire", show_label=False, container=False)
        stop = gr.Button(elem_id="stop")
    answering = wire.submit(talk.go_on, [wire, kept], [chat, kept], **PRIVATE)
    told = PRIVATE | {"concurrency_id": "stop"}  # it does not wait for the question that it stops
    stop.click(talk.stop, [wire, kept], [chat, kept], cancels=[answering], **told)


class Talk:
    """The handlers of the page. Each takes the hidden field and the conversation, and gives both parts of the page."""

    def __init__(self, service: Service, questions: Sequence[str], feedback: bool):
        self.service, self.questions, self.feedback = service, questions, feedback

    def go_on(self, text: str, kept: Conversation, request: gr.Request) -> Iterator[tuple]:
        """Ask, clear or undo, as the page wishes."""
        wish = read_wire(text)
        if wish.do != "ask":
            kept = kept.cleared() if wish.do == "clear" else kept.undone()
            yield kept.messages, kept
            return
        yield from self.ask(wish, kept.until(wish.at), request)

    def ask(self, wish: Wire, before: Conversation, request: gr.Request) -> Iterator[tuple]:
        shown = self.shown(wish, request)
        try:
            question = read_question(wish.question, shown.language)
            client = request.client.host if request.client else ""
            history = () if wish.alone else history_of(before.questions)
            asked = (question, history, wish.doc or None, wish.alone, client, shown.language)
            steps = partial(self.service.steps, *asked)
            for messages, answered in converse(steps, question, shown):
                kept = before.followed_by(question, messages) if answered else gr.skip()
                yield [*before.messages, *messages], kept
        except BadQuestion as problem:
            yield self.instead(wish, before, str(problem), shown)
        except Exception as error:
            log.error("a question could not be answered: %s", where(error))
            yield self.instead(wish, before, say(shown.language, TOLD.get(type(error), "failed")), shown)

    def stop(self, text: str, kept: Conversation, request: gr.Request) -> tuple:
        """Say that a question was stopped; the turn stays, so that it can be asked again."""
        wish = read_wire(text)
        shown = self.shown(wish, request)
        return self.instead(wish, kept.until(wish.at), say(shown.language, "stopped"), shown)

    def instead(self, wish: Wire, before: Conversation, text: str, shown: Shown) -> tuple:
        question = wish.question.strip()[:1000]
        messages = told(question, text, shown)
        return [*before.messages, *messages], before.followed_by(question, messages)

    def shown(self, wish: Wire, request: gr.Request) -> Shown:
        language = language_of(request.headers.get("accept-language"))
        return Shown(wish.id, language, self.service.index, fitting(self.questions, language), self.feedback)


def ask_api(service) -> None:
    """Publish `/ask`: what `baipishu ask --json` prints."""

    def ask(
        question: str,
        request: gr.Request,
        history: list[str] | None = None,
        doc: str | None = None,
        alone: bool | None = None,
    ) -> dict:
        """Answer a question about the reports; history: earlier questions, oldest first; doc: id of one report; alone:
        take the question as it stands."""
        client = request.client.host if request.client else ""
        try:
            asked, earlier = read_question(question, "zh-Hans"), read_history(history, "zh-Hans")
            return service.ask(asked, earlier, doc, alone is True, client).to_dict()
        except (BadQuestion, KeyError) as problem:  # KeyError: no such report; it names those there are
            raise gr.Error(str(problem.args[0]), print_exception=False) from problem
        except tuple(TOLD) as problem:
            raise gr.Error(say("zh-Hans", TOLD[type(problem)]), print_exception=False) from problem

    gr.api(ask, api_name="ask", concurrency_limit=AT_ONCE, concurrency_id="work")
