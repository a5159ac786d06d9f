"""Posts, comments, clubs, conversations, and cases of moderation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from infra.postgres.clubs.tables import club_members
from tests.areas.clubs.factories.clubs import make_club
from tests.areas.messaging.factories.conversations import make_group, make_message
from tests.areas.moderation.factories.cases import make_case
from tests.areas.social.factories.posts import make_comment, make_post
from tests.guards.things.people import colleague
from tests.guards.things.school import strangers_class
from tests.support.api import Api
from tests.support.scene import Member


def post(api: Api, member: Member) -> UUID:
    return post_by(api, member, member.id)


def post_by(api: Api, member: Member, author_id: UUID, **columns: Any) -> UUID:
    with api.scene() as connection:
        return make_post(connection, tenant_id=member.tenant.id, author_id=author_id, **columns)


def post_of_class(api: Api, member: Member) -> UUID:
    class_id = strangers_class(api, member)
    return post_by(api, member, colleague(api, member), visibility="CLASS", class_id=class_id)


def post_of_another(api: Api, member: Member) -> UUID:
    return post_by(api, member, colleague(api, member), visibility="PRIVATE")


def club(api: Api, member: Member, owner_id: UUID | None = None, **columns: Any) -> UUID:
    """A club of the person's, or of somebody else's."""
    with api.scene() as connection:
        return make_club(
            connection, tenant_id=member.tenant.id, owner_id=owner_id or member.id, **columns
        )


def joined_club(api: Api, member: Member) -> UUID:
    """A club of somebody else's in which the person is."""
    club_id = club(api, member, colleague(api, member))
    row = {"tenant_id": member.tenant.id, "club_id": club_id, "user_id": member.id}
    with api.scene() as connection:
        connection.execute(insert(club_members).values(row))
    return club_id


def closed_club(api: Api, member: Member) -> UUID:
    return club(api, member, colleague(api, member), mode="INVITE_ONLY")


def poll_post(api: Api, member: Member) -> UUID:
    poll = {"options": ["a", "b"], "multiple": False}
    return post_by(api, member, colleague(api, member), type="POLL", poll=poll)


def event_post(api: Api, member: Member) -> UUID:
    event = {"startsAt": datetime.now(UTC)}
    return post_by(api, member, colleague(api, member), type="EVENT", event=event)


def conversation(api: Api, member: Member, owner_id: UUID | None = None) -> Mapping[str, UUID]:
    """A group that the person runs, or somebody else; with somebody else in it."""
    other = colleague(api, member)
    with api.scene() as connection:
        conversation_id = make_group(
            connection, tenant_id=member.tenant.id, people=[owner_id or member.id, other]
        )
    return {"conversationId": conversation_id, "userId": other}


def message(api: Api, member: Member, owner_id: UUID | None = None) -> Mapping[str, UUID]:
    """A message of the person's in such a group, or somebody else's in theirs."""
    group = conversation(api, member, owner_id)
    with api.scene() as connection:
        message_id = make_message(
            connection,
            tenant_id=member.tenant.id,
            conversation_id=group["conversationId"],
            sender_id=owner_id or member.id,
        )
    return {"messageId": message_id}


def comment(
    api: Api, member: Member, author_id: UUID | None = None, post_id: UUID | None = None
) -> UUID:
    with api.scene() as connection:
        return make_comment(
            connection,
            tenant_id=member.tenant.id,
            post_id=post_id or post(api, member),
            author_id=author_id or member.id,
        )


def case(api: Api, member: Member, author_id: UUID | None = None, **columns: Any) -> UUID:
    """A post of somebody's that somebody else has reported."""
    author, reporter = author_id or colleague(api, member), colleague(api, member)
    post_id = post_by(api, member, author)
    with api.scene() as connection:
        return make_case(
            connection,
            tenant_id=member.tenant.id,
            target=("POST", post_id),
            author_id=author,
            reporter_id=reporter,
            **columns,
        )


def decided_case(api: Api, member: Member, author_id: UUID | None = None, **columns: Any) -> UUID:
    """Such a post that somebody has taken away, which whose it is may appeal."""
    now = datetime.now(UTC)
    return case(
        api,
        member,
        author_id or member.id,
        status="DECIDED",
        decision="REMOVE",
        removed=True,
        reason="Be kind",
        decided_by=colleague(api, member),
        decided_at=now,
        appeal_until=now + timedelta(days=14),
        **columns,
    )


def appealed_case(api: Api, member: Member) -> UUID:
    """A decision about somebody else's post that waits for a second look."""
    appeal = {"appealed_at": datetime.now(UTC), "appeal_text": "It was a quote"}
    return decided_case(api, member, colleague(api, member), **appeal)
