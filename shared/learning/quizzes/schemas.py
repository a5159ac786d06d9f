"""Requests and responses of quizzes and attempts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.http.paging import PageQuery
from shared.http.schema import GIVEN, Instant, Line, RequestModel, ResponseModel, Text, example
from shared.learning.quizzes.grading import Bar
from shared.learning.quizzes.questions import (
    MAX_QUESTIONS,
    QUESTION_EXAMPLE,
    Answer,
    Id,
    Question,
    Questions,
    QuestionType,
    Solution,
)
from shared.learning.quizzes.shown import PublicQuestion
from shared.learning.quizzes.types import AttemptStatus, QuizStatus, ResultsVisibility
from shared.media.schemas import AttachmentRead
from shared.people.schemas import AuthorRead

Title = Annotated[Line, Field(min_length=1, max_length=200)]
Description = Annotated[Text, Field(min_length=1, max_length=2000)]
Answers = Annotated[dict[Id, Answer], Field(max_length=MAX_QUESTIONS)]


class QuizPath(RequestModel):
    """The quiz in the path."""

    id: UUID


class AttemptPath(RequestModel):
    """The quiz and the attempt in the path."""

    id: UUID
    attempt_id: UUID


class TaughtAttemptPath(RequestModel):
    """A quiz, and an attempt of it that its author opens."""

    id: UUID
    attempt_id: UUID


class QuizzesQuery(PageQuery):
    """``mine=true`` leaves the quizzes that the caller wrote."""

    mine: bool = False


class AttemptsQuery(PageQuery):
    """``userId`` leaves the attempts of one person, with their answers."""

    user_id: UUID | None = None


_CLOSES = {
    "if": {
        "required": ["resultsVisibility"],
        "properties": {"resultsVisibility": {"const": "AFTER_CLOSE"}},
    },
    "then": {"required": ["closesAt"], "properties": {"closesAt": GIVEN}},
}


class QuizWrite(
    RequestModel, json_schema_extra=example(title="A quiz", questions=[QUESTION_EXAMPLE]) | _CLOSES
):
    """A whole quiz. ``timeLimit`` is in seconds, ``passingScore`` in percent.

    ``maxAttempts`` null means as many as one likes. ``shuffle`` gives each attempt an order of its
    own. Questions and options that come without an id are given one.
    """

    title: Title
    title_kh: Title | None = None
    description: Description | None = None
    description_kh: Description | None = None
    questions: Questions
    time_limit: Annotated[int, Field(ge=10, le=86_400, strict=True)] | None = None
    passing_score: Annotated[int, Field(ge=0, le=100, strict=True)] | None = None
    max_attempts: Annotated[int, Field(ge=1, le=100, strict=True)] | None = 1
    shuffle: bool = False
    results_visibility: ResultsVisibility = ResultsVisibility.IMMEDIATE
    opens_at: Instant | None = None
    closes_at: Instant | None = None
    status: QuizStatus = QuizStatus.PUBLISHED

    @model_validator(mode="after")
    def _window_is_one(self) -> Self:
        if self.opens_at and self.closes_at and self.opens_at >= self.closes_at:
            raise ValueError("opensAt is before closesAt")
        if self.results_visibility is ResultsVisibility.AFTER_CLOSE and self.closes_at is None:
            raise ValueError("AFTER_CLOSE needs closesAt")
        return self

    @model_validator(mode="after")
    def _questions_are_told_apart(self) -> Self:
        ids = [question.id for question in self.questions if question.id is not None]
        if len(set(ids)) != len(ids):
            raise ValueError("two questions have the same id")
        return self


class QuizSummary(ResponseModel):
    """A quiz in a list. ``attemptsUsed`` counts the caller's attempts."""

    id: UUID
    author: AuthorRead
    title: str
    title_kh: str | None
    description: str | None
    description_kh: str | None
    question_count: int
    total_points: int
    time_limit: int | None
    passing_score: int | None
    max_attempts: int | None
    attempts_used: int
    shuffle: bool
    results_visibility: ResultsVisibility
    opens_at: datetime | None
    closes_at: datetime | None
    status: QuizStatus
    can_edit: bool
    created_at: datetime
    updated_at: datetime


class QuizRead(QuizSummary):
    """A quiz.

    ``questions`` have their answers for who may edit the quiz, and for nobody else. They are null
    where reading them would come before the time that is counted: before the quiz opens, and with a
    time limit before one's first attempt. ``pictures`` are those of an author's ``questions``,
    which name them by their uploads.
    """

    questions: list[Question] | list[PublicQuestion] | None
    pictures: list[AttachmentRead]


