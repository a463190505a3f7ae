"""Settings of the application, each from an environment variable BAIPISHU_… or its default."""

from functools import cache
from ipaddress import ip_network
from pathlib import Path

from limits import parse_many
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).parent


class Settings(BaseSettings):
    """Where things are, which encoder is used, and how the app is served. docs/operations.md tells what each is for."""

    model_config = SettingsConfigDict(env_prefix="BAIPISHU_", env_ignore_empty=True)

    reports: Path = ROOT / "corpus" / "reports"  # a folder of reports, or one report
    index: Path = ROOT / "index" / "built"
    cache: Path = ROOT / "index" / "cache"  # vectors by text hash
    engine: str = "faiss"  # or milvus://…, postgresql://…: docs/engines.md
    encoder: str = "bundled"  # or a sentence-transformers model, by name or folder

    hosts: str = ""  # names under which the app is reached, separated by commas; plain addresses always work
    proxies: str = ""  # addresses or networks of the reverse proxies that may tell a client's address
    rate_questions: str = "20/10 seconds; 120/minute"  # of one client
    rate_requests: str = "300/10 seconds"  # of one client, pages and streams together
    connections: int = Field(2000, ge=10, le=100_000)
    connections_per_client: int = Field(200, ge=1, le=100_000)
    question_seconds: float = Field(20, gt=0, le=600)  # until a question is given up
    token: str | None = None  # of the operator; better in a file
    token_file: Path | None = None
    log_file: Path | None = None  # else stderr
    log_level: str = Field("INFO", pattern="(?i)^(debug|info|warning|error|critical)$")
    log_questions: bool = False  # then without phone numbers, identity cards and mail addresses

    @field_validator("rate_questions", "rate_requests")
    @classmethod
    def rate(cls, value: str) -> str:
        try:
            parse_many(value)
        except ValueError as error:
            raise ValueError(f"{value!r} is no rate; write it as `20/10 seconds; 120/minute`") from error
        return value

    @field_validator("proxies")
    @classmethod
    def networks(cls, value: str) -> str:
        for name in listed(value):
            ip_network(name, strict=False)  # its error names the value
        return value


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
        wrong = (f"BAIPISHU_{str(each['loc'][0]).upper()}: {each['msg']}" for each in error.errors(include_url=False))
        raise ValueError(f"{'; '.join(wrong)}; docs/operations.md lists the settings") from error
