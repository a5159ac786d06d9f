"""The queue of those who moderate the school."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.common.members import (
    BeyondYourRights,
    MemberNotFound,
    MemberPending,
    NotYourself,
    suspend,
)
from functions.moderation.appealing import show_appeal
from functions.moderation.targets import around, files, remove, says
from functions.runtime.context import Ctx
from infra.postgres import moderation
from shared.auth.permissions import Permission
from shared.http.paging import Page
from shared.http.problem import Conflict, Forbidden, NotFound, ValidationFailed
from shared.http.route import Audit, route
from shared.identity.events import SessionRevoked
from shared.messaging.events import MessageDeleted
from shared.moderation.events import ModerationDecision
from shared.moderation.policy import CasePlace, appeal_until, can_be_removed, removes
from shared.moderation.schemas import (
    CasePath,
    CaseRead,
    DecisionCreate,
    QueueQuery,
    RecordRead,
    ReportRead,
)
from shared.moderation.types import CaseStatus, Verdict
from shared.realtime.events import AccessChanged
from shared.social.events import CommentDeleted, PostDeleted
from shared.tenants.events import UserSuspended

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from infra.postgres.moderation import Case


class CaseNotFound(NotFound):
    """There is no such case in the school."""

    title = "Case not found"


class CaseDecided(Conflict):
    """Somebody else has decided it."""

    code = "case_decided"
    title = "Somebody has decided this case already"
    cure = "Read the case: it shows who decided what."


@route(
    "GET",
    "/v1/moderation/queue",
    permission=Permission.MODERATION_REVIEW,
    limits=("read",),
)
def moderation_queue(ctx: Ctx, query: QueueQuery) -> Page[CaseRead]:
    """List what was reported, with what is needed to judge it: where harm may come of it first.

    Nobody finds what is about themselves: it says who reported them.
    """
    for_the_whole_school(ctx)
    found = ctx.db(moderation.CaseRepository).find(
        query.status,
        viewer_id=ctx.viewer.user_id,
        after=CasePlace.decode(query.cursor),
        limit=query.limit,
    )
    return Page.of_rows(found, query.limit, show_cases(ctx, found[: query.limit]))


@route(
    "POST",
    "/v1/moderation/queue/{id}/decision",
    permission=Permission.MODERATION_REVIEW,
    limits=("write",),
    emits=(
        ModerationDecision,
        PostDeleted,
        CommentDeleted,
        MessageDeleted,
        UserSuspended,
        SessionRevoked,
        AccessChanged,
    ),
    raises=(
        CaseNotFound,
        CaseDecided,
        NotYourself,
        BeyondYourRights,
        MemberNotFound,
        MemberPending,
    ),
    audit=Audit("moderation.decided", "moderation_case"),
)
def moderation_decide(ctx: Ctx, path: CasePath, body: DecisionCreate) -> CaseRead:
    """Decide a case: leave it, take it away, warn whose it is, or shut them out for a while.

    No event says who has decided.
    """
    for_the_whole_school(ctx)
    ctx.unnamed()
    cases = ctx.db(moderation.CaseRepository)
    case = cases.lock(path.id)
    if case is None:
        raise CaseNotFound
    if case.status is not CaseStatus.OPEN:
        raise CaseDecided
    if case.author_id == ctx.viewer.user_id:
        raise NotYourself
    takes = removes(body.decision, also_remove=body.also_remove)
    if takes and not can_be_removed(case.target_type):
        error = {"field": "decision", "code": "target", "message": "a person is not removed"}
        raise ValidationFailed(errors=[error])
    removed = takes and remove(ctx, case.target_type, case.target_id)
    if body.decision is Verdict.SUSPEND:
        suspend(ctx, case.author_id, until=body.until, reason=body.reason)
    until = appeal_until(body.decision, ctx.now(), body.until)
    cases.decide(
        case.id,
        decision=body.decision,
        removed=removed,
        reason=body.reason,
        decided_by=ctx.viewer.user_id,
        decided_at=ctx.now(),
        appeal_until=until,
    )
    event = ModerationDecision(
        case_id=case.id,
        target_type=case.target_type,
        target_id=case.target_id,
        decision=body.decision,
        removed=removed,
        reason=body.reason,
        appeal_until=until,
    )
    # Who was reported for nothing does not learn that they were.
    concerned = body.decision is not Verdict.APPROVE
    ctx.emit(event, author_id=case.author_id if concerned else None, decided=case.id)
    decided = cases.lock(case.id)
    assert decided is not None, "it is locked"
    return show_cases(ctx, [decided])(decided)


def for_the_whole_school(ctx: Ctx) -> None:
    """Who moderates a board or a class sees no reports of the school."""
    if not ctx.viewer.can_everywhere(Permission.MODERATION_REVIEW):
        raise Forbidden


def show_cases(ctx: Ctx, found: Sequence[Case]) -> Callable[[Case], CaseRead]:
    """What makes of each of these cases what a moderator reads."""
    cases = ctx.db(moderation.CaseRepository)
    reports = cases.find_reports([case.id for case in found])
    past = cases.find_past([case.author_id for case in found])

    def show(case: Case) -> CaseRead:
        record = past.get(case.author_id)
        return CaseRead.of(
            case,
            content=says(ctx, case),
            attachments=files(ctx, case),
            context=around(ctx, case),
            reports=[ReportRead.of(report) for report in reports.get(case.id, [])],
            record=RecordRead(
                warnings=record.warnings if record else 0,
                removals=record.removals if record else 0,
                suspensions=record.suspensions if record else 0,
            ),
            appeal=show_appeal(case),
        )

    return show