class AttemptSave(RequestModel, json_schema_extra=example(answers={"one": {"choice": "r"}})):
    """All answers so far, by the id of their question; those left out are taken back."""

    answers: Answers


class AttemptSubmit(RequestModel, json_schema_extra=example(answers={"one": {"choice": "r"}})):
    """The last word; without ``answers``, what was saved counts."""

    answers: Answers | None = None


class AttemptSaved(ResponseModel):
    """What is kept, and until when it may be changed.

    ``numbers`` says how written numbers were read, by the ids of their questions.
    """

    id: UUID
    answered: int
    numbers: dict[str, float]
    saved_at: datetime
    deadline_at: datetime | None


class ItemResult(ResponseModel):
    """One question of a finished attempt. ``byHand``: a teacher gave the points."""

    question_id: str
    answer: Answer | None
    points: float
    correct: bool | None
    solution: Solution
    by_hand: bool = False


class AttemptRead(ResponseModel):
    """An attempt. The figures are null while it is open, and as long as they are hidden.

    ``items`` are given where solutions may be seen: always to who may edit the quiz and asks for
    one person; to others as the quiz says, once they can no longer attempt it. ``corrected``: a
    teacher has given points by hand; ``version`` counts such changes.
    """

    id: UUID
    quiz_id: UUID
    number: int
    user: AuthorRead
    status: AttemptStatus
    started_at: datetime
    deadline_at: datetime | None
    submitted_at: datetime | None
    answered: int
    points_earned: float | None
    total_points: int
    score: float | None
    passed: bool | None
    corrected: bool
    version: int
    items: list[ItemResult] | None


class AttemptCorrect(
    RequestModel,
    json_schema_extra=example(points={"one": 0.5}, reason="The drawing counts as an answer."),
):
    """Points by hand, by the ids of their questions, and why.

    Null takes back what was given by hand. ``version`` is that of the attempt as it was read.
    """

    points: Annotated[
        dict[Id, Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)] | None],
        Field(min_length=1, max_length=MAX_QUESTIONS),
    ]
    reason: Annotated[Text, Field(min_length=1, max_length=500)]
    version: Annotated[int, Field(ge=0, strict=True)] | None = None


class CorrectionRead(ResponseModel):
    """One change by hand: what the question counted before and after, by whom and why.

    ``pointsByHand`` is null where the change was taken back.
    """

    id: UUID
    version: int
    question_id: str
    points_before: float
    points_after: float
    points_by_hand: float | None
    reason: str
    corrected_by: UUID | None
    corrected_by_name: str | None
    corrected_at: datetime


class AttemptHistory(ResponseModel):
    """Changes by hand, the last one first."""

    data: list[CorrectionRead]


class QuizDuplicate(RequestModel, json_schema_extra=example(title="A quiz, once more")):
    """What the copy is called; without ``title``, as the quiz."""

    title: Title | None = None
    title_kh: Title | None = None


class QuizPreview(ResponseModel):
    """A quiz as somebody who attempts it sees it."""

    id: UUID
    title: str
    title_kh: str | None
    description: str | None
    description_kh: str | None
    time_limit: int | None
    shuffle: bool
    questions: list[PublicQuestion]


class PreviewAnswers(RequestModel, json_schema_extra=example(answers={"one": {"choice": "r"}})):
    """Answers to try."""

    answers: Answers


class PreviewResult(ResponseModel):
    """What answers would be worth."""

    points_earned: float
    total_points: int
    score: float
    passed: bool | None
    items: list[ItemResult]


class AttemptSheet(ResponseModel):
    """An open attempt: what to answer, what was saved, and the server's clock beside its end."""

    id: UUID
    quiz_id: UUID
    number: int
    resumed: bool
    questions: list[PublicQuestion]
    answers: dict[str, Answer]
    started_at: datetime
    deadline_at: datetime | None
    server_time: datetime


class ItemStats(ResponseModel):
    """One question over all counted attempts.

    ``difficulty``: mean share of its points, 0 to 1. ``discrimination``: corrected item-total
    correlation, -1 to 1. Both are null for polls and where they are not defined.
    """

    question_id: str
    type: QuestionType
    text: str
    answered: int
    difficulty: float | None
    discrimination: float | None
    distribution: list[Bar]


class QuizStats(ResponseModel):
    """Figures over the first finished attempt of each person: later ones have seen the answers."""

    attempts: int
    mean_score: float | None
    median_score: float | None
    pass_rate: float | None
    items: list[ItemStats]
