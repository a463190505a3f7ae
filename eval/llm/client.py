"""The model that judges, behind the client of `writing`. Knows messages, nothing of questions."""
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_settings import BaseSettings, SettingsConfigDict

from writing.client import Chat, ModelFailed, NoModel, need_openai

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
    chat: Chat

    @property
    def model(self) -> str:
        return self.chat.model

    def ask(self, instructions: str, material: Mapping[str, Any]) -> dict[str, Any]:
        """Return the JSON object of the reply. Raises Unjudged without one, JudgeUnavailable when nobody is there."""
        messages = [{"role": "system", "content": instructions},
                    {"role": "user", "content": json.dumps(material, ensure_ascii=False)}]
        try:
            return content_of(self.chat.complete(messages))
        except ModelFailed as failure:
            if failure.kind in ("unreachable", "paused"):
                raise JudgeUnavailable(f"{self.chat.url}: {failure.detail}; start the server, or correct "
                                       "BAIPISHU_JUDGE_URL, and repeat the command to go on") from failure
            if failure.status in (401, 403, 404):
                raise JudgeUnavailable(f"{self.chat.url} refuses {self.model!r} (HTTP {failure.status}); "
                                       "correct BAIPISHU_JUDGE_MODEL or BAIPISHU_JUDGE_KEY") from failure
            raise Unjudged(failure.detail) from failure


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
    if settings.url is None or settings.model is None:
        absent = [f"BAIPISHU_JUDGE_{name.upper()}" for name in ("url", "model") if getattr(settings, name) is None]
        raise JudgeUnavailable(f"no judging model: set {' and '.join(absent)} to a server that speaks OpenAI's chat "
                               "API and one of its models; every other figure needs none")
    try:
        need_openai("judge")
    except NoModel as error:
        raise JudgeUnavailable(str(error)) from error
    return Judge(Chat(settings.url, settings.model, settings.key, settings.timeout, most_tokens=None, pause=0))
