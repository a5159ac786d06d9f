"""Subjects, and what is taught of them in the grades of a year."""

from __future__ import annotations

from uuid import UUID

from functions.runtime.context import Ctx
from functions.school.years import YearNotFound
from infra.postgres import school
from infra.postgres.core.errors import ForeignKeyViolation, UniqueViolation
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, NotFound
from shared.http.route import Audit, route
from shared.school.structure_schemas import (
    OfferingList,
    OfferingRead,
    OfferingsPut,
    SubjectCreate,
    SubjectList,
    SubjectPath,
    SubjectRead,
    SubjectUpdate,
    YearPath,
)


class SubjectNotFound(NotFound):
    """The school has no such subject."""

    title = "Subject not found"


class SubjectCodeTaken(Conflict):
    """Another subject of the school has this code."""

    code = "subject_code_taken"
    title = "Another subject has this code"
    cure = "Choose another code, or change the subject that has it."


class GradeNotFound(NotFound):
    """The school has no such grade, or no such track."""

    title = "Grade or track not found"


class OfferingFrozen(Conflict):
    """Marks were submitted with this coefficient and maximum: they stand for the year."""

    code = "offering_frozen"
    title = "Marks of this subject were submitted: its figures stand for this year"
    cure = "Leave its figures as they are for this year, and change them for the next one."


@route("GET", "/v1/subjects", permission=Permission.SCHOOL_READ, limits=("read",))
def subjects_list(ctx: Ctx) -> SubjectList:
    """List subjects by code."""
    return SubjectList(data=[SubjectRead.of(s) for s in ctx.db(school.SubjectRepository).find()])


@route(
    "POST",
    "/v1/subjects",
    permission=Permission.SCHOOL_MANAGE,
    limits=("admin",),
    status=201,
    raises=(SubjectCodeTaken,),
    audit=Audit("subject.added", "subject"),
)
def subjects_create(ctx: Ctx, body: SubjectCreate) -> SubjectRead:
    """Add a subject."""
    subject_id = ctx.new_id()
    try:
        ctx.db(school.SubjectRepository).insert(id=subject_id, **body.model_dump())
    except UniqueViolation as error:
        raise SubjectCodeTaken from error
    return _require(ctx, subject_id)


@route(
    "PUT",
    "/v1/subjects/{id}",
    permission=Permission.SCHOOL_MANAGE,
    limits=("admin",),
    raises=(SubjectNotFound, SubjectCodeTaken),
    audit=Audit("subject.changed", "subject"),
)
def subjects_update(ctx: Ctx, path: SubjectPath, body: SubjectUpdate) -> SubjectRead:
    """Change a subject. What is offered already keeps its own coefficient and maximum."""
    try:
        ctx.db(school.SubjectRepository).change(path.id, **body.model_dump())
    except UniqueViolation as error:
        raise SubjectCodeTaken from error
    return _require(ctx, path.id)


@route(
    "GET",
    "/v1/academic-years/{id}/offerings",
    permission=Permission.SCHOOL_READ,
    limits=("read",),
    raises=(YearNotFound,),
)
def offerings_list(ctx: Ctx, path: YearPath) -> OfferingList:
    """List what is taught in a year, by grade and track."""
    return _offerings(ctx, path.id)


@route(
    "PUT",
    "/v1/academic-years/{id}/offerings",
    permission=Permission.SCHOOL_MANAGE,
    limits=("admin",),
    raises=(YearNotFound, GradeNotFound, SubjectNotFound, OfferingFrozen),
    audit=Audit("offerings.changed", "academic_year"),
)
def offerings_put(ctx: Ctx, path: YearPath, body: OfferingsPut) -> OfferingList:
    """Replace what is taught in a grade of a year, or in one of its tracks.

    Once a sheet of a subject was submitted, its coefficient and maximum stand for the year.
    """
    _require_places(ctx, path.id, body)
    subjects = ctx.db(school.SubjectRepository)
    if not {subject.id for subject in subjects.find()}.issuperset(
        one.subject_id for one in body.offerings
    ):
        raise SubjectNotFound
    wanted = {one.subject_id: one for one in body.offerings}
    for held in subjects.lock_offerings(path.id, body.grade_id, body.track_id):
        new = wanted.get(held.subject_id)
        same = new is not None and (new.coefficient, new.max_score, new.is_bonus) == (
            held.coefficient,
            held.max_score,
            held.is_bonus,
        )
        if held.frozen_at is not None and not same:
            raise OfferingFrozen
    rows = [
        {"id": ctx.new_id(), "ordinal": place, **one.model_dump()}
        for place, one in enumerate(body.offerings)
    ]
    try:
        subjects.replace_offerings(path.id, body.grade_id, body.track_id, rows)
    except ForeignKeyViolation as error:
        # A subject that is not the school's, or an offering with sheets that would go.
        raise (
            SubjectNotFound if "subject_offerings" in error.constraint else OfferingFrozen
        ) from error
    return _offerings(ctx, path.id)


def _require_places(ctx: Ctx, year_id: UUID, body: OfferingsPut) -> None:
    if ctx.db(school.YearRepository).get(year_id) is None:
        raise YearNotFound
    structure = ctx.db(school.StructureRepository)
    if body.grade_id not in {grade.id for grade in structure.find_grades()}:
        raise GradeNotFound
    tracks = {track.id for track in structure.find_tracks()}
    if body.track_id is not None and body.track_id not in tracks:
        raise GradeNotFound


def _offerings(ctx: Ctx, year_id: UUID) -> OfferingList:
    if ctx.db(school.YearRepository).get(year_id) is None:
        raise YearNotFound
    found = ctx.db(school.SubjectRepository).find_offerings(year_id)
    return OfferingList(data=[OfferingRead.of(one) for one in found])


def _require(ctx: Ctx, subject_id: UUID) -> SubjectRead:
    found = ctx.db(school.SubjectRepository).get(subject_id)
    if found is None:
        raise SubjectNotFound
    return SubjectRead.of(found)
