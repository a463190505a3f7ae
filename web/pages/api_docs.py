"""The page "API": examples to copy for every verb, with this server's own address and its own reports."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from index.core import Index
from web.pages.rendering import render
from web.pages.view import view_of
from web.service import Service

QUESTION = "报告讲了哪些主要内容？"  # that any report answers
SEARCHED = "发展"


@dataclass(frozen=True, slots=True)
class Example:
    """One verb, asked in each way."""

    verb: str
    curl: str
    python: str
    tool: str  # name and arguments of the MCP tool; "" where there is none


def add_api_docs(app: FastAPI, service: Service) -> None:
    @app.get("/api")
    def api(request: Request) -> RedirectResponse:  # where one looks first
        return RedirectResponse(view_of(request).to("api-docs"))

    @app.get("/api-docs")
    def api_docs(request: Request) -> HTMLResponse:
        site = str(request.base_url)
        return render(
            request, "api_docs.html", examples=list(examples(site, service.index)), address=f"{site}mcp",
            local=written({"mcpServers": {"baipishu": {"command": "baipishu", "args": ["mcp"]}}}),
            remote=written({"mcpServers": {"baipishu": {"type": "http", "url": f"{site}mcp"}}}),
        )  # fmt: skip


def examples(site: str, index: Index) -> Iterator[Example]:
    """Every verb of /api/v1 with values that this server knows; `site` is its address, with a slash at the end."""
    document = index.documents[0]
    passage = next(passage for passage in document.passages if passage.kind != "heading").passage_id
    ask = {"question": QUESTION, "history": [], "doc": [document.doc_id]}
    yield posted(site, "ask", ask, 'print(answer["answer"])', tool="ask")
    yield read(site, "search", {"q": SEARCHED, "k": 3}, 'print([hit["text"] for hit in answer["hits"]])',
               tool=("search", {"q": SEARCHED, "k": 3}))  # fmt: skip
    yield read(site, "reports", {}, 'print([report["title"] for report in answer["reports"]])', tool=("reports", {}))
    yield read(site, "outline", {"doc": document.doc_id}, 'print([s["title"] for s in answer["sections"]])',
               tool=("outline", {"doc": document.doc_id}))  # fmt: skip
    yield read(site, "passages", {"id": passage}, 'print(answer["passages"][0]["reference"])',
               tool=("passages", {"id": [passage]}))  # fmt: skip
    figures = {"doc": document.doc_id, "limit": 5}
    yield read(site, "figures", figures, 'print([(row["subject"], row["text"]) for row in answer["figures"]])',
               tool=("figures", figures))  # fmt: skip
    export = {"question": QUESTION, "format": "docx"}
    yield Example(
        "export",
        curl_post(site, "export", export) + " -o answer.docx",
        f"""{python_call("post", f"{site}api/v1/export", f"json={export}")}
open("answer.docx", "wb").write(answer.content)""",
        "",
    )


def posted(site: str, verb: str, body: dict, use: str, tool: str) -> Example:
    python = f"""{python_call("post", f"{site}api/v1/{verb}", f"json={body}")}.json()\n{use}"""
    return Example(verb, curl_post(site, verb, body), python, called(tool, body))


def read(site: str, verb: str, query: dict, use: str, tool: tuple[str, dict]) -> Example:
    address = f"{site}api/v1/{verb}" + (f"?{urlencode(query)}" if query else "")
    params = f"params={query}" if query else ""
    python = f"""{python_call("get", f"{site}api/v1/{verb}", params)}.json()\n{use}"""
    return Example(verb, f"curl -s '{address}'", python, called(*tool))


def python_call(method: str, address: str, values: str) -> str:
    lines = [f'    "{address}",', *([f"    {values},"] if values else []), "    timeout=30,"]
    return "\n".join(["import httpx", "", f"answer = httpx.{method}(", *lines, ").raise_for_status()"])


def curl_post(site: str, verb: str, body: dict) -> str:
    return f"curl -s {site}api/v1/{verb} -H 'Content-Type: application/json' \\\n  -d '{written(body, None)}'"


def called(tool: str, arguments: dict) -> str:
    return f"{tool}({written(arguments, None)})"


def written(value: dict, indent: int | None = 2) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)
