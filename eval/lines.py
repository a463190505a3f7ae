"""JSON Lines, one value a line. What is wrong with a line is told with its number."""
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
DAMAGE = (ValueError, LookupError, TypeError, AttributeError)  # what reading something else than expected raises


def to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def write_lines(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def read_lines(path: Path, read: Callable[[Any], T]) -> list[T]:
    """Return what `read` makes of the object of each line, blank ones left out. Raises ValueError with the number of
    the first line that is not UTF-8, holds no object, or is refused by `read`."""
    found = []
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        if line.strip():
            with named_line(number):
                found.append(read(an_object(json.loads(line.decode("utf-8")))))
    return found


def an_object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"no JSON object but {to_json(value)[:40]}")
    return value


@contextmanager
def named_line(number: int) -> Iterator[None]:
    """Raise whatever is wrong as a ValueError that names the line, 1-based."""
    try:
        yield
    except json.JSONDecodeError as error:
        raise ValueError(f"line {number}: {error.msg} at character {error.colno}") from error
    except KeyError as error:
        raise ValueError(f"line {number}: no {error}") from error
    except DAMAGE as error:
        raise ValueError(f"line {number}: {error}") from error
