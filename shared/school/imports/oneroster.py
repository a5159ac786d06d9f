"""OneRoster 1.1 and 1.2 in CSV: what an archive says of pupils, guardians and classes. Pure.

https://www.imsglobal.org/oneroster-v11-final-csv-tables
"""

from __future__ import annotations

import csv
import io
import lzma
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from shared.school.imports.tables import MAX_ROWS, ImportedRow, UnusableFile, decoded
from shared.school.imports.types import FileProblem
from shared.school.roster_export import KHMER_FAMILY, KHMER_GIVEN

MAX_UNPACKED_BYTES = 64 * 1024 * 1024
# Each way of packing breaks in a way of its own.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError),
    *(NotImplementedError, RuntimeError, csv.Error),
)
_GUARDIANS = frozenset({"guardian", "parent", "relative"})
_MANIFEST = "manifest"
_WANTED = ("users", "roles", "classes", "enrollments", "demographics", _MANIFEST)
_FIELDS = {
    "identifier": "student_number",
    "familyName": "last_name",
    "givenName": "first_name",
    KHMER_FAMILY: "family_name_kh",
    KHMER_GIVEN: "given_name_kh",
}
_GUARDIAN_FIELDS = {name: field for name, field in _FIELDS.items() if name != "identifier"}

Record = Mapping[str, str]


def rows_of_archive(content: bytes, begins: date, *, whole: bool = False) -> list[ImportedRow]:
    """A row for each pupil of the archive, in its order. Raises UnusableFile.

    What is marked as to be deleted is passed over: nothing is deleted by an import. Of several
    classes in which somebody is on the day ``begins`` or later, the homeroom counts, or the only
    one. ``whole`` refuses an archive that says of itself
    that it has only what was changed.
    """
    files = _files(content)
    if whole and _is_partial(files[_MANIFEST]):
        raise UnusableFile(FileProblem.PARTIAL)
    users = {one["sourcedId"]: one for one in files["users"]}
    roles = _roles(files)
    agents, homes = _agents(users, roles), _homes(files, begins)
    born = {one.get("userSourcedId") or one.get("sourcedId"): one for one in files["demographics"]}
    rows = []
    for number, user in enumerate(files["users"], start=2):
        if roles.get(user["sourcedId"]) != "student":
            continue
        cells = _names(user, _FIELDS)
        cells["external_id"] = user["sourcedId"]
        phone = user.get("phone") or user.get("sms")
        details = born.get(user["sourcedId"], {})
        more = {
            "phone": phone,
            "date_of_birth": details.get("birthDate"),
            "gender": details.get("sex"),
            "place_of_birth": details.get("cityOfBirth"),
            "class": homes.get(user["sourcedId"]),
        }
        cells |= {name: value for name, value in more.items() if value}
        tied = [_guardian(users[one]) for one in agents[user["sourcedId"]]]
        rows.append(ImportedRow(number, cells, tied))
    if not rows:
        raise UnusableFile(FileProblem.EMPTY)
    if len(rows) > MAX_ROWS:
        raise UnusableFile(FileProblem.TOO_LARGE)
    return rows


def _is_partial(manifest: Sequence[Record]) -> bool:
    """Whether people or their classes are told as changes (``delta``) and not all (``bulk``)."""
    said = {one.get("propertyName", ""): one.get("value", "").lower() for one in manifest}
    return "delta" in {said.get("file.users"), said.get("file.enrollments")}


def _names(user: Record, fields: Mapping[str, str]) -> dict[str, str]:
    """The standard wants a name: one that repeats the Khmer one says that there is no other."""
    said = {field: user[name] for name, field in fields.items() if user.get(name)}
    latin, khmer = ("last_name", "first_name"), ("family_name_kh", "given_name_kh")
    if khmer[0] in said and [said.get(n) for n in latin] == [said.get(n) for n in khmer]:
        return {name: value for name, value in said.items() if name not in latin}
    return said


def _guardian(user: Record) -> dict[str, str]:
    said = _names(user, _GUARDIAN_FIELDS)
    phone = user.get("phone") or user.get("sms")
    return said | {"external_id": user["sourcedId"]} | ({"phone": phone} if phone else {})


def _roles(files: Mapping[str, Sequence[Record]]) -> dict[str, str]:
    """Each person's role: a column of 1.1, a file of 1.2."""
    found = {one["sourcedId"]: one.get("role", "").lower() for one in files["users"]}
    for role in files["roles"]:
        person = role.get("userSourcedId", "")
        if role.get("roleType", "primary").lower() == "primary" or not found.get(person):
            found[person] = role.get("role", "").lower()
    return found


def _agents(users: Mapping[str, Record], roles: Mapping[str, str]) -> dict[str, list[str]]:
    """The guardians of each person: a tie is told by either of the two, or by both."""
    found: dict[str, list[str]] = {one: [] for one in users}
    for one, user in users.items():
        for other in _ids(user.get("agentSourcedIds", "")):
            for pupil, guardian in ((one, other), (other, one)):
                both = pupil in users and guardian in users
                if both and roles.get(guardian) in _GUARDIANS and guardian not in found[pupil]:
                    found[pupil].append(guardian)
    return found


def _homes(files: Mapping[str, Sequence[Record]], begins: date) -> dict[str, str]:
    classes = {one["sourcedId"]: one for one in files["classes"]}
    theirs = defaultdict[str, list[Record]](list)
    for one in files["enrollments"]:
        attended = classes.get(one.get("classSourcedId", ""))
        # Its last day, in the one way in which the standard writes days.
        is_over = "" < one.get("endDate", "") < begins.isoformat()
        if attended is not None and not is_over and one.get("role", "").lower() == "student":
            theirs[one.get("userSourcedId", "")].append(attended)
    found = {}
    for person, attended_classes in theirs.items():
        homes = [one for one in attended_classes if one.get("classType", "").lower() == "homeroom"]
        chosen = homes or attended_classes
        if len({one["sourcedId"] for one in chosen}) == 1 and chosen[0].get("title"):
            found[person] = chosen[0]["title"]
    return found


def _files(content: bytes) -> dict[str, list[Record]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise UnusableFile(FileProblem.TOO_LARGE)
            names = {name.rpartition("/")[2]: name for name in archive.namelist()}
            texts = {
                wanted: archive.read(names[f"{wanted}.csv"])
                for wanted in _WANTED
                if f"{wanted}.csv" in names
            }
        # Some write the archive with a mark at the beginning of each file.
        tables = {name: _table(decoded(text)) for name, text in texts.items()}
    except _BROKEN as error:
        raise UnusableFile(FileProblem.UNREADABLE) from error
    if "users" not in tables:
        raise UnusableFile(FileProblem.HEADINGS)
    return {name: _records(name, tables.get(name, [])) for name in _WANTED}


def _table(text: str) -> list[dict[str, str]]:
    return [
        {
            name.strip(): " ".join(value.split())
            for name, value in one.items()
            if isinstance(name, str) and isinstance(value, str)
        }
        for one in csv.DictReader(io.StringIO(text, newline=""))
    ]


def _records(name: str, table: Sequence[dict[str, str]]) -> list[Record]:
    """What holds of a table: with an id, and not marked as to be deleted."""
    if name == _MANIFEST:
        return list(table)
    for record in table:
        record.setdefault("sourcedId", record.get("userSourcedId", ""))
    return [
        record
        for record in table
        if record["sourcedId"] and record.get("status", "").lower() != "tobedeleted"
    ]


def _ids(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]
