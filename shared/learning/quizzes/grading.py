"""Comparing answers with questions: pure, on plain values, the same for quizzes and live games."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from shared.http.schema import ResponseModel
from shared.learning.assignments.marks import cents
from shared.learning.quizzes.questions import (
    MAX_NUMBER,
    Answer,
    MultipleChoice,
    Numeric,
    Ordering,
    Poll,
    Question,
    QuestionType,
    ShortText,
    SingleChoice,
    Solution,
    TrueFalse,
    options_of,
)
from shared.text.numbers import NumberUnclear, read_number, shortest
from shared.text.same import graded

MAX_BARS = 10

_FIELD = {
    QuestionType.SINGLE: "choice",
    QuestionType.POLL: "choice",
    QuestionType.MULTIPLE: "choices",
    QuestionType.TRUE_FALSE: "value",
    QuestionType.TEXT: "text",
    QuestionType.NUMERIC: "number",
    QuestionType.ORDERING: "order",
}


class AnswerMismatch(ValueError):
    """The answer is not one that the question could have."""


@dataclass(frozen=True, slots=True)
class Grade:
    """``share`` of the points, 0 to 1; ``correct`` means all of them, None that none is right."""

    share: float
    correct: bool | None


class Bar(ResponseModel):
    """One column of a distribution: what was said, how often, and whether it is right."""

    key: str
    count: int
    correct: bool | None


def check(question: Question, answer: Answer) -> None:
    """Raise AnswerMismatch unless the answer fits the question and names its own options."""
    if answer.kind != _FIELD[question.type]:
        raise AnswerMismatch(f"the question asks for {_FIELD[question.type]}")
    known = {option.id for option in options_of(question)}
    named = _named(answer)
    if len(set(named)) != len(named) or not known.issuperset(named):
        raise AnswerMismatch("the answer names options of the question, each once")
    if isinstance(question, Ordering) and len(named) != len(known):
        raise AnswerMismatch("the order names every option")


def settled(question: Question, answer: Answer) -> Answer:
    """The answer as it is kept: a written number as the number; raises AnswerMismatch."""
    if answer.written is None or not isinstance(question, Numeric):
        check(question, answer)
        return answer
    try:
        number = read_number(answer.written, question.language)
    except NumberUnclear as error:
        raise AnswerMismatch(str(error)) from error
    if abs(number) > MAX_NUMBER:
        raise AnswerMismatch("the number is too large")
    return Answer(number=number)


def grade(question: Question, answer: Answer) -> Grade:
    """How much of the question an answer gets; raises AnswerMismatch on one that does not fit."""
    check(question, answer)
    if isinstance(question, Poll):
        return Grade(0.0, None)
    share = _share(question, answer)
    return Grade(share, share == 1.0)


def points(question: Question, answer: Answer | None) -> float:
    """The points of an answer, to the hundredth, half up; none for none."""
    if answer is None:
        return 0.0
    return float(cents(question.points * grade(question, answer).share))


def solution(question: Question) -> Solution:
    """What is right, for after the answer."""
    told = {"explanation": question.explanation, "explanation_kh": question.explanation_kh}
    if isinstance(question, SingleChoice | MultipleChoice):
        return Solution(choices=sorted(_correct_ids(question)), **told)
    if isinstance(question, TrueFalse):
        return Solution(value=question.correct, **told)
    if isinstance(question, ShortText):
        return Solution(texts=question.accepted, **told)
    if isinstance(question, Numeric):
        return Solution(minimum=question.minimum, maximum=question.maximum, **told)
    if isinstance(question, Ordering):
        return Solution(order=[option.id or "" for option in question.options], **told)
    return Solution(**told)


def distribution(question: Question, answers: Iterable[Answer]) -> list[Bar]:
    """How often each answer was given.

    Choices come in the author's order, with zeros; other types by frequency, the ten most frequent.
    """
    given = list(answers)
    if isinstance(question, SingleChoice | MultipleChoice | Poll):
        chosen = Counter(name for answer in given for name in _named(answer))
        right = set() if isinstance(question, Poll) else _correct_ids(question)
        return [
            Bar(
                key=option.id or "",
                count=chosen[option.id or ""],
                correct=None if isinstance(question, Poll) else option.id in right,
            )
            for option in question.options
        ]
    if isinstance(question, TrueFalse):
        said = Counter(answer.value for answer in given)
        return [
            Bar(key=str(value).lower(), count=said[value], correct=value == question.correct)
            for value in (True, False)
        ]
    keyed = [(_key(question, answer), answer) for answer in given]
    keys = Counter(key for key, _ in keyed)
    # A class gives the same few answers over and over: each is graded once.
    different = {(key, answer.number): answer for key, answer in keyed}
    right = {key for (key, _), answer in different.items() if grade(question, answer).correct}
    frequent = sorted(keys.items(), key=lambda item: (-item[1], item[0]))[:MAX_BARS]
    return [Bar(key=key, count=count, correct=key in right) for key, count in frequent]


def _named(answer: Answer) -> list[str]:
    if answer.choice is not None:
        return [answer.choice]
    return list(answer.choices or answer.order or ())


def _correct_ids(question: SingleChoice | MultipleChoice) -> set[str]:
    places = [question.correct] if isinstance(question, SingleChoice) else question.correct
    return {question.options[place].id or "" for place in places}


def _share(question: Question, answer: Answer) -> float:
    if isinstance(question, SingleChoice):
        return float(answer.choice in _correct_ids(question))
    if isinstance(question, MultipleChoice):
        return _share_of_choices(question, set(answer.choices or ()))
    if isinstance(question, TrueFalse):
        return float(answer.value == question.correct)
    if isinstance(question, ShortText):
        accepted = {_normalised(question, text) for text in question.accepted}
        return float(_normalised(question, answer.text or "") in accepted)
    if isinstance(question, Numeric):
        assert answer.number is not None
        return float(question.minimum <= answer.number <= question.maximum)
    assert isinstance(question, Ordering)
    right = [option.id for option in question.options]
    in_place = sum(a == b for a, b in zip(right, answer.order or (), strict=False))
    return in_place / len(right) if question.partial else float(in_place == len(right))


def _share_of_choices(question: MultipleChoice, chosen: set[str]) -> float:
    right = _correct_ids(question)
    if not question.partial:
        return float(chosen == right)
    # A wrong choice takes back a right one, so that choosing everything is worth nothing.
    return max(0.0, (len(chosen & right) - len(chosen - right)) / len(right))


def _normalised(question: ShortText, text: str) -> str:
    return graded(
        text, case_sensitive=question.case_sensitive, accents_matter=question.accents_matter
    )


def _key(question: Question, answer: Answer) -> str:
    if isinstance(question, ShortText):
        return _normalised(question, answer.text or "")
    if isinstance(question, Numeric):
        assert answer.number is not None
        return shortest(answer.number)
    return " ".join(answer.order or ())
