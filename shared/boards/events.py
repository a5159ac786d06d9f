"""Events of Q&A boards, their questions and polls.

On an anonymous board no event names an actor, and none goes to an author's own channel.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.boards.types import PollKind, QuestionStatus
from shared.events.event import Event, event
from shared.http.schema import ResponseModel

BOARD = ("board:{board_id}",)
BOARD_AND_SCHOOL = ("board:{board_id}", "tenant:{school_id}")
"""``school_id`` is given on boards of the whole school only."""


class TagData(ResponseModel):
    """A tag as events carry it."""

    id: UUID
    name: str
    color: str


@event("question:created", audience=BOARD_AND_SCHOOL)
class QuestionCreated(Event):
    """A question became visible: asked, or approved after review."""

    id: UUID
    body: str
    upvotes: int
    status: QuestionStatus
    team_id: UUID | None
    board_id: UUID
    is_anonymous: bool
    created_at: datetime


@event("question:upvoted", audience=BOARD_AND_SCHOOL)
class QuestionUpvoted(Event):
    """Somebody voted, or took a vote back; ``upvotes`` is the count after it."""

    question_id: UUID
    upvotes: int


@event("question:answered", audience=(*BOARD_AND_SCHOOL, "user:{author_id}"))
class QuestionAnswered(Event):
    """A moderator answered, or changed the answer."""

    id: UUID
    response_text: str
    responded_at: datetime
    status: QuestionStatus


@event("question:tagged", audience=BOARD_AND_SCHOOL)
class QuestionTagged(Event):
    """A tag was added; ``tags`` are all tags after it."""

    question_id: UUID
    tags: list[TagData]


@event("question:untagged", audience=BOARD_AND_SCHOOL)
class QuestionUntagged(Event):
    """A tag was taken off; ``tags`` are all tags after it."""

    question_id: UUID
    tags: list[TagData]


@event("question:pinned", audience=BOARD_AND_SCHOOL)
class QuestionPinned(Event):
    """A question was pinned to the top, or unpinned."""

    question_id: UUID
    is_pinned: bool
    pinned_by: UUID | None
    pinned_at: datetime | None


@event("question:frozen", audience=BOARD_AND_SCHOOL)
class QuestionFrozen(Event):
    """A question was frozen (no more votes, edits or answers), or thawed."""

    question_id: UUID
    is_frozen: bool
    frozen_by: UUID | None
    frozen_at: datetime | None


@event("question:updated", audience=BOARD)
class QuestionUpdated(Event):
    """The author edited a question."""

    id: UUID
    body: str
    updated_at: datetime


@event("question:deleted", audience=BOARD_AND_SCHOOL)
class QuestionDeleted(Event):
    """A question is gone: deleted, or held back for review after an edit."""

    id: UUID


@event("question:merged", audience=BOARD)
class QuestionMerged(Event):
    """A duplicate was merged; ``upvotes`` is the count of ``into_id`` after it."""

    id: UUID
    into_id: UUID
    upvotes: int


@event("question:review_requested", audience=("modq:{board_id}",))
class QuestionReviewRequested(Event):
    """A question waits for a moderator. ``confidence`` of the filter is from 0 to 1."""

    id: UUID
    body: str
    reasons: list[str]
    confidence: float


@event("question:approved", audience=("board:{board_id}", "user:{author_id}"))
class QuestionApproved(Event):
    """A moderator let a question through."""

    id: UUID


@event("question:rejected", audience=("user:{author_id}",))
class QuestionRejected(Event):
    """A moderator refused a question."""

    id: UUID
    reason: str | None


@event("board:created", audience=("domain:{owner_id}",))
class BoardCreated(Event):
    """A board was opened; for workers only. ``classId`` is null for a board of the school."""

    board_id: UUID
    title: str
    class_id: UUID | None


@event("board:updated", audience=BOARD)
class BoardUpdated(Event):
    """Settings of a board changed; ``changed`` names the fields."""

    board_id: UUID
    changed: list[str]


@event("board:presenting", audience=BOARD, durable=False)
class BoardPresenting(Event):
    """A presenter shows this question large, or none."""

    board_id: UUID
    question_id: UUID | None


@event("board:poll_opened", audience=BOARD)
class BoardPollOpened(Event):
    """A poll takes votes."""

    poll_id: UUID
    kind: PollKind
    prompt: str
    options: list[str]


@event(
    "board:poll_results",
    audience=BOARD,
    durable=False,
    coalesce_seconds=1.0,
    coalesce_by="poll_id",
)
class BoardPollResults(Event):
    """Votes so far; relays pass at most one on in a second.

    ``counts`` stand in the order of the options (CHOICE), of the numbers 1 to 5 (RATING) or of
    ``words``, the most frequent first (WORDCLOUD).
    """

    poll_id: UUID
    counts: list[int]
    total: int
    words: list[str]


@event("board:poll_closed", audience=BOARD)
class BoardPollClosed(Event):
    """A poll ended with this result; fields as in ``board:poll_results``."""

    poll_id: UUID
    counts: list[int]
    total: int
    words: list[str]


@event("board:reaction", audience=BOARD, durable=False)
class BoardReaction(Event):
    """How often an emoji was sent since the last of these, summed over about a second."""

    emoji: str
    count: int
