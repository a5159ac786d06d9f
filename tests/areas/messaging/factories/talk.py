"""What people do in conversations, through the API."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from infra.postgres.tenants.tables import memberships
from tests.areas.people.factories.people import (
    Tenant,
    act_for,
    make_membership,
    make_session,
)
from tests.support.api import Caller, all_items, ok
from tests.support.scene import Member
from tests.support.school import School

CONVERSATIONS = "/v1/messages/conversations"


def begin(caller: Caller, *people: Member, name: str | None = None) -> str:
    """Begin a conversation; a group where it has a name."""
    body: dict[str, Any] = {"participantIds": [str(person.id) for person in people]}
    if name is not None:
        body |= {"type": "GROUP", "name": name}
    return str(ok(caller.post(CONVERSATIONS, json=body), 201)["id"])


def say(caller: Caller, conversation: str, content: str = "Hello", **body: Any) -> dict[str, Any]:
    """Send a message."""
    answer = caller.post(f"/v1/messages/{conversation}", json={"content": content, **body})
    found: dict[str, Any] = ok(answer, 201)
    return found


def said(caller: Caller, conversation: str, **query: Any) -> list[dict[str, Any]]:
    """All messages of a conversation, the newest first."""
    return all_items(caller, f"/v1/messages/{conversation}", **query)


def look(caller: Caller, conversation: str) -> dict[str, Any]:
    """A conversation as the caller sees it."""
    found: dict[str, Any] = ok(caller.get(f"{CONVERSATIONS}/{conversation}"))
    return found


def read(caller: Caller, conversation: str, up_to: int) -> dict[str, Any]:
    """Say how far one has read."""
    answer = caller.put(f"{CONVERSATIONS}/{conversation}/read", json={"upTo": up_to})
    found: dict[str, Any] = ok(answer)
    return found


def unread(caller: Caller) -> tuple[int, int]:
    """The badge: messages, and in how many conversations."""
    found = ok(caller.get("/v1/messages/unread-count"))
    return found["unread"], found["conversations"]


def told(school: School, *types: str) -> list[tuple[str, str, Any]]:
    """Events of messages: their type, their channel, their payload."""
    found = school.api.events(school.author.tenant, *types)
    return [(event.type, event.channel, event.data) for event in found]


def also_in(school: School, person: Member, tenant: Tenant, role: str) -> Member:
    """The same person in another school."""
    with school.api.scene() as connection:
        make_membership(connection, tenant_id=tenant.id, user_id=person.id, role=role)
        session_id = make_session(connection, tenant_id=tenant.id, user_id=person.id)
    return school.api.signed_in(person.user, tenant, role, session_id)


def become(school: School, person: Member, status: str) -> None:
    """Give a membership another standing, such as LEFT."""
    with school.api.scene() as connection:
        act_for(connection, person.tenant.id)
        m = memberships.c
        this = (m.tenant_id == person.tenant.id, m.user_id == person.id)
        connection.execute(update(memberships).where(*this).values(status=status))
