"""JSON Lines: an object a quotation, in UTF-8; question and answer are repeated so that each line stands alone."""

import json
from typing import Any

from web.exports.excerpts import Collection


def write(collection: Collection) -> bytes:
    asked = {"question": collection.question, "answer": collection.answer}
    context: dict[str, Any] = {name: value for name, value in asked.items() if value}
    if collection.label:
        context["label"] = list(collection.label)
    lines = (json.dumps({**each.known(), **context}, ensure_ascii=False) for each in collection.excerpts)
    return "".join(f"{line}\n" for line in lines).encode()
