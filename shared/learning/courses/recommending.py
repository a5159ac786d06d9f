"""Which courses somebody may want to learn in, and why. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

FEWEST = 5
"""So many of a class before their number is told: of fewer it would say who they are."""


class RecommendedBecause(StrEnum):
    """What speaks for a course."""

    TEACHER = "TEACHER"  # given by who teaches a class of the reader
    CLASSMATES = "CLASSMATES"  # several of the reader's classes learn in it
    SUBJECT = "SUBJECT"  # about what the reader learns, or says that they like
    FOLLOWED = "FOLLOWED"  # given by somebody whom the reader follows
    POPULAR = "POPULAR"  # among those into which the most came lately
    NEW = "NEW"  # published lately


_POINTS: Mapping[RecommendedBecause, int] = {
    RecommendedBecause.TEACHER: 5,
    RecommendedBecause.CLASSMATES: 4,
    RecommendedBecause.SUBJECT: 4,
    RecommendedBecause.FOLLOWED: 3,
    RecommendedBecause.POPULAR: 2,
    RecommendedBecause.NEW: 1,
}


@dataclass(frozen=True, slots=True)
class Recommending:
    """One thing that speaks for a course; ``people`` of them, where it is people."""

    course_id: UUID
    because: RecommendedBecause
    people: int | None = None


def recommend(found: Iterable[Recommending]) -> Mapping[UUID, Sequence[Recommending]]:
    """Courses with what speaks for each, those first for which the most does.

    Of equals the one with more people comes first, then the younger.
    """
    reasons: dict[UUID, list[Recommending]] = defaultdict(list)
    for one in found:
        reasons[one.course_id].append(one)
    for of_course in reasons.values():
        of_course.sort(key=lambda one: -_POINTS[one.because])

    def order(course_id: UUID) -> tuple[int, int, int]:
        points = sum(_POINTS[one.because] for one in reasons[course_id])
        people = sum(one.people or 0 for one in reasons[course_id])
        return points, people, course_id.int

    return {one: reasons[one] for one in sorted(reasons, key=order, reverse=True)}
