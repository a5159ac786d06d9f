"""Lines as Cloud Logging and Error Reporting read them."""

from __future__ import annotations

import io
import json
import logging
import re
from typing import Any

import pytest

from shared.telemetry.cause import Cause, Trace, caused_by
from shared.telemetry.logs import LOG, Program, configure, redact, report
from shared.telemetry.signals import Signal
from tests.support.logs import PROJECT, entries, logged

SEVERITIES = {"DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL"}


def broken() -> Exception:
    with pytest.raises(LookupError) as caught:
        raise LookupError("what went wrong")
    return caught.value


def only(lines: list[str]) -> dict[str, Any]:
    (entry,) = entries(lines)
    return entry


def test_a_signal_becomes_a_line_with_its_code_severity_and_text() -> None:
    with logged() as lines:
        report(Signal.REDIS_UNAVAILABLE, reason="ConnectError")
    entry = only(lines)

    assert entry["event"] == "redis.unavailable"
    assert entry["severity"] == "WARNING"
    assert entry["message"] == Signal.REDIS_UNAVAILABLE.text
    assert entry["reason"] == "ConnectError"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00", entry["time"])
    place = entry["logging.googleapis.com/sourceLocation"]
    assert place["file"] == __file__
    assert place["function"] == "test_a_signal_becomes_a_line_with_its_code_severity_and_text"


def test_an_error_carries_its_stack_and_the_service_to_error_reporting() -> None:
    with logged() as lines:
        report(Signal.HTTP_ERROR, error=broken())
    entry = only(lines)

    assert entry["severity"] == "ERROR"
    assert entry["stack_trace"].startswith("Traceback (most recent call last):\n")
    assert "LookupError: what went wrong" in entry["stack_trace"]
    assert entry["serviceContext"] == {"service": "tests", "version": "1"}
    assert "@type" not in entry


def test_an_error_without_a_stack_says_that_it_is_an_error_report() -> None:
    with logged() as lines:
        report(Signal.PUBSUB_PUBLISH_REFUSED)
    entry = only(lines)

    assert entry["@type"].endswith(".ReportedErrorEvent")
    assert entry["context"]["reportLocation"]["filePath"] == __file__


def test_what_goes_well_carries_neither_place_nor_service() -> None:
    with logged() as lines:
        report(Signal.JOB_RUN, function="job_outbox_flush")

    assert only(lines).keys() == {"severity", "time", "message", "event", "function"}


def test_a_line_carries_the_cause_of_its_block() -> None:
    trace = Trace("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", sampled=True)
    with logged() as lines, caused_by(Cause("request-1", trace)):
        report(Signal.JOB_RUN)
    entry = only(lines)

    assert entry["requestId"] == "request-1"
    assert entry["logging.googleapis.com/trace"] == f"projects/{PROJECT}/traces/{trace.trace_id}"
    assert entry["logging.googleapis.com/spanId"] == trace.span_id
    assert entry["logging.googleapis.com/trace_sampled"] is True


def test_what_happens_often_is_written_once_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("shared.telemetry.logs.time.monotonic", lambda: now)
    with logged() as lines:
        for _ in range(4):
            report(Signal.REDIS_UNAVAILABLE, every=10.0)
        report(Signal.PUBSUB_PUBLISH_FAILED, every=10.0)
        now += 10.0
        report(Signal.REDIS_UNAVAILABLE, every=10.0)
        now += 10.0
        report(Signal.REDIS_UNAVAILABLE, every=10.0)
    found = entries(lines)

    assert [entry["event"] for entry in found] == [
        "redis.unavailable",
        "pubsub.publish_failed",
        "redis.unavailable",
        "redis.unavailable",
    ]
    assert [entry.get("heldBack") for entry in found] == [None, None, 3, None]


def test_no_credential_reaches_a_line() -> None:
    secret = "eyJhbGciOi.J9"
    with logged() as lines:
        report(Signal.REDIS_UNAVAILABLE, reason=f"GET /v1/stream?token={secret}&x=1")
        logging.getLogger("a.library").warning('Authorization: "Bearer %s"', secret)
    assert len(lines) == 2
    assert not [line for line in lines if secret in line]
    assert "x=1" in lines[0]
    json.loads(lines[1])
    assert redact("Bearer abc") == "Bearer -"


def test_libraries_are_heard_from_warnings_on_and_stand_in_the_same_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root, out, library = logging.getLogger(), io.StringIO(), logging.getLogger("a.library")
    monkeypatch.setattr(root, "handlers", [])
    level = LOG.level
    try:
        for _ in range(2):
            configure(Program("functions"), "INFO")
        assert len(root.handlers) == 1
        monkeypatch.setattr("sys.stdout", out)
        library.info("a request was sent")
        library.warning("a connection was lost")
        report(Signal.JOB_RUN)
    finally:
        LOG.setLevel(level)
    first, second = entries(out.getvalue().splitlines())

    assert (first["logger"], first["message"]) == ("a.library", "a connection was lost")
    assert "event" not in first
    assert second["event"] == "job.run"


def test_codes_are_unique_and_each_text_names_component_and_failure() -> None:
    codes = [signal.code for signal in Signal]

    assert len(set(codes)) == len(codes)
    for signal in Signal:
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", signal.code), signal
        assert signal.severity in SEVERITIES
        assert re.fullmatch(r"[A-Z][\w/ ]+: .+\.", signal.text), signal.text
        assert signal.meaning.endswith("."), signal.meaning
