"""What people do about a message: react, be reminded, write an answer."""

from __future__ import annotations

from functions.messaging.access import (
    CannotWrite,
    ConversationNotFound,
    MessageNotFound,
    require_conversation,
    require_live_message,
    require_voice,
)
from functions.messaging.showing import shown_messages
from functions.runtime.context import Ctx
from functions.runtime.counting import Counter, count
from infra.postgres import messaging
from shared.auth.permissions import Permission
from shared.http.limits import LIMIT_CLASSES
from shared.http.problem import ValidationFailed
from shared.http.rate_limit import Bucket
from shared.http.route import route
from shared.messaging.events import MessageReacted, TypingStart, TypingStop
from shared.messaging.policy import MAX_REACTIONS, MAX_REMINDER, TYPING_EXPIRES, TYPING_PACE_MS
from shared.messaging.schemas import (
    ConversationPath,
    MessagePath,
    MessageRead,
    ReactionUpdate,
    ReminderRead,
    ReminderUpdate,
    TypingUpdate,
)
from shared.messaging.types import ReactionOp, TypingOp


@route(
    "PUT",
    "/v1/messages/{messageId}/reaction",
    permission=Permission.MESSAGES_READ,
    limits=("write",),
    emits=(MessageReacted,),
    raises=(MessageNotFound, CannotWrite),
)
def messages_react(ctx: Ctx, path: MessagePath, body: ReactionUpdate) -> MessageRead:
    """React to a message, or take a reaction back. May be repeated without effect.

    One person gives at most five different ones.
    """
    me, (message, access) = ctx.viewer.user_id, require_live_message(ctx, path.message_id)
    people = require_voice(ctx, access)
    reactions = ctx.db(messaging.MessageReactionRepository)
    if body.op is ReactionOp.ADD:
        changed = reactions.add(message.id, me, body.emoji, ctx.now(), MAX_REACTIONS)
    else:
        changed = reactions.remove(message.id, me, body.emoji)
    if changed:
        event = MessageReacted(
            conversation_id=access.id,
            message_id=message.id,
            user_id=me,
            emoji=body.emoji,
            op=body.op,
        )
        ctx.emit(event, people=tuple(people))
    return shown_messages(ctx, [message])(message)


@route(
    "PUT",
    "/v1/messages/{messageId}/reminder",
    permission=Permission.MESSAGES_READ,
    limits=("write",),
    raises=(MessageNotFound,),
)
def messages_remind(ctx: Ctx, path: MessagePath, body: ReminderUpdate) -> ReminderRead:
    """Be reminded of a message at a time, or not any more. Only the caller knows of it."""
    message, _ = require_live_message(ctx, path.message_id)
    me, now, reminders = ctx.viewer.user_id, ctx.now(), ctx.db(messaging.ReminderRepository)
    if body.remind_at is None:
        reminders.drop(message.id, me)
    else:
        if not now < body.remind_at <= now + MAX_REMINDER:
            error = {"field": "remindAt", "code": "range", "message": "within a year from now"}
            raise ValidationFailed(errors=[error])
        reminders.put(message.id, me, body.remind_at, now)
    return ReminderRead(message_id=message.id, remind_at=body.remind_at)


@route(
    "POST",
    "/v1/messages/{conversationId}/typing",
    permission=Permission.MESSAGES_SEND,
    limits=("typing",),
    status=204,
    emits=(TypingStart, TypingStop),
    raises=(ConversationNotFound, CannotWrite),
)
def messages_typing(ctx: Ctx, path: ConversationPath, body: TypingUpdate) -> None:
    """Say that the caller is writing, or left off. Twice within two seconds is no news."""
    me, access = ctx.viewer.user_id, require_conversation(ctx, path.conversation_id)
    others = tuple(person for person in require_voice(ctx, access) if person != me)
    if body.op is TypingOp.STOP:
        ctx.emit(TypingStop(conversation_id=access.id, user_id=me), people=others)
        return
    rules = LIMIT_CLASSES["typing"]
    pace = Bucket(f"typing:{access.id}:{me}", 1, TYPING_PACE_MS)
    once = count(ctx.deps, [Counter(pace, rules.windows[0], rules)], ctx.degraded)
    if any(place.state.exceeded for place in once):
        return
    event = TypingStart(
        conversation_id=access.id,
        user_id=me,
        expires_in_ms=int(TYPING_EXPIRES.total_seconds() * 1000),
    )
    ctx.emit(event, people=others)
