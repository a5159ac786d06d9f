"""A school's roster as OneRoster 1.1 in CSV: what another system takes, and ours takes back. Pure.

https://www.imsglobal.org/oneroster-v11-final-csv-tables. What the standard does not ask for stays
here: no address, no e-mail address, no phone, no number of the ministry. See
docs/decisions/0073-rosters-leave-as-oneroster.md.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from shared.school.types import Gender

KHMER_FAMILY, KHMER_GIVEN = "metadata.familyNameKh", "metadata.givenNameKh"
"""Columns of our own, as the standard has them: it knows one script."""

_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
_NOTHING = "-"
_SEXES = {Gender.FEMALE: "female", Gender.MALE: "male"}
# In bulk files both are left empty.
_UNSAID = {"status": "", "dateLastModified": ""}
_HELD = (
    "academicSessions",
    "classes",
    "courses",
    "demographics",
    "enrollments",
    "orgs",
    "users",
)
_ABSENT = ("categories", "classResources", "courseResources", "lineItems", "resources", "results")
_COLUMNS: Mapping[str, Sequence[str]] = {
    "academicSessions": (
        "sourcedId", "status", "dateLastModified", "title", "type", "startDate", "endDate",
        "parentSourcedId", "schoolYear",
    ),
    "classes": (
        "sourcedId", "status", "dateLastModified", "title", "grades", "courseSourcedId",
        "classCode", "classType", "location", "schoolSourcedId", "termSourcedIds", "subjects",
        "subjectCodes", "periods",
    ),
    "courses": (
        "sourcedId", "status", "dateLastModified", "schoolYearSourcedId", "title", "courseCode",
        "grades", "orgSourcedId", "subjects", "subjectCodes",
    ),
    "demographics": (
        "sourcedId", "status", "dateLastModified", "birthDate", "sex",
        "americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican",
        "nativeHawaiianOrOtherPacificIslander", "white", "demographicRaceTwoOrMoreRaces",
        "hispanicOrLatinoEthnicity", "countryOfBirthCode", "stateOfBirthAbbreviation",
        "cityOfBirth", "publicSchoolResidenceStatus",
    ),
    "enrollments": (
        "sourcedId", "status", "dateLastModified", "classSourcedId", "schoolSourcedId",
        "userSourcedId", "role", "primary", "beginDate", "endDate",
    ),
    "orgs": (
        "sourcedId", "status", "dateLastModified", "name", "type", "identifier",
        "parentSourcedId",
    ),
    "users": (
        "sourcedId", "status", "dateLastModified", "enabledUser", "orgSourcedIds", "role",
        "username", "userIds", "givenName", "familyName", "middleName", "identifier", "email",
        "sms", "phone", "agentSourcedIds", "grades", "password", KHMER_FAMILY, KHMER_GIVEN,
    ),
}  # fmt: skip

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Session:
    """A school year, or a term of it."""

    id: UUID
    name: str
    start_date: date
    end_date: date


@dataclass(frozen=True, slots=True)
class RosterClass:
    """A class of the year; ``homeroom_teacher_id`` leads it."""

    id: UUID
    name: str
    homeroom_teacher_id: UUID | None


@dataclass(frozen=True, slots=True)
class RosterPerson:
    """A teacher, a pupil or a guardian, by the names of their record or account."""

    id: UUID
    last_name: str
    first_name: str
    family_name_kh: str | None = None
    given_name_kh: str | None = None


@dataclass(frozen=True, slots=True)
class RosterPupil(RosterPerson):
    """A pupil, with the place in a class of the year."""

    student_number: str | None = None
    date_of_birth: date | None = None
    gender: Gender | None = None


@dataclass(frozen=True, slots=True)
class RosterSeat:
    """That a pupil is in a class, and since when."""

    id: UUID
    class_id: UUID
    student_id: UUID
    started_on: date


@dataclass(frozen=True, slots=True)
class Roster:
    """Who is in the classes of a year, who teaches them, and who is whose guardian."""

    school_id: UUID
    school_name: str
    year: Session
    terms: Sequence[Session]
    classes: Sequence[RosterClass]
    pupils: Sequence[RosterPupil]
    seats: Sequence[RosterSeat]
    guardians: Sequence[RosterPerson]
    ties: Sequence[tuple[UUID, UUID]]
    """Pupil and guardian."""
    teachers: Sequence[RosterPerson]
    teaching: Sequence[tuple[UUID, UUID]]
    """Class and teacher."""


def archive_of(roster: Roster) -> bytes:
    """The zip of a roster. The same roster gives the same bytes at any time."""
    out = io.BytesIO()
    files = {"manifest": _manifest(), **{name: _table(name, roster) for name in _HELD}}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            entry = zipfile.ZipInfo(f"{name}.csv", _FIRST_MOMENT)
            packed.writestr(entry, text.encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _table(name: str, roster: Roster) -> str:
    rows = _ROWS[name](roster)
    ordered = sorted(rows, key=lambda row: row["sourcedId"])
    columns = _COLUMNS[name]
    return _csv(
        [columns, *([{**_UNSAID, **row}.get(column, "") for column in columns] for row in ordered)]
    )


def _csv(rows: Iterable[Sequence[str]]) -> str:
    """As RFC 4180 has it, without a mark in front. Nothing is escaped for spreadsheets.

    A program reads it, and a name has to come back as it was.
    """
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _manifest() -> str:
    said = {"manifest.version": "1.0", "oneroster.version": "1.1"}
    said |= {
        f"file.{name}": "bulk" if name in _HELD else "absent" for name in sorted((*_HELD, *_ABSENT))
    }
    said |= {"source.systemName": "Stunity", "source.systemCode": ""}
    return _csv([("propertyName", "value"), *said.items()])


def _sessions(roster: Roster) -> Iterable[Row]:
    year = roster.year
    for kind, session in (("schoolYear", year), *(("term", term) for term in roster.terms)):
        yield {
            "sourcedId": str(session.id),
            "title": session.name,
            "type": kind,
            "startDate": session.start_date.isoformat(),
            "endDate": session.end_date.isoformat(),
            "parentSourcedId": "" if session is year else str(year.id),
            # The standard names a year by that in which it ends.
            "schoolYear": str(year.end_date.year),
        }


def _orgs(roster: Roster) -> Iterable[Row]:
    yield {"sourcedId": str(roster.school_id), "name": roster.school_name, "type": "school"}


def _course_id(roster: Roster) -> str:
    return str(uuid5(roster.year.id, "course"))


def _courses(roster: Roster) -> Iterable[Row]:
    """One, of which all classes are: a class here is the group that learns together."""
    yield {
        "sourcedId": _course_id(roster),
        "schoolYearSourcedId": str(roster.year.id),
        "title": roster.year.name,
        "orgSourcedId": str(roster.school_id),
    }


def _classes(roster: Roster) -> Iterable[Row]:
    terms = ",".join(str(term.id) for term in roster.terms or (roster.year,))
    for one in roster.classes:
        yield {
            "sourcedId": str(one.id),
            "title": one.name,
            "courseSourcedId": _course_id(roster),
            "classType": "homeroom",
            "schoolSourcedId": str(roster.school_id),
            "termSourcedIds": terms,
        }


def _users(roster: Roster) -> Iterable[Row]:
    agents: dict[UUID, list[UUID]] = {}
    for pupil_id, guardian_id in roster.ties:
        agents.setdefault(pupil_id, []).append(guardian_id)
    for pupil in roster.pupils:
        yield {
            **_person(roster, pupil, "student"),
            "identifier": pupil.student_number or "",
            "agentSourcedIds": ",".join(sorted(str(one) for one in agents.get(pupil.id, ()))),
        }
    for guardian in roster.guardians:
        yield _person(roster, guardian, "guardian")
    for teacher in roster.teachers:
        yield _person(roster, teacher, "teacher")


def _person(roster: Roster, one: RosterPerson, role: str) -> Row:
    """``username`` is wanted and says nothing: accounts here are opened by e-mail address."""
    khmer = (one.family_name_kh or "", one.given_name_kh or "")
    latin = (one.last_name, one.first_name)
    # The reader takes a name that repeats the Khmer one for none.
    family, given = khmer if not any(latin) else latin
    return {
        "sourcedId": str(one.id),
        "enabledUser": "true",
        "orgSourcedIds": str(roster.school_id),
        "role": role,
        "username": str(one.id),
        "givenName": given or _NOTHING,
        "familyName": family or _NOTHING,
        KHMER_FAMILY: khmer[0],
        KHMER_GIVEN: khmer[1],
    }


def _enrollments(roster: Roster) -> Iterable[Row]:
    for seat in roster.seats:
        yield {
            "sourcedId": str(seat.id),
            "classSourcedId": str(seat.class_id),
            "schoolSourcedId": str(roster.school_id),
            "userSourcedId": str(seat.student_id),
            "role": "student",
            "beginDate": seat.started_on.isoformat(),
        }
    leads = {one.id: one.homeroom_teacher_id for one in roster.classes}
    for class_id, teacher_id in roster.teaching:
        yield {
            "sourcedId": str(uuid5(class_id, str(teacher_id))),
            "classSourcedId": str(class_id),
            "schoolSourcedId": str(roster.school_id),
            "userSourcedId": str(teacher_id),
            "role": "teacher",
            "primary": "true" if leads[class_id] == teacher_id else "false",
        }


def _demographics(roster: Roster) -> Iterable[Row]:
    """What tells two pupils of one name apart, and nothing else that the standard has room for."""
    for pupil in roster.pupils:
        born, gender = pupil.date_of_birth, pupil.gender
        yield {
            "sourcedId": str(pupil.id),
            "birthDate": "" if born is None else born.isoformat(),
            "sex": "" if gender is None else _SEXES.get(gender, ""),
        }


_ROWS = {
    "academicSessions": _sessions,
    "classes": _classes,
    "courses": _courses,
    "demographics": _demographics,
    "enrollments": _enrollments,
    "orgs": _orgs,
    "users": _users,
}
