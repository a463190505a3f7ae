"""Which Chromium the browser tests take, and that it draws a page."""

from pathlib import Path

import pytest

from tools.chromium import find_chromium, starts


@pytest.fixture
def make_program(tmp_path: Path):
    """Make an executable that ends with the given exit code."""

    def make(name: str, exit_code: int) -> Path:
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\nexit {exit_code}\n")
        program.chmod(0o755)
        return program

    return make


def test_a_stub_that_only_asks_for_a_snap_does_not_count(make_program, monkeypatch, tmp_path):
    make_program("chromium", 1)
    real = make_program("google-chrome", 0)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr("tools.chromium.COMMANDS", ("chromium", "google-chrome"))
    assert find_chromium() == real


def test_the_one_named_in_chromium_comes_first_and_is_not_replaced_when_it_fails(make_program, monkeypatch):
    monkeypatch.setenv("CHROMIUM", str(make_program("mine", 0)))
    assert find_chromium().name == "mine"
    monkeypatch.setenv("CHROMIUM", str(make_program("broken", 1)))
    assert find_chromium() is None


def test_a_missing_program_does_not_start():
    assert not starts(Path("/no/such/chromium"))


def test_the_browser_draws_chinese_at_phone_width(make_page):
    page = make_page(width=390)
    page.set_content("<title>白皮书</title><p>深圳</p>")
    assert page.title() == "白皮书"
    assert page.evaluate("innerWidth") == 390


def test_a_page_finds_nothing_of_the_test_before_it(contexts, chat_url):
    """Contexts are used again, for what they have cached of our scripts."""
    context = contexts.take(locale="fr-BE")
    page = context.new_page()
    page.goto(f"{chat_url}reports")
    page.evaluate("localStorage.a = sessionStorage.a = document.cookie = 'a=b'")
    context.grant_permissions(["clipboard-read"])
    contexts.give_back(context)
    again = contexts.take(locale="fr-BE")
    page = again.new_page()
    page.goto(f"{chat_url}reports")
    assert again is context
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert page.evaluate("navigator.permissions.query({name: 'clipboard-read'}).then(it => it.state)") == "prompt"
    page.clock.install()
    contexts.give_back(again)
    assert contexts.take(locale="fr-BE") is not context
