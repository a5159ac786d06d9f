"""Pulse surveys: asked by the school, answered once by each member, known of nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.context import Ctx
from infra.postgres import school
from shared.auth.permissions import Permission
from shared.http.paging import Page, PageQuery, Position
from shared.http.problem import AlreadyAnswered, Conflict, NotFound, ValidationFailed
from shared.http.route import Access, Audit, route
from shared.school.pulses.events import PulseOpened
from shared.school.pulses.policy import (
    DEFAULT_OPEN,
    MAX_OPEN,
    RELEASED_TOGETHER,
    cast,
    mean,
    net_promoter_score,
)
from shared.school.pulses.schemas import (
    PulseCreate,
    PulsePath,
    PulseRead,
    PulseReceipt,
    PulseRespond,
    PulseSummary,
    ScoreCount,
)

if TYPE_CHECKING:
    from infra.postgres.school import Pulse


class PulseNotFound(NotFound):
    """There is no such pulse in the school."""

    title = "Pulse not found"


class PulseClosed(Conflict):
    """The pulse takes no more answers."""

    code = "pulse_closed"
    title = "This survey is closed"
    cure = "Show the survey as closed."


class BadClosingTime(ValidationFailed):
    """The pulse would close in the past, or later than in 90 days."""

    title = "A survey closes within 90 days"


class ScoreOffScale(ValidationFailed):
    """The scale of the pulse has no such score."""

    title = "The score is not on the scale"


@route("GET", "/v1/pulses", permission=Access.SIGNED_IN, limits=("read",), hides_caller=True)
def pulses_list(ctx: Ctx, query: PageQuery) -> Page[PulseRead]:
    """List pulses, newest first."""
    found = ctx.db(school.PulseRepository).find(
        ctx.viewer.user_id, before=Position.decode(query.cursor), limit=query.limit
    )
    return Page.of_rows(found, query.limit, lambda pulse: _read(ctx, pulse))


@route(
    "POST",
    "/v1/pulses",
    permission=Permission.SCHOOL_MANAGE,
    limits=("write",),
    status=201,
    emits=(PulseOpened,),
    raises=(BadClosingTime,),
    audit=Audit("pulse.opened", "pulse"),
)
def pulses_create(ctx: Ctx, body: PulseCreate) -> PulseRead:
    """Ask every member of the school."""
    viewer, now, pulse_id = ctx.viewer, ctx.now(), ctx.new_id()
    closes_at = body.closes_at or now + DEFAULT_OPEN
    if not now < closes_at <= now + MAX_OPEN:
        error = {"field": "closesAt", "code": "out_of_range", "message": "within 90 days from now"}
        raise BadClosingTime(errors=[error])
    asked = body.model_dump() | {"closes_at": closes_at}
    ctx.db(school.PulseRepository).insert(
        pulse_id, **asked, author_id=viewer.user_id, created_at=now
    )
    ctx.emit(PulseOpened(pulse_id=pulse_id, **asked), school_id=viewer.tenant_id)
    return _read(ctx, _require(ctx, pulse_id))


@route(
    "POST",
    "/v1/pulses/{id}/respond",
    permission=Access.SIGNED_IN,
    limits=("write",),
    # A stored answer would be an answer with a name.
    idempotent=False,
    raises=(PulseNotFound, PulseClosed, AlreadyAnswered, ScoreOffScale),
    hides_caller=True,
)
def pulses_respond(ctx: Ctx, path: PulsePath, body: PulseRespond) -> PulseReceipt:
    """Answer a pulse, once. Nothing that is kept says who answered what, or when."""
    ctx.anonymous()
    pulse = _require(ctx, path.id)
    if ctx.now() >= pulse.closes_at:
        raise PulseClosed
    if body.score not in pulse.scale.scores:
        scores = pulse.scale.scores
        message = f"a whole number from {scores[0]} to {scores[-1]}"
        raise ScoreOffScale(errors=[{"field": "score", "code": "off_scale", "message": message}])
    pulses = ctx.db(school.PulseRepository)
    box = pulses.get_box(pulse.id, lock=True)
    if box.salt is None:
        raise PulseClosed
    ballot = box.ballot_of(ctx.viewer.user_id)
    if ballot in box.ballots:
        raise AlreadyAnswered
    urn = cast(box.urn, pulse.scale, body.score, body.comment)
    pulses.store(pulse.id, [*box.ballots, ballot], urn)
    return PulseReceipt(pulse_id=pulse.id)


@route(
    "GET",
    "/v1/pulses/{id}/summary",
    permission=Permission.SCHOOL_MANAGE,
    limits=("read",),
    raises=(PulseNotFound,),
    hides_caller=True,
)
def pulses_summary(ctx: Ctx, path: PulsePath) -> PulseSummary:
    """Read what was answered: from five answers on, and in steps of five."""
    pulse = _require(ctx, path.id)
    box = ctx.db(school.PulseRepository).get_box(pulse.id, lock=False)
    counts, enough = box.urn.counts, box.urn.counted >= RELEASED_TOGETHER
    columns = zip(pulse.scale.scores, counts, strict=True)
    return PulseSummary(
        pulse_id=pulse.id,
        scale=pulse.scale,
        closed=ctx.now() >= pulse.closes_at,
        responses=box.responses,
        counted=box.urn.counted,
        mean=mean(pulse.scale, counts) if enough else None,
        net_promoter_score=net_promoter_score(pulse.scale, counts) if enough else None,
        distribution=[ScoreCount(score=s, count=n) for s, n in columns] if enough else None,
        comments=list(box.urn.comments) if enough else None,
    )


def _require(ctx: Ctx, pulse_id: UUID) -> Pulse:
    pulse = ctx.db(school.PulseRepository).get(ctx.viewer.user_id, pulse_id)
    if pulse is None:
        raise PulseNotFound
    return pulse


def _read(ctx: Ctx, pulse: Pulse) -> PulseRead:
    closed = ctx.now() >= pulse.closes_at
    return PulseRead.of(
        pulse,
        minimum=pulse.scale.scores[0],
        maximum=pulse.scale.scores[-1],
        closed=closed,
        answered=None if closed else pulse.answered,
    )
