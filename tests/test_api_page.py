"""The page "API": every example that it shows works as it is copied."""

import asyncio
import json
import re
import shlex
from html import unescape

import httpx
import pytest
from api_server import api_url
from mcp import Client

PAGE = "api-docs"


@pytest.fixture(scope="module")
def examples() -> dict[str, str]:
    """The texts to copy by their names: "curl ask", "Python ask", "MCP ask"."""
    page = httpx.get(api_url() + PAGE, headers={"Accept-Language": "zh-CN"}, timeout=60).raise_for_status().text
    found = re.findall(r'<pre tabindex="0" aria-label="([^"]+)"><code>(.*?)</code>', page, re.DOTALL)
    return {name: unescape(text) for name, text in found}


VERBS = ("ask", "search", "reports", "outline", "passages", "figures", "export")


@pytest.mark.parametrize("verb", VERBS)
def test_a_curl_line_gets_what_it_asks_for(examples, verb: str):
    words = shlex.split(examples[f"curl {verb}"].replace("\\\n", " "))
    [address] = [word for word in words if word.startswith("http")]
    body = words[words.index("-d") + 1] if "-d" in words else None
    headers = {"Content-Type": "application/json"} if body else {}
    method = "POST" if body else "GET"
    answer = httpx.request(method, address, content=body and body.encode(), headers=headers, timeout=60)
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK" if verb == "export" else answer.json()


@pytest.mark.parametrize("verb", VERBS)
def test_a_python_example_runs(examples, verb: str, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    exec(compile(examples[f"Python {verb}"], verb, "exec"), {})
    assert (tmp_path / "answer.docx").stat().st_size if verb == "export" else capsys.readouterr().out.strip()


def test_the_tools_take_the_arguments_that_are_shown(examples):
    calls = [re.fullmatch(r"(\w+)\((.*)\)", examples[f"MCP {verb}"]) for verb in VERBS[:-1]]

    async def call_all(address: str) -> list[bool]:
        async with Client(address) as client:
            return [(await client.call_tool(call[1], json.loads(call[2]))).is_error for call in calls]

    address = json.loads(examples["MCP HTTP"])["mcpServers"]["baipishu"]["url"]
    assert in_a_thread(call_all, address) == [False] * len(calls)


def in_a_thread(work, *arguments):
    """Playwright's loop runs in the main thread, where another would not."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work(*arguments)).result(timeout=60)


def test_an_example_is_copied_with_one_click(make_page):
    page = make_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(api_url() + PAGE)
    page.get_by_role("button", name="复制 curl ask", exact=True).click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"curl -s {api_url()}api/v1/ask")
    assert page.get_by_role("button", name="已复制 curl ask").count() == 1


def test_the_page_speaks_three_languages():
    tags = ("zh-CN", "zh-HK", "en")
    heads = [httpx.get(api_url() + PAGE, headers={"Accept-Language": tag}, timeout=60).text for tag in tags]
    assert ["给别的程序用" in heads[0], "給別的程式用" in heads[1], "For other programs" in heads[2]] == [True] * 3
