"""What a reader does on the chat page, for tests in a real browser."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

QUESTION = "深圳新能源汽车保有量是多少？"
FOLLOW_UP = "那渗透率呢？"
SENTENCE = "全市新能源汽车保有量达 126.9 万辆"
PATIENCE = 60_000  # milliseconds; a busy machine is slow to paint
# The server gives up what it holds of the page, which does not know.
FORGET = """() => {
  const wire = document.querySelector("#wire textarea");
  wire.value = JSON.stringify({do: "clear", id: "behind"});
  wire.dispatchEvent(new Event("input", {bubbles: true}));
  wire.dispatchEvent(new KeyboardEvent("keypress", {key: "Enter", bubbles: true}));
}"""
OPEN = re.compile(r"\breading\b")


def box(page: Page) -> Locator:
    return page.get_by_role("textbox", name=re.compile("您的问题|Your question|您的問題"))


def answers(page: Page) -> Locator:
    """The answers that are there; a question that is being answered has none."""
    return page.locator("#chat .answer")


def send(page: Page, question: str) -> None:
    box(page).fill(question)
    box(page).press("Enter")


def ask(page: Page, question: str) -> Locator:
    """Ask, and wait for the answer, the last one of the page."""
    before = answers(page).count()
    send(page, question)
    expect(answers(page)).to_have_count(before + 1, timeout=PATIENCE)
    return answers(page).last


def questions(page: Page) -> list[str]:
    return [text.strip() for text in page.locator("#chat .user .prose").all_inner_texts()]


def expect_questions(page: Page, *asked: str) -> None:
    """Wait until exactly these questions stand in the conversation and all of them are answered."""
    expect(page.locator("#chat .user .prose")).to_have_text(list(asked), timeout=PATIENCE)
    expect(answers(page)).to_have_count(len(asked), timeout=PATIENCE)


def open_citation(page: Page) -> None:
    page.locator("#chat blockquote a.cite").first.click()
    expect(page.locator("#evidence mark")).to_contain_text(SENTENCE, timeout=PATIENCE)


def copied(page: Page, click: Callable[[], None]) -> str:
    """What a click puts on the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('')")
    click()
    deadline = time.monotonic() + PATIENCE / 1000
    while not (text := page.evaluate("navigator.clipboard.readText()")) and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    return text
