"""Structured logs: JSON on standard output, one canonical line for each request."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

from typing_extensions import override

log = logging.getLogger("stunity")


class JsonFormatter(logging.Formatter):
    """One JSON object a line, with the field names of Cloud Logging."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """The record, its ``fields`` and its trace."""
        entry: dict[str, Any] = {
            "severity": record.levelname,
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            entry["trace"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)


def configure_logging(level: str) -> None:
    """Send the product's log to standard output; called once, at the first request."""
    if log.handlers:
        return
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter())
    log.addHandler(handler)
    log.setLevel(level)
    log.propagate = False
