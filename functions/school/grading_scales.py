"""How a school makes averages: a scheme for each band."""

from __future__ import annotations

from functions.runtime.context import Ctx
from infra.postgres import school
from shared.auth.permissions import Permission
from shared.http.problem import ValidationFailed
from shared.http.route import Audit, route
from shared.school.grades.schemes import SchemesPut, SchemesRead, schemes_of, stored_scheme


class BadScheme(ValidationFailed):
    """A scheme contradicts itself, or a band has two."""

    title = "These rules contradict one another"


@route("GET", "/v1/grading-scales", permission=Permission.SCHOOL_READ, limits=("read",))
def grading_scales_get(ctx: Ctx) -> SchemesRead:
    """Read how averages are made: full marks, pass marks, mentions and what an absence means."""
    return _read(ctx)


@route(
    "PUT",
    "/v1/grading-scales",
    permission=Permission.SCHOOL_MANAGE,
    limits=("admin",),
    raises=(BadScheme,),
    audit=Audit("grading_scales.updated", "grading_scale"),
)
def grading_scales_put(ctx: Ctx, body: SchemesPut) -> SchemesRead:
    """Set the schemes of some bands. Cards that were issued stay as they are."""
    books = ctx.db(school.ClassBookRepository)
    _check(body)
    for scheme in body.schemes:
        books.put_scale(scheme.band, stored_scheme(scheme), ctx.now())
    ctx.audited = body.schemes[0].band
    return _read(ctx)


def _check(body: SchemesPut) -> None:
    bands = [scheme.band for scheme in body.schemes]
    for at, scheme in enumerate(body.schemes):
        try:
            scheme.scheme()
            if scheme.band in bands[:at]:
                raise ValueError("each band once")  # noqa: TRY301 - one way to say what is wrong
        except ValueError as wrong:
            error = {"field": f"schemes.{at}", "code": "contradiction", "message": str(wrong)}
            raise BadScheme(errors=[error]) from wrong


def _read(ctx: Ctx) -> SchemesRead:
    rows = ctx.db(school.ClassBookRepository).find_scales()
    stored = {row.band: row.scheme for row in rows}
    return SchemesRead(id=ctx.viewer.tenant_id, data=schemes_of(stored), presets=schemes_of({}))
