"""JSON Lines → rows with the line they stand on. Knows JSON, nothing of questions."""
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.sets.mistakes import QuestionSetError


@dataclass(frozen=True, slots=True)
class Row:
    """What one line or one row of a table holds; `values` is None when nothing of it can be read."""
    place: str  # "line 3" of a text file, "row 3" as a spreadsheet counts
    values: dict[str, Any] | None
    mistakes: tuple[str, ...] = ()
    faulty: frozenset[str] = frozenset()  # fields that a mistake names already
    is_example: bool = False  # of the template, left as it was: no question of the set


def read_json_lines(path: Path) -> Iterator[Row]:
    """Yield a Row for every line that is not blank. Raises QuestionSetError when the file is no UTF-8 text."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise QuestionSetError(path, [f"cannot be read ({error.strerror}); check the path"]) from error
    except UnicodeDecodeError as error:
        raise QuestionSetError(path, [f"no UTF-8 text (byte {error.start}); save it as UTF-8"]) from error
    refuse_single_document(path, text)
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield parse_line(f"line {number}", line)


def refuse_single_document(path: Path, text: str) -> None:
    """A pretty-printed JSON file would give a mistake a line: say once what it is."""
    if text.lstrip()[:1] not in ("[", "{") or "\n" not in text.strip():
        return
    try:
        json.loads(text)
    except ValueError:
        return
    raise QuestionSetError(path, ["one JSON document, not JSON Lines; write one object a line"])


def parse_line(place: str, line: str) -> Row:
    """Turn one line into a Row; a field that stands twice is a mistake, since only one of the two would count."""
    twice: list[str] = []

    def gather(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        twice.extend(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        return dict(pairs)

    try:
        values = json.loads(line, object_pairs_hook=gather)
    except ValueError as error:  # also of a number with thousands of digits
        return Row(place, None, (f"not JSON: {error}",))
    except RecursionError:
        return Row(place, None, ("not JSON that can be read: nested too deeply",))
    if half := half_character(line, values):
        return Row(place, None, (half,))
    if not isinstance(values, dict):
        return Row(place, None, (f"a {type(values).__name__} where an object belongs",))
    return Row(place, values, tuple(f"field {name!r} stands twice" for name in twice), frozenset(twice))


def half_character(text: str, values: Any) -> str | None:
    """Say so when an escaped half of a character (\\ud83d alone) stands in the JSON: no file can hold it as text."""
    if "\\ud" not in text.lower():
        return None
    try:
        json.dumps(values, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        return f"half a character, {error.object[error.start]!a}; write the whole one"
    return None
