"""What people of the demo school write to each other, and what somebody has reported."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from infra.local.demo.stage import Stage, demo_id
from infra.local.demo.words import written
from shared.messaging.types import ConversationType
from shared.moderation.types import ReportReason, TargetType

# Who said what, and how many hours ago.
Line = tuple[str, float, str]

WITH_TEACHER: tuple[Line, ...] = (
    ("student", 50.0, "Good morning, teacher. May I hand in the lab report on Thursday?"),
    ("teacher", 49.2, "Yes. Add the drawing of the circuit, please."),
    ("student", 49.0, "Thank you! I will."),
    (
        "teacher",
        3.1,
        "I have read your report: well done. Chapter 7 is next: https://example.com/7",
    ),
    ("teacher", 3.0, "ពិនិត្យមើលលំហាត់ទី ៤ ម្ដងទៀត។"),
)
WITH_FRIEND: tuple[Line, ...] = (
    ("bopha", 26.0, "តើអ្នកចេះលំហាត់ទី ៣ ទេ?"),
    ("student", 25.7, "ចេះ! ខ្ញុំពន្យល់អ្នកនៅថ្ងៃស្អែក។"),
    ("bopha", 25.5, "អរគុណច្រើន 🙏"),
)
IN_GROUP: tuple[Line, ...] = (
    ("teacher", 30.0, "Welcome to the group of the science fair. Who builds the telescope?"),
    ("rithy", 29.5, "Dara and I do. We need cardboard and two lenses."),
    ("student", 29.0, "I have the lenses already."),
    ("maly", 5.0, "Can we meet on Saturday at nine?"),
    ("teacher", 4.5, "Saturday at nine, in room 12."),
)


def add(stage: Stage) -> None:
    """Play the conversations, and a report about one of the messages."""
    from functions.messaging.responses import messages_react
    from functions.moderation.reports import reports_create
    from infra.postgres.messaging.tables import conversations
    from shared.messaging.schemas import MessagePath, ReactionUpdate
    from shared.moderation.schemas import ReportCreate

    if stage.has(conversations, id=demo_id("conversation", "teacher")):
        return
    _talk(stage, "teacher", ("student", "teacher"), WITH_TEACHER)
    _talk(stage, "friend", ("bopha", "student"), WITH_FRIEND)
    group = ("teacher", "rithy", "student", "maly", "kosal")
    said = _talk(stage, "fair", group, IN_GROUP, name="Science fair")
    path = written(MessagePath, message_id=said[-1])
    thumb = written(ReactionUpdate, emoji="👍")
    stage.act("maly", messages_react, path, thumb, ago=timedelta(hours=4))
    rude = _talk(stage, "rude", ("kosal", "pisey"), (("kosal", 8.0, "Nobody wants you there."),))
    report = written(
        ReportCreate,
        target_type=TargetType.MESSAGE,
        target_id=rude[0],
        reason=ReportReason.HARASSMENT,
        details="He writes this every week.",
    )
    stage.act("pisey", reports_create, report, ago=timedelta(hours=7))


def _talk(
    stage: Stage,
    key: str,
    people: tuple[str, ...],
    lines: tuple[Line, ...],
    name: str | None = None,
) -> list[UUID]:
    """Begin a conversation by the first of the people; returns the ids of its messages."""
    from functions.messaging.conversations import conversations_create
    from functions.messaging.messages import messages_send
    from shared.messaging.schemas import ConversationCreate, ConversationPath, MessageSend

    first, *others = people
    began = timedelta(hours=lines[0][1] + 0.1)
    body = written(
        ConversationCreate,
        type=ConversationType.DIRECT if name is None else ConversationType.GROUP,
        name=name,
        participant_ids=[demo_id("user", other) for other in others],
    )
    made_as = demo_id("conversation", key)
    stage.act(first, conversations_create, body, ago=began, made_as=made_as)
    path = written(ConversationPath, conversation_id=made_as)
    said = []
    for who, hours, text in lines:
        message = written(MessageSend, content=text)
        sent = stage.act(who, messages_send, path, message, ago=timedelta(hours=hours))
        said.append(sent.id)
    return said
