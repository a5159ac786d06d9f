"""The rows of a gradebook, as whoever teaches the course sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from functions.learning.coursework import as_float
from shared.learning.assignments.dates import Dates, is_exempt
from shared.learning.assignments.types import SubmissionState
from shared.learning.gradebook.book import Book, Line
from shared.learning.gradebook.schemas import BookRow
from shared.people.schemas import AuthorRead

if TYPE_CHECKING:
    from infra.postgres.learning import Assignment, CourseMember


class Rows:
    """Makes the rows of one gradebook; what does not depend on the student is found once."""

    def __init__(
        self,
        book: Book,
        assignments: Sequence[Assignment],
        dates: Mapping[tuple[UUID, UUID], Dates],
    ) -> None:
        self._book = book
        self._assignments = assignments
        self._dates = dates
        self._veiled = {place for place, one in enumerate(assignments) if one.hides_names}

    def of(self, students: Sequence[CourseMember], lines: Mapping[UUID, Line]) -> list[BookRow]:
        """The rows of these students, from the lines of those who have something."""
        untouched = Line.untouched(len(self._assignments))
        return [self._row(one, lines.get(one.user_id, untouched)) for one in students]

    def _row(self, student: CourseMember, line: Line) -> BookRow:
        total, released = self._book.totals(line)
        points = [None if cents is None else cents / 100 for cents in line.cents]
        states, versions = list(line.states), list(line.versions)
        for place in self._veiled:
            points[place], versions[place] = None, 0
            if states[place] is not SubmissionState.PENDING and place not in line.automatic:
                # What changes with a grade, and what the list without names says as well, would
                # tell whose work it is.
                states[place] = SubmissionState.SUBMITTED
        return BookRow(
            student=person(student),
            points=points,
            states=states,
            versions=versions,
            late=self._told(line.late),
            hidden=self._told(line.hidden),
            typed=self._told(line.typed),
            automatic=line.automatic,
            exempt=self._exempt(student, line),
            total=as_float(total.percent),
            released_total=as_float(released.percent),
            categories=[as_float(part.percent) for part in total.categories],
        )

    def _told(self, places: Sequence[int]) -> list[int]:
        """Those of the columns in which names stand beside work."""
        if not self._veiled:
            return list(places)
        return [place for place in places if place not in self._veiled]

    def _exempt(self, student: CourseMember, line: Line) -> list[int]:
        """What the student has not handed in and need not, as they joined after its date."""
        pending = [
            place for place, state in enumerate(line.states) if state is SubmissionState.PENDING
        ]
        return [place for place in pending if self._is_exempt(student, self._assignments[place])]

    def _is_exempt(self, student: CourseMember, one: Assignment) -> bool:
        theirs = self._dates.get((one.id, student.user_id), one.dates)
        return is_exempt(student.joined_at, theirs.due_at, include_late=one.include_late_joiners)


def person(student: CourseMember) -> AuthorRead:
    """A student beside their grades."""
    return AuthorRead(
        id=student.user_id,
        name=student.user_name,
        avatar=student.user_avatar,
        role=student.user_role,
    )
