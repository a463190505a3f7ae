"""What can be done with an answer: copy, edit, ask again, take it away as a file, say whether it was right."""

from collections.abc import Mapping

from web.exports.formats import FORMATS
from web.feedback.reasons import REASONS
from web.html import around, element
from web.texts import say


def tools(answer: Mapping, language: str, feedback: bool) -> str:
    thumbs = rating(language) if feedback and answer["status"] != "chat" else ""
    inner = button("copy", language) + ways_to_ask(language) + (export(language) if answer["citations"] else "")
    return around("div", inner + thumbs, "tools")


def again(language: str) -> str:
    return around("div", ways_to_ask(language), "tools")


def ways_to_ask(language: str) -> str:
    return button("edit", language) + button("retry", language)


def button(name: str, language: str, **attributes: str) -> str:
    """A button whose class says what it does, and whose title says more than its words."""
    return element(
        "button", say(language, f"do_{name}"), f"do {name}", type="button", title=say(language, f"tell_{name}"),
        **attributes,
    )  # fmt: skip


def export(language: str) -> str:
    """A menu of file formats; the value of each is the name that the API knows."""
    choices = "".join(
        element("button", f"{say(language, f'format_{name}')}（{form.suffix}）", "do export", type="button", value=name)
        for name, form in FORMATS.items()
    )
    return menu(say(language, "do_export"), choices)


def rating(language: str) -> str:
    """Thumbs: up at once, down with a reason; beside them, that it is written down."""
    reasons = "".join(
        element("button", say(language, f"reason_{name}"), "do reason", type="button", value=name) for name in REASONS
    )
    told = element("span", say(language, "rating_told"), "told")
    return button("right", language, value="right") + menu(say(language, "do_wrong"), reasons, "wrong") + told


def menu(title: str, inner: str, kind: str = "") -> str:
    head = element("summary", title, "do")
    return around("details", head + around("div", inner, "choices"), f"menu {kind}".strip())
