"""What cells mean: days, genders, and the limits that records have anyway. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError
from pydantic.alias_generators import to_camel, to_snake

from shared.school.imports.tables import ImportedRow, plain_digits
from shared.school.imports.types import DayOrder, RowProblem
from shared.school.student_schemas import GuardianWrite, StudentWrite
from shared.school.types import Gender
from shared.text.same import canonical

_GENDERS = {
    **dict.fromkeys(("f", "female", "girl", "ស្រី", "ស"), Gender.FEMALE),
    **dict.fromkeys(("m", "male", "boy", "ប្រុស", "ប"), Gender.MALE),
}
_NUMBERS = ("student_number", "official_id", "phone", "date_of_birth")
# A spreadsheet may add the time of the midnight on which a day begins.
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:.*)?")
_TURNED = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_LAST_MONTH = 12
_PUPIL = set(StudentWrite.model_fields)
_GUARDIAN = set(GuardianWrite.model_fields)

Problems = list[tuple[str, RowProblem]]


def day_order(rows: Iterable[ImportedRow], said: DayOrder | None) -> DayOrder | None:
    """In which order the file writes days: as was said, or as the file itself proves."""
    if said is not None:
        return said
    first, second = 0, 0
    for row in rows:
        found = _TURNED.fullmatch(plain_digits(row.cells.get("date_of_birth", "")))
        if found is not None:
            first, second = max(first, int(found[1])), max(second, int(found[2]))
    if first > _LAST_MONTH >= second:
        return DayOrder.DMY
    return DayOrder.MDY if second > _LAST_MONTH >= first else None


def pupil_of(cells: Mapping[str, str], order: DayOrder | None) -> tuple[dict[str, Any], Problems]:
    """What a row says of a pupil, in the types of their record, and what is wrong with it."""
    said: dict[str, Any] = {name: cell for name, cell in cells.items() if name in _PUPIL}
    problems: Problems = []
    for name in _NUMBERS:
        if name in said:
            said[name] = plain_digits(said[name])
    if "date_of_birth" in said:
        day = _day(said.pop("date_of_birth"), order)
        if isinstance(day, date):
            said["date_of_birth"] = day
        else:
            problems.append(("date_of_birth", day))
    if "gender" in said:
        gender = _GENDERS.get(canonical(said.pop("gender")))
        if gender is None:
            problems.append(("gender", RowProblem.GENDER_UNKNOWN))
        else:
            said["gender"] = gender
    return _checked(StudentWrite, said, problems)


def guardian_of(cells: Mapping[str, str]) -> tuple[dict[str, Any], Problems]:
    """What a row says of a guardian."""
    said: dict[str, Any] = {name: cell for name, cell in cells.items() if name in _GUARDIAN}
    if "phone" in said:
        said["phone"] = plain_digits(said["phone"])
    values, problems = _checked(GuardianWrite, said, [])
    return values, [(f"guardian_{name}", problem) for name, problem in problems]


def _day(text: str, order: DayOrder | None) -> date | RowProblem:
    if found := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _TURNED.fullmatch(text):
        first, second, year = (int(part) for part in found.groups())
        if order is None and first != second:
            return RowProblem.DATE_UNCLEAR
        day, month = (second, first) if order is DayOrder.MDY else (first, second)
    else:
        return RowProblem.INVALID
    try:
        return date(year, month, day)
    except ValueError:
        return RowProblem.INVALID


def _checked(
    schema: type[StudentWrite | GuardianWrite], said: dict[str, Any], problems: Problems
) -> tuple[dict[str, Any], Problems]:
    """The values as the schema of the API has them: limits are those of people who type."""
    try:
        read = schema.model_validate({to_camel(name): value for name, value in said.items()})
    except ValidationError as error:
        wrong = {to_snake(str(one["loc"][0])) for one in error.errors() if one["loc"]}
        problems += [(name, RowProblem.INVALID) for name in sorted(wrong)]
        return {}, problems
    # In the order of the schema, whatever order the columns have: plans are compared.
    return {name: getattr(read, name) for name in schema.model_fields if name in said}, problems
