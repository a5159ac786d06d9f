"""Events of pulse surveys. An answer is none: it would have a time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.events.event import Event, event
from shared.school.pulses.types import Scale


@event("pulse:opened", audience=("tenant:{school_id}",))
class PulseOpened(Event):
    """The school asks everybody something."""

    pulse_id: UUID
    text: str
    text_kh: str | None
    scale: Scale
    closes_at: datetime
