"""Reports: that something should be looked at by those who moderate."""

from __future__ import annotations

from functions.moderation.targets import seen
from functions.runtime.context import Ctx
from infra.postgres import moderation
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, NotFound
from shared.http.route import route
from shared.moderation.events import ReportCreated
from shared.moderation.policy import WEIGHTS
from shared.moderation.schemas import ReportCreate, ReportReceipt


class TargetNotFound(NotFound):
    """There is no such thing, or the caller may not see it."""

    title = "There is nothing here to report"


class OwnContent(Conflict):
    """Nobody reports themselves."""

    code = "own_content"
    title = "This is yours: you can change or delete it"
    cure = "Change or delete it: it is your own."


@route(
    "POST",
    "/v1/reports",
    permission=Permission.REPORTS_CREATE,
    limits=("report",),
    status=201,
    emits=(ReportCreated,),
    raises=(TargetNotFound, OwnContent),
)
def reports_create(ctx: Ctx, body: ReportCreate) -> ReportReceipt:
    """Report something to those who moderate the school. Nobody else learns who did.

    Whose it is learns it least of all, also where they moderate themselves.

    What it says is kept as it is now, whatever becomes of it. Reporting it again changes nothing.
    """
    viewer, target = ctx.viewer, seen(ctx, body.target_type, body.target_id)
    if target is None:
        raise TargetNotFound
    if target.author_id == viewer.user_id:
        raise OwnContent
    cases, now = ctx.db(moderation.CaseRepository), ctx.now()
    case_id = cases.open(
        id=ctx.new_id(),
        target_type=body.target_type,
        target_id=body.target_id,
        author_id=target.author_id,
        evidence=target.text,
        created_at=now,
    )
    report_id = ctx.new_id()
    added = cases.report(
        weight=WEIGHTS[body.reason],
        id=report_id,
        case_id=case_id,
        reporter_id=viewer.user_id,
        reason=body.reason,
        details=body.details,
        created_at=now,
    )
    if added:
        event = ReportCreated(
            report_id=report_id,
            case_id=case_id,
            target_type=body.target_type,
            target_id=body.target_id,
            reason=body.reason,
        )
        # Who moderates and is reported is not told: there is nobody else whom it would be of.
        told = [person for person in cases.find_moderators() if person != target.author_id]
        ctx.emit(event, moderators=tuple(told))
    else:
        report_id = cases.get_report(case_id, viewer.user_id)
    return ReportReceipt(
        id=report_id,
        target_type=body.target_type,
        target_id=body.target_id,
        reason=body.reason,
    )
