"""Conversations and messages as the API shows them to the caller."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from functions.common.attachments import attached
from functions.messaging.access import open_groups, reachable
from functions.runtime.context import Ctx
from infra.postgres import messaging
from shared.media.types import Referrer
from shared.messaging.policy import may_edit, preview
from shared.messaging.schemas import (
    ConversationRead,
    LastMessageRead,
    MessageRead,
    ParticipantRead,
    ReactionCount,
    ReplyRead,
)
from shared.messaging.types import ConversationType, ParticipantRole
from shared.people.schemas import AuthorRead

if TYPE_CHECKING:
    from uuid import UUID

    from infra.postgres.messaging import Conversation, Message, Participant

SHOWN_IN_LIST = 5


def shown_messages(ctx: Ctx, found: Sequence[Message]) -> Callable[[Message], MessageRead]:
    """How each of these messages is shown: what belongs to them is asked for at once."""
    live = [message for message in found if message.deleted_at is None]
    ids = [message.id for message in live]
    with_files = [message.id for message in live if message.attachments_count]
    files = attached(ctx, Referrer.MESSAGE, with_files)
    me, now = ctx.viewer.user_id, ctx.now()
    reactions = ctx.db(messaging.MessageReactionRepository).find(ids, me)

    def show(message: Message) -> MessageRead:
        mine, gone = message.sender_id == me, message.deleted_at is not None
        return MessageRead.of(
            message,
            reply_to=None if gone else _reply(message),
            attachments=files.get(message.id, []),
            reactions=[
                ReactionCount(emoji=r.emoji, count=r.count, mine=r.mine)
                for r in reactions.get(message.id, [])
            ],
            deleted=gone,
            client_id=message.client_id if mine else None,
            can_edit=mine and not gone and may_edit(message.created_at, now),
            can_delete=mine and not gone,
        )

    return show


def _reply(message: Message) -> ReplyRead | None:
    if message.reply_to_id is None or message.reply_sender_id is None:
        return None
    assert message.reply_number is not None, "it has a sender"
    gone = message.reply_deleted_at is not None
    return ReplyRead(
        id=message.reply_to_id,
        number=message.reply_number,
        sender=AuthorRead(
            id=message.reply_sender_id,
            name=message.reply_sender_name or "",
            avatar=message.reply_sender_avatar,
            role=message.reply_sender_role,
        ),
        preview="" if gone else preview(message.reply_content or ""),
        deleted=gone,
    )


def shown_conversations(
    ctx: Ctx, found: Sequence[Conversation], people: Sequence[Participant]
) -> Callable[[Conversation], ConversationRead]:
    """How each of these conversations is shown, with those of the people who are in it."""
    now = ctx.now()
    others = [c.other_id for c in found if c.other_id is not None]
    known = {(p.conversation_id, p.id): p for p in people}
    writable = set(reachable(ctx, others))
    groups = open_groups(ctx, [c.id for c in found if c.type is ConversationType.GROUP])

    def show(one: Conversation) -> ConversationRead:
        other = None if one.other_id is None else known.get((one.id, one.other_id))
        group = one.type is ConversationType.GROUP
        quiet = one.is_quiet(now)
        return ConversationRead.of(
            one,
            other=None if other is None else AuthorRead.of(other),
            participants=[ParticipantRead.of(p) for p in people if p.conversation_id == one.id],
            last_message=_last(one),
            muted=quiet,
            muted_until=one.muted_until if quiet else None,
            can_write=one.id in groups if group else one.other_id in writable,
            can_manage=group and one.my_role is ParticipantRole.ADMIN,
        )

    return show


def _last(one: Conversation) -> LastMessageRead | None:
    if one.last_id is None or one.last_sender_id is None or one.last_created_at is None:
        return None
    gone = one.last_deleted_at is not None
    return LastMessageRead(
        id=one.last_id,
        number=one.last_number,
        sender=AuthorRead(
            id=one.last_sender_id,
            name=one.last_sender_name or "",
            avatar=one.last_sender_avatar,
            role=one.last_sender_role,
        ),
        preview="" if gone else preview(one.last_content or ""),
        attachments=one.last_attachments or 0,
        deleted=gone,
        created_at=one.last_created_at,
    )


def read_conversation(ctx: Ctx, conversation_id: UUID) -> ConversationRead | None:
    """One conversation with everybody who is in it, or None where the caller is not."""
    one = ctx.db(messaging.ConversationRepository).get(ctx.viewer.user_id, conversation_id)
    if one is None:
        return None
    people = ctx.db(messaging.ParticipantRepository).find(conversation_id)
    return shown_conversations(ctx, [one], people)(one)
