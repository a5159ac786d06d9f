"""Who may read a conversation, and who may write in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.context import Ctx
from infra.postgres import messaging
from shared.auth.roles import STAFF
from shared.http.problem import Conflict, Forbidden, NotFound
from shared.messaging.policy import may_write, may_write_in_group
from shared.messaging.types import ConversationType, ParticipantRole
from shared.people.problems import PersonNotFound

if TYPE_CHECKING:
    from infra.postgres.messaging import Access, Message


class ConversationNotFound(NotFound):
    """There is no such conversation, or the caller is not in it."""

    title = "Conversation not found"


class MessageNotFound(NotFound):
    """There is no such message, or the caller may not read it."""

    title = "Message not found"


class CannotWrite(Forbidden):
    """The school, or the other person, does not take messages from the caller."""

    code = "cannot_write"
    title = "You cannot write to this person"
    cure = (
        "Tell the person that no message was sent. Their settings, or the school's, say who may "
        "write to them."
    )


class NotGroupAdmin(Forbidden):
    """Only who runs a group may change it."""

    code = "not_group_admin"
    title = "Only who runs the group may do this"
    cure = "Ask somebody who runs the group; its participants say who does."


class NotAGroup(Conflict):
    """Two people have one conversation, which neither renames nor leaves."""

    code = "not_a_group"
    title = "This is not a group"
    cure = "Make a group for more than two people."


def require_conversation(ctx: Ctx, conversation_id: UUID, *, lock: bool = False) -> Access:
    """The conversation if the caller is in it; raises ConversationNotFound."""
    conversations = ctx.db(messaging.ConversationRepository)
    found = conversations.access(ctx.viewer.user_id, conversation_id, lock=lock)
    if found is None:
        raise ConversationNotFound
    return found


def require_message(ctx: Ctx, message_id: UUID) -> tuple[Message, Access]:
    """A message, deleted or not, and its conversation; raises MessageNotFound."""
    me = ctx.viewer.user_id
    message = ctx.db(messaging.MessageRepository).get(me, message_id)
    if message is None:
        raise MessageNotFound
    access = ctx.db(messaging.ConversationRepository).access(me, message.conversation_id)
    if access is None or message.number < access.from_number:
        raise MessageNotFound
    return message, access


def require_live_message(ctx: Ctx, message_id: UUID) -> tuple[Message, Access]:
    """Like :func:`require_message`, and the message is not deleted."""
    message, access = require_message(ctx, message_id)
    if message.deleted_at is not None:
        raise MessageNotFound
    return message, access


def require_group(ctx: Ctx, conversation_id: UUID, *, to_manage: bool) -> Access:
    """A group that the caller is in, locked, and runs where they want ``to_manage`` it."""
    access = require_conversation(ctx, conversation_id, lock=True)
    if access.type is not ConversationType.GROUP:
        raise NotAGroup
    if to_manage and access.my_role is not ParticipantRole.ADMIN:
        raise NotGroupAdmin
    return access


def require_people(ctx: Ctx, user_ids: Sequence[UUID]) -> None:
    """Raise PersonNotFound or CannotWrite where the caller may not write to all of them."""
    viewer = ctx.viewer
    found = ctx.db(messaging.RelationRepository).find(viewer.user_id, user_ids)
    for user_id in user_ids:
        other = found.get(user_id)
        if other is None or not other.here or user_id == viewer.user_id:
            raise PersonNotFound
        if other.blocked and viewer.role not in STAFF:
            raise PersonNotFound
        if not may_write(viewer.role, other, viewer.tenant_settings):
            raise CannotWrite


def require_voice(ctx: Ctx, access: Access) -> list[UUID]:
    """Everybody in the conversation, if the caller may write there; raises CannotWrite."""
    people = ctx.db(messaging.ParticipantRepository).find_ids(access.id)
    if access.type is ConversationType.DIRECT:
        others = [person for person in people if person != ctx.viewer.user_id]
        if others[:1] != reachable(ctx, others):
            raise CannotWrite
    elif access.id not in open_groups(ctx, [access.id]):
        raise CannotWrite
    return people


def reachable(ctx: Ctx, user_ids: Sequence[UUID]) -> list[UUID]:
    """Those of the people to whom the caller may write."""
    viewer = ctx.viewer
    if not user_ids:
        return []
    found = ctx.db(messaging.RelationRepository).find(viewer.user_id, user_ids)
    return [
        user_id
        for user_id in user_ids
        if user_id in found and may_write(viewer.role, found[user_id], viewer.tenant_settings)
    ]


def open_groups(ctx: Ctx, conversation_ids: Sequence[UUID]) -> set[UUID]:
    """Those of the groups in which the caller may write."""
    viewer = ctx.viewer
    if may_write_in_group(viewer.role, {viewer.role}, viewer.tenant_settings):
        return set(conversation_ids)
    roles = ctx.db(messaging.ParticipantRepository).find_roles(conversation_ids, but=viewer.user_id)
    return {
        group
        for group in conversation_ids
        if may_write_in_group(viewer.role, roles.get(group, set()), viewer.tenant_settings)
    }
