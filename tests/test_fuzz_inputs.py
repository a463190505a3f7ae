"""Whatever stands in a question, a report, a card, a set or a body: a value or an error of ours, never another one."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_samples import SENTENCES, TEXT, BigramEncoder, write_report

from corpus.decode import UnreadableDocument
from corpus.report import read_report
from corpus.visible import INVISIBLE
from eval.sets.questions import load_questions
from index.build import build_index
from retrieval.answerer import Answerer
from web.answers import Shown, answer_message
from web.asgi import Refusal
from web.guard.bodies import parsed, written
from web.guard.clients import Proxies
from web.guard.shapes import FILE_KEYS, checked
from web.private import redacted
from web.texts import language_of

PIECES = [
    *SENTENCES,
    "新能源汽车",
    "保有量",
    "是多少",
    "？",
    "一百二十三万",
    "万",
    "亿",
    "％",
    "去年",
    "2023年",
    "《",
    "》",
    "“",
    "”",
    "（一）",
    "第一章",
    "一、",
    "目录",
    "……12",
    "\n",
    "\n\n",
    "\f",
    "\t",
    "  ",
    "#",
    "|",
    "- ",
    "=",
    "http://a.b",
    "<img src=x>",
    "${7*7}",
    "{{7*7}}",
    "\u202e",
    "\u200b",
    "\ud800",
    "\x00",
    "\x1b[2J",
    "How many",
    "EVs",
    "¼",
    "²",
    "٣",
    "𝟠",
    "e\u0301",
    "🏳️‍🌈",
    "ﷺ",
    "幾多",
    "係咪",
    "9" * 40,
    "-1",
    "1e999",
]
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.text(max_size=300),
    st.text(alphabet=st.characters(min_codepoint=0xD800, max_codepoint=0xDFFF), max_size=5),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([*FILE_KEYS, "data", "fn_index", "session_hash", "event_data", "text"]) | TEXTS,
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
PATHS = st.sampled_from(
    ["/gradio_api/queue/join", "/gradio_api/call/ask", "/gradio_api/cancel", "/gradio_api/reset", "/mcp"]
)


@pytest.fixture(scope="module")
def answerer(tmp_path_factory) -> Answerer:
    return Answerer(build_index([write_report(tmp_path_factory.mktemp("reports"))], BigramEncoder()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@given(question=TEXTS, history=st.lists(TEXTS, max_size=4))
def test_any_question_is_answered_or_refused_and_quotes_word_for_word(answerer: Answerer, question: str, history: list):
    answer = answerer.ask(question[:500], history)
    text = answerer.index.documents[0].text
    assert all(text[citation.start : citation.end] == citation.quote for citation in answer.citations)
    assert json.loads(written(answer.to_dict()))["status"] == answer.status
    assert json.loads(written({"message": answer_message(answer, Shown("a1", "zh-Hans", answerer.index))}))["message"]


@given(
    data=st.one_of(
        st.binary(max_size=600),
        TEXTS.map(lambda text: text.encode("utf-8", "replace")),
        st.lists(st.sampled_from(PIECES[:30]), min_size=5, max_size=80).map(lambda p: "".join(p).encode()),
    )
)
def test_any_file_is_a_report_or_an_unreadable_document(folder: Path, data: bytes):
    path = folder / "any.txt"
    path.write_bytes(data)
    try:
        document = read_report(path)
    except UnreadableDocument as refusal:
        assert str(path) in str(refusal)
        return
    assert not INVISIBLE.search(document.text)
    for passage in document.passages:
        assert document.text[passage.start : passage.end] == passage.text
        assert all(document.text[s.start : s.end] == s.text for s in passage.sentences)


@given(
    at=st.integers(0, len(TEXT.encode())),
    byte=st.binary(min_size=1, max_size=4),
    encoding=st.sampled_from(["utf-8", "gb18030"]),
)
def test_a_report_with_any_bytes_put_in_is_read_or_refused(folder: Path, at: int, byte: bytes, encoding: str):
    data = TEXT.encode(encoding)
    path = folder / "changed.txt"
    path.write_bytes(data[:at] + byte + data[at:])
    try:
        assert read_report(path).passages
    except UnreadableDocument as refusal:
        assert str(path) in str(refusal)


@given(
    card=st.one_of(
        st.binary(max_size=200),
        TEXTS.map(lambda t: f"title = {json.dumps(t)}\n".encode("utf-8", "replace")),
        st.lists(
            st.sampled_from(
                [
                    'doc_id = "a"',
                    "year = 2024",
                    'title = "',
                    "[a]",
                    "[[b]]",
                    "x = [",
                    "{",
                    "=",
                    "\n",
                    "1979-05-27",
                    '"""',
                ]
            ),
            max_size=12,
        ).map(lambda p: "\n".join(p).encode()),
    )
)
def test_any_card_is_read_or_refused(folder: Path, card: bytes):
    path = write_report(folder / "cards", card=None)
    path.with_suffix(".toml").write_bytes(card)
    try:
        read_report(path)
    except UnreadableDocument as refusal:
        assert ".toml" in str(refusal)


@given(lines=st.lists(st.one_of(JSON.map(lambda value: written(value)), st.binary(max_size=80)), max_size=5))
def test_any_question_set_is_read_or_refused(folder: Path, lines: list[bytes]):
    path = folder / "set.jsonl"
    path.write_bytes(b"\n".join(lines))
    try:
        load_questions(path)
    except ValueError as refusal:
        assert str(refusal)


@given(path=PATHS, value=JSON)
def test_no_body_that_passes_holds_a_file(path: str, value):
    try:
        passed = checked(path, parsed(written(value)), {n: n for n in range(8)})
    except Refusal as refusal:
        assert 400 <= refusal.status < 500
        return

    def objects(inner):
        if isinstance(inner, dict):
            yield inner
        for each in inner.values() if isinstance(inner, dict) else inner if isinstance(inner, list) else ():
            yield from objects(each)

    assert not any(FILE_KEYS & found.keys() for found in objects(passed))
    if "queue/join" in path:
        assert not any(objects(passed["data"]))


@given(
    body=st.one_of(
        st.binary(max_size=200), JSON.map(written), TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass"))
    )
)
def test_any_bytes_are_json_or_refused(body: bytes):
    try:
        assert parsed(written(parsed(body))) == parsed(body)
    except Refusal as refusal:
        assert refusal.status == 400


@given(TEXTS)
def test_any_header_has_a_language_a_client_and_a_redaction(text: str):
    assert language_of(text) in ("zh-Hans", "zh-Hant", "en")
    assert Proxies(["127.0.0.1"]).farthest(text, "203.0.113.1")
    assert isinstance(redacted(text), str)
