"""School years with their terms and months."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from functions.runtime.context import Ctx
from infra.postgres import school
from infra.postgres.core.errors import ForeignKeyViolation, UniqueViolation
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, NotFound
from shared.http.route import Audit, route
from shared.school.structure_schemas import (
    MonthRead,
    TermRead,
    YearCreate,
    YearList,
    YearPath,
    YearRead,
    YearUpdate,
    YearWrite,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from infra.postgres.school import Year


# What a class and an offering are in the next year as well.
_OF_CLASS = ("name", "grade_id", "track_id", "shift_id", "room_id", "capacity")
_OF_OFFERING = (
    "grade_id",
    "track_id",
    "subject_id",
    "coefficient",
    "max_score",
    "is_bonus",
    "ordinal",
)


class YearNotFound(NotFound):
    """The school has no such year."""

    title = "School year not found"


class YearNameTaken(Conflict):
    """Another year of the school has this name."""

    code = "year_name_taken"
    title = "Another school year has this name"
    cure = "Choose a name that no school year has."


class YearChanged(Conflict):
    """Somebody else changed the year since it was read."""

    code = "year_changed"
    title = "Somebody else changed this year meanwhile: read it again"
    cure = "Read the year again, lay the change over what it is now, and send its new version."


class TermInUse(Conflict):
    """A term or a month with records cannot be removed, and such a month not change its term."""

    code = "term_in_use"
    title = "There are records of a term or a month that would be removed"
    cure = "Keep the term and the month where they are: there are records of them."


@route("GET", "/v1/academic-years", permission=Permission.SCHOOL_READ, limits=("read",))
def academic_years_list(ctx: Ctx) -> YearList:
    """List school years with terms and months, the latest first."""
    return YearList(data=_read(ctx, ctx.db(school.YearRepository).find()))


@route(
    "POST",
    "/v1/academic-years",
    permission=Permission.SCHOOL_MANAGE,
    limits=("admin",),
    status=201,
    raises=(YearNotFound, YearNameTaken),
    audit=Audit("year.added", "academic_year"),
)
def academic_years_create(ctx: Ctx, body: YearCreate) -> YearRead:
    """Add a school year with its terms, and with the classes of another one where it is named.

    Where it is the current one, no other is any more.
    """
    years, year_id = ctx.db(school.YearRepository), ctx.new_id()
    if body.same_as is not None and years.get(body.same_as) is None:
        raise YearNotFound
    if body.is_current:
        years.leave_current(year_id)
    try:
        years.insert(id=year_id, **_columns(body))
    except UniqueViolation as error:
        raise YearNameTaken from error
    _put_terms(ctx, year_id, body)
    if body.same_as is not None:
        _take_over(ctx, body.same_as, year_id)
    return require_read(ctx, year_id)


@route(
    "PUT",
    "/v1/academic-years/{id}",
    permission=Permission.SCHOOL_MANAGE,
    limits=("admin",),
    raises=(YearNotFound, YearNameTaken, YearChanged, TermInUse),
    audit=Audit("year.changed", "academic_year"),
)
def academic_years_update(ctx: Ctx, path: YearPath, body: YearUpdate) -> YearRead:
    """Change a school year. A term stays the same one as long as it keeps its number."""
    years = ctx.db(school.YearRepository)
    if years.get(path.id) is None:
        raise YearNotFound
    if body.is_current:
        years.leave_current(path.id)
    try:
        changed = years.change(path.id, body.version, **_columns(body))
    except UniqueViolation as error:
        raise YearNameTaken from error
    if not changed:
        raise YearChanged
    try:
        _put_terms(ctx, path.id, body)
    except ForeignKeyViolation as error:
        raise TermInUse from error
    if years.has_stray_sheets(path.id):
        raise TermInUse
    return require_read(ctx, path.id)


def require_read(ctx: Ctx, year_id: UUID) -> YearRead:
    """The year as it is read; raises YearNotFound."""
    found = ctx.db(school.YearRepository).get(year_id)
    if found is None:
        raise YearNotFound
    return _read(ctx, [found])[0]


def _columns(body: YearWrite) -> dict[str, object]:
    return body.model_dump(include={"name", "start_date", "end_date", "is_current", "status"})


def _take_over(ctx: Ctx, from_id: UUID, year_id: UUID) -> None:
    """Begin a year with the classes of another one, and what is taught in it."""
    classes, subjects = ctx.db(school.SchoolClassRepository), ctx.db(school.SubjectRepository)
    held = classes.find(year_id=from_id, taught_by=None)
    new = {"academic_year_id": year_id}
    classes.insert_all(
        {"id": ctx.new_id(), **new, **{name: getattr(one, name) for name in _OF_CLASS}}
        for one in held
        if one.archived_at is None
    )
    subjects.insert_offerings(
        {"id": ctx.new_id(), **new, **{name: getattr(one, name) for name in _OF_OFFERING}}
        for one in subjects.find_offerings(from_id)
    )


def _put_terms(ctx: Ctx, year_id: UUID, body: YearWrite) -> None:
    years = ctx.db(school.YearRepository)
    rows = [
        {"id": ctx.new_id(), "ordinal": number, **term.model_dump(exclude={"months"})}
        for number, term in enumerate(body.terms, start=1)
    ]
    ids = years.put_terms(year_id, rows)
    for number, term in enumerate(body.terms, start=1):
        years.put_months(ids[number], {one.month: one.counts for one in term.months})


def _read(ctx: Ctx, found: Iterable[Year]) -> list[YearRead]:
    years = ctx.db(school.YearRepository)
    kept = list(found)
    terms = years.find_terms([year.id for year in kept])
    months, by_year = defaultdict(list), defaultdict(list)
    for month in years.find_months([term.id for term in terms]):
        months[month.term_id].append(MonthRead.of(month))
    for term in terms:
        by_year[term.academic_year_id].append(TermRead.of(term, months=months[term.id]))
    return [YearRead.of(year, terms=by_year[year.id]) for year in kept]
