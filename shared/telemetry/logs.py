"""The product's log: one JSON object a line on standard output, as Cloud Logging reads it.

Functions, jobs and the relay write it alike. What an operator may search for, count or be woken by
is a :class:`~shared.telemetry.signals.Signal`; everything else that libraries log goes through the
same handler, without an ``event``.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from typing_extensions import override

from shared.telemetry.cause import current_cause
from shared.telemetry.signals import Signal

LOG = logging.getLogger("stunity")

_TOKEN = re.compile(r"(token=)[^&\s\"'\\]+|(Bearer )[^\s\"'\\]+", re.IGNORECASE)
_REPORTED_ERROR = "type.googleapis.com/google.devtools.clouderrorreporting.v1beta1"


@dataclass(frozen=True, slots=True)
class Program:
    """Who writes the log: the deployed service, its revision, and the project of its traces."""

    service: str
    revision: str = ""
    project: str | None = None


class JsonFormatter(logging.Formatter):
    """A record as Cloud Logging and Error Reporting read it, with no credential in it."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program

    @override
    def format(self, record: logging.LogRecord) -> str:
        signal: Signal | None = getattr(record, "signal", None)
        entry: dict[str, Any] = {
            "severity": record.levelname,
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "message": record.getMessage(),
        }
        if signal is None:
            entry["logger"] = record.name
        else:
            entry["event"] = signal.code
        entry |= self._cause()
        entry |= getattr(record, "fields", {})
        if record.levelno >= logging.WARNING:
            entry |= self._source(record)
        if record.exc_info:
            entry["stack_trace"] = self.formatException(record.exc_info)
        return redact(json.dumps(entry, ensure_ascii=False, default=str))

    def _cause(self) -> dict[str, Any]:
        cause, found = current_cause(), dict[str, Any]()
        if cause.request_id is not None:
            found["requestId"] = cause.request_id
        if cause.trace is not None:
            project = self._program.project
            trace_id = cause.trace.trace_id
            found["logging.googleapis.com/trace"] = (
                trace_id if project is None else f"projects/{project}/traces/{trace_id}"
            )
            found["logging.googleapis.com/spanId"] = cause.trace.span_id
            found["logging.googleapis.com/trace_sampled"] = cause.trace.sampled
        return found

    def _source(self, record: logging.LogRecord) -> dict[str, Any]:
        """Where it was written, and for errors what Error Reporting groups by."""
        found: dict[str, Any] = {
            "logging.googleapis.com/sourceLocation": {
                "file": record.pathname,
                "line": str(record.lineno),
                "function": record.funcName,
            }
        }
        if record.levelno >= logging.ERROR:
            found["serviceContext"] = {
                "service": self._program.service,
                "version": self._program.revision,
            }
            if not record.exc_info:
                # An error without a stack is an error report only where it says so.
                found["@type"] = f"{_REPORTED_ERROR}.ReportedErrorEvent"
                found["context"] = {
                    "reportLocation": {
                        "filePath": record.pathname,
                        "lineNumber": record.lineno,
                        "functionName": record.funcName,
                    }
                }
        return found


class _StandardOutput(logging.Handler):
    """Writes to whatever standard output is at the time."""

    @override
    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stdout.write(f"{self.format(record)}\n")
            sys.stdout.flush()
        except Exception:  # noqa: BLE001 - a line that cannot be written fails no request
            self.handleError(record)


class _Throttle:
    """Lets one line of a kind through in a time, and counts those between."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next: dict[Signal, float] = {}
        self._held: dict[Signal, int] = {}

    def held_back(self, signal: Signal, seconds: float) -> int | None:
        """How many were held back since the last line; None where this one is too."""
        now = time.monotonic()
        with self._lock:
            if now < self._next.get(signal, 0.0):
                self._held[signal] = self._held.get(signal, 0) + 1
                return None
            self._next[signal] = now + seconds
            return self._held.pop(signal, 0)

    def reset(self) -> None:
        """Let the next line of every kind through."""
        with self._lock:
            self._next.clear()
            self._held.clear()


_throttle = _Throttle()


def configure(program: Program, level: str) -> None:
    """Send all logs to standard output; libraries speak from WARNING on. Once, at the first use."""
    root = logging.getLogger()
    if not any(isinstance(handler, _StandardOutput) for handler in root.handlers):
        handler = _StandardOutput()
        handler.setFormatter(JsonFormatter(program))
        root.addHandler(handler)
        LOG.setLevel(level)


def report(
    signal: Signal,
    *,
    error: BaseException | None = None,
    every: float = 0.0,
    **fields: Any,
) -> None:
    """Write a line with the signal's code, severity and text, and these fields.

    ``error`` adds its stack. ``every`` is for what may happen thousands of times a second: one
    line in so many seconds, whose ``heldBack`` counts those between.
    """
    if not LOG.isEnabledFor(signal.level):
        return
    if every:
        held_back = _throttle.held_back(signal, every)
        if held_back is None:
            return
        fields |= {"heldBack": held_back} if held_back else {}
    LOG.log(
        signal.level,
        signal.text,
        exc_info=error,
        extra={"signal": signal, "fields": fields},
        stacklevel=2,
    )


def forget_held_back() -> None:
    """Let the next line of every signal through; for tests, which share a process."""
    _throttle.reset()


def redact(text: str) -> str:
    """Cut credentials out of a text, wherever they came from."""
    lower = text.lower()
    if "token=" not in lower and "bearer " not in lower:
        return text  # as nearly always, and the expression takes twenty times as long
    return _TOKEN.sub(lambda match: f"{match[1] or match[2]}-", text)
