"""The demo shows every type of question, in both languages."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from infra.local.demo_quizzes import QUIZZES, DemoQuiz
from shared.quizzes.questions import Questions, QuestionType


@pytest.mark.parametrize("quiz", QUIZZES, ids=lambda quiz: quiz.key)
def test_every_type_is_in_it(quiz: DemoQuiz) -> None:
    questions = TypeAdapter(Questions).validate_python(list(quiz.questions))
    assert {question.type for question in questions} == set(QuestionType)
