"""Requests and responses of webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field

from shared.http.paging import PageQuery
from shared.http.schema import Line, RequestModel, ResponseModel, example
from shared.platform.webhook_types import DeliveryState, WebhookEvent
from shared.text.addresses import HTTPS, check_address

_Url = Annotated[
    Line,
    Field(max_length=2048, json_schema_extra={"format": "uri", "pattern": HTTPS}),
    AfterValidator(check_address),
]
_Name = Annotated[Line, Field(min_length=1, max_length=60)]
_Events = Annotated[list[WebhookEvent], Field(min_length=1, max_length=len(WebhookEvent))]


class WebhookPath(RequestModel):
    """The webhook in the path."""

    id: UUID


class DeliveryPath(RequestModel):
    """The delivery in the path, and its webhook."""

    id: UUID
    delivery_id: UUID


class WebhookCreate(
    RequestModel,
    json_schema_extra=example(
        name="Attendance board",
        url="https://board.example.org/hooks/stunity",
        events=["announcement:published", "calendar:changed"],
    ),
):
    """Where to, and what. ``sensitive`` says that marks, absences and measures of people may go.

    It is asked for where ``events`` has such.
    """

    name: _Name
    url: _Url
    events: _Events
    sensitive: bool = False


class WebhookUpdate(
    RequestModel,
    json_schema_extra=example(
        name="Attendance board",
        url="https://board.example.org/hooks/stunity",
        events=["announcement:published"],
        enabled=True,
    ),
):
    """The webhook anew, whole. ``rotateSecret`` gives it another secret.

    The one before signs beside it for a day. ``enabled`` switches it on again where it failed.
    """

    name: _Name
    url: _Url
    events: _Events
    sensitive: bool = False
    enabled: bool
    rotate_secret: bool = False


class DeliveryQuery(PageQuery):
    """Deliveries in one state, or all."""

    state: DeliveryState | None = None


class WebhookRead(ResponseModel):
    """A webhook. ``failingSince`` is when something last stopped arriving, null where it arrives.

    ``disabledAt`` is when it was switched off because nothing arrived for 72 hours.
    """

    id: UUID
    name: str
    url: str
    events: list[str]
    enabled: bool
    failure_count: int
    failing_since: datetime | None
    disabled_at: datetime | None
    secret_rotated_at: datetime | None
    created_at: datetime


class WebhookCreated(WebhookRead):
    """A webhook; ``secret`` is shown when it is made, and null otherwise."""

    secret: str | None


class WebhookList(ResponseModel):
    """The webhooks of the school, the oldest first, and what they may ask for."""

    data: list[WebhookRead]
    events: list[str]
    sensitive_events: list[str]


class SendingRead(ResponseModel):
    """One attempt: the receiver's status, or what stood in the way."""

    at: datetime
    status: int | None
    error: str | None
    milliseconds: int


class DeliveryRead(ResponseModel):
    """One event for one webhook, with each attempt. ``id`` is the receiver's ``webhook-id``."""

    id: UUID
    event_id: UUID
    type: str
    state: DeliveryState
    attempts: list[SendingRead]
    next_attempt_at: datetime | None
    delivered_at: datetime | None
    created_at: datetime


def attempt(
    at: datetime, status: int | None, error: str | None, milliseconds: int
) -> dict[str, Any]:
    """An attempt as it is kept."""
    read = SendingRead(at=at, status=status, error=error, milliseconds=milliseconds)
    return read.model_dump(mode="json", by_alias=False)
