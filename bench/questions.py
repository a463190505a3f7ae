"""The fixed questions that the benchmark asks: those of all sets that need no earlier question, in a shuffled order."""

import json
import random
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "eval" / "questions"
SEED = 2024


def read_questions(folder: Path = FOLDER) -> list[tuple[str, str]]:
    """Return (question, its language) of every set in `folder`, each question once, always in the same order."""
    rows = [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    alone = list(dict.fromkeys((row["question"], row["lang"]) for row in rows if not row.get("history")))
    random.Random(SEED).shuffle(alone)
    return alone
