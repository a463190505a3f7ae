"""The MCP server, spoken to by the client of the `mcp` package: over HTTP to the real server, and over stdio."""

import asyncio
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from api_server import api_url
from mcp import Client, StdioServerParameters
from web_server import ROOT

from web.api.models import Answer, Found, Indicators, Outline, Passages, Reports

QUESTION = "深圳新能源汽车保有量是多少？"
REPORT = "shenzhen-climate-2024"
TOOLS = {
    "ask": Answer,
    "search": Found,
    "reports": Reports,
    "outline": Outline,
    "passages": Passages,
    "figures": Indicators,
}


def over_http(conversation):
    """Run `conversation(client)` with a client that is connected to the real server."""

    async def run():
        async with Client(f"{api_url()}mcp") as client:
            return await conversation(client)

    return alone(run())


def alone(coroutine):
    """Run a coroutine in a thread of its own: a browser test may have left an event loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def call(tool: str, **arguments):
    return over_http(lambda client: client.call_tool(tool, arguments))


def told(result) -> str:
    assert result.is_error
    return result.content[0].text


def test_the_verbs_are_tools_with_typed_results():
    tools = over_http(lambda client: client.list_tools()).tools
    assert {tool.name for tool in tools} == TOOLS.keys()
    for tool in tools:
        assert set(tool.output_schema["properties"]) == set(TOOLS[tool.name].model_fields)
        assert tool.annotations.read_only_hint
        assert tool.description
    ask = next(tool for tool in tools if tool.name == "ask")
    assert ask.input_schema["properties"]["question"]["maxLength"] == 500
    assert ask.input_schema["required"] == ["question"]


def test_ask_gives_the_object_of_ask_json(answerer):
    answer = call("ask", question=QUESTION).structured_content
    expected = answerer.ask(QUESTION).to_dict()
    differing = {name for name in expected if answer[name] != expected[name]}
    assert differing <= {"timings_ms", "index"}
    assert answer.keys() == expected.keys()


def test_ask_takes_history():
    answer = call("ask", question="那渗透率呢？", history=[QUESTION], doc=[REPORT]).structured_content
    assert answer["resolved_question"] != answer["question"]


def test_figures_give_value_year_and_sentence():
    found = call("figures", q="新能源汽车保有量", year=2024).structured_content
    told_of = {(row["value"], row["unit"], row["page"]) for row in found["figures"]}
    assert (1269000, "辆", 11) in told_of and found["total"] == len(found["figures"])


def test_the_way_from_a_search_to_the_text_around_it():
    async def conversation(client: Client):
        (report,) = (await client.call_tool("reports", {})).structured_content["reports"]
        outline = (await client.call_tool("outline", {"doc": report["doc_id"]})).structured_content
        found = (await client.call_tool("search", {"q": "新能源汽车", "k": 2})).structured_content
        ids = [hit["passage_id"] for hit in found["hits"]]
        read = (await client.call_tool("passages", {"id": ids})).structured_content
        return report, outline, found, read

    report, outline, found, read = over_http(conversation)
    assert outline["title"] == report["title"]
    assert [passage["text"] for passage in read["passages"]] == [hit["text"] for hit in found["hits"]]


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("ask", {"question": "长" * 501}, "500"),
        ("ask", {}, "question"),
        ("search", {"q": "碳", "k": 1000}, "100"),
        ("search", {"q": "碳", "doc": "none"}, REPORT),
        ("outline", {"doc": "none"}, REPORT),
        ("passages", {}, "二者选一"),
        ("figures", {"kind": "guess"}, "kind"),
        ("figures", {"words": "公园"}, "words"),  # was passed over, and every figure came
        ("ask", {"question": "问", "report": REPORT}, "report"),
        ("reports", {"limit": 3}, "limit"),
        ("passages", {"id": ["x:0-1"]}, "x:0-1"),
    ],
)
def test_a_mistake_is_told_to_the_model(tool: str, arguments: dict, words: str):
    assert words in told(call(tool, **arguments))


def test_arguments_have_the_names_of_the_http_api(api_parameters):
    """`figures` called `query` what HTTP calls `q`, and passed `q` over in silence."""
    for tool in over_http(lambda client: client.list_tools()).tools:
        assert tool.input_schema["additionalProperties"] is False
        assert set(tool.input_schema.get("properties", {})) == api_parameters[tool.name]


@pytest.fixture(scope="module")
def api_parameters() -> dict[str, set[str]]:
    described = httpx.get(f"{api_url()}api/v1/openapi.json").json()
    fields = described["components"]["schemas"]["Asked"]["properties"].keys()
    verbs = {path.strip("/"): each["get"] for path, each in described["paths"].items() if "get" in each}
    named = {verb: {given["name"] for given in each.get("parameters", [])} for verb, each in verbs.items()}
    return {**named, "ask": set(fields)}


@pytest.mark.parametrize("name", ["q", "query"])
def test_the_earlier_name_of_what_is_looked_for_is_still_taken(name: str):
    found = call("figures", **{name: "新能源汽车保有量"}, year=2024).structured_content
    assert 0 < found["total"] < 20
    assert call("search", **{name: "新能源汽车"}, k=2).structured_content["query"] == "新能源汽车"


def test_a_call_costs_little_more_than_the_work_itself():
    async def conversation(client: Client) -> float:
        await client.call_tool("reports", {})
        times = []
        for _ in range(10):
            begun = time.perf_counter()
            await client.call_tool("reports", {})
            times.append(time.perf_counter() - begun)
        return min(times)

    assert over_http(conversation) < 0.25  # seconds; 0.01 on a quiet machine, Gradio's own took over 1


def test_a_body_that_is_no_message_is_refused():
    headers = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
    assert httpx.post(f"{api_url()}mcp", content=b"{", headers=headers).status_code == 400


def test_stdio_speaks_the_same(tmp_path):
    environment = {**os.environ, "BAIPISHU_INDEX": str(tmp_path), "BAIPISHU_REPORTS": str(ROOT / "corpus" / "reports")}
    command = StdioServerParameters(command=sys.executable, args=["-m", "cli", "mcp"], cwd=ROOT, env=environment)

    async def conversation():
        async with Client(command) as client:
            names = {tool.name for tool in (await client.list_tools()).tools}
            return names, await client.call_tool("ask", {"question": QUESTION})

    names, result = alone(conversation())
    assert names == TOOLS.keys()
    assert "126.9 万辆" in result.structured_content["answer"]
