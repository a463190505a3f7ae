"""The fixed questions that the benchmark asks: those on the report in the house that need no earlier question, in a
shuffled order. Questions on other reports are refused for the most part, which costs more than an answer."""

import json
import random
from pathlib import Path

SET = Path(__file__).parent.parent / "eval" / "questions" / "shenzhen-2024.jsonl"
SEED = 2024


def read_questions(path: Path = SET) -> list[tuple[str, str]]:
    """Return (question, its language) of the set at `path`, each question once, always in the same order."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    alone = list(dict.fromkeys((row["question"], row["lang"]) for row in rows if not row.get("history")))
    random.Random(SEED).shuffle(alone)
    return alone
