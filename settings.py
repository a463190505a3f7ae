"""Settings of the application, each from an environment variable BAIPISHU_… or its default."""

import re
from collections.abc import Mapping
from functools import cache
from ipaddress import ip_network
from pathlib import Path

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).parent
ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?")
NAME = re.compile(r"(?:\*\.)?[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
ELSEWHERE = ("DEVICE", "ENCODER_KEY", "JUDGE_URL", "JUDGE_MODEL", "JUDGE_KEY", "FUZZ", "SCREENSHOTS")  # read by others


class Settings(BaseSettings):
    """Where things are, which encoder is used, and how the app is served. docs/operations.md tells what each is for."""

    model_config = SettingsConfigDict(env_prefix="BAIPISHU_", env_ignore_empty=True)

    reports: Path = ROOT / "corpus" / "reports"  # a folder of reports, or one report
    index: Path = ROOT / "index" / "built"
    cache: Path = ROOT / "index" / "cache"  # vectors by text hash
    runs: Path = ROOT / "eval" / "runs" / "page"  # evaluations that are started from the page
    engine: str = "faiss"  # or milvus://…, postgresql://…: docs/engines.md
    encoder: str = "bundled"  # or a sentence-transformers model, by name or folder

    office: str = ""  # name of the office that runs the site, for masthead and footer
    contact: str = ""  # its mail address, telephone number or https address
    privacy: str = Field(default="", pattern=r"^(https?://\S+)?$")  # address of its own privacy statement

    embed: str = ""  # origins of sites that may show the chat in a frame, separated by commas: https://www.example.org
    llm: str | None = (
        None  # address of a server with OpenAI's chat API, such as http://127.0.0.1:11434/v1; none: no model
    )
    llm_model: str | None = None  # its name there
    llm_key: str | None = Field(default=None, repr=False)  # for servers that want one; better in a file
    llm_key_file: Path | None = None
    llm_seconds: float = Field(default=12, gt=0, le=300)  # of one question, for all that the model does
    llm_tokens: int = Field(default=800, ge=50, le=8_000)  # of one reply

    hosts: str = ""  # names under which the app is reached, separated by commas; plain addresses always work
    proxies: str = ""  # addresses or networks of the reverse proxies that may tell a client's address
    rate_questions: str = "20/10 seconds; 120/minute"  # of one client
    rate_requests: str = "300/10 seconds"  # of one client, pages and streams together
    connections: int = Field(default=2000, ge=10, le=100_000)
    connections_per_client: int = Field(default=200, ge=1, le=100_000)
    read_pairs: int = Field(default=5000, ge=0)  # of question and sentence, remembered with what was read; 0: none
    recent_answers: int = Field(default=1000, ge=0)  # that are remembered for whoever asks the same; 0: none
    question_seconds: float = Field(default=20, gt=0, le=600)  # until a question is given up
    token: str | None = None  # of the operator; better in a file
    token_file: Path | None = None
    log_file: Path | None = None  # else stderr
    log_level: str = Field(default="INFO", pattern="(?i)^(debug|info|warning|error|critical)$")
    feedback: Path | None = None  # a file for what people say of answers; else nobody is asked
    log_questions: bool = False  # then without phone numbers, identity cards and mail addresses

    @field_validator("rate_questions", "rate_requests")
    @classmethod
    def rate(cls, value: str) -> str:
        from limits import parse_many  # only where a rate is set: it brings an HTTP client along

        try:
            parse_many(value)
        except ValueError as error:
            raise ValueError(f"{value!r} is no rate; write it as `20/10 seconds; 120/minute`") from error
        return value

    @field_validator("embed")
    @classmethod
    def origins(cls, value: str) -> str:
        for name in listed(value):
            if not ORIGIN.fullmatch(name):
                raise ValueError(f"{name!r} is no origin; write it as https://www.example.org")
        return value

    @field_validator("hosts")
    @classmethod
    def names(cls, value: str) -> str:
        for name in listed(value):
            if not NAME.fullmatch(name):
                raise ValueError(f"{name!r} is no host name; write it as qa.example.org or *.example.org, without port")
        return value

    @field_validator("llm")
    @classmethod
    def address(cls, value: str | None) -> str | None:
        if value and not re.match(r"https?://[^/\s]+", value):
            raise ValueError(f"{value!r} is no address; write it as http://127.0.0.1:11434/v1")
        return value

    @model_validator(mode="after")
    def in_time(self) -> "Settings":
        if self.llm and not self.llm_model:
            raise ValueError("BAIPISHU_LLM names a server; BAIPISHU_LLM_MODEL has to name one of its models")
        if self.llm and self.llm_seconds >= self.question_seconds:
            raise ValueError(
                f"BAIPISHU_LLM_SECONDS ({self.llm_seconds:g}) must be less than BAIPISHU_QUESTION_SECONDS "
                f"({self.question_seconds:g}), or questions are given up before the report's own sentences are shown"
            )
        return self

    @field_validator("proxies")
    @classmethod
    def networks(cls, value: str) -> str:
        for name in listed(value):
            ip_network(name, strict=False)  # its error names the value
        return value


def unknown(environment: Mapping[str, str]) -> list[str]:
    """Names of variables that look like settings and are none: BAIPISHU_HOST for BAIPISHU_HOSTS.

    >>> unknown({"BAIPISHU_HOST": "a", "BAIPISHU_HOSTS": "a", "HOME": "/"})
    ['BAIPISHU_HOST']
    """
    known = {f"BAIPISHU_{name.upper()}" for name in (*Settings.model_fields, *ELSEWHERE)}
    return sorted(name for name in environment if name.upper().startswith("BAIPISHU_") and name.upper() not in known)


def listed(value: str) -> list[str]:
    """The parts of a setting that is a list.

    >>> listed("a, b,,c ")
    ['a', 'b', 'c']
    """
    return [part.strip() for part in value.split(",") if part.strip()]


@cache
def settings() -> Settings:
    """The settings of this process. Raises ValueError that names every bad one."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = (
            f"BAIPISHU_{str(each['loc'][0]).upper()}: {each['msg']}" if each["loc"] else each["msg"]
            for each in error.errors(include_url=False)
        )
        raise ValueError(f"{'; '.join(wrong)}; docs/operations.md lists the settings") from error
