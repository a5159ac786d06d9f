"""Who may do what in a course, and when lessons are open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.learning.courses.policy import (
    CourseRight,
    has_cycle,
    progress,
    rights,
    state_of,
    status_of,
)
from shared.learning.courses.types import STAFF, CourseRole, CourseStatus, LessonState

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
ROLES = st.sampled_from([None, *CourseRole])
STATUSES = st.sampled_from(CourseStatus)


@dataclass
class Some:
    """A lesson, as far as the rule asks."""

    id: UUID = field(default_factory=uuid4)
    published_at: datetime | None = NOW
    opens_at: datetime | None = None
    prerequisites: Sequence[UUID] = ()


@given(ROLES, STATUSES)
def test_who_changes_every_course_may_do_everything(
    role: CourseRole | None, status: CourseStatus
) -> None:
    assert rights(role, status, everywhere=True, teaches=True) == frozenset(CourseRight)


@given(ROLES, STATUSES, st.booleans())
def test_rights_go_in_steps(role: CourseRole | None, status: CourseStatus, teaches: bool) -> None:
    held = rights(role, status, everywhere=False, teaches=teaches)
    steps = list(CourseRight)
    assert held == frozenset(steps[: len(held)])


@given(ROLES, STATUSES)
def test_nobody_teaches_whose_role_in_the_school_does_not(
    role: CourseRole | None, status: CourseStatus
) -> None:
    held = rights(role, status, everywhere=False, teaches=False)
    assert not held & {CourseRight.TEACH, CourseRight.EDIT, CourseRight.OWN}


@given(STATUSES, st.booleans())
def test_a_draft_is_known_to_who_teaches_it_alone(status: CourseStatus, teaches: bool) -> None:
    for role in (None, CourseRole.STUDENT):
        held = rights(role, status, everywhere=False, teaches=teaches)
        assert (not held) == (
            status is CourseStatus.DRAFT or (role is None and status is CourseStatus.ARCHIVED)
        )
    for role in STAFF:
        assert CourseRight.TEACH in rights(role, status, everywhere=False, teaches=True)


def test_a_course_stands_where_its_moments_say() -> None:
    assert status_of(None, None) is CourseStatus.DRAFT
    assert status_of(NOW, None) is CourseStatus.PUBLISHED
    assert status_of(NOW, NOW) is status_of(None, NOW) is CourseStatus.ARCHIVED


def test_a_lesson_opens_with_its_day_and_what_comes_first() -> None:
    first = Some()
    second = Some(prerequisites=[first.id], opens_at=NOW)
    shown = {first.id, second.id}
    early = NOW - timedelta(seconds=1)
    assert state_of(second, done=(), shown=shown, now=early) is LessonState.NOT_YET
    assert state_of(second, done=(), shown=shown, now=NOW) is LessonState.LOCKED
    assert state_of(second, done={first.id}, shown=shown, now=NOW) is LessonState.OPEN
    assert state_of(second, done={second.id}, shown=shown, now=early) is LessonState.DONE
    # What nobody can complete holds nobody up.
    assert state_of(second, done=(), shown={second.id}, now=NOW) is LessonState.OPEN
    draft = Some(published_at=None)
    assert state_of(draft, done={draft.id}, shown=shown, now=NOW) is LessonState.DRAFT


@pytest.mark.parametrize(
    ("done", "published", "percent"), [(0, 0, "0"), (0, 3, "0"), (1, 3, "33.33"), (3, 3, "100")]
)
def test_progress_is_of_what_is_published(done: int, published: int, percent: str) -> None:
    assert progress(done, published) == Decimal(percent)


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_all_is_done_only_when_it_is(done: int, published: int) -> None:
    found = progress(done, published)
    assert 0 <= found <= 100
    assert (found == 100) == (published > 0 and done >= published)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30))
def test_lessons_that_come_later_make_no_circle(pairs: list[tuple[int, int]]) -> None:
    ids = [UUID(int=number) for number in range(10)]
    later: dict[UUID, set[UUID]] = {one: set() for one in ids}
    for left, right in pairs:
        if left != right:
            later[ids[max(left, right)]].add(ids[min(left, right)])
    assert not has_cycle(later)
    if any(later.values()):
        lesson, first = next((one, next(iter(before))) for one, before in later.items() if before)
        assert has_cycle({**later, first: {*later[first], lesson}})
    assert has_cycle({ids[0]: [ids[0]]})
