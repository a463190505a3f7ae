"""One turn of a conversation: a question comes in, messages go out while it is answered. Knows only what Answerer
yields."""

from collections.abc import Callable, Iterator, Sequence

from retrieval.answer.answers import Answer
from retrieval.answerer import Step
from web.answers import Shown, answer_message, notice_message, working_message
from web.html import element
from web.texts import say

MAX_QUESTION = 500  # characters, as the page says; Gradio's own max_length is not enforced on the server
REMEMBERED = 5  # earlier questions that a follow-up may refer to

Message = dict


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
    earlier = history or []
    if not isinstance(earlier, list):
        raise BadQuestion(say(language, "not_text"))
    return tuple(read_question(each, language) for each in earlier[-REMEMBERED:])


def converse(
    steps: Callable[[], Iterator[Step | Answer]], question: str, shown: Shown
) -> Iterator[tuple[list[Message], bool]]:
    """Yield the messages of one turn as it goes on, and whether they hold the answer. `steps` are the answerer's."""
    asked = user_message(question)
    yield [asked, bot_message(working_message(shown, ()))], False
    done: list[str] = []
    written: list[str] = []
    for step in steps():
        if isinstance(step, Answer):
            yield [asked, bot_message(answer_message(step, shown))], True
        else:
            done.append(step.name)
            written += [step.detail] if step.name == "write" else []
            yield [asked, bot_message(working_message(shown, done, written))], False


def told(question: str, text: str, shown: Shown) -> list[Message]:
    """A turn that was not answered, and why."""
    return [user_message(question), bot_message(notice_message(text, shown))]


def history_of(questions: Sequence[str]) -> tuple[str, ...]:
    return tuple(questions)[-REMEMBERED:]


def user_message(question: str) -> Message:
    return {"role": "user", "content": element("p", question, "asked")}


def bot_message(content: str) -> Message:
    return {"role": "assistant", "content": content}
