"""Questions, their answers, and what players may see of them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from shared.learning.quizzes.grading import (
    AnswerMismatch,
    check,
    distribution,
    grade,
    points,
    solution,
)
from shared.learning.quizzes.questions import Answer, Question, options_of, with_ids
from shared.learning.quizzes.shown import public

READ: TypeAdapter[Question] = TypeAdapter(Question)
OPTIONS = [{"id": name, "text": f"Option {name}"} for name in "pqrs"]
WRITTEN: dict[str, dict[str, Any]] = {
    "SINGLE": {"options": OPTIONS, "correct": 2},
    "MULTIPLE": {"options": OPTIONS, "correct": [0, 3]},
    "TRUE_FALSE": {"correct": True},
    "TEXT": {"accepted": ["Phnom Penh", "ភ្នំពេញ"]},
    "NUMERIC": {"minimum": 9.7, "maximum": 9.9, "unit": "m/s²"},
    "ORDERING": {"options": OPTIONS},
    "POLL": {"options": OPTIONS},
}
RIGHT: dict[str, dict[str, Any]] = {
    "SINGLE": {"choice": "r"},
    "MULTIPLE": {"choices": ["s", "p"]},
    "TRUE_FALSE": {"value": True},
    "TEXT": {"text": " phnom  penh "},
    "NUMERIC": {"number": 9.8},
    "ORDERING": {"order": ["p", "q", "r", "s"]},
}
WRONG: dict[str, dict[str, Any]] = {
    "SINGLE": {"choice": "p"},
    "MULTIPLE": {"choices": ["p"]},
    "TRUE_FALSE": {"value": False},
    "TEXT": {"text": "Siem Reap"},
    "NUMERIC": {"number": 9.69},
    "ORDERING": {"order": ["q", "p", "r", "s"]},
}


def question(kind: str, **changes: Any) -> Question:
    written = {"id": "q1", "type": kind, "text": "What?", **WRITTEN[kind], **changes}
    return READ.validate_python(written)


def answer(**fields: Any) -> Answer:
    return Answer.model_validate(fields)


@pytest.mark.parametrize("kind", RIGHT)
def test_a_right_answer_gets_everything_and_a_wrong_one_nothing(kind: str) -> None:
    asked = question(kind, points=4)

    assert grade(asked, answer(**RIGHT[kind])).correct is True
    assert points(asked, answer(**RIGHT[kind])) == 4
    assert grade(asked, answer(**WRONG[kind])).correct is False
    assert points(asked, answer(**WRONG[kind])) == 0
    assert points(asked, None) == 0


def test_a_poll_has_no_right_answer() -> None:
    graded = grade(question("POLL"), answer(choice="p"))
    assert (graded.share, graded.correct) == (0.0, None)


@pytest.mark.parametrize(("kind", "other"), [*itertools.permutations(RIGHT, 2)])
def test_an_answer_of_another_kind_does_not_fit(kind: str, other: str) -> None:
    with pytest.raises(AnswerMismatch):
        check(question(kind), answer(**RIGHT[other]))


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("SINGLE", {"choice": "unknown"}),
        ("POLL", {"choice": "unknown"}),
        ("MULTIPLE", {"choices": ["p", "p"]}),
        ("MULTIPLE", {"choices": ["p", "unknown"]}),
        ("ORDERING", {"order": ["p", "q", "r"]}),
        ("ORDERING", {"order": ["p", "q", "r", "r"]}),
    ],
)
def test_an_answer_names_the_options_of_its_question(kind: str, said: dict[str, Any]) -> None:
    with pytest.raises(AnswerMismatch):
        grade(question(kind), answer(**said))


@pytest.mark.parametrize("fields", [{}, {"choice": None}, {"choice": "p", "value": True}])
def test_an_answer_has_exactly_one_field(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        answer(**fields)


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("SINGLE", {"correct": 4}),
        ("SINGLE", {"options": OPTIONS[:1], "correct": 0}),
        ("SINGLE", {"options": [OPTIONS[0], OPTIONS[0]], "correct": 0}),
        ("MULTIPLE", {"correct": []}),
        ("MULTIPLE", {"correct": [1, 1]}),
        ("MULTIPLE", {"correct": [1, 4]}),
        ("TEXT", {"accepted": []}),
        ("NUMERIC", {"minimum": 2, "maximum": 1}),
        ("NUMERIC", {"minimum": float("nan")}),
        ("POLL", {"points": 1}),
        ("TRUE_FALSE", {"image": "http://example.test/a.png"}),
        ("TRUE_FALSE", {"seconds": 4}),
        ("TRUE_FALSE", {"options": OPTIONS}),
    ],
)
def test_a_question_that_contradicts_itself_is_refused(kind: str, changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        question(kind, **changes)


@pytest.mark.parametrize(
    ("said", "share"),
    [("ps", 1.0), ("p", 0.5), ("pq", 0.0), ("psq", 0.5), ("pqrs", 0.0), ("qr", 0.0)],
)
def test_a_part_of_the_choices_is_worth_a_part_where_the_author_says_so(
    said: str, share: float
) -> None:
    asked = question("MULTIPLE", partial=True)
    assert grade(asked, answer(choices=list(said))).share == share


def test_a_part_of_an_order_is_worth_a_part_where_the_author_says_so() -> None:
    asked = question("ORDERING", partial=True)
    assert grade(asked, answer(order=list("pqsr"))).share == 0.5
    assert grade(asked, answer(order=list("pqsr"))).correct is False


@pytest.mark.parametrize(
    ("said", "changes", "right"),
    [
        ("PHNOM PENH", {}, True),
        ("PHNOM PENH", {"case_sensitive": True}, False),
        ("Phnóm Pénh", {}, True),
        ("Phnóm Pénh", {"accents_matter": True}, False),
        ("ភ្នំ\u200bពេញ", {}, True),
        ("ភ្នពេញ", {}, False),
        ("Phnom\u00a0Penh", {}, True),
        ("PhnomPenh", {}, False),
        ("ｐｈｎｏｍ ｐｅｎｈ", {}, True),
        ("Phnom² Penh", {}, False),
    ],
)
def test_text_is_compared_as_a_teacher_would(
    said: str, changes: dict[str, bool], *, right: bool
) -> None:
    asked = question("TEXT").model_copy(update=changes)
    assert grade(asked, answer(text=said)).correct is right


@given(
    seed=st.text(alphabet="abcdef0123456789", min_size=1, max_size=8),
    kind=st.sampled_from(sorted(WRITTEN)),
    shuffle=st.booleans(),
)
def test_nothing_that_is_shown_tells_the_solution(seed: str, kind: str, shuffle: bool) -> None:
    secret = {"explanation": "SECRET-WHY", "explanationKh": "SECRET-KH"}
    changes = {"accepted": ["SECRET-TEXT"]} if kind == "TEXT" else {}
    shown = public(question(kind, **secret, **changes), seed=seed, shuffle=shuffle, pictures={})
    text = shown.model_dump_json()

    assert "SECRET" not in text
    assert "9.7" not in text
    assert "correct" not in json.loads(text)
    assert {o.id for o in shown.options} == {o.id for o in options_of(question(kind))}


@pytest.mark.parametrize(("kind", "shuffle"), [("ORDERING", False), ("SINGLE", True)])
def test_options_are_shown_in_an_order_of_the_seed(kind: str, *, shuffle: bool) -> None:
    def order(seed: str) -> tuple[str, ...]:
        return tuple(
            o.id for o in public(question(kind), seed=seed, shuffle=shuffle, pictures={}).options
        )

    assert order("one") == order("one")
    assert len({order(str(seed)) for seed in range(200)}) == 24


def test_the_order_that_is_shown_does_not_lean_to_the_right_one() -> None:
    asked = question("ORDERING")
    shown = [
        tuple(o.id for o in public(asked, seed=str(n), pictures={}).options) for n in range(2400)
    ]
    # Expected 100 of each of the 24 orders; 160 is six standard deviations away.
    assert shown.count(("p", "q", "r", "s")) < 160


def test_ids_are_kept_and_missing_ones_are_made() -> None:
    bare = READ.validate_python(
        {"type": "ORDERING", "text": "?", "options": [{"text": "a"}, {"id": "b", "text": "b"}]}
    )
    numbers = itertools.count()
    new_id: Callable[[], str] = lambda: f"new{next(numbers)}"  # noqa: E731 - one expression
    (made,) = with_ids([bare], new_id)

    assert made.id == "new0"
    assert [o.id for o in options_of(made)] == ["new1", "b"]
    assert with_ids([made], new_id) == [made]


@pytest.mark.parametrize("kind", RIGHT)
def test_the_solution_is_a_right_answer(kind: str) -> None:
    told = solution(question(kind, explanation="Because"))
    assert told.explanation == "Because"
    answers: dict[str, dict[str, Any]] = {
        "SINGLE": {"choice": (told.choices or [""])[0]},
        "MULTIPLE": {"choices": told.choices},
        "TRUE_FALSE": {"value": told.value},
        "TEXT": {"text": (told.texts or [""])[0]},
        "NUMERIC": {"number": told.minimum},
        "ORDERING": {"order": told.order},
    }
    assert grade(question(kind), answer(**answers[kind])).correct


def test_a_distribution_counts_every_answer() -> None:
    said = [answer(choice="p"), answer(choice="r"), answer(choice="r")]
    bars = distribution(question("SINGLE"), said)
    assert [(bar.key, bar.count, bar.correct) for bar in bars] == [
        ("p", 1, False),
        ("q", 0, False),
        ("r", 2, True),
        ("s", 0, False),
    ]
    assert [b.correct for b in distribution(question("POLL"), said)] == [None] * 4


def test_a_distribution_of_words_gathers_what_is_the_same() -> None:
    said = [answer(text=text) for text in ("Phnom Penh", "phnom penh", "Battambang")]
    assert [(b.key, b.count, b.correct) for b in distribution(question("TEXT"), said)] == [
        ("phnom penh", 2, True),
        ("battambang", 1, False),
    ]
