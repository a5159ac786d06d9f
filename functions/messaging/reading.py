"""How far people have read: receipts that others see, and marks for oneself."""

from __future__ import annotations

from uuid import UUID

from functions.messaging.access import (
    ConversationNotFound,
    MessageNotFound,
    require_conversation,
    require_message,
)
from functions.runtime.context import Ctx
from infra.postgres import messaging, notifications
from shared.auth.permissions import Permission
from shared.http.route import route
from shared.messaging.events import ConversationMarked, MessageWasRead
from shared.messaging.schemas import (
    ConversationPath,
    ConversationReadUpdate,
    MessagePath,
    ReadState,
    UnreadMessages,
)
from shared.notifications.events import NotificationsRead
from shared.notifications.types import NotificationType


@route(
    "PUT",
    "/v1/messages/{messageId}/read",
    permission=Permission.MESSAGES_READ,
    limits=("write",),
    emits=(MessageWasRead, NotificationsRead),
    raises=(MessageNotFound,),
)
def messages_mark_read(ctx: Ctx, path: MessagePath) -> ReadState:
    """Say that the caller has read as far as this message; the farthest that they said counts."""
    message, access = require_message(ctx, path.message_id)
    return _read_up_to(ctx, access.id, message.number)


@route(
    "PUT",
    "/v1/messages/conversations/{conversationId}/read",
    permission=Permission.MESSAGES_READ,
    limits=("write",),
    emits=(MessageWasRead, ConversationMarked, NotificationsRead),
    raises=(ConversationNotFound,),
)
def conversations_mark_read(
    ctx: Ctx, path: ConversationPath, body: ConversationReadUpdate
) -> ReadState:
    """Say how far the caller has read, or mark messages as unread for the caller alone."""
    access = require_conversation(ctx, path.conversation_id)
    if body.unread_from is None:
        return _read_up_to(ctx, access.id, min(body.up_to or 0, access.last_number))
    number = min(max(body.unread_from, access.from_number), access.last_number + 1)
    participants, me = ctx.db(messaging.ParticipantRepository), ctx.viewer.user_id
    participants.mark_unread(me, access.id, number)
    state = _state(ctx, access.id)
    event = ConversationMarked(
        conversation_id=access.id, unread_from=number, unread_count=state.unread_count
    )
    ctx.emit(event, person_id=me)
    return state


@route("GET", "/v1/messages/unread-count", permission=Permission.MESSAGES_READ, limits=("read",))
def messages_unread_count(ctx: Ctx) -> UnreadMessages:
    """Count unread messages, but for those in conversations that are muted."""
    badge = ctx.db(messaging.ConversationRepository).badge(ctx.viewer.user_id, ctx.now())
    return UnreadMessages.of(badge)


def _read_up_to(ctx: Ctx, conversation_id: UUID, number: int) -> ReadState:
    me, now = ctx.viewer.user_id, ctx.now()
    participants = ctx.db(messaging.ParticipantRepository)
    if participants.read(me, conversation_id, number, now):
        last = ctx.db(messaging.MessageRepository).get_at(me, conversation_id, number)
        if last is not None:
            event = MessageWasRead(
                conversation_id=conversation_id,
                user_id=me,
                up_to_message_id=last.id,
                up_to_number=number,
                read_at=now,
            )
            ctx.emit(event, people=tuple(participants.find_ids(conversation_id)))
    _forget_notice(ctx, conversation_id)
    return _state(ctx, conversation_id)


def _forget_notice(ctx: Ctx, conversation_id: UUID) -> None:
    """What was told of the conversation is read with it, on all devices."""
    key = NotificationType.MESSAGE_RECEIVED.told.group_key(conversation_id)
    assert key is not None, "messages of a conversation are one notification"
    me, told = ctx.viewer.user_id, ctx.db(notifications.NotificationRepository)
    read = told.mark_group_read(me, key, ctx.now())
    if read:
        event = NotificationsRead(ids=read, unread_count=told.count_unread(me))
        ctx.emit(event, receiver_id=me)


def _state(ctx: Ctx, conversation_id: UUID) -> ReadState:
    me = ctx.viewer.user_id
    access = require_conversation(ctx, conversation_id)
    unread = ctx.db(messaging.ParticipantRepository).unread(me, conversation_id)
    return ReadState(
        conversation_id=conversation_id,
        read_number=access.read_number,
        unread_from=access.unread_from,
        unread_count=unread.unread_count,
        first_unread=unread.first_unread,
    )
