"""Requests and responses of conversations and messages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from shared.auth.roles import Role
from shared.http.paging import PageQuery
from shared.http.schema import (
    ClientId,
    Instant,
    Line,
    RequestModel,
    ResponseModel,
    Text,
    Token,
    exactly_one,
    example,
    goes_with,
)
from shared.media.schemas import AttachmentRead, Attachments
from shared.messaging.policy import MAX_PARTICIPANTS, check_emoji
from shared.messaging.types import ConversationType, ParticipantRole, ReactionOp, TypingOp
from shared.people.pictures import Picture
from shared.people.schemas import AuthorRead

_ONE_ID = "01890a5d-ac96-774b-bcce-b302099a8057"

GroupName = Annotated[Line, Field(min_length=1, max_length=100)]
MessageText = Annotated[Text, Field(max_length=4000)]
Emoji = Annotated[
    Token, Field(min_length=1, max_length=32, examples=["👍"]), AfterValidator(check_emoji)
]
Number = Annotated[int, Field(ge=0, lt=1 << 31)]


def _each_once(people: list[UUID]) -> list[UUID]:
    return list(dict.fromkeys(people))


People = Annotated[
    list[UUID],
    Field(min_length=1, max_length=MAX_PARTICIPANTS - 1),
    AfterValidator(_each_once),
]


class ConversationPath(RequestModel):
    """The conversation in the path."""

    conversation_id: UUID


class ParticipantPath(RequestModel):
    """Somebody in a conversation."""

    conversation_id: UUID
    user_id: UUID


class MessagePath(RequestModel):
    """The message in the path."""

    message_id: UUID


class ConversationsQuery(PageQuery):
    """``q`` is a part of the name of a group or of somebody in the conversation."""

    q: Annotated[Line, Field(min_length=1, max_length=80)] | None = None


class MessagesQuery(PageQuery):
    """Which messages: the newest, or from a place on.

    ``before`` and ``after`` are numbers of messages: older ones are listed newest first, newer ones
    oldest first. ``q`` finds messages with these words, newest first.
    """

    before: Number | None = None
    after: Number | None = None
    q: Annotated[Line, Field(min_length=1, max_length=80)] | None = None


class ConversationCreate(
    RequestModel,
    json_schema_extra={
        **example(participantIds=[_ONE_ID]),
        "allOf": [
            goes_with("name", "type", "GROUP", default="DIRECT", given=True),
            {
                "if": {"properties": {"type": {"const": "DIRECT"}}},
                "then": {"properties": {"participantIds": {"maxItems": 1}}},
            },
        ],
    },
):
    """A conversation: with one person, or a group with a name."""

    type: ConversationType = ConversationType.DIRECT
    name: GroupName | None = None
    participant_ids: People
    client_id: ClientId = None

    @model_validator(mode="after")
    def _of_its_type(self) -> Self:
        group = self.type is ConversationType.GROUP
        if group != (self.name is not None):
            raise ValueError("a group has a name, a conversation of two has none")
        if not group and len(self.participant_ids) != 1:
            raise ValueError("a direct conversation is with one person")
        return self


class ConversationUpdate(RequestModel, json_schema_extra=example(name="Physics club")):
    """The name of a group."""

    name: GroupName


class ParticipantsAdd(RequestModel, json_schema_extra=example(participantIds=[_ONE_ID])):
    """Who shall be in the group too."""

    participant_ids: People


class MuteUpdate(RequestModel, json_schema_extra=example(muted=True, until=None)):
    """Whether a conversation is quiet, and until when; without an end it stays so."""

    muted: bool
    until: Instant | None = None


class ConversationReadUpdate(
    RequestModel,
    json_schema_extra={**example(upTo=7), **exactly_one("upTo", "unreadFrom")},
):
    """What of a conversation is read, by the numbers of its messages.

    ``upTo`` is how far the caller has read; the farthest that they told counts. ``unreadFrom``
    marks everything from there on as unread, for the caller alone: what others see stays.
    """

    up_to: Number | None = None
    unread_from: Annotated[int, Field(ge=1, lt=1 << 31)] | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.up_to is None) == (self.unread_from is None):
            raise ValueError("either upTo or unreadFrom")
        return self


class MessageSend(
    RequestModel,
    json_schema_extra={
        **example(content="See you at seven"),
        "anyOf": [
            {"required": ["content"], "properties": {"content": {"minLength": 1}}},
            {"required": ["attachments"], "properties": {"attachments": {"minItems": 1}}},
        ],
    },
):
    """A message: a text, files, or both."""

    content: MessageText = ""
    attachments: Attachments = Field(default_factory=list)
    reply_to_id: UUID | None = None
    client_id: ClientId = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.content and not self.attachments:
            raise ValueError("a text, a file, or both")
        return self


class MessageEdit(RequestModel, json_schema_extra=example(content="See you at eight")):
    """Another text for a message."""

    content: Annotated[Text, Field(min_length=1, max_length=4000)]


class ReactionUpdate(RequestModel, json_schema_extra=example(emoji="👍", op="ADD")):
    """A reaction that comes or goes."""

    emoji: Emoji
    op: ReactionOp = ReactionOp.ADD


class TypingUpdate(RequestModel, json_schema_extra=example(op="START")):
    """Whether the caller is writing."""

    op: TypingOp = TypingOp.START


class ReminderUpdate(RequestModel, json_schema_extra=example(remindAt=None)):
    """When the caller wants to be reminded of a message; null for not at all."""

    remind_at: Instant | None


class ParticipantRead(ResponseModel):
    """Somebody in a conversation, and how far they have read."""

    id: UUID
    name: str
    avatar: Picture
    role: Role | None
    participant_role: ParticipantRole
    read_number: int
    read_at: datetime | None


class LastMessageRead(ResponseModel):
    """The latest message of a conversation, as its list shows it."""

    id: UUID
    number: int
    sender: AuthorRead
    preview: str
    attachments: int
    deleted: bool
    created_at: datetime


class ConversationRead(ResponseModel):
    """A conversation as the caller sees it.

    ``other`` is the other person of a direct one. ``participants`` are all of them, in a list of
    conversations the first few; ``participantsCount`` says how many there are. ``unreadCount`` ends
    at 100. ``firstUnread`` is the number of the first unread message, from ``unreadFrom`` on where
    the caller has marked it so. ``canWrite`` says whether a message would be taken.
    """

    id: UUID
    type: ConversationType
    name: str | None
    other: AuthorRead | None
    participants: list[ParticipantRead]
    participants_count: int
    my_role: ParticipantRole
    last_message: LastMessageRead | None
    last_number: int
    read_number: int
    unread_from: int | None
    unread_count: int
    first_unread: int | None
    muted: bool
    muted_until: datetime | None
    can_write: bool
    can_manage: bool
    created_at: datetime
    latest_at: datetime | None


class ReplyRead(ResponseModel):
    """The message that another one answers."""

    id: UUID
    number: int
    sender: AuthorRead
    preview: str
    deleted: bool


class ReactionCount(ResponseModel):
    """How often a message got a reaction, and whether the caller gave it too."""

    emoji: str
    count: int
    mine: bool


class MessageRead(ResponseModel):
    """A message. Of a deleted one, the place and who sent it stay.

    ``revision`` counts its edits: of two answers, the greater is the newer.
    """

    id: UUID
    conversation_id: UUID
    number: int
    sender: AuthorRead
    content: str
    reply_to: ReplyRead | None
    attachments: list[AttachmentRead]
    reactions: list[ReactionCount]
    client_id: UUID | None
    revision: int
    deleted: bool
    can_edit: bool
    can_delete: bool
    remind_at: datetime | None
    edited_at: datetime | None
    created_at: datetime


class ReadState(ResponseModel):
    """How far the caller has read a conversation, and what is left."""

    conversation_id: UUID
    read_number: int
    unread_from: int | None
    unread_count: int
    first_unread: int | None


class UnreadMessages(ResponseModel):
    """The number on the badge, without what is muted, and in how many conversations they are."""

    unread: int
    conversations: int


class MutedRead(ResponseModel):
    """Whether the conversation is quiet for the caller."""

    conversation_id: UUID
    muted: bool
    muted_until: datetime | None


class ReminderRead(ResponseModel):
    """When the caller is reminded of a message."""

    message_id: UUID
    remind_at: datetime | None
