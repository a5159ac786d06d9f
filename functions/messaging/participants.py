"""Who is in a group."""

from __future__ import annotations

from functions.messaging.access import (
    CannotWrite,
    ConversationNotFound,
    NotAGroup,
    NotGroupAdmin,
    require_group,
    require_people,
)
from functions.messaging.showing import read_conversation
from functions.runtime.context import Ctx
from infra.postgres import messaging
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, NotFound
from shared.http.route import route
from shared.messaging.events import ConversationUpdated
from shared.messaging.policy import MAX_PARTICIPANTS
from shared.messaging.schemas import (
    ConversationPath,
    ConversationRead,
    ParticipantPath,
    ParticipantsAdd,
)
from shared.people.problems import PersonNotFound


class GroupFull(Conflict):
    """A group has at most fifty people."""

    code = "group_full"
    title = "There is no room left in this group"
    cure = "Make another group, or let somebody leave first."


class ParticipantNotFound(NotFound):
    """They are not in the group."""

    title = "This person is not in the group"


@route(
    "POST",
    "/v1/messages/conversations/{conversationId}/participants",
    permission=Permission.MESSAGES_SEND,
    limits=("write",),
    emits=(ConversationUpdated,),
    raises=(ConversationNotFound, NotAGroup, NotGroupAdmin, PersonNotFound, CannotWrite, GroupFull),
)
def conversations_add_participants(
    ctx: Ctx, path: ConversationPath, body: ParticipantsAdd
) -> ConversationRead:
    """Add people to a group. They read what is said from now on."""
    access = require_group(ctx, path.conversation_id, to_manage=True)
    participants = ctx.db(messaging.ParticipantRepository)
    present = participants.find_ids(access.id)
    wanted = [person for person in body.participant_ids if person not in present]
    if wanted:
        require_people(ctx, wanted)
        if len(present) + len(wanted) > MAX_PARTICIPANTS:
            raise GroupFull
        added = participants.add(
            access.id, wanted, from_number=access.last_number + 1, now=ctx.now()
        )
        event = ConversationUpdated(
            conversation_id=access.id, changed=["participants"], added=added, removed=[]
        )
        ctx.emit(event, people=(*present, *added))
    found = read_conversation(ctx, access.id)
    assert found is not None, "the caller is in it"
    return found


@route(
    "DELETE",
    "/v1/messages/conversations/{conversationId}/participants/{userId}",
    permission=Permission.MESSAGES_READ,
    limits=("write",),
    status=204,
    emits=(ConversationUpdated,),
    raises=(ConversationNotFound, NotAGroup, NotGroupAdmin, ParticipantNotFound),
)
def conversations_remove_participant(ctx: Ctx, path: ParticipantPath) -> None:
    """Leave a group, or take somebody out of one that the caller runs.

    Where nobody runs it any more, whoever has been in it longest does.
    """
    leaves = path.user_id == ctx.viewer.user_id
    access = require_group(ctx, path.conversation_id, to_manage=not leaves)
    participants = ctx.db(messaging.ParticipantRepository)
    present = participants.find_ids(access.id)
    if not participants.leave(access.id, path.user_id, ctx.now()):
        raise ParticipantNotFound
    participants.promote_eldest(access.id)
    event = ConversationUpdated(
        conversation_id=access.id, changed=["participants"], added=[], removed=[path.user_id]
    )
    ctx.emit(event, people=tuple(present))
