"""Log lines for machines: one JSON object a line, to stderr or to a file that is rotated."""

import json
import logging
import logging.handlers
import sys
from datetime import UTC, datetime
from pathlib import Path

FILE_SIZE = 10_000_000  # bytes of one log file
FILES_KEPT = 5  # older ones are deleted
MESSAGE_LIMIT = 500  # characters of one message; what strangers send may be long
LIBRARIES = ("uvicorn", "gradio", "httpx", "asyncio")  # only their warnings


class JsonLines(logging.Formatter):
    """A record as one line of JSON; of an exception only its kind and place."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage()[:MESSAGE_LIMIT],
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            from web.guard import where

            line["error"] = where(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def start_logging(file: Path | None = None, level: str = "INFO") -> None:
    """Send all log records to `file`, or to stderr without one. Raises OSError when the file cannot be opened."""
    handler: logging.Handler = logging.StreamHandler(sys.stderr)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            file, maxBytes=FILE_SIZE, backupCount=FILES_KEPT, encoding="utf-8"
        )
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
