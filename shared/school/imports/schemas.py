"""Requests and responses about imports."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.http.paging import PageQuery
from shared.http.schema import Day, RequestModel, ResponseModel, Token, example
from shared.school.imports.types import (
    DayOrder,
    Fate,
    FileProblem,
    ImportKind,
    ImportStatus,
    RowOutcome,
    RowProblem,
)

_ID = "0199a1f9-0000-7000-8000-000000000000"


class ImportCreate(RequestModel, json_schema_extra=example(uploadId=_ID, kind="PUPILS")):
    """A file to plan: an upload of the caller's with the purpose IMPORT.

    ``yearId``: of which year its classes are, the current one where none is named. ``startedOn``:
    from which day on pupils are in their new classes; today, or the nearest day of the year.
    ``createsClasses`` makes classes that the year does not have yet. ``endsAbsent`` plans an end,
    on ``startedOn``, for everybody who is in a class that the file names and is not in the file;
    without it whoever is missing stays.
    """

    upload_id: UUID
    kind: ImportKind = ImportKind.PUPILS
    year_id: UUID | None = None
    started_on: Day | None = None
    day_order: DayOrder | None = None
    creates_classes: bool = False
    ends_absent: bool = False


class ImportPath(RequestModel):
    """Which import."""

    id: UUID


class ImportCounts(ResponseModel):
    """How many rows have which fate, and what was done with them."""

    create: int = 0
    change: int = 0
    same: int = 0
    error: int = 0
    end: int = 0
    applied: int = 0
    changed_meanwhile: int = 0


class ImportRead(ResponseModel):
    """An import: its plan, and how far it has come.

    ``planHash`` names the plan; applying has to say it. ``ignoredColumns`` mean nothing here.
    """

    id: UUID
    upload_id: UUID
    kind: ImportKind
    name: str
    status: ImportStatus
    problem: FileProblem | None
    year_id: UUID
    started_on: date
    day_order: DayOrder | None
    creates_classes: bool
    ends_absent: bool
    ignored_columns: list[str]
    plan_hash: str | None
    counts: ImportCounts
    done: int
    total: int
    created_at: datetime
    finished_at: datetime | None


class ProblemCount(ResponseModel):
    """How many rows are not taken for one reason."""

    problem: RowProblem
    rows: int


class ImportDetails(ImportRead):
    """An import with the reasons for which rows are not taken, the most frequent first."""

    problems: list[ProblemCount]


class ImportList(ResponseModel):
    """The last imports, newest first."""

    data: list[ImportRead]


class ImportApply(RequestModel, json_schema_extra=example(planHash="0" * 64)):
    """Which plan is to be applied.

    ``endings`` confirms how many pupils leave their class by it, where the plan ends somebody's
    time there.
    """

    plan_hash: Annotated[Token, Field(min_length=64, max_length=64)]
    endings: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class ImportRowsQuery(PageQuery):
    """Which rows: all, or those of one fate."""

    fate: Fate | None = None


class CellChange(ResponseModel):
    """What a row changes: the value now, and the value then; empty where nothing is there then."""

    field: str
    before: str | None
    after: str


class CellProblem(ResponseModel):
    """Why a row is not taken: the column, and the reason."""

    field: str
    problem: RowProblem


class ImportRowRead(ResponseModel):
    """A row of the file by its number there, and what becomes of it.

    Pupils who are missing from the file stand behind its last row, with the fate END.
    """

    number: int
    name: str
    fate: Fate
    changes: list[CellChange]
    problems: list[CellProblem]
    outcome: RowOutcome | None


class TemplateFormat(StrEnum):
    """How the table is written."""

    XLSX = "XLSX"
    CSV = "CSV"


class TemplateQuery(RequestModel):
    """How the table is written, and its headings: in the caller's language where none is named."""

    language: Literal["en", "km"] | None = None
    format: TemplateFormat = TemplateFormat.XLSX
