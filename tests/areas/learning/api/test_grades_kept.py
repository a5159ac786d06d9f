"""Whatever is done to a grade, in whatever order: nothing that stood there is ever lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.areas.learning.api.test_marking import RUBRIC, extend, history, policy, rubric
from tests.areas.learning.coursework import Course, at, make_course
from tests.support.api import Api, ok

HARDER = [{**RUBRIC[0], "levels": [{"id": "yes", "title": "Yes", "points": 3}]}, RUBRIC[1]]


class Graded:
    """One piece of late work, to which anything may be done."""

    def __init__(self, room: Course) -> None:
        self.room = room
        self.work = room.work(title="Kept", maxPoints=10, dueDate=at(days=-1.5))
        rubric(room, self.work, RUBRIC)
        self.submission = room.submit(self.work, "dara")

    def read(self) -> Any:
        """The submission as its teacher sees it."""
        return self.room.open(self.work, self.submission, None)

    def by_rubric(self) -> None:
        choices = {"clear": {"level": "yes"}, "long": {"level": "ok"}}
        self.room.grade(self.work, self.read(), choices=choices)

    def by_points(self) -> None:
        self.room.grade(self.work, self.read(), points=4.5)

    def without_lateness(self) -> None:
        self.room.grade(self.work, self.read(), points=8, waiveLateness=True)

    def excused(self) -> None:
        self._cell(state="EXCUSED")

    def typed(self) -> None:
        self._cell(points=7)

    def rubric_changed(self) -> None:
        rubric(self.room, self.work, HARDER, confirm=True)

    def rubric_changed_back(self) -> None:
        rubric(self.room, self.work, RUBRIC, confirm=True)

    def rubric_tried(self) -> None:
        rubric(self.room, self.work, HARDER)

    def extended(self) -> None:
        dara = [self.room.user_id("dara")]
        extend(self.room, self.work, kind="PERSON", userIds=dara, dueDate=at(days=1))

    def extension_taken_back(self) -> None:
        for one in self.room.read(self.work)["extensions"]:
            place = f"/v1/assignments/{self.work['id']}/extensions/{one['id']}"
            ok(self.room.teacher.delete(place))

    def imported(self) -> None:
        base, teacher = f"/v1/courses/{self.room.id}", self.room.teacher
        table = list(csv.reader(io.StringIO(teacher.get(f"{base}/gradebook.csv").text)))
        items = ok(teacher.get(f"{base}/gradebook"))["items"]
        column = 2 + next(n for n, one in enumerate(items) if one["id"] == self.work["id"])
        for line in table[1:]:
            if line[0] == self.room.user_id("dara"):
                line[column] = "6.25"
        out = io.StringIO()
        csv.writer(out).writerows(table)
        sent: dict[str, Any] = {"content": out.getvalue()}
        plan = ok(teacher.post(f"{base}/gradebook/import", json=sent))["plan"]
        sent |= {"apply": True, "plan": plan}
        assert ok(teacher.post(f"{base}/gradebook/import", json=sent))["applied"]

    def _cell(self, **given: Any) -> None:
        place = {"assignmentId": self.work["id"], "studentId": self.room.user_id("dara")}
        cell = {**place, "version": self.read()["version"], **given}
        path = f"/v1/courses/{self.room.id}/gradebook/cells"
        assert ok(self.room.teacher.put(path, json={"cells": [cell]}))["saved"]


ACTS: Sequence[Callable[[Graded], None]] = (
    Graded.by_rubric,
    Graded.by_points,
    Graded.without_lateness,
    Graded.excused,
    Graded.typed,
    Graded.rubric_changed,
    Graded.rubric_changed_back,
    Graded.rubric_tried,
    Graded.extended,
    Graded.extension_taken_back,
    Graded.imported,
)
_BY_A_MACHINE = (
    Graded.rubric_changed,
    Graded.rubric_changed_back,
    Graded.rubric_tried,
    Graded.extended,
    Graded.extension_taken_back,
)


def test_no_grade_is_ever_lost_and_the_history_tells_what_is_stored(api: Api) -> None:
    room = make_course(api, "dara")
    policy(room, deductionPercent=10, minimumPercent=40)

    @settings(
        max_examples=4,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(st.sampled_from(ACTS), min_size=4, max_size=7))
    def holds(acts: list[Callable[[Graded], None]]) -> None:
        graded = Graded(room)
        before, by_hand = history(room, graded.submission), False
        for act in acts:
            stood = graded.read()
            act(graded)
            lines, now = history(room, graded.submission), graded.read()
            # What stood there is there still, unchanged, and every change has added its line.
            assert lines[len(lines) - len(before) :] == before
            assert (now["version"] == stood["version"]) == (lines == before)
            # The last line is what is stored, and the gradebook counts just that.
            kept = ("version", "state", "points", "source")
            assert [lines[0][name] for name in kept] == [now[name] for name in kept]
            assert cell_of(room, graded.work) == (now["points"], now["state"])
            # Nothing that a teacher typed is changed by a rule.
            if by_hand and act in _BY_A_MACHINE:
                assert (now["points"], now["state"]) == (stood["points"], stood["state"])
            by_hand = by_hand if act in _BY_A_MACHINE else act in _TYPED
            before = lines

    holds()


_TYPED = (Graded.typed, Graded.excused, Graded.imported)


def cell_of(room: Course, work: dict[str, Any]) -> tuple[float | None, str]:
    """What the gradebook shows of the student's work."""
    book = ok(room.teacher.get(f"/v1/courses/{room.id}/gradebook"))
    place = next(n for n, one in enumerate(book["items"]) if one["id"] == work["id"])
    (line,) = book["rows"]
    return line["points"][place], line["states"][place]
