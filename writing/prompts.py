"""The messages that a model is sent. Their fixed words stand in prompts.toml, in Chinese and in English."""

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from writing.client import Message
from writing.sources import Source

WORDS = Path(__file__).with_name("prompts.toml")
Task = Literal["answer", "overview", "translate", "follow_up"]
IN_TRADITIONAL = "用繁体中文写。"


@cache
def words() -> dict[str, dict[str, str]]:
    return tomllib.loads(WORDS.read_text("utf-8"))


def messages(task: Task, language: str, material: Mapping[str, Any]) -> list[Message]:
    """What is asked of a model for a user of this language; the material goes as JSON, apart from the rules."""
    rules = words()[task]["en" if language == "en" else "zh"].strip()
    if language == "zh-Hant":
        rules += f"\n{IN_TRADITIONAL}"
    return [
        {"role": "system", "content": rules},
        {"role": "user", "content": json.dumps(material, ensure_ascii=False)},
    ]


def source_rows(sources: Mapping[int, Source]) -> list[dict[str, Any]]:
    return [
        {"n": n, "report": source.report, "section": source.heading, "text": source.text}
        for n, source in sources.items()
    ]
