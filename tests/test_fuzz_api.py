"""Whatever is sent to an endpoint: an answer or a refusal, never an error of the server's. Cases by schemathesis."""

import time
from pathlib import Path

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, settings
from small_server import SmallServer

pytestmark = pytest.mark.early

SCHEMA = schemathesis.openapi.from_dict(yaml.safe_load((Path(__file__).parent / "openapi.yaml").read_text("utf-8")))
PATIENCE = 90  # seconds; a machine on which ten others work gave no answer for 20
CASES = 4 if settings.get_current_profile_name() != "fuzz" else max(1000, settings().max_examples // 10)
# A value of each kind at each place, 800 requests: in CI
SCHEMA.config.phases.coverage.enabled = settings.get_current_profile_name() != "short"


@SCHEMA.parametrize()
@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_case_is_an_error_of_the_server(case, small_app: SmallServer):
    response = case.call(base_url=small_app.url, timeout=PATIENCE)
    while response.status_code == 503 and response.headers["retry-after"]:  # the queue is full of earlier cases
        time.sleep(0.1)
        response = case.call(base_url=small_app.url, timeout=PATIENCE)
    assert response.status_code < 500, response.text


@pytest.mark.parametrize("when", ["after all of it"])
def test_the_server_still_answers(small_app: SmallServer, when: str):
    deadline = time.monotonic() + 60
    while not small_app.answers() and time.monotonic() < deadline:
        time.sleep(1)  # the queue empties
    assert small_app.answers()
    assert "Traceback" not in small_app.printed()
