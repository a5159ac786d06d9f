"""Events of school records. They name who is concerned, and tell nothing more than they see."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from shared.events.event import Event, event


@event("enrollment:changed", audience=("user:{student_user_id}", "class:{class_id}"))
class EnrolmentChanged(Event):
    """A pupil came into a class, moved or left: ``status`` is ACTIVE or the reason of the end."""

    class_id: UUID
    student_id: UUID
    status: str
    on: date
