"""What is ahead in the demo school: exams, an evening for parents, a fair, and a holiday."""

from __future__ import annotations

from datetime import date, time, timedelta

from infra.local.demo.stage import Stage, demo_id
from infra.local.demo.words import written

# Kind, titles in both languages, days ahead and how many it lasts, times, and where it is.
AHEAD = (
    ("EXAM", "Exams of the first semester", "ការប្រឡងឆមាសទីមួយ", 9, 3, None, None),
    (
        "MEETING",
        "Evening for parents",
        "ជំនួបជាមួយមាតាបិតា",
        12,
        1,
        (time(17), time(18, 30)),
        "Library",
    ),
    ("EVENT", "Science fair", "ពិព័រណ៍វិទ្យាសាស្ត្រ", 20, 1, (time(8), time(11)), "Yard"),
)


def add(stage: Stage) -> None:
    """Put it into the calendar, as the office does."""
    from functions.school.calendar import calendar_create
    from infra.postgres.school.attendance_tables import calendar_events
    from shared.school.calendar.schemas import CalendarWrite

    if stage.has(calendar_events, id=demo_id("calendar", AHEAD[0][1])):
        return
    today = stage.now.date()
    for kind, title, title_kh, ahead, lasts, times, location in AHEAD:
        first = today + timedelta(days=ahead)
        starts, ends = times or (None, None)
        body = written(
            CalendarWrite,
            kind=kind,
            title=title,
            title_kh=title_kh,
            first_day=first,
            last_day=first + timedelta(days=lasts - 1),
            starts=starts,
            ends=ends,
            location=location,
        )
        made_as = demo_id("calendar", title)
        stage.act("admin", calendar_create, body, ago=timedelta(days=4), made_as=made_as)
    holiday = date(today.year + (today > date(today.year, 1, 7)), 1, 7)
    closed = written(
        CalendarWrite,
        kind="CLOSURE",
        title="Victory Day",
        title_kh="ទិវាជ័យជម្នះលើរបបប្រល័យពូជសាសន៍",
        first_day=holiday,
        last_day=holiday,
    )
    stage.act("admin", calendar_create, closed, ago=timedelta(days=4), made_as=demo_id("holiday"))
