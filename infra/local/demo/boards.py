"""Boards of the demo school: one of named questions with polls, and an anonymous one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from infra.local.demo.stage import Stage, demo_id
from infra.local.demo.words import written
from shared.boards.types import PollKind


@dataclass(frozen=True, slots=True)
class DemoQuestion:
    """A question, ``minutes`` before the seed ran."""

    author: str
    minutes: int
    body: str
    voters: tuple[str, ...] = ()
    answer: str | None = None
    tag: str | None = None
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class DemoPoll:
    """A poll with its votes: places of options, a rating, or words."""

    name: str
    minutes: int
    kind: PollKind
    prompt: str
    votes: dict[str, int | tuple[str, ...]]
    options: tuple[str, ...] = ()
    closed: bool = False


@dataclass(frozen=True, slots=True)
class DemoBoard:
    """A board, opened ``hours`` before the seed ran."""

    owner: str
    hours: int
    slug: str
    title: str
    questions: tuple[DemoQuestion, ...]
    polls: tuple[DemoPoll, ...] = ()
    anonymous: bool = False
    guests: bool = False


TAGS = (("Exams", "#3B82F6"), ("Canteen", "#10B981"), ("បណ្ណាល័យ", "#F59E0B"))
NAMED = DemoBoard(
    "teacher",
    hours=2,
    slug="ask-the-headmaster",
    title="Ask the headmaster · សួរនាយកសាលា",
    guests=True,
    questions=(
        DemoQuestion(
            "student",
            95,
            "When will the dates of the semester exams be published?",
            voters=("bopha", "rithy", "kosal", "maly", "nary", "borin"),
            answer="On Friday, on this board and at the entrance.",
            tag="Exams",
            pinned=True,
        ),
        DemoQuestion(
            "sreymom",
            80,
            "តើបណ្ណាល័យអាចបើកនៅថ្ងៃសៅរ៍បានទេ?",
            voters=("bopha", "pisey", "student", "veasna"),
            tag="បណ្ណាល័យ",
        ),
        DemoQuestion(
            "kosal",
            61,
            "Could the canteen offer rice soup in the morning?",
            voters=("veasna", "borin", "rithy"),
            tag="Canteen",
        ),
        DemoQuestion(
            "pisey",
            42,
            "តើសិស្សអាចខ្ចីកុំព្យូទ័រយួរដៃទៅផ្ទះបានទេ?",
            voters=("sreymom", "maly"),
            answer="បាន ចាប់ពីខែក្រោយ ដោយមានហត្ថលេខាអាណាព្យាបាល។",
        ),
        DemoQuestion("nary", 20, "Will there be a science fair this year?", voters=("maly",)),
        # The filter holds this one back, so that there is something to review.
        DemoQuestion("borin", 8, "Why is the timetable on Wednesdays so stupid?"),
    ),
    polls=(
        DemoPoll(
            "library",
            90,
            PollKind.RATING,
            "How do you like the new library? · តើអ្នកចូលចិត្តបណ្ណាល័យថ្មីទេ?",
            {"bopha": 5, "rithy": 4, "sreymom": 5, "kosal": 3, "maly": 5, "nary": 4},
            closed=True,
        ),
        DemoPoll(
            "trip",
            50,
            PollKind.CHOICE,
            "Where shall the trip go? · តើយើងទៅទស្សនកិច្ចនៅឯណា?",
            {"bopha": 0, "rithy": 1, "sreymom": 0, "kosal": 2, "pisey": 0, "veasna": 1, "nary": 0},
            options=("Angkor Wat · អង្គរវត្ត", "Kampot · កំពត", "Kratie · ក្រចេះ"),
        ),
        DemoPoll(
            "word",
            15,
            PollKind.WORDCLOUD,
            "This week in one word · សប្ដាហ៍នេះក្នុងពាក្យមួយ",
            {
                "bopha": ("សប្បាយ",),
                "rithy": ("busy",),
                "maly": ("busy", "proud"),
                "pisey": ("សប្បាយ", "ថ្មី"),
                "nary": ("Busy",),
            },
        ),
    ),
)
ANONYMOUS = DemoBoard(
    "vanna",
    hours=26,
    slug="speak-freely",
    title="Speak freely · និយាយដោយសេរី",
    anonymous=True,
    questions=(
        DemoQuestion(
            "veasna",
            700,
            "I do not dare to ask in class: may we see our old tests again?",
            voters=("student", "bopha", "borin", "nary", "pisey"),
            answer="Of course. They are in the cupboard of room 8, ask me for the key.",
        ),
        DemoQuestion(
            "pisey",
            420,
            "តើធ្វើដូចម្ដេចកុំឱ្យភ័យមុនពេលប្រឡង?",
            voters=("sreymom", "bopha", "kosal"),
        ),
    ),
)


def add(stage: Stage) -> None:
    """Open the boards with all that stands on them."""
    from infra.postgres.boards.tables import boards

    if not stage.has(boards, id=demo_id("board")):
        _add_tags(stage)
        _open(stage, demo_id("board"), NAMED)
    if not stage.has(boards, id=demo_id("board", ANONYMOUS.slug)):
        _open(stage, demo_id("board", ANONYMOUS.slug), ANONYMOUS)


def _add_tags(stage: Stage) -> None:
    from functions.boards.tags import tags_create
    from shared.boards.question_schemas import TagCreate

    for name, color in TAGS:
        body = written(TagCreate, name=name, color=color)
        ago = timedelta(hours=NAMED.hours)
        stage.act(NAMED.owner, tags_create, body, ago=ago, made_as=demo_id("tag", name))


def _open(stage: Stage, board_id: UUID, board: DemoBoard) -> None:
    from functions.boards.boards import boards_create
    from shared.boards.schemas import BoardCreate

    body = written(
        BoardCreate,
        title=board.title,
        slug=board.slug,
        anonymous=board.anonymous,
        guests=board.guests,
    )
    ago = timedelta(hours=board.hours)
    stage.act(board.owner, boards_create, body, ago=ago, made_as=board_id)
    for number, question in enumerate(board.questions):
        _ask(stage, board, board_id, question, demo_id("question", board_id, number))
    for poll in board.polls:
        _poll(stage, board, board_id, poll)


def _ask(
    stage: Stage, board: DemoBoard, board_id: UUID, question: DemoQuestion, question_id: UUID
) -> None:
    from functions.boards.moderation import questions_answer, questions_pin, questions_tag
    from functions.boards.questions import questions_create
    from functions.boards.voting import questions_upvote
    from shared.boards.question_schemas import (
        AnswerCreate,
        PinUpdate,
        QuestionCreate,
        QuestionPath,
        TagAssign,
    )

    path, ago = written(QuestionPath, id=question_id), timedelta(minutes=question.minutes)
    body = written(QuestionCreate, board_id=board_id, body=question.body)
    stage.act(question.author, questions_create, body, ago=ago, made_as=question_id)
    for key in question.voters:
        ago -= timedelta(minutes=1)
        stage.act(key, questions_upvote, path, ago=ago)
    if question.tag is not None:
        tag = written(TagAssign, tag_id=demo_id("tag", question.tag))
        stage.act(board.owner, questions_tag, path, tag, ago=ago)
    if question.answer is not None:
        answer = written(AnswerCreate, response_text=question.answer)
        stage.act(board.owner, questions_answer, path, answer, ago=ago)
    if question.pinned:
        stage.act(board.owner, questions_pin, path, written(PinUpdate, is_pinned=True), ago=ago)


def _poll(stage: Stage, board: DemoBoard, board_id: UUID, poll: DemoPoll) -> None:
    from functions.boards.polls import board_polls_close, board_polls_create, board_polls_vote
    from shared.boards.poll_schemas import PollCreate, PollPath, PollVote
    from shared.boards.schemas import BoardPath

    poll_id, ago = demo_id("poll", poll.name), timedelta(minutes=poll.minutes)
    body = written(PollCreate, kind=poll.kind, prompt=poll.prompt, options=list(poll.options))
    stage.act(
        board.owner,
        board_polls_create,
        written(BoardPath, id=board_id),
        body,
        ago=ago,
        made_as=poll_id,
    )
    for key, said in poll.votes.items():
        ago -= timedelta(minutes=1)
        if isinstance(said, tuple):
            vote = written(PollVote, words=list(said))
        elif poll.kind is PollKind.RATING:
            vote = written(PollVote, rating=said)
        else:
            vote = written(PollVote, choices=[said])
        stage.act(key, board_polls_vote, written(PollPath, id=poll_id), vote, ago=ago)
    if poll.closed:
        stage.act(board.owner, board_polls_close, written(PollPath, id=poll_id), ago=ago)
