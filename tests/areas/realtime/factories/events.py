"""Envelopes for tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared.realtime.channels import Channel
from shared.realtime.envelope import Envelope
from tests.areas.people.factories.people import new_id


def make_envelope(
    *, tenant_id: UUID, channel: Channel, data: Mapping[str, Any] | None = None
) -> Envelope:
    """An event on a channel."""
    return Envelope(
        id=new_id(),
        type="test:happened",
        version=1,
        tenant_id=tenant_id,
        channel=channel.name,
        actor_id=None,
        data=data or {},
        timestamp=1_700_000_000_000,
    )
