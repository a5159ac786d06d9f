"""Families hear of marks that were handed in, and of report cards."""

from __future__ import annotations

from functions.runtime.context import Ctx
from functions.runtime.service import Received, on, worker
from functions.workers.notices import announce
from infra.postgres import people
from shared.notifications.events import NotificationNew
from shared.notifications.types import NotificationType
from shared.notifications.words import Words
from shared.school.grades.events import GradePosted, ReportCardIssued

_MARKS = Words("Marks were handed in", "គ្រូបានប្រគល់ពិន្ទុ")
_CARD = Words("A report card can be read", "ព្រឹត្តិបត្រពិន្ទុអាចមើលបាន")
_NEW_VERSION = Words("A report card was corrected", "ព្រឹត្តិបត្រពិន្ទុត្រូវបានកែ")


def _posted(ctx: Ctx, event: GradePosted, received: Received) -> None:
    announce(
        ctx,
        received,
        NotificationType.GRADE_POSTED,
        to=ctx.db(people.PeopleRepository).find_receivers([event.receiver_id]),
        about=event.student_id,
        words=_MARKS,
    )


def _issued(ctx: Ctx, event: ReportCardIssued, received: Received) -> None:
    announce(
        ctx,
        received,
        NotificationType.REPORT_CARD_ISSUED,
        to=ctx.db(people.PeopleRepository).find_receivers([event.receiver_id]),
        about=event.student_id,
        words=_CARD if event.card_version == 1 else _NEW_VERSION,
    )


@worker(on(GradePosted, _posted), on(ReportCardIssued, _issued), emits=(NotificationNew,))
def worker_marks() -> None:
    """Notify pupils and guardians. No mark stands in a notification: a locked screen shows it."""
