"""One conversation: a question comes in, messages go out while it is answered. Knows only what Answerer yields."""

from collections.abc import Iterator, Mapping, Sequence

from web.answers import answer_message
from web.markdown import escape
from web.texts import say

MAX_QUESTION = 500  # characters, as the page says; Gradio's own max_length is not enforced on the server
REMEMBERED = 5  # earlier questions that a follow-up may refer to
KEPT = 60  # messages; older ones leave the page
STEP_NAMES = ("understand", "search", "read", "write")

Message = dict
Conversation = list[Message]


class BadQuestion(ValueError):
    """A question that cannot be asked; the message says why, in the user's language."""


def read_question(question: object, language: str) -> str:
    """Return the question without outer blanks. Raises BadQuestion when it is no text or too long."""
    if not isinstance(question, str):
        raise BadQuestion(say(language, "not_text"))
    question = question.strip()
    if len(question) > MAX_QUESTION:
        raise BadQuestion(say(language, "too_long", length=len(question), limit=MAX_QUESTION))
    return question


def read_history(history: object, language: str) -> tuple[str, ...]:
    """Return the last earlier questions. Raises BadQuestion like `read_question`."""
    if not isinstance(history or [], list):
        raise BadQuestion(say(language, "not_text"))
    return tuple(read_question(earlier, language) for earlier in (history or [])[-REMEMBERED:])


def converse(
    answerer, question: str, history: Sequence[str], doc_id: str | None, language: str, client: str = ""
) -> Iterator[list[Message]]:
    """Yield the messages of one exchange as they grow; the last yield holds the answer."""
    asked = user_message(question)
    yield [asked, work(say(language, "working"), [], "pending")]
    done: list[str] = []
    for step in answerer.steps(question, history, doc_id, client):
        if hasattr(step, "to_dict"):
            answer: Mapping = step.to_dict()
            title = say(language, "worked", ms=round(answer["timings_ms"].get("total", 0)))
            yield [asked, *([work(title, done, "done")] if done else []), bot_message(answer_message(answer))]
        else:
            done.append(step_line(step.name, step.detail, language))
            yield [asked, work(say(language, "working"), done, "pending")]


def step_line(name: str, detail: str, language: str) -> str:
    """One line of the record of the work; a step without a name of ours keeps its own."""
    shown = say(language, f"step_{name}") if name in STEP_NAMES else escape(name)
    return f"- {say(language, 'step', name=shown, detail=escape(detail))}" if detail else f"- {shown}"


def work(title: str, lines: Sequence[str], status: str) -> Message:
    return {"role": "assistant", "content": "\n".join(lines), "metadata": {"title": title, "status": status}}


def user_message(question: str) -> Message:
    return {"role": "user", "content": escape(question)}


def bot_message(content: str) -> Message:
    return {"role": "assistant", "content": content}
