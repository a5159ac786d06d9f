"""From one school year to the next: promoted, repeated, or leaving; tried out first."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.context import Ctx
from functions.school.years import YearNotFound
from infra.postgres import school
from shared.auth.permissions import Permission
from shared.http.problem import Conflict
from shared.http.route import Audit, route
from shared.realtime.events import AccessChanged
from shared.school.rollover import Outcome, Place, Step, YearDecision, fate
from shared.school.rollover_schemas import RolloverPlan, RolloverRequest, RolloverRow
from shared.school.structure_schemas import YearPath
from shared.school.types import EntryReason, ExitReason, StudentStatus

if TYPE_CHECKING:
    from infra.postgres.school import Enrolment

_EXITS = {
    Outcome.PROMOTED: ExitReason.PROMOTED,
    Outcome.REPEATED: ExitReason.REPEATED,
    Outcome.GRADUATED: ExitReason.GRADUATED,
    Outcome.LEFT: ExitReason.OTHER,
}
_ENTRIES = {
    Outcome.PROMOTED: EntryReason.PROMOTED,
    Outcome.REPEATED: EntryReason.REPEATED,
}
_STATUSES = {
    Outcome.GRADUATED: StudentStatus.GRADUATED,
    Outcome.LEFT: StudentStatus.INACTIVE,
}


class RolloverIncomplete(Conflict):
    """Somebody has no class to go to: the dry run names them."""

    code = "rollover_incomplete"
    title = "Some pupils have no class in the next year: look at the dry run"
    cure = "Ask for the dry run, and choose a class for whom it names."


class YearsOutOfOrder(Conflict):
    """The next year begins after this one."""

    code = "years_out_of_order"
    title = "The next year has to begin after this one"
    cure = "Choose a next year that begins after this one."


@route(
    "POST",
    "/v1/academic-years/{id}/rollover",
    permission=Permission.ENROLLMENT_MANAGE,
    limits=("admin",),
    emits=(AccessChanged,),
    raises=(YearNotFound, YearsOutOfOrder, RolloverIncomplete),
    max_body_bytes=524_288,
    audit=Audit("year.rolled_over", "academic_year"),
)
def academic_years_rollover(ctx: Ctx, path: YearPath, body: RolloverRequest) -> RolloverPlan:
    """Move everybody of a year into the next one, or say what would become of them.

    Done twice it does nothing more: who is in a class of the next year stays there.
    """
    years = ctx.db(school.YearRepository)
    ends, begins = years.get(path.id), years.get(body.to_year_id)
    if ends is None or begins is None:
        raise YearNotFound
    if begins.start_date <= ends.start_date:
        raise YearsOutOfOrder
    enrolments = ctx.db(school.EnrolmentRepository)
    if not body.dry_run:
        enrolments.lock_classes(begins.id)
    held = enrolments.find_open_in_year(ends.id)
    there = enrolments.find_students_of_year(begins.id)
    plan = _plan(ctx, held, there, body)
    if not body.dry_run:
        if any(row.outcome is Outcome.NO_CLASS for row in plan):
            raise RolloverIncomplete
        _apply(ctx, held, plan, begins.id, begins.start_date)
    return RolloverPlan(applied=not body.dry_run, rows=plan)


def _plan(
    ctx: Ctx, held: list[Enrolment], there: set[UUID], body: RolloverRequest
) -> list[RolloverRow]:
    grades = ctx.db(school.StructureRepository).find_grades()
    codes = {grade.id: grade.code for grade in grades}
    classes = ctx.db(school.SchoolClassRepository).find(year_id=None, taught_by=None)
    places, to = {}, []
    for of in classes:
        code = "" if of.grade_id is None else codes[of.grade_id]
        place = Place(of.id, of.name, of.grade_id, code, of.grade_ordinal)
        places[of.id] = place
        if of.academic_year_id == body.to_year_id and of.archived_at is None:
            to.append(place)
    steps = [Step(grade.id, grade.code) for grade in grades]
    decided = {one.student_id: one.decision for one in body.decisions}
    pupils = ctx.db(school.StudentRepository).find_these(one.student_id for one in held)
    # They come in the order of their names.
    order = {pupil.id: at for at, pupil in enumerate(pupils)}
    rows = []
    held.sort(key=lambda one: (places[one.class_id].sorted_by, order[one.student_id]))
    for one in held:
        if one.student_id in there:
            outcome, goal = Outcome.ALREADY_THERE, None
        else:
            decision = decided.get(one.student_id, YearDecision.PROMOTE)
            outcome, goal = fate(decision, places[one.class_id], steps, to)
        rows.append(
            RolloverRow.of(
                pupils[order[one.student_id]],
                student_id=one.student_id,
                from_class_id=one.class_id,
                from_class_name=one.class_name,
                outcome=outcome,
                to_class_id=None if goal is None else goal.class_id,
                to_class_name=None if goal is None else goal.name,
            )
        )
    return rows


def _apply(
    ctx: Ctx, held: list[Enrolment], plan: list[RolloverRow], year_id: UUID, first: date
) -> None:
    enrolments, students = ctx.db(school.EnrolmentRepository), ctx.db(school.StudentRepository)
    ending = defaultdict(list)
    for one, row in zip(held, plan, strict=True):
        exit_reason = _EXITS.get(row.outcome, ExitReason.PROMOTED)
        ending[exit_reason].append(one.id)
    for reason, ids in ending.items():
        enrolments.end(ids, first, reason)
    for row in plan:
        if row.to_class_id is not None:
            enrolments.open(
                id=ctx.new_id(),
                class_id=row.to_class_id,
                student_id=row.student_id,
                academic_year_id=year_id,
                entry_reason=_ENTRIES[row.outcome],
                started_on=first,
            )
        if row.outcome in _STATUSES:
            students.change(row.student_id, status=_STATUSES[row.outcome])
    for pupil in students.find_these(row.student_id for row in plan):
        if pupil.user_id is not None:
            ctx.emit(AccessChanged(user_id=pupil.user_id), user_id=pupil.user_id)
