"""JSON Schemas of event payloads: published, and kept as golden files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shared.events.event import Event


def schema(event: type[Event]) -> dict[str, Any]:
    """The payload schema of one event."""
    body = event.model_json_schema(mode="serialization")
    return {
        "$id": f"urn:stunity:event:{event.wire_name}:v{event.version}",
        **body,
        "x-audience": list(event.audience),
        "x-durable": event.durable,
        "x-legacyType": event.legacy_type,
        "x-version": event.version,
    }


def schemas(events: Iterable[type[Event]]) -> dict[str, Any]:
    """The schemas of many events under their wire names."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "events": {event.wire_name: schema(event) for event in events},
    }
