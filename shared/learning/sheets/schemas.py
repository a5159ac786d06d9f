"""Requests and responses about tables of questions."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.http.schema import RequestModel, ResponseModel, Text, Token, exactly_one, example
from shared.learning.quizzes.questions import Question
from shared.learning.sheets.reading import SheetFault
from shared.text.numbers import Language

MAX_SHEET_CHARS = 700_000


class SheetFormat(StrEnum):
    """How a table is written."""

    XLSX = "XLSX"
    CSV = "CSV"


class QuestionSheet(
    RequestModel,
    json_schema_extra=example(content="Question,Answer\nIs it so?,true\n")
    | exactly_one("content", "workbook"),
):
    """A table of questions: as the text of a CSV, or as the base64 of an .xlsx workbook."""

    content: Annotated[Text, Field(min_length=1, max_length=MAX_SHEET_CHARS)] | None = None
    workbook: (
        Annotated[
            Token, Field(min_length=4, max_length=MAX_SHEET_CHARS, pattern="^[A-Za-z0-9+/]+={0,2}$")
        ]
        | None
    ) = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.content is None) == (self.workbook is None):
            raise ValueError("either content or workbook")
        return self


class SheetErrorRead(ResponseModel):
    """What is wrong in a table: the row as a spreadsheet counts it, and the column's title."""

    row: int
    column: str | None
    fault: SheetFault
    message: str


class QuestionSheetRead(ResponseModel):
    """The questions of a table, without ids; none where anything is wrong."""

    questions: list[Question]
    errors: list[SheetErrorRead]


class SheetQuery(RequestModel):
    """In which language the columns are named, and how the table is written."""

    language: Language = "en"
    format: SheetFormat = SheetFormat.XLSX
