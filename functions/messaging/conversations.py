"""Conversations: with one person, or in a group."""

from __future__ import annotations

from uuid import UUID

from functions.messaging.access import (
    CannotWrite,
    ConversationNotFound,
    NotAGroup,
    NotGroupAdmin,
    require_conversation,
    require_group,
    require_people,
)
from functions.messaging.showing import SHOWN_IN_LIST, read_conversation, shown_conversations
from functions.runtime.context import Ctx
from infra.postgres import messaging
from shared.auth.permissions import Permission
from shared.http.paging import Page, Position
from shared.http.problem import ClientIdUsed, ValidationFailed
from shared.http.route import route
from shared.messaging.events import ConversationCreated, ConversationUpdated
from shared.messaging.policy import direct_key
from shared.messaging.schemas import (
    ConversationCreate,
    ConversationPath,
    ConversationRead,
    ConversationsQuery,
    ConversationUpdate,
    MutedRead,
    MuteUpdate,
)
from shared.messaging.types import ConversationType, ParticipantRole
from shared.people.problems import PersonNotFound


@route("GET", "/v1/messages/conversations", permission=Permission.MESSAGES_READ, limits=("read",))
def conversations_list(ctx: Ctx, query: ConversationsQuery) -> Page[ConversationRead]:
    """List the conversations that the caller is in; where something was said last comes first."""
    found = ctx.db(messaging.ConversationRepository).find(
        ctx.viewer.user_id,
        text=query.q,
        before=Position.decode(query.cursor),
        limit=query.limit,
    )
    people = ctx.db(messaging.ParticipantRepository).find_first(
        [one.id for one in found[: query.limit]], SHOWN_IN_LIST
    )
    show = shown_conversations(ctx, found[: query.limit], people)
    return Page.of_rows(found, query.limit, show)


@route(
    "POST",
    "/v1/messages/conversations",
    permission=Permission.MESSAGES_SEND,
    limits=("messages",),
    status=201,
    emits=(ConversationCreated,),
    raises=(PersonNotFound, CannotWrite, ClientIdUsed),
)
def conversations_create(ctx: Ctx, body: ConversationCreate) -> ConversationRead:
    """Begin a conversation. Two people have one: whoever asks again gets the same."""
    me, conversations = ctx.viewer.user_id, ctx.db(messaging.ConversationRepository)
    direct = body.type is ConversationType.DIRECT
    key = direct_key(me, body.participant_ids[0]) if direct else None
    existing = _existing(ctx, key, body.client_id)
    if existing is not None:
        return existing
    require_people(ctx, body.participant_ids)
    conversation_id, now = ctx.new_id(), ctx.now()
    people = [me, *body.participant_ids]
    roles = dict.fromkeys(people, ParticipantRole.MEMBER)
    roles[me] = ParticipantRole.MEMBER if direct else ParticipantRole.ADMIN
    begun = conversations.begin(
        people=list(roles.items()),
        now=now,
        id=conversation_id,
        type=body.type,
        name=body.name,
        direct_key=key,
        created_by=me,
        client_id=body.client_id,
    )
    if not begun:
        # Somebody began it at the same moment.
        again = _existing(ctx, key, body.client_id)
        if again is None:
            raise ClientIdUsed
        return again
    event = ConversationCreated(
        conversation_id=conversation_id, type=body.type, name=body.name, participant_ids=people
    )
    ctx.emit(event, people=tuple(people))
    made = read_conversation(ctx, conversation_id)
    assert made is not None, "the caller is in it"
    return made


def _existing(ctx: Ctx, key: str | None, client_id: UUID | None) -> ConversationRead | None:
    conversations, found = ctx.db(messaging.ConversationRepository), None
    if key is not None:
        found = conversations.get_by_key(key)
    elif client_id is not None:
        found = conversations.get_created(ctx.viewer.user_id, client_id)
    return None if found is None else read_conversation(ctx, found)


@route(
    "GET",
    "/v1/messages/conversations/{conversationId}",
    permission=Permission.MESSAGES_READ,
    limits=("read",),
    raises=(ConversationNotFound,),
)
def conversations_get(ctx: Ctx, path: ConversationPath) -> ConversationRead:
    """Read a conversation with everybody in it, and how far each has read."""
    found = read_conversation(ctx, path.conversation_id)
    if found is None:
        raise ConversationNotFound
    return found


@route(
    "PUT",
    "/v1/messages/conversations/{conversationId}",
    permission=Permission.MESSAGES_SEND,
    limits=("write",),
    emits=(ConversationUpdated,),
    raises=(ConversationNotFound, NotAGroup, NotGroupAdmin),
)
def conversations_update(
    ctx: Ctx, path: ConversationPath, body: ConversationUpdate
) -> ConversationRead:
    """Rename a group."""
    access = require_group(ctx, path.conversation_id, to_manage=True)
    ctx.db(messaging.ConversationRepository).rename(access.id, body.name)
    people = ctx.db(messaging.ParticipantRepository).find_ids(access.id)
    event = ConversationUpdated(conversation_id=access.id, changed=["name"], added=[], removed=[])
    ctx.emit(event, people=tuple(people))
    return conversations_get(ctx, path)


@route(
    "PUT",
    "/v1/messages/conversations/{conversationId}/mute",
    permission=Permission.MESSAGES_READ,
    limits=("write",),
    raises=(ConversationNotFound,),
)
def conversations_mute(ctx: Ctx, path: ConversationPath, body: MuteUpdate) -> MutedRead:
    """Make a conversation quiet for the caller, or loud again: nothing is told of a quiet one."""
    access = require_conversation(ctx, path.conversation_id)
    until = body.until if body.muted else None
    if until is not None and until <= ctx.now():
        error = {"field": "until", "code": "past", "message": "this moment has passed"}
        raise ValidationFailed(errors=[error])
    ctx.db(messaging.ParticipantRepository).mute(
        ctx.viewer.user_id, access.id, muted=body.muted, until=until
    )
    return MutedRead(conversation_id=access.id, muted=body.muted, muted_until=until)
