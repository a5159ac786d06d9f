"""Requests and responses about the schools of a platform, for those who operate it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.http.paging import PageQuery
from shared.http.schema import (
    SAFE_LINE,
    Line,
    RequestModel,
    ResponseModel,
    example,
)
from shared.identity.schemas import Email, Locale
from shared.tenants.schemas import SchoolName, TimeZone
from shared.tenants.types import TenantStatus


class Quotas(ResponseModel):
    """What a school may have at most; null: no limit."""

    members: int | None = None


class QuotasUpdate(RequestModel):
    """What a school may have at most; left out, there is no limit."""

    members: Annotated[int, Field(ge=1, le=1_000_000)] | None = None


class PlatformSchoolPath(RequestModel):
    """The school in the path."""

    id: UUID


class PlatformSchoolCreate(
    RequestModel,
    json_schema_extra=example(
        slug="wat-phnom",
        name="Wat Phnom High School",
        timezone="Asia/Phnom_Penh",
        locale="km",
        adminEmail="sok@example.com",
        adminFirstName="Sok",
        adminLastName="Chan",
    ),
):
    """A new school and its first administrator, who is invited by mail."""

    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,62}$"), SAFE_LINE]
    name: SchoolName
    name_kh: SchoolName | None = None
    timezone: TimeZone = "UTC"
    locale: Locale = "en"
    admin_email: Email
    admin_first_name: Annotated[Line, Field(min_length=1, max_length=80)]
    admin_last_name: Annotated[Line, Field(min_length=1, max_length=80)]
    plan: Annotated[Line, Field(min_length=1, max_length=40)] | None = None
    quotas: QuotasUpdate = QuotasUpdate()


class PlatformSchoolUpdate(
    RequestModel,
    json_schema_extra=example(status="ACTIVE", plan="basic", quotas={"members": 500}),
):
    """Whether a school is open, and its limits."""

    status: TenantStatus
    plan: Annotated[Line, Field(min_length=1, max_length=40)] | None = None
    quotas: QuotasUpdate = QuotasUpdate()


class PlatformSchoolQuery(PageQuery):
    """Which schools: by a part of the name or slug, by status."""

    q: Annotated[Line, Field(max_length=80)] | None = None
    status: TenantStatus | None = None


class PlatformSchoolRead(ResponseModel):
    """A school, as those who operate the platform see it."""

    id: UUID
    slug: str
    name: str
    name_kh: str | None
    timezone: str
    locale: str
    status: TenantStatus
    plan: str | None
    quotas: Quotas
    members: int
    created_at: datetime
