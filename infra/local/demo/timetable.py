"""The timetable of the demo classes, what differs in this week, and registers of the last days."""

from __future__ import annotations

from datetime import date, time, timedelta

from infra.local.demo.people import SUBJECTS
from infra.local.demo.stage import Stage, demo_id
from infra.local.demo.words import written

TIMES = (
    (time(7), time(7, 50)),
    (time(8), time(8, 50)),
    (time(9, 10), time(10)),
    (time(10, 10), time(11)),
)
WEEKDAYS = (1, 2, 3, 4, 5, 6)
# The first lesson of this weekday is cancelled in the present week.
OFF = 5
# Each class with who teaches physics in it; of the other subjects the teacher is left open.
CLASSES = (("10A", "teacher"), ("10B", None))
# Who was not there, by days ago and place in the roster.
MARKS = {
    1: {2: "ABSENT", 5: "LATE"},
    2: {2: "ABSENT"},
    3: {0: "PERMISSION", 4: "LATE"},
    4: {},
    5: {2: "MEDICAL"},
}


def add(stage: Stage) -> None:
    """Arrange, publish, and take registers, as the office and teachers do."""
    from functions.school.lesson_changes import timetable_change
    from functions.school.periods import periods_put
    from functions.school.timetable import timetable_get, timetable_publish, timetable_put
    from infra.postgres.school.timetable_tables import timetable_publications
    from shared.school.student_schemas import ClassPath
    from shared.school.timetable.schemas import (
        ChangePut,
        PeriodsPut,
        PeriodWrite,
        PublishTimetable,
        SlotPath,
        SlotWrite,
        TimetablePut,
        TimetableQuery,
    )
    from shared.school.types import ChangeKind

    year_id, days = demo_id("year"), timedelta(days=20)
    if stage.has(timetable_publications, academic_year_id=year_id):
        return
    today = stage.now.date()
    monday = today - timedelta(days=today.isoweekday() - 1)
    first = monday - timedelta(weeks=2)
    lines = [
        written(PeriodWrite, name=str(n), starts=starts, ends=ends)
        for n, (starts, ends) in enumerate(TIMES, start=1)
    ]
    periods = stage.act("admin", periods_put, written(PeriodsPut, periods=lines), ago=days).data
    for shift, (name, physicist) in enumerate(CLASSES):
        lessons = []
        for weekday in WEEKDAYS:
            for place, period in enumerate(periods):
                key, *_ = SUBJECTS[(weekday + place + 2 * shift) % len(SUBJECTS)]
                teaches = physicist is not None and key == "physics"
                lessons.append(
                    written(
                        SlotWrite,
                        subject_id=demo_id("subject", key),
                        teacher_id=demo_id("user", physicist) if teaches else None,
                        room_id=demo_id("room", name),
                        period_id=period.id,
                        weekday=weekday,
                    )
                )
        path = written(ClassPath, id=demo_id("class", name))
        body = written(TimetablePut, effective_from=first, lessons=lessons)
        stage.act("admin", timetable_put, path, body, ago=days)
    publication = written(PublishTimetable, academic_year_id=year_id, effective_from=first)
    stage.act("admin", timetable_publish, publication, ago=days)
    of = written(TimetableQuery, class_id=demo_id("class", "10A"), on=today)
    week = stage.act("admin", timetable_get, of, ago=timedelta(days=1)).data
    off = next(one for one in week if one.weekday == OFF)
    friday = monday + timedelta(days=OFF - 1)
    change = written(ChangePut, date=friday, kind=ChangeKind.CANCELLED)
    lesson = written(SlotPath, id=off.id)
    stage.act("admin", timetable_change, lesson, change, ago=timedelta(days=1))
    _take_registers(stage, today)


def _take_registers(stage: Stage, today: date) -> None:
    from functions.school.attendance import attendance_class, attendance_mark
    from shared.school.attendance.schemas import MarkWrite, RegisterPut, RegisterQuery
    from shared.school.student_schemas import TaughtClassPath
    from shared.school.types import Session

    path = written(TaughtClassPath, id=demo_id("class", "10A"))
    for ago, marks in MARKS.items():
        day, then = today - timedelta(days=ago), timedelta(days=ago)
        query = written(RegisterQuery, date=day, session=Session.MORNING)
        register = stage.act("teacher", attendance_class, path, query, ago=then)
        there = [entry.student_id for entry in register.entries]
        if register.taken_at is not None or not there:
            continue
        said = [
            written(MarkWrite, student_id=there[place], status=status)
            for place, status in marks.items()
            if place < len(there)
        ]
        body = written(
            RegisterPut, date=day, session=Session.MORNING, version=register.version, marks=said
        )
        stage.act("teacher", attendance_mark, path, body, ago=then)
