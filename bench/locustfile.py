"""Users for locust: each asks one fixed question after the other over Gradio's plain HTTP API and does not think.

    BENCH_SAMPLES=samples.jsonl locust -f bench/locustfile.py --headless -u 5 -r 5 -t 20s --host http://127.0.0.1:7860

Every question is asked once; the run ends early when there is none left. A line a question goes to BENCH_SAMPLES.
"""

import json
import os
import time
from itertools import count
from pathlib import Path

from locust import FastHttpUser, constant, events, task
from locust.exception import StopUser

from bench.process import BenchmarkFailed
from bench.questions import read_questions
from bench.server import ANSWER_LIMIT, last_event

QUESTIONS = iter(read_questions())
ADDRESSES = (f"127.8.0.{n}" for n in count(1))  # what a proxy would tell of each user: the server is fair to clients
SAMPLES: list[dict] = []


class Reader(FastHttpUser):
    """Somebody who asks the next question as soon as an answer is there."""

    wait_time = constant(0)
    network_timeout = connection_timeout = ANSWER_LIMIT

    def on_start(self) -> None:
        self.headers = {"X-Forwarded-For": next(ADDRESSES)}

    @task
    def ask(self) -> None:
        question, _ = next(QUESTIONS, (None, None))
        if question is None:
            raise StopUser
        started, begun = time.time(), time.perf_counter()
        answer, error = {}, None
        try:
            answer = self.answer(question)
        except (BenchmarkFailed, OSError, KeyError, ValueError) as problem:
            error = problem
        seconds = time.perf_counter() - begun
        inside = answer.get("timings_ms", {}).get("total")
        SAMPLES.append(
            {
                "started": started,
                "ended": started + seconds,
                "round_trip_ms": seconds * 1000,
                "inside_ms": inside,
                "status": answer.get("status"),
                "error": error and repr(error),
            }
        )
        self.environment.events.request.fire(
            request_type="ask", name="ask", response_time=seconds * 1000, response_length=0, exception=error
        )

    def answer(self, question: str) -> dict:
        """Send a question, wait for its answer. Raises BenchmarkFailed, OSError, KeyError or ValueError."""
        path, data = "/gradio_api/call/ask", {"data": [question, [], None]}
        with self.client.post(path, json=data, headers=self.headers, catch_response=True, name="send") as sent:
            event = json.loads(sent.text or "")["event_id"]
        wait = f"{path}/{event}"
        with self.client.get(wait, headers=self.headers, catch_response=True, name="wait") as stream:
            return last_event(stream.text or "")


@events.quitting.add_listener
def write_samples(environment, **_) -> None:
    lines = "".join(json.dumps(sample, ensure_ascii=False) + "\n" for sample in SAMPLES)
    Path(os.environ["BENCH_SAMPLES"]).write_text(lines, encoding="utf-8")
