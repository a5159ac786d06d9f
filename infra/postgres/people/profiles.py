"""What people say of themselves, how they want the app, and how two people stand."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Label, func, literal_column, select, text, update
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.tables import profiles, user_preferences, users
from infra.postgres.people.records import Details, Preferences, Profile
from infra.postgres.people.tables import follows
from infra.postgres.tenants.tables import tenants
from shared.media.types import Referrer
from shared.people.types import Audience, FollowStatus, Theme

_PICTURES = {Referrer.AVATAR: users.c.avatar, Referrer.COVER: users.c.cover_photo}


class ProfileRepository(Repository):
    """Queries on profiles and preferences: of a person, in whichever school."""

    def get(self, user_id: UUID) -> Profile:
        """A person's profile; who has never said anything has an empty one."""
        found = self._record(
            Profile, select(*columns_of(Profile, profiles)).where(profiles.c.user_id == user_id)
        )
        return found or Profile()

    def put(self, user_id: UUID, now: datetime, **values: Any) -> None:
        """Replace what a person says of themselves."""
        row = {**values, "updated_at": now}
        adding = insert(profiles).values(user_id=user_id, **row)
        self._unit.execute(adding.on_conflict_do_update(index_elements=["user_id"], set_=row))

    def rename(self, user_id: UUID, now: datetime, **values: Any) -> None:
        """Replace the name and the lines about a person."""
        change = update(users).where(users.c.id == user_id)
        self._unit.execute(change.values(**values, updated_at=now))

    def set_picture(self, user_id: UUID, kind: Referrer, key: str | None, now: datetime) -> None:
        """Make an object of the store somebody's portrait or cover, or none."""
        change = update(users).where(users.c.id == user_id)
        self._unit.execute(change.values({_PICTURES[kind]: key, users.c.updated_at: now}))

    def drop_picture(self, user_id: UUID, kind: Referrer, keys: Collection[str]) -> None:
        """Let go of somebody's portrait or cover, if it is one of these objects."""
        column = _PICTURES[kind]
        change = update(users).where(users.c.id == user_id, column.in_(keys))
        self._unit.execute(change.values({column: None}))

    def get_details(self, user_id: UUID) -> Details:
        """What others may be shown of a member of the school, if they may."""
        f = follows.c

        def count(own: Any) -> Any:
            accepted = (f.tenant_id == self.tenant, f.status == FollowStatus.ACCEPTED)
            return select(func.count()).where(*accepted, own == user_id).scalar_subquery()

        query = (
            select(
                *columns_of(
                    Details,
                    users,
                    profiles,
                    **_filled(),
                    followers_count=count(f.following_id),
                    following_count=count(f.follower_id),
                )
            )
            .outerjoin_from(users, profiles, profiles.c.user_id == users.c.id)
            .where(users.c.id == user_id)
        )
        found = self._record(Details, query)
        assert found is not None, "the caller has found the person"
        return found

    def get_preferences(self, user_id: UUID) -> Preferences:
        """How a person wants the app; who has never chosen has what everybody begins with."""
        p = user_preferences.c
        query = (
            select(
                *columns_of(
                    Preferences,
                    user_preferences,
                    locale=users.c.locale,
                    school_timezone=tenants.c.timezone,
                    theme=func.coalesce(p.theme, Theme.SYSTEM).cast(p.theme.type),
                    sound=func.coalesce(p.sound, True),
                    presence_visible=func.coalesce(p.presence_visible, True),
                )
            )
            .outerjoin_from(users, user_preferences, p.user_id == users.c.id)
            .join(tenants, tenants.c.id == self.tenant)
            .where(users.c.id == user_id)
        )
        found = self._record(Preferences, query)
        assert found is not None, "the person is signed in"
        return found

    def put_preferences(self, user_id: UUID, now: datetime, *, locale: str, **values: Any) -> None:
        """Replace how a person wants the app. Mails and notices speak the same language."""
        row = {**values, "updated_at": now}
        adding = insert(user_preferences).values(user_id=user_id, **row)
        self._unit.execute(adding.on_conflict_do_update(index_elements=["user_id"], set_=row))
        change = update(users).where(users.c.id == user_id, users.c.locale != locale)
        self._unit.execute(change.values(locale=locale, updated_at=now))

    def is_timezone(self, name: str) -> bool:
        """Whether the database knows a time zone by this name: it is the one that uses it."""
        query = text("SELECT EXISTS (SELECT FROM pg_catalog.pg_timezone_names WHERE name = :name)")
        return bool(self._value(query, name=name))


def _filled() -> dict[str, Label[Any]]:
    """Columns of a profile, as they are where there is none."""
    p = profiles.c
    none: Any = literal_column("'{}'::text[]")
    nothing: Any = literal_column("'[]'::jsonb")
    everybody = func.coalesce(p.activity_visibility, Audience.PUBLIC)
    return {
        "skills": func.coalesce(p.skills, none).label("skills"),
        "interests": func.coalesce(p.interests, none).label("interests"),
        "education": func.coalesce(p.education, nothing).cast(p.education.type).label("education"),
        "experience": func.coalesce(p.experience, nothing)
        .cast(p.experience.type)
        .label("experience"),
        "activity_visibility": everybody.cast(p.activity_visibility.type).label("visibility"),
    }
