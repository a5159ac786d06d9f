"""One JSON object per line on standard output, as Cloud Logging reads it."""

from __future__ import annotations

import json
import logging
import re
import sys

from typing_extensions import override

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_TOKEN = re.compile(r"(token=)[^&\s\"']+|(Bearer )[^\s\"']+", re.IGNORECASE)


class JsonFormatter(logging.Formatter):
    """Severity, message, the extra fields, and a traceback where there is one."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "severity": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
        }
        entry.update({k: v for k, v in vars(record).items() if k not in _STANDARD})
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return redact(json.dumps(entry, ensure_ascii=False, default=str))


def redact(text: str) -> str:
    """Cut credentials out of a text, wherever they came from."""
    return _TOKEN.sub(lambda match: f"{match[1] or match[2]}-", text)


def configure(level: str) -> None:
    """Send all logs to standard output."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
