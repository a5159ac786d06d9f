"""Appeals: whose it is asks for a second look, and somebody else takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.common.members import NotYourself
from functions.moderation.appealing import show_appeal
from functions.moderation.queue import CaseNotFound, for_the_whole_school, show_cases
from functions.runtime.context import Ctx
from infra.postgres import moderation
from shared.auth.permissions import Permission
from shared.http.paging import Page
from shared.http.problem import Conflict
from shared.http.route import Access, Audit, route
from shared.moderation.events import AppealDecided, ModerationAppealed
from shared.moderation.policy import OwnCasePlace, is_pending, may_appeal, needs_another
from shared.moderation.schemas import (
    AppealCreate,
    AppealDecision,
    CasePath,
    CaseRead,
    OwnCasePath,
    OwnCaseRead,
    OwnCasesQuery,
)
from shared.moderation.types import Verdict

if TYPE_CHECKING:
    from infra.postgres.moderation import Case


class AlreadyAppealed(Conflict):
    """A decision is looked at again once."""

    code = "already_appealed"
    title = "You have asked for a second look already"
    cure = "Read the case: it shows what became of the appeal."


class AppealTooLate(Conflict):
    """The time in which the decision could be appealed has passed, or it never could be."""

    code = "appeal_too_late"
    title = "This decision cannot be appealed any more"
    cure = "Speak with somebody of your school."


class AppealNotPending(Conflict):
    """Nobody has appealed the decision, or the second look is taken."""

    code = "appeal_not_pending"
    title = "No appeal waits here"
    cure = "Read the case: it shows whether there was an appeal, and what became of it."


class AppealNeedsAnother(Conflict):
    """Nobody looks again at their own decision while somebody else could."""

    code = "appeal_needs_another"
    title = "You made this decision: somebody else looks at it again"
    cure = "Leave it to another who moderates the school."


@route(
    "GET",
    "/v1/moderation/cases",
    permission=Access.SIGNED_IN,
    limits=("read",),
)
def moderation_cases_mine(ctx: Ctx, query: OwnCasesQuery) -> Page[OwnCaseRead]:
    """List what was decided about things of the caller, the latest first.

    With what became of an appeal, and whether one is possible still.
    """
    after = OwnCasePlace.decode(query.cursor)
    found = ctx.db(moderation.CaseRepository).find_of(
        ctx.viewer.user_id, before=None if after is None else after.id, limit=query.limit
    )
    return Page.of_rows(
        found, query.limit, lambda case: _own(ctx, case), place=lambda case: OwnCasePlace(case.id)
    )


@route(
    "POST",
    "/v1/moderation/cases/{id}/appeal",
    permission=Access.SIGNED_IN,
    limits=("report",),
    emits=(ModerationAppealed,),
    raises=(CaseNotFound, AlreadyAppealed, AppealTooLate),
)
def moderation_appeal(ctx: Ctx, path: OwnCasePath, body: AppealCreate) -> OwnCaseRead:
    """Ask for a second look at a decision about something of the caller's: once, within 14 days.

    Somebody else than who decided takes it, where the school has another who moderates.
    """
    cases, now = ctx.db(moderation.CaseRepository), ctx.now()
    case = cases.lock(path.id)
    mine = case is not None and case.author_id == ctx.viewer.user_id
    if case is None or not mine or case.decision in {None, Verdict.APPROVE}:
        raise CaseNotFound
    if case.appealed_at is not None:
        raise AlreadyAppealed
    if not may_appeal(case.appeal_until, case.appealed_at, now):
        raise AppealTooLate
    cases.change(case.id, appeal_text=body.text, appealed_at=now)
    event = ModerationAppealed(
        case_id=case.id, target_type=case.target_type, target_id=case.target_id
    )
    # A moderator who is moderated does not judge it.
    told = [person for person in cases.find_moderators() if person != case.author_id]
    ctx.emit(event, moderators=tuple(told))
    return _own(ctx, _locked(ctx, path))


@route(
    "POST",
    "/v1/moderation/cases/{id}/appeal/decision",
    permission=Permission.MODERATION_REVIEW,
    limits=("write",),
    emits=(AppealDecided,),
    raises=(CaseNotFound, AppealNotPending, AppealNeedsAnother, NotYourself),
    audit=Audit("moderation.appeal_decided", "moderation_case"),
)
def moderation_appeal_decide(ctx: Ctx, path: CasePath, body: AppealDecision) -> CaseRead:
    """Decide an appeal: the decision stands, or it was wrong.

    One that was wrong counts no longer against whose it is. What was taken away does not come back
    by itself: its words are shown to whose they are, who may publish them again.
    """
    for_the_whole_school(ctx)
    ctx.unnamed()
    cases, me = ctx.db(moderation.CaseRepository), ctx.viewer.user_id
    case = _locked(ctx, path)
    if not is_pending(case.appealed_at, case.appeal_verdict):
        raise AppealNotPending
    if case.author_id == me:
        raise NotYourself
    others = set(cases.find_moderators()) - {me, case.author_id}
    if needs_another(case.decided_by_id, me, others):
        raise AppealNeedsAnother
    cases.change(
        case.id,
        appeal_verdict=body.verdict,
        appeal_reason=body.reason,
        appeal_decided_by=me,
        appeal_decided_at=ctx.now(),
    )
    event = AppealDecided(case_id=case.id, verdict=body.verdict, reason=body.reason)
    ctx.emit(event, author_id=case.author_id)
    decided = _locked(ctx, path)
    return show_cases(ctx, [decided])(decided)


def _locked(ctx: Ctx, path: OwnCasePath | CasePath) -> Case:
    case = ctx.db(moderation.CaseRepository).lock(path.id)
    if case is None:
        raise CaseNotFound
    return case


def _own(ctx: Ctx, case: Case) -> OwnCaseRead:
    return OwnCaseRead.of(
        case,
        said=case.evidence,
        can_appeal=may_appeal(case.appeal_until, case.appealed_at, ctx.now()),
        appeal=show_appeal(case),
    )
