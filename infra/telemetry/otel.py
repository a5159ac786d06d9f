"""OpenTelemetry: spans and metrics, sent to a collector over OTLP.

Imported only where an endpoint is set. The packages' own variables hold here too, such as
``OTEL_EXPORTER_OTLP_HEADERS`` and ``OTEL_METRIC_EXPORT_INTERVAL``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from opentelemetry import trace as api
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio

from shared.telemetry.cause import Trace
from shared.telemetry.logs import Program
from shared.telemetry.spans import Attributes, Kind, Measure, Span

_KINDS = {Kind.SERVER: api.SpanKind.SERVER, Kind.CONSUMER: api.SpanKind.CONSUMER}
_SCOPE = "stunity"


class _Recorded:
    """A span of OpenTelemetry."""

    def __init__(self, span: api.Span) -> None:
        self._span = span
        found = span.get_span_context()
        self.trace = Trace(
            api.format_trace_id(found.trace_id),
            api.format_span_id(found.span_id),
            sampled=found.trace_flags.sampled,
        )

    def set(self, attributes: Attributes) -> None:
        """Add what is known now."""
        self._span.set_attributes(dict(attributes))

    def fail(self, reason: str) -> None:
        """Mark it as failed."""
        self._span.set_attribute("error.type", reason)
        self._span.set_status(api.StatusCode.ERROR)


class OpenTelemetry:
    """Records spans of sampled traces, and all measures. Build it after any fork.

    A trace that comes in is sampled as its header says, a new one with the probability ``ratio``.
    """

    def __init__(self, program: Program, endpoint: str, ratio: float) -> None:
        resource = Resource.create(
            {"service.name": program.service, "service.version": program.revision}
        )
        base = endpoint.rstrip("/")
        self._tracers = TracerProvider(
            resource=resource, sampler=ParentBasedTraceIdRatio(ratio), shutdown_on_exit=True
        )
        self._tracers.add_span_processor(
            BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{base}/v1/traces"))
        )
        reader = PeriodicExportingMetricReader(OTLPMetricExporter(endpoint=f"{base}/v1/metrics"))
        self._meters = MeterProvider(metric_readers=[reader], resource=resource)
        self._tracer = self._tracers.get_tracer(_SCOPE)
        meter = self._meters.get_meter(_SCOPE)
        self._histograms = {
            measure: meter.create_histogram(
                measure.title, unit=measure.unit, description=measure.text
            )
            for measure in Measure
        }

    @contextmanager
    def span(self, name: str, kind: Kind, parent: Trace | None) -> Iterator[Span]:
        """The span of a request or message, below its parent or at the root of a new trace."""
        with self._tracer.start_as_current_span(
            name,
            context=_context_of(parent),
            kind=_KINDS[kind],
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            yield _Recorded(span)

    def step(self, name: str) -> AbstractContextManager[object]:
        """A part of the current span."""
        return self._tracer.start_as_current_span(
            name, record_exception=False, set_status_on_exception=False
        )

    def record(self, measure: Measure, value: float, attributes: Attributes) -> None:
        """Count one observation."""
        self._histograms[measure].record(value, dict(attributes))

    def close(self) -> None:
        """Send what is recorded, and no more."""
        self._tracers.shutdown()
        self._meters.shutdown()


def _context_of(parent: Trace | None) -> Context:
    # An empty context, not None: whatever span is current elsewhere is no parent of a request.
    empty = Context()
    if parent is None:
        return empty
    remote = api.SpanContext(
        trace_id=int(parent.trace_id, 16),
        span_id=int(parent.span_id, 16),
        is_remote=True,
        trace_flags=api.TraceFlags(api.TraceFlags.SAMPLED if parent.sampled else 0),
    )
    return api.set_span_in_context(api.NonRecordingSpan(remote), empty)
