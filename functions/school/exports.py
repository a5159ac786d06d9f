"""The roster of a year for other systems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.runtime.context import Ctx
from functions.school.years import YearNotFound
from infra.postgres import school, tenants
from shared.auth.permissions import Permission
from shared.http.files import ArchiveFile
from shared.http.route import Audit, route
from shared.school.roster_export import Roster, Session, archive_of
from shared.school.structure_schemas import RosterExport

if TYPE_CHECKING:
    from infra.postgres.school import Term, Year


@route(
    "POST",
    "/v1/exports/oneroster.zip",
    permission=Permission.EXPORTS_MANAGE,
    limits=("export",),
    raises=(YearNotFound,),
    audit=Audit("roster.exported", "academic_year"),
)
def exports_oneroster(ctx: Ctx, body: RosterExport) -> ArchiveFile:
    """Export who is in the classes of a year, with teachers and guardians, as OneRoster 1.1.

    The current year where none is named. It is a POST because it leaves its trace in the audit log,
    which no reading does. Importing the archive again changes nothing, and the same
    records give the same bytes. Addresses, phones and numbers of the ministry stay here.
    """
    years = ctx.db(school.YearRepository)
    year = years.get_current() if body.year_id is None else years.get(body.year_id)
    if year is None:
        raise YearNotFound
    ctx.audited = year.id
    rosters = ctx.db(school.RosterRepository)
    teaching = rosters.find_teaching(year.id)
    details = ctx.db(tenants.TenantRepository).details()
    roster = Roster(
        school_id=ctx.db.tenant,
        school_name=details.name,
        year=_session(year),
        terms=[_session(term) for term in years.find_terms([year.id])],
        classes=rosters.find_classes(year.id),
        pupils=rosters.find_pupils(year.id),
        seats=rosters.find_seats(year.id),
        guardians=rosters.find_guardians(year.id),
        ties=rosters.find_ties(year.id),
        teachers=rosters.find_people(sorted({teacher for _, teacher in teaching})),
        teaching=teaching,
    )
    return ArchiveFile(archive_of(roster), ArchiveFile.documented, "oneroster.zip")


def _session(found: Year | Term) -> Session:
    return Session(found.id, found.name, found.start_date, found.end_date)
