"""JSON Lines: an object a quotation, in UTF-8; question and answer are repeated so that each line stands alone."""

import json
from typing import Any

from web.exports.excerpts import Collection


def write(collection: Collection) -> bytes:
    asked = {"question": collection.question, "answer": collection.answer}
    context: dict[str, Any] = {name: value for name, value in asked.items() if value}
    labels = {"label": collection.label, "translations": collection.translations}
    context |= {name: list(lines) for name, lines in labels.items() if lines}
    lines = (json.dumps({**each.known(), **context}, ensure_ascii=False) for each in collection.excerpts)
    return "".join(f"{line}\n" for line in lines).encode()
