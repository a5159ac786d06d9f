"""Where one student's work stands, and how what happens to it changes that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from shared.learning.assignments.dates import NO_LATE_POLICY, LatePolicy
from shared.learning.assignments.marks import AttemptMark, kept_points, missing_points, replaces
from shared.learning.assignments.types import GradeSource, Keep, SubmissionState

GIVEN = (SubmissionState.EXCUSED, SubmissionState.MISSING)
"""States that stand beside a grade, and are given like one."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is kept of one student's work for one assignment.

    ``attempt`` counts what was handed in. ``overridden``: the points were typed in the gradebook,
    past the attempts and their deductions.
    """

    state: SubmissionState = SubmissionState.PENDING
    points: Decimal | None = None
    source: GradeSource | None = None
    attempt: int = 0
    is_late: bool = False
    overridden: bool = False

    @property
    def is_typed(self) -> bool:
        """Whether a person gave what stands here."""
        return self.source is not None and self.source.is_typed


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides what attempts come to."""

    max_points: Decimal
    keep: Keep = Keep.HIGHEST
    policy: LatePolicy = NO_LATE_POLICY


def waiting(standing: Standing) -> SubmissionState:
    """The state of work that is not graded."""
    if not standing.attempt:
        return SubmissionState.PENDING
    return SubmissionState.LATE if standing.is_late else SubmissionState.SUBMITTED


def handed_in(standing: Standing, attempt: int, *, is_late: bool) -> Standing:
    """After one more attempt: it waits for its grade, and is not missing any more.

    What a teacher typed stays, and so does what earlier attempts have earned.
    """
    now = replace(standing, attempt=attempt, is_late=is_late)
    if standing.source is GradeSource.AUTO_MISSING:
        now = replace(now, points=None, source=None)
    if standing.state is SubmissionState.EXCUSED:
        return now
    return replace(now, state=waiting(now))


def taken_back(standing: Standing, attempt: int, *, is_late: bool) -> Standing:
    """After the last attempt, which nobody had graded, was taken back."""
    now = replace(standing, attempt=attempt, is_late=is_late)
    if standing.state in GIVEN:
        return now
    state = SubmissionState.GRADED if standing.points is not None else waiting(now)
    return replace(now, state=state)


def graded(
    standing: Standing, marks: Sequence[AttemptMark], rules: Rules, source: GradeSource
) -> Standing:
    """After an attempt was graded: what counts of all graded ones."""
    if not replaces(source, standing.source):
        return standing
    points = kept_points(counting(marks), rules.keep, rules.max_points)
    return replace(
        standing, state=SubmissionState.GRADED, points=points, source=source, overridden=False
    )


def recounted(standing: Standing, marks: Sequence[AttemptMark], rules: Rules) -> Standing:
    """After what attempts are worth has changed: a rubric's levels, or what is late."""
    if standing.overridden or standing.state in GIVEN or standing.points is None:
        return standing
    found = kept_points(counting(marks), rules.keep, rules.max_points)
    return standing if found is None else replace(standing, points=found)


def typed(standing: Standing, points: Decimal, source: GradeSource) -> Standing:
    """After points were typed in the gradebook: they count as they are."""
    return replace(
        standing, state=SubmissionState.GRADED, points=points, source=source, overridden=True
    )


def excused(standing: Standing) -> Standing:
    """After a teacher excused the student."""
    return replace(
        standing,
        state=SubmissionState.EXCUSED,
        points=None,
        source=GradeSource.MANUAL,
        overridden=False,
    )


def missing(standing: Standing, rules: Rules, source: GradeSource) -> Standing:
    """After the work was found missing, by a teacher or by its date."""
    if not replaces(source, standing.source):
        return standing
    return replace(
        standing,
        state=SubmissionState.MISSING,
        points=missing_points(rules.policy, rules.max_points),
        source=source,
        overridden=False,
    )


def cleared(standing: Standing, marks: Sequence[AttemptMark], rules: Rules) -> Standing:
    """After a teacher took back what was typed: what attempts have earned counts again."""
    points = kept_points(counting(marks), rules.keep, rules.max_points)
    if points is None:
        bare = replace(standing, points=None, source=None, overridden=False)
        return replace(bare, state=waiting(bare))
    return replace(
        standing,
        state=SubmissionState.GRADED,
        points=points,
        source=GradeSource.MANUAL,
        overridden=False,
    )


def lifted(standing: Standing) -> Standing:
    """After other dates: what the old date did is undone, what a teacher did stays."""
    if standing.source is not GradeSource.AUTO_MISSING:
        return standing
    bare = replace(standing, points=None, source=None)
    return replace(bare, state=waiting(bare))


def counting(marks: Sequence[AttemptMark]) -> Sequence[AttemptMark]:
    """Without the one that was graded before anything was handed in, once something was."""
    real = [mark for mark in marks if mark.attempt > 0]
    return real or marks


def shown_state(standing: Standing, *, released: bool) -> SubmissionState:
    """The state as the student sees it: that it is graded is news only once they see the grade."""
    if standing.state is SubmissionState.GRADED and not released:
        return waiting(standing)
    return standing.state


def counts(standing: Standing) -> bool:
    """Whether it is in a total."""
    return standing.points is not None and standing.state is not SubmissionState.EXCUSED
