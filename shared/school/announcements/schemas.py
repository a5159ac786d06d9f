"""Requests and responses about announcements."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.http.schema import Instant, Line, RequestModel, ResponseModel, Text, example
from shared.people.schemas import AuthorRead
from shared.school.announcements.types import AnnouncementPriority

Title = Annotated[Line, Field(min_length=1, max_length=200)]
Body = Annotated[Text, Field(min_length=1, max_length=5000)]


class AnnouncementPath(RequestModel):
    """Which announcement."""

    id: UUID


class SchoolAnnouncementCreate(
    RequestModel,
    json_schema_extra=example(
        title="No school on Monday",
        titleKh="ថ្ងៃច័ន្ទសាលាឈប់សម្រាក",
        body="The school is closed on Monday, 30 November.",
        requiresAck=True,
    ),
):
    """What all in the school are told, or a class.

    ``publishAt`` tells it later, ``expiresAt`` takes it away by itself, and ``requiresAck`` asks
    everybody to say that they have read it.
    """

    title: Title
    title_kh: Title | None = None
    body: Body
    body_kh: Body | None = None
    class_id: UUID | None = None
    priority: AnnouncementPriority = AnnouncementPriority.NORMAL
    requires_ack: bool = False
    publish_at: Instant | None = None
    expires_at: Instant | None = None

    @model_validator(mode="after")
    def _dates_are_in_order(self) -> Self:
        if self.publish_at and self.expires_at and self.expires_at <= self.publish_at:
            raise ValueError("expiresAt must be after publishAt")
        return self


class SchoolAnnouncementRead(ResponseModel):
    """An announcement as the caller sees it.

    ``acknowledgedAt``: when the caller said so. ``acknowledged``: how many have, for those who
    announce. Before ``publishedAt`` only they see it.
    """

    id: UUID
    author: AuthorRead
    title: str
    title_kh: str | None
    body: str
    body_kh: str | None
    class_id: UUID | None
    class_name: str | None
    priority: AnnouncementPriority
    requires_ack: bool
    publish_at: datetime
    published_at: datetime | None
    expires_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged: int | None
    created_at: datetime


class AcknowledgementRead(ResponseModel):
    """That the caller has read an announcement and understood it; the first time counts."""

    announcement_id: UUID
    acknowledged_at: datetime
