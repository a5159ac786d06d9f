"""Messages: sent once however often they are tried, edited for a while, deleted to a tombstone."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.attachments import attach
from functions.messaging.access import (
    CannotWrite,
    ConversationNotFound,
    MessageNotFound,
    require_conversation,
    require_live_message,
    require_message,
    require_voice,
)
from functions.messaging.showing import shown_messages
from functions.runtime.context import Ctx
from infra.postgres import media, messaging, moderation
from shared.auth.permissions import Permission
from shared.http.paging import Page
from shared.http.problem import ClientIdUsed, Conflict, Forbidden
from shared.http.route import route
from shared.media.problems import UploadNotFound, UploadNotReady
from shared.media.types import Referrer
from shared.messaging.events import MessageCreated, MessageDeleted, MessageUpdated, TypingStop
from shared.messaging.policy import MessagePlace, may_edit, preview
from shared.messaging.schemas import (
    ConversationPath,
    MessageEdit,
    MessagePath,
    MessageRead,
    MessageSend,
    MessagesQuery,
)
from shared.moderation.types import TargetType

if TYPE_CHECKING:
    from infra.postgres.messaging import Message


class NotYourMessage(Forbidden):
    """Only who sent a message may change it."""

    code = "not_your_message"
    title = "Only who sent this message may change it"
    cure = "Leave it as it is; whoever sent it may change it, and anybody may report it."


class EditWindowClosed(Conflict):
    """A message can be edited for a quarter of an hour."""

    code = "edit_window_closed"
    title = "This message is too old to be edited"
    cure = "Send another message, or delete this one."


@route(
    "GET",
    "/v1/messages/{conversationId}",
    permission=Permission.MESSAGES_READ,
    limits=("read",),
    raises=(ConversationNotFound,),
)
def messages_list(ctx: Ctx, path: ConversationPath, query: MessagesQuery) -> Page[MessageRead]:
    """List the messages of a conversation, the newest first; those ``after`` a number upwards."""
    access = require_conversation(ctx, path.conversation_id)
    place = MessagePlace.decode(query.cursor)
    before, after = query.before, query.after
    if place is not None:
        before, after = (before, place.number) if place.newer else (place.number, None)
    found = ctx.db(messaging.MessageRepository).find(
        ctx.viewer.user_id,
        access.id,
        first=access.from_number,
        before=before,
        after=after,
        text=query.q,
        limit=query.limit,
    )
    newer = after is not None
    show = shown_messages(ctx, found[: query.limit])
    return Page.of_rows(found, query.limit, show, lambda message: message.place(newer=newer))


@route(
    "POST",
    "/v1/messages/{conversationId}",
    permission=Permission.MESSAGES_SEND,
    limits=("messages",),
    status=201,
    emits=(MessageCreated, TypingStop),
    raises=(
        ConversationNotFound,
        CannotWrite,
        MessageNotFound,
        ClientIdUsed,
        UploadNotFound,
        UploadNotReady,
    ),
)
def messages_send(ctx: Ctx, path: ConversationPath, body: MessageSend) -> MessageRead:
    """Send a message.

    With a ``clientId`` it stands there once, however often and however late it is sent.
    """
    viewer, messages = ctx.viewer, ctx.db(messaging.MessageRepository)
    # The lock gives the numbers one by one, and lets a second attempt see the first.
    access = require_conversation(ctx, path.conversation_id, lock=True)
    sent_before = _sent_before(ctx, access.id, body.client_id)
    if sent_before is not None:
        return sent_before
    people = require_voice(ctx, access)
    if body.reply_to_id is not None:
        answered, elsewhere = require_live_message(ctx, body.reply_to_id)
        if elsewhere.id != access.id:
            raise MessageNotFound
        assert answered.deleted_at is None, "it is live"
    message_id, now = ctx.new_id(), ctx.now()
    message = messages.insert(
        id=message_id,
        conversation_id=access.id,
        number=access.last_number + 1,
        sender_id=viewer.user_id,
        client_id=body.client_id,
        content=body.content,
        attachments_count=len(body.attachments),
        reply_to_id=body.reply_to_id,
        created_at=now,
    )
    if message is None:
        # The same id at the same moment in another conversation.
        raise ClientIdUsed
    if body.attachments:
        attach(ctx, Referrer.MESSAGE, message_id, body.attachments)
    ctx.db(messaging.ParticipantRepository).said(
        access.id, message.number, by=viewer.user_id, now=now
    )
    ctx.emit(
        MessageCreated(
            conversation_id=access.id,
            message_id=message_id,
            number=message.number,
            sender_id=viewer.user_id,
            sender_name=viewer.name,
            preview=preview(body.content),
            attachments=len(body.attachments),
            client_message_id=body.client_id,
            created_at=now,
        ),
        people=tuple(people),
    )
    others = tuple(person for person in people if person != viewer.user_id)
    ctx.emit(TypingStop(conversation_id=access.id, user_id=viewer.user_id), people=others)
    return _read(ctx, message)


def _sent_before(ctx: Ctx, conversation_id: UUID, client_id: UUID | None) -> MessageRead | None:
    """What the caller sent under this id; raises ClientIdUsed where that was elsewhere."""
    if client_id is None:
        return None
    messages = ctx.db(messaging.MessageRepository)
    found = messages.get_created(ctx.viewer.user_id, client_id)
    if found is None:
        return None
    if found.conversation_id != conversation_id:
        raise ClientIdUsed
    return _read(ctx, found)


@route(
    "PUT",
    "/v1/messages/{messageId}",
    permission=Permission.MESSAGES_SEND,
    limits=("messages",),
    emits=(MessageUpdated,),
    raises=(MessageNotFound, NotYourMessage, EditWindowClosed, CannotWrite),
)
def messages_edit(ctx: Ctx, path: MessagePath, body: MessageEdit) -> MessageRead:
    """Replace the text of one's own message, within a quarter of an hour."""
    message, access = require_live_message(ctx, path.message_id)
    if message.sender_id != ctx.viewer.user_id:
        raise NotYourMessage
    now = ctx.now()
    if not may_edit(message.created_at, now):
        raise EditWindowClosed
    if body.content == message.content:
        return _read(ctx, message)
    people = require_voice(ctx, access)
    messages = ctx.db(messaging.MessageRepository)
    revision = messages.edit(message.id, content=body.content, edited_at=now)
    if revision is None:
        raise MessageNotFound
    ctx.emit(
        MessageUpdated(
            conversation_id=access.id, message_id=message.id, revision=revision, updated_at=now
        ),
        people=tuple(people),
    )
    changed, _ = require_message(ctx, message.id)
    return _read(ctx, changed)


