"""The page of everything that the logs say, from the signals and from what Terraform counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shared.telemetry.signals import Signal

MODULE = Path("terraform/modules/observability")
PAGE = Path("docs/reference/logs.md")

_METRIC = re.compile(
    r'^    (?P<name>\w+) = \{\n +description = "(?P<text>[^"]+)"\n'
    r' +filter +=\s+"(?P<filter>(?:[^"\\]|\\.)*)"$',
    re.MULTILINE,
)
_ALERT = re.compile(
    r'filter +=\s+"\$\{local\._logged\}/(?P<metric>\w+)(?:[^"\\]|\\.)*"'
    r'\n +name +=\s+"(?P<name>[^"]+)"'
)
_OBJECTIVE = re.compile(r'"\$\{local\._logged\}/(\w+)')
_CODE = re.compile(r'\\"([a-z]+\.[a-z_]+)\\"')

_HEAD = """\
# Logs

Derived from `shared/telemetry/signals.py` and `terraform/modules/observability`; `make manifest` writes this page.

Functions, jobs and the relay write one JSON object a line on standard output. What it has in common:

| Field | |
|---|---|
| `severity`, `time`, `message` | as Cloud Logging reads them |
| `event` | the code below. Codes keep their meaning, texts may change: search and alert by codes |
| `requestId` | what the answer's `X-Request-Id` said, and `requestId` in events; of a worker, that of the request that made the event |
| `logging.googleapis.com/trace`, `…/spanId`, `…/trace_sampled` | the trace: `traceparent` of the request, or a new one |
| `logging.googleapis.com/sourceLocation` | from `WARNING` on: where it was written |
| `stack_trace`, `serviceContext` | of errors: what Error Reporting groups by |
| `logger` | instead of `event`: a library speaks, from `WARNING` on |
| `heldBack` | lines of this kind that were left out since the last one |

One request: `jsonPayload.requestId="…"`. One trace: `trace="projects/PROJECT/traces/…"`, which finds the request, what it published, the workers that handled its events and the relay that delivered them late. An event that the sweeper published has lost its trace and kept its `requestId`.

## Who must not be known

Routes that are declared with `hides_caller` (anonymous boards, surveys, and what is read beside them) write lines without person, `requestId` and trace, have no span, and announce events without them; the workers of those events are as silent. Their requests, and streams, whose URLs carry tokens and channels, are excluded from the load balancer's and the services' request logs (`hiding.tf`). The list is in `terraform/manifest/routes.json` (`hidesCaller`). Google's own sample of Cloud Run requests in Cloud Trace cannot be switched off by a service: it holds path and time, no address and no person.

## Spans and metrics

`OTEL_EXPORTER_OTLP_ENDPOINT` (such as `http://127.0.0.1:4318`) switches them on, for functions and the relay; without it OpenTelemetry is not imported. A trace that comes in is recorded when its `traceparent` says so, a new one with the probability `OTEL_TRACES_SAMPLER_ARG` (0.1). Spans: a request with its steps (`admit`, `limit and validate`, `handle`, `commit`, `publish`), a worker's message, a job's run, the relay's delivery. Metrics: """

_TABLE = """

## Codes

| `event` | Severity | Message | Meaning | Counted as | Alert |
|---|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """A metric over the logs: the codes that it matches, and the alerts that look at it."""

    name: str
    codes: tuple[str, ...]
    alerts: tuple[str, ...]


def counted(root: Path) -> list[Counted]:
    """Every metric over the logs, as Terraform declares it."""
    module = root / MODULE
    metrics = (module / "metrics.tf").read_text(encoding="utf-8")
    alerts: dict[str, list[str]] = {}
    for found in _ALERT.finditer((module / "alerts.tf").read_text(encoding="utf-8")):
        alerts.setdefault(found["metric"], []).append(found["name"])
    for metric in _OBJECTIVE.findall((module / "slo.tf").read_text(encoding="utf-8")):
        alerts.setdefault(metric, []).append("The promise is being used up")
    return [
        Counted(
            found["name"],
            tuple(dict.fromkeys(_CODE.findall(found["filter"]))),
            tuple(dict.fromkeys(alerts.get(found["name"], ()))),
        )
        for found in _METRIC.finditer(metrics)
    ]


def page(root: Path) -> str:
    """The whole page."""
    from shared.telemetry.spans import Measure

    measures = ", ".join(f"`{measure.title}` ({measure.unit})" for measure in Measure)
    metrics = counted(root)
    return f"{_HEAD}{measures}.{_TABLE}" + "".join(_rows(metrics))


def _rows(metrics: list[Counted]) -> Iterator[str]:
    for signal in Signal:
        of_signal = [metric for metric in metrics if signal.code in metric.codes]
        names = ", ".join(f"`{metric.name}`" for metric in of_signal)
        alerts = ", ".join(dict.fromkeys(alert for metric in of_signal for alert in metric.alerts))
        yield (
            f"| `{signal.code}` | {signal.severity} | {signal.text} | {signal.meaning}"
            f" | {names} | {alerts} |\n"
        )
