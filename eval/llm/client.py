"""Talks to the model server that judges: any that speaks OpenAI's chat API. Knows messages, nothing of questions."""
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_settings import BaseSettings, SettingsConfigDict

SEED, TEMPERATURE = 20240423, 0.0  # the same request should get the same reply, as far as the server keeps to it
RETRIES = 1  # after a time-out or a server error
KEPT = 500  # characters of an unusable reply that the record keeps


class JudgeUnavailable(ValueError):
    """No model server can be asked; the message names the cure. What was judged so far is kept."""


class Unjudged(Exception):
    """A reply that holds no verdict; the message says why and is kept with the question."""


class JudgeSettings(BaseSettings):
    """Where the judging model is served."""

    model_config = SettingsConfigDict(env_prefix="BAIPISHU_JUDGE_", env_ignore_empty=True)

    url: str | None = None  # such as http://127.0.0.1:8000/v1
    model: str | None = None
    key: str | None = None  # for servers that want one
    timeout: float = 60.0  # seconds for one reply


@dataclass(frozen=True, slots=True)
class Judge:
    """A model that judges."""
    model: str
    client: Any  # openai.OpenAI

    def ask(self, instructions: str, material: Mapping[str, Any]) -> dict[str, Any]:
        """Return the JSON object of the reply. Raises Unjudged without one, JudgeUnavailable when nobody is there."""
        from openai import APIConnectionError, APIStatusError, APITimeoutError

        messages = [{"role": "system", "content": instructions},
                    {"role": "user", "content": json.dumps(material, ensure_ascii=False)}]
        try:
            reply = self.client.chat.completions.create(model=self.model, messages=messages, temperature=TEMPERATURE,
                                                        seed=SEED)
        except APITimeoutError as error:
            raise Unjudged("no reply in time") from error
        except APIConnectionError as error:
            raise JudgeUnavailable(f"{self.client.base_url}: no server answers ({error.__cause__ or error}); start it, "
                                   "or correct BAIPISHU_JUDGE_URL, and repeat the command to go on") from error
        except APIStatusError as error:
            if error.status_code in (401, 403, 404):
                raise JudgeUnavailable(f"{self.client.base_url} refuses {self.model!r} (HTTP {error.status_code}); "
                                       "correct BAIPISHU_JUDGE_MODEL or BAIPISHU_JUDGE_KEY") from error
            raise Unjudged(f"HTTP {error.status_code}") from error
        except json.JSONDecodeError as error:
            raise Unjudged("the server's reply is not JSON") from error
        return content_of(reply)


def content_of(reply: Any) -> dict[str, Any]:
    """Return the JSON object that a chat completion says."""
    choices = getattr(reply, "choices", None)
    if not choices or choices[0].message is None:
        raise Unjudged("the reply holds no message")
    message = choices[0].message
    if getattr(message, "refusal", None):
        raise Unjudged(f"the model refuses: {message.refusal[:KEPT]}")
    return object_in(message.content or "")


def object_in(text: str) -> dict[str, Any]:
    """Return the JSON object in a text; what models write around it, thoughts or a code fence, is passed over.

    >>> object_in('```json\\n{"verdicts": []}\\n```')
    {'verdicts': []}
    """
    said = text.rpartition("</think>")[2]
    try:
        return json.JSONDecoder().raw_decode(said[said.index("{"):])[0]
    except (ValueError, RecursionError) as error:
        raise Unjudged(f"no JSON object in {text[:KEPT]!r}") from error


def open_judge() -> Judge:
    """Open the judge that the environment names. Raises JudgeUnavailable when it names none, or lacks the client."""
    settings = JudgeSettings()
    absent = [f"BAIPISHU_JUDGE_{name.upper()}" for name in ("url", "model") if getattr(settings, name) is None]
    if absent:
        raise JudgeUnavailable(f"no judging model: set {' and '.join(absent)} to a server that speaks OpenAI's chat "
                               "API and one of its models; every other figure needs none")
    try:
        from openai import OpenAI
    except ImportError as error:
        raise JudgeUnavailable("the package openai is not installed; run `pip install -e '.[judge]'`") from error
    client = OpenAI(base_url=settings.url, api_key=settings.key or "none", timeout=settings.timeout,
                    max_retries=RETRIES)
    return Judge(settings.model, client)
