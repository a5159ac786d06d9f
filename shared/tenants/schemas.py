"""Requests and responses about a school, its members and how they come."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints

from shared.auth.assignments import ScopeType
from shared.auth.roles import Role
from shared.http.paging import PageQuery
from shared.http.schema import (
    SAFE_LINE,
    Instant,
    Line,
    RequestModel,
    ResponseModel,
    Text,
    Token,
    example,
)
from shared.identity.schemas import Email, LinkDigest, Locale, RefreshToken
from shared.people.pictures import Picture
from shared.social.weights import FeedWeights, FeedWeightsRead
from shared.tenants.types import (
    InvitationStatus,
    MembershipStatus,
)

MemberRole = Literal[Role.STUDENT, Role.TEACHER, Role.RESEARCHER, Role.PARENT, Role.ADMIN]
SchoolName = Annotated[Line, Field(min_length=1, max_length=120)]
Color = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$"), SAFE_LINE]
_EXAMPLE_ID = "0199a1f9-0000-7000-8000-000000000000"


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, LookupError, ValueError) as error:
        raise ValueError("not a time zone, such as Asia/Phnom_Penh") from error
    return name


TimeZone = Annotated[Token, Field(max_length=64), AfterValidator(_known_zone)]


class Branding(ResponseModel):
    """How a school shows itself: a sign, a colour, and a line below its name."""

    logo: Picture = None
    color: str | None = None
    motto: str | None = None


class SchoolRead(ResponseModel):
    """A school, as its members see it.

    ``staffFactorsFrom``: from then on staff need a second factor; null where they need none.
    ``feedWeights``: what each factor of feeds that are chosen for somebody counts.
    """

    id: UUID
    slug: str
    name: str
    name_kh: str | None
    timezone: str
    locale: str
    branding: Branding
    open_registration: bool
    pupil_messages: bool
    staff_factors_from: datetime | None
    feed_weights: FeedWeightsRead
    settings_version: int


class SchoolUpdate(
    RequestModel,
    json_schema_extra=example(
        name="Wat Phnom High School",
        nameKh="វិទ្យាល័យវត្តភ្នំ",
        timezone="Asia/Phnom_Penh",
        locale="km",
        color="#1d4ed8",
        motto="We learn together",
        openRegistration=False,
        staffFactorsFrom="2027-01-11T00:00:00Z",
        settingsVersion=0,
    ),
):
    """A school as it shall be. ``settingsVersion`` is the one that was read before.

    ``pupilMessages`` says whether pupils may write to each other; left out, it stays as it is.
    ``staffFactorsFrom``, ``feedWeights`` and the logo stay as they are where they are left out;
    null for ``logoUploadId`` takes the logo away, and for ``feedWeights`` leaves the usual ones.
    Feeds are chosen by others within a quarter of an hour.
    """

    name: SchoolName
    name_kh: SchoolName | None = None
    timezone: TimeZone
    locale: Locale
    color: Color | None = None
    motto: Annotated[Line, Field(min_length=1, max_length=160)] | None = None
    logo_upload_id: UUID | None = None
    open_registration: bool
    pupil_messages: bool | None = None
    staff_factors_from: Instant | None = None
    feed_weights: FeedWeights | None = None
    settings_version: Annotated[int, Field(ge=0, lt=1 << 31)]


class MemberQuery(PageQuery):
    """Which members: by a part of the name or address, by role, by status."""

    q: Annotated[Line, Field(max_length=80)] | None = None
    role: MemberRole | None = None
    status: MembershipStatus | None = None


class MemberPath(RequestModel):
    """The member in the path."""

    user_id: UUID


class MemberFactorsPath(RequestModel):
    """The member in the path, who has second factors."""

    user_id: UUID


class AssignmentRead(ResponseModel):
    """A role for a part of the school. ``scopeName`` is null where the part has no name."""

    id: UUID
    user_id: UUID
    role: Role
    scope_type: ScopeType
    scope_id: UUID
    scope_name: str | None


class SuspensionRead(ResponseModel):
    """Why somebody is shut out, and until when; null: until it is lifted."""

    until: datetime | None
    reason: str


class MemberRead(ResponseModel):
    """A member, as those who run the school see them.

    ``secondFactor``: whether they sign in with more than a password.
    """

    user_id: UUID
    name: str
    email: str
    avatar: Picture
    role: Role
    status: MembershipStatus
    joined_at: datetime | None
    second_factor: bool
    assignments: list[AssignmentRead]
    suspension: SuspensionRead | None


class MemberUpdate(RequestModel, json_schema_extra=example(role="TEACHER")):
    """Another role, or another status; what is left out stays."""

    role: MemberRole | None = None
    status: Literal[MembershipStatus.ACTIVE, MembershipStatus.SUSPENDED] | None = None


class SuspensionCreate(
    RequestModel,
    json_schema_extra=example(until=None, reason="Insults on the board of class 10A"),
):
    """Why somebody is shut out, and until when; left out, until it is lifted."""

    until: Instant | None = None
    reason: Annotated[Text, Field(min_length=1, max_length=500)]


class InvitationCreate(
    RequestModel, json_schema_extra=example(email="sok@example.com", role="TEACHER", locale="km")
):
    """Whom to invite, as what, and in which language."""

    email: Email
    role: MemberRole
    locale: Locale = "en"


class InvitationPath(RequestModel):
    """The invitation in the path."""

    id: UUID


class InvitationRead(ResponseModel):
    """An invitation, as those who run the school see it."""

    id: UUID
    email: str
    role: Role
    status: InvitationStatus
    expires_at: datetime
    created_at: datetime


class InvitationAccept(RequestModel, json_schema_extra=example(token="x" * 43)):
    """The token of the mailed link."""

    token: RefreshToken


class InvitationLinkPath(RequestModel):
    """The link of an invitation, by the digest of its token."""

    digest: LinkDigest


class InvitationPreview(ResponseModel):
    """Who invites whom, as the holder of the link reads it before deciding.

    The address is whole: it stands in the very mail that carried the link.
    """

    school: str
    school_kh: str | None
    branding: Branding
    email: str
    role: Role
    expires_at: datetime


class JoinedRead(ResponseModel):
    """The school that the caller belongs to from now on, and as what."""

    tenant_id: UUID
    role: Role


class AssignmentCreate(
    RequestModel,
    json_schema_extra=example(
        userId=_EXAMPLE_ID, role="MODERATOR", scopeType="BOARD", scopeId=_EXAMPLE_ID
    ),
):
    """Who gets which role, and for what. The scope of the whole school is the school's id."""

    user_id: UUID
    role: Literal[Role.MODERATOR]
    scope_type: ScopeType
    scope_id: UUID


class AssignmentPath(RequestModel):
    """The assignment in the path."""

    id: UUID


def branding_of(settings: Any, logo: str | None) -> Branding:
    """How a school looks by its settings, and its logo."""
    found = settings.get("branding") or {}
    return Branding(logo=logo, color=found.get("color"), motto=found.get("motto"))
