"""Requests and responses of notifications."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.http.paging import PageQuery
from shared.http.schema import SAFE_LINE, RequestModel, ResponseModel, example
from shared.notifications.types import EmailFrequency, NotificationType, Priority
from shared.people.schemas import AuthorRead


class NotificationPath(RequestModel):
    """The notification in the path."""

    id: UUID


class NotificationsQuery(PageQuery):
    """``unread=true`` leaves out what was read."""

    unread: bool = False


class NotificationRead(ResponseModel):
    """A notification; ``groupCount`` says how many events it stands for."""

    id: UUID
    type: NotificationType
    priority: Priority
    title: str
    message: str
    link: str | None
    action_url: str | None
    group_key: str | None
    group_count: int
    actor: AuthorRead | None
    entity_type: str | None
    entity_id: UUID | None
    read: bool
    read_at: datetime | None
    created_at: datetime
    updated_at: datetime


class UnreadCountRead(ResponseModel):
    """The number on the badge."""

    unread: int


class ReadAllResult(ResponseModel):
    """How many notifications were unread."""

    marked: int
    status: Literal["read"] = "read"


TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$"), SAFE_LINE]
"""Hours and minutes, as 22:00."""


class QuietHours(RequestModel):
    """When nothing is pushed but what is urgent, in the reader's time zone; past midnight too.

    They are empty where they end when they begin.
    """

    start: TimeOfDay
    end: TimeOfDay


class QuietHoursRead(ResponseModel):
    """When nothing is pushed but what is urgent."""

    start: str
    end: str


class WaysUpdate(RequestModel):
    """By which ways notifications of one type come."""

    in_app: bool = True
    push: bool = True
    email: EmailFrequency = EmailFrequency.OFF


class NotificationPreferencesUpdate(
    RequestModel,
    json_schema_extra=example(
        types={"POST_LIKE": {"inApp": True, "push": False, "email": "WEEKLY"}},
        quietHours={"start": "21:00", "end": "06:00"},
    ),
):
    """How one wants to be told, replaced as a whole; a type that is left out is as it begins.

    ``quietInLessons``: nothing but what is urgent is pushed while the timetable of the school has a
    lesson of one's own, taught or attended, or its calendar the hours of an examination that one
    writes. What waited then, or in quiet hours, comes as one push once they are over, as far as it
    is unread.
    """

    types: dict[NotificationType, WaysUpdate] = Field(default_factory=dict)
    quiet_hours: QuietHours | None = None
    quiet_in_lessons: bool = False


class WaysRead(ResponseModel):
    """By which ways notifications of one type come; ``urgent`` ones cannot be turned off."""

    type: NotificationType
    title: str
    title_kh: str
    urgent: bool
    in_app: bool
    push: bool
    email: EmailFrequency


class NotificationPreferencesRead(ResponseModel):
    """How the caller wants to be told, of every type; hours are of ``timezone``."""

    types: list[WaysRead]
    quiet_hours: QuietHoursRead | None
    quiet_in_lessons: bool
    timezone: str
