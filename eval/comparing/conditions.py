"""What decides the answers and the times of a run, and where two runs differ in it."""
from collections.abc import Mapping
from typing import Any

from eval.labels import Names

CONDITIONS: Names = {  # key of the manifest → name
    "questions": ("问题集", "Question set"), "questions_sha256": ("问题集 sha256", "Set sha256"),
    "index": ("索引", "Index"), "encoder": ("编码器", "Encoder"), "code_sha256": ("代码 sha256", "Code sha256"),
    "writer": ("语言模型", "Language model"),
    "commit": ("提交", "Commit"), "settings": ("设置", "Settings"), "machine": ("机器", "Machine"),
    "workers": ("进程数", "Workers")}


def conditions(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Return {key: (in the manifest a, in b)} as texts; – where a manifest does not tell."""
    return {key: (shown(a.get(key)), shown(b.get(key))) for key in CONDITIONS}


def shown(value: Any) -> str:
    """
    >>> shown({"name": "set.jsonl", "count": 9}), shown(None)
    ('name=set.jsonl, count=9', '–')
    """
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={part}" for name, part in value.items()) or "–"
    return "–" if value is None else str(value)
