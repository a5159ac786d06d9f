"""Requests and responses about profiles and preferences."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from shared.auth.roles import Role
from shared.http.schema import Day, Line, RequestModel, ResponseModel, Text, Token, example
from shared.messaging.types import WhoMayWrite
from shared.people.pictures import Picture
from shared.people.policy import check_host
from shared.people.types import Audience, Decision, FollowStatus, Theme
from shared.text.addresses import HTTPS, check_address

MAX_LISTED = 20

_Year = Annotated[int, Field(ge=1900, le=2200)]
_Born = Annotated[Day, Field(ge=date(1900, 1, 1))]
_Short = Annotated[Line, Field(min_length=1, max_length=120)]
_Word = Annotated[Line, Field(min_length=1, max_length=60)]
_Words = Annotated[list[_Word], Field(max_length=MAX_LISTED)]
_Address = Annotated[
    Token,
    Field(max_length=500, json_schema_extra={"pattern": HTTPS}),
    AfterValidator(check_address),
]


def _of(field: str) -> AfterValidator:
    return AfterValidator(lambda url: check_host(field, url))


class MeUpdate(
    RequestModel,
    json_schema_extra=example(firstName="Sok", lastName="Chan", bio="I teach physics."),
):
    """The own name and what one says of oneself. A bio that is left out is emptied.

    The pictures are uploads of the caller's with the purposes AVATAR and COVER; one that is left
    out stays as it is, and null removes it.
    """

    first_name: _Word
    last_name: _Word
    bio: Annotated[Text, Field(min_length=1, max_length=500)] | None = None
    avatar_upload_id: UUID | None = None
    cover_upload_id: UUID | None = None


class Station(RequestModel):
    """Where somebody learned or worked, as what, and when."""

    place: _Short
    what: _Short | None = None
    from_year: _Year | None = None
    to_year: _Year | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_year and self.to_year and self.to_year < self.from_year:
            raise ValueError("it ended before it began")
        return self


class StationRead(ResponseModel):
    """Where somebody learned or worked, as what, and when."""

    place: str
    what: str | None
    from_year: int | None
    to_year: int | None


_Stations = Annotated[list[Station], Field(max_length=MAX_LISTED)]


class ProfileUpdate(
    RequestModel,
    json_schema_extra=example(
        pronouns="she/her",
        location="Phnom Penh",
        website="https://example.com/",
        skills=["physics"],
        profileVisibility="CONNECTIONS",
        activityVisibility="PUBLIC",
    ),
):
    """What one says of oneself, and who may see it. What is left out is emptied."""

    pronouns: Annotated[Line, Field(min_length=1, max_length=40)] | None = None
    date_of_birth: _Born | None = None
    location: _Short | None = None
    website: _Address | None = None
    linkedin: Annotated[_Address, _of("linkedin")] | None = None
    github: Annotated[_Address, _of("github")] | None = None
    twitter: Annotated[_Address, _of("twitter")] | None = None
    skills: _Words = Field(default_factory=list)
    interests: _Words = Field(default_factory=list)
    education: _Stations = Field(default_factory=list)
    experience: _Stations = Field(default_factory=list)
    profile_visibility: Audience = Audience.PUBLIC
    activity_visibility: Audience = Audience.PUBLIC


class ProfileRead(ResponseModel):
    """The own profile, whole. The date of birth is shown to nobody else."""

    pronouns: str | None
    date_of_birth: date | None
    location: str | None
    website: str | None
    linkedin: str | None
    github: str | None
    twitter: str | None
    skills: list[str]
    interests: list[str]
    education: list[StationRead]
    experience: list[StationRead]
    profile_visibility: Audience
    activity_visibility: Audience


class PreferencesUpdate(
    RequestModel,
    json_schema_extra=example(locale="km", timezone="Asia/Phnom_Penh", theme="DARK"),
):
    """How the app looks and sounds, in every school. What is left out is as at the beginning.

    ``timezone`` is a name of the IANA database, or null for that of the school; ``reducedMotion``
    null does what the device says. ``dmPolicy`` is from whom the person takes direct messages; null
    is as the school has it: pupils hear from their class, their connections and staff.
    """

    locale: Literal["en", "km"]
    timezone: Annotated[Token, Field(min_length=1, max_length=64)] | None = None
    theme: Theme = Theme.SYSTEM
    sound: bool = True
    reduced_motion: bool | None = None
    presence_visible: bool = True
    dm_policy: WhoMayWrite | None = None


class PreferencesRead(ResponseModel):
    """How the app looks and sounds. ``schoolTimezone`` holds where no other is chosen."""

    locale: str
    timezone: str | None
    school_timezone: str
    theme: Theme
    sound: bool
    reduced_motion: bool | None
    presence_visible: bool
    dm_policy: WhoMayWrite | None


class PersonDetails(ResponseModel):
    """What a person says of themselves, to those who may see it."""

    cover_photo: Picture
    bio: str | None
    pronouns: str | None
    location: str | None
    website: str | None
    linkedin: str | None
    github: str | None
    twitter: str | None
    skills: list[str]
    interests: list[str]
    education: list[StationRead]
    experience: list[StationRead]
    followers_count: int
    following_count: int


class PersonRead(ResponseModel):
    """A person of the school. ``details`` is null to those who may not see the profile.

    ``following`` is the caller's follow of the person, ``followsMe`` says whether they follow back.
    ``showsPosts``: the person lets the caller see what they do.
    """

    id: UUID
    name: str
    avatar: Picture
    role: Role
    verified: bool
    private: bool
    following: FollowStatus | Literal["NONE"]
    follows_me: bool
    shows_posts: bool
    details: PersonDetails | None


class FollowRequestPath(RequestModel):
    """The person in the path, who asks to follow the caller."""

    user_id: UUID


class FollowRequestRead(ResponseModel):
    """A person who asks to follow the caller."""

    id: UUID
    name: str
    avatar: Picture
    role: Role | None
    since: datetime


class FollowDecision(RequestModel, json_schema_extra=example(decision="ACCEPT")):
    """What becomes of a request to follow."""

    decision: Decision


class FollowDecisionRead(ResponseModel):
    """What has become of the request: they follow, or they do not."""

    user_id: UUID
    status: Literal["ACCEPTED", "NONE"]
