"""What people say of themselves, how they want the app, and what others see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.people.follows import require_person
from functions.people.me import read_me
from functions.people.pictures import change_pictures
from functions.runtime.context import Ctx
from infra.postgres import people
from shared.auth.permissions import Permission
from shared.auth.roles import STAFF
from shared.http.problem import ValidationFailed
from shared.http.route import Access, route
from shared.identity.events import UserUpdated
from shared.identity.schemas import MeRead
from shared.media.problems import UploadNotFound, UploadNotReady, WrongPicture
from shared.people.names import NameRefused, check_published
from shared.people.problems import PersonNotFound
from shared.people.profile_schemas import (
    MeUpdate,
    PersonDetails,
    PersonRead,
    PreferencesRead,
    PreferencesUpdate,
    ProfileRead,
    ProfileUpdate,
    StationRead,
)
from shared.people.schemas import UserPath
from shared.people.types import Audience

if TYPE_CHECKING:
    from infra.postgres.people import Details, Profile


class NameNotTaken(ValidationFailed):
    """The name is not for a school, or it is that of somebody who teaches or runs it."""

    title = "Choose another name"


class UnknownTimezone(ValidationFailed):
    """There is no such time zone."""

    title = "There is no such time zone"


@route(
    "PUT",
    "/v1/users/me",
    permission=Access.SIGNED_IN,
    limits=("write",),
    emits=(UserUpdated,),
    raises=(NameNotTaken, UploadNotFound, UploadNotReady, WrongPicture),
)
def users_me_update(ctx: Ctx, body: MeUpdate) -> MeRead:
    """Replace the own name, pictures and the lines about oneself, in every school.

    Pupils and parents cannot take the name of somebody who teaches or runs the school.
    """
    viewer, before = ctx.viewer, read_me(ctx)
    values = body.model_dump(include={"first_name", "last_name", "bio"})
    renamed = (body.first_name, body.last_name) != (before.first_name, before.last_name)
    if renamed and viewer.role not in STAFF:
        _check_name(ctx, f"{body.first_name} {body.last_name}")
    changed = [name for name, value in values.items() if value != getattr(before, name)]
    if changed:
        ctx.db(people.ProfileRepository).rename(viewer.user_id, ctx.now(), **values)
    changed += change_pictures(ctx, body, before)
    if not changed:
        return before
    names = [MeRead.model_fields[name].alias or name for name in changed]
    ctx.emit(UserUpdated(user_id=viewer.user_id, changed=names), person_id=viewer.user_id)
    return read_me(ctx)


@route("GET", "/v1/users/me/profile", permission=Access.SIGNED_IN, limits=("read",))
def users_profile_get(ctx: Ctx) -> ProfileRead:
    """Read the own profile."""
    return _profile(ctx.db(people.ProfileRepository).get(ctx.viewer.user_id))


@route(
    "PUT",
    "/v1/users/me/profile",
    permission=Access.SIGNED_IN,
    limits=("write",),
    emits=(UserUpdated,),
)
def users_profile_update(ctx: Ctx, body: ProfileUpdate) -> ProfileRead:
    """Replace the own profile, and who may see it."""
    viewer, profiles = ctx.viewer, ctx.db(people.ProfileRepository)
    before, values = _profile(profiles.get(viewer.user_id)), body.model_dump()
    changed = [n for n, value in before.model_dump(by_alias=False).items() if value != values[n]]
    if not changed:
        return before
    profiles.put(viewer.user_id, ctx.now(), **values)
    _tell(ctx, ProfileUpdate, changed)
    return _profile(profiles.get(viewer.user_id))


@route(
    "GET",
    "/v1/users/me/preferences",
    permission=Access.SIGNED_IN,
    without_factors=True,
    limits=("read",),
)
def users_preferences_get(ctx: Ctx) -> PreferencesRead:
    """Read how the caller wants the app to look and sound."""
    found = ctx.db(people.ProfileRepository).get_preferences(ctx.viewer.user_id)
    return PreferencesRead.of(found)


@route(
    "PUT",
    "/v1/users/me/preferences",
    permission=Access.SIGNED_IN,
    without_factors=True,
    limits=("write",),
    emits=(UserUpdated,),
    raises=(UnknownTimezone,),
)
def users_preferences_update(ctx: Ctx, body: PreferencesUpdate) -> PreferencesRead:
    """Replace how the app looks and sounds, on every device and in every school."""
    viewer, kept = ctx.viewer, ctx.db(people.ProfileRepository)
    before, values = kept.get_preferences(viewer.user_id), body.model_dump()
    if body.timezone not in {None, before.timezone} and not kept.is_timezone(body.timezone or ""):
        error = {"field": "timezone", "code": "unknown", "message": "a name such as Asia/Tokyo"}
        raise UnknownTimezone(errors=[error])
    changed = [name for name, value in values.items() if value != getattr(before, name)]
    if changed:
        kept.put_preferences(viewer.user_id, ctx.now(), **values)
        _tell(ctx, PreferencesUpdate, changed)
    return PreferencesRead.of(kept.get_preferences(viewer.user_id))


@route(
    "GET",
    "/v1/users/{id}",
    permission=Permission.PROFILES_READ,
    limits=("read",),
    raises=(PersonNotFound,),
)
def users_get(ctx: Ctx, path: UserPath) -> PersonRead:
    """Read a person of the school: name, picture and role, and the rest if they let the caller."""
    person = require_person(ctx, path.id)
    relation = ctx.db(people.FollowRequestRepository).get_relation(ctx.viewer.user_id, person.id)
    details = ctx.db(people.ProfileRepository).get_details(person.id)
    shown = relation.may_see(person.profile_visibility)
    return PersonRead(
        id=person.id,
        name=person.name,
        avatar=person.avatar,
        role=person.role,
        verified=details.verified,
        private=person.profile_visibility is Audience.PRIVATE,
        following=relation.follows or "NONE",
        follows_me=relation.followed_by == "ACCEPTED",
        shows_posts=relation.may_see_posts(person.profile_visibility, details.activity_visibility),
        details=_details(details) if shown else None,
    )


def _check_name(ctx: Ctx, name: str) -> None:
    staff = ctx.db(people.PeopleRepository).find_staff_names(but=ctx.viewer.user_id)
    try:
        check_published(name, staff)
    except NameRefused as error:
        field = {"field": "firstName", "code": "refused", "message": str(error)}
        raise NameNotTaken(errors=[field]) from error


def _tell(ctx: Ctx, kind: type[Any], changed: list[str]) -> None:
    """Let the other devices of the person know which fields to read anew."""
    user_id = ctx.viewer.user_id
    names = [kind.model_fields[name].alias or name for name in changed]
    ctx.emit(UserUpdated(user_id=user_id, changed=names), person_id=user_id)


def _profile(found: Profile) -> ProfileRead:
    return ProfileRead.of(
        found,
        skills=list(found.skills),
        interests=list(found.interests),
        education=[StationRead.model_validate(e) for e in found.education or ()],
        experience=[StationRead.model_validate(e) for e in found.experience or ()],
    )


def _details(found: Details) -> PersonDetails:
    return PersonDetails.of(
        found,
        skills=list(found.skills),
        interests=list(found.interests),
        education=[StationRead.model_validate(e) for e in found.education],
        experience=[StationRead.model_validate(e) for e in found.experience],
    )
