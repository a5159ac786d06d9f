"""Requests and responses of notifications."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.http.paging import PageQuery
from shared.http.schema import RequestModel, ResponseModel
from shared.notifications.types import NotificationType, Priority
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
