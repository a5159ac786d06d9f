"""Events of what the platform does for schools."""

from __future__ import annotations

from uuid import UUID

from shared.events.event import Event, event


@event("webhook:due", audience=("domain:{webhook_id}",))
class WebhookDue(Event):
    """A delivery is to be sent now; for a worker only.

    ``attempts`` is how many there were when it was said: what was said twice is done once.
    """

    delivery_id: UUID
    attempts: int
