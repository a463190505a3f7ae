"""Settings of the application, each from an environment variable BAIPISHU_… or its default."""

from functools import cache
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).parent


class Settings(BaseSettings):
    """Where things are and which encoder is used."""

    model_config = SettingsConfigDict(env_prefix="BAIPISHU_", env_ignore_empty=True)

    reports: Path = ROOT / "corpus" / "reports"  # a folder of reports, or one report
    index: Path = ROOT / "index" / "built"
    cache: Path = ROOT / "index" / "cache"  # vectors by text hash
    encoder: str = "bundled"  # or a sentence-transformers model, by name or folder


@cache
def settings() -> Settings:
    return Settings()
