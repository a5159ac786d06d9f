"""What the demo school announces: something told, which some have read, and something planned."""

from __future__ import annotations

from datetime import timedelta

from infra.local.demo.stage import Stage, demo_id
from infra.local.demo.words import written


def add(stage: Stage) -> None:
    """Announce, and let people say that they have read it."""
    from functions.school.announcements import announcements_ack, announcements_create
    from infra.postgres.school.announcement_tables import announcements
    from shared.school.announcements.schemas import AnnouncementPath, SchoolAnnouncementCreate

    told, planned = demo_id("announcement", "festival"), demo_id("announcement", "exams")
    if stage.has(announcements, id=told):
        return
    body = written(
        SchoolAnnouncementCreate,
        title="No school on Thursday and Friday: Water Festival",
        title_kh="សាលាឈប់សម្រាកថ្ងៃព្រហស្បតិ៍ និងសុក្រ៖ បុណ្យអុំទូក",
        body="Lessons go on on Monday at seven. The science fair is a week later.",
        body_kh="ការសិក្សាចាប់ផ្ដើមវិញនៅថ្ងៃច័ន្ទ ម៉ោងប្រាំពីរ។",
        requires_ack=True,
    )
    stage.act("admin", announcements_create, body, ago=timedelta(days=2), made_as=told)
    for number, key in enumerate(("teacher", "bopha", "rithy", "leakena"), start=1):
        ago = timedelta(days=2) - timedelta(hours=number)
        stage.act(key, announcements_ack, written(AnnouncementPath, id=told), ago=ago)
    later = written(
        SchoolAnnouncementCreate,
        title="Exams of the first semester",
        title_kh="ការប្រឡងឆមាសទីមួយ",
        body="The plan of the exams hangs in front of the library.",
        publish_at=stage.now + timedelta(days=7),
    )
    stage.act("admin", announcements_create, later, ago=timedelta(hours=3), made_as=planned)
