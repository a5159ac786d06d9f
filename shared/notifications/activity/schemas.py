"""Requests and responses of the activity feed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.http.paging import PageQuery
from shared.http.schema import ResponseModel
from shared.notifications.activity.types import Action, EntityType


class ActivityQuery(PageQuery):
    """Fifty a page, as the feed shows."""

    limit: Annotated[int, Field(ge=1, le=100, description="Items a page")] = 50


class ActivityRead(ResponseModel):
    """One line of the feed. ``description`` is in the language of the school."""

    id: UUID
    entity_type: EntityType
    entity_id: UUID
    action: Action
    description: str
    user_id: UUID
    user_name: str
    class_id: UUID | None
    created_at: datetime
