"""Reads the prompts. Their words stand in prompts.toml, in Chinese and in English."""
import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

SOURCE = Path(__file__).with_name("prompts.toml")
Task = Literal["faithfulness", "answer_relevance"]


@cache
def prompts() -> dict[str, dict[str, str]]:
    return tomllib.loads(SOURCE.read_text("utf-8"))


def prompt(task: Task, lang: str) -> str:
    """The instructions for a question in this language; Chinese for both of its scripts."""
    return prompts()[task]["en" if lang == "en" else "zh"].strip()


def prompts_hash() -> str:
    return hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]
