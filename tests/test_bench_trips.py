"""The way that is made longer, and the questions that are asked over it."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from bench.distance import distant
from bench.trips import CHATS, KINDS, Counted, turns_of
from eval.conversation.turns import read_turns


@pytest.fixture
def echo() -> Iterator[str]:
    """The address of a server that says what it is told, to one who asks."""

    def answer(listener: socket.socket) -> None:
        line = listener.accept()[0]
        while said := line.recv(65536):
            line.sendall(said)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=answer, args=(listener,), daemon=True).start()
        yield f"echo://reader:secret@127.0.0.1:{listener.getsockname()[1]}/reports"


def test_all_arrives_and_each_answer_as_much_later_as_the_way_is_long(echo: str):
    said = bytes(range(256)) * 2000
    with distant(echo, 0.05) as address:
        parts = urlsplit(address)
        assert (parts.scheme, parts.username, parts.password, parts.path) == ("echo", "reader", "secret", "/reports")
        with socket.create_connection((parts.hostname, parts.port), timeout=60) as line:
            for piece in (b"first", said):
                begun = time.monotonic()
                line.sendall(piece)
                heard = b""
                while len(heard) < len(piece):
                    heard += line.recv(65536)
                assert heard == piece and time.monotonic() - begun >= 0.05


def test_questions_of_a_kind_come_from_all_chats_in_turn():
    known = {turn.question: path.stem for path in CHATS.glob("*.jsonl") for turn in read_turns(path)}
    for kind in KINDS:
        turns = turns_of(kind, 4)
        assert [turn.group for turn in turns] == [kind] * 4
        assert Counter(known[turn.question] for turn in turns).most_common(1)[0][1] == 1


def test_only_searches_are_counted():
    counted = Counted(["甲", "乙"])
    assert counted.index("乙") == 1 and counted.calls.total() == 0
    counted = Counted(type("Engine", (), {"sentences": lambda self, ids: len(ids)})())
    assert counted.sentences(["甲", "乙"]) == 2 and counted.calls == {"sentences": 1} and counted.longest >= 0