@route(
    "DELETE",
    "/v1/messages/{messageId}",
    permission=Permission.MESSAGES_READ,
    limits=("write",),
    status=204,
    emits=(MessageDeleted,),
    raises=(MessageNotFound, NotYourMessage),
)
def messages_delete(ctx: Ctx, path: MessagePath) -> None:
    """Delete one's own message; its place stays. May be repeated without effect.

    Who moderates posts may delete one that was reported.
    """
    message = _deletable(ctx, path.message_id)
    now = ctx.now()
    if not ctx.db(messaging.MessageRepository).delete(message.id, deleted_at=now):
        return
    ctx.db(media.AttachmentRepository).detach_all(Referrer.MESSAGE, message.id, now)
    ctx.db(messaging.MessageReactionRepository).clear(message.id)
    people = ctx.db(messaging.ParticipantRepository).find_ids(message.conversation_id)
    ctx.emit(
        MessageDeleted(conversation_id=message.conversation_id, message_id=message.id),
        people=tuple(people),
    )


def _deletable(ctx: Ctx, message_id: UUID) -> Message:
    """One's own message, or one that was reported to who moderates posts."""
    viewer = ctx.viewer
    found = ctx.db(messaging.MessageRepository).get(viewer.user_id, message_id)
    moderates = viewer.can_everywhere(Permission.POSTS_MODERATE)
    cases = ctx.db(moderation.CaseRepository)
    if found and moderates and cases.is_reported(TargetType.MESSAGE, message_id):
        return found
    message, _ = require_message(ctx, message_id)
    if message.sender_id != viewer.user_id:
        raise NotYourMessage
    return message


def _read(ctx: Ctx, message: Message) -> MessageRead:
    return shown_messages(ctx, [message])(message)
