"""Tables of questions: read for a quiz, a game or the bank, and written."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import TYPE_CHECKING

from functions.learning.quizzes import NotTheQuizAuthor, QuizNotFound, access_quiz
from functions.runtime.context import Ctx
from shared.auth.permissions import Permission
from shared.http.files import XLSX, SheetFile
from shared.http.route import route
from shared.learning.quizzes.schemas import QuizPath
from shared.learning.sheets.reading import (
    MAX_COLUMNS,
    MAX_ROWS,
    RowError,
    SheetFault,
    read_table,
)
from shared.learning.sheets.schemas import (
    QuestionSheet,
    QuestionSheetRead,
    SheetErrorRead,
    SheetFormat,
    SheetQuery,
)
from shared.learning.sheets.template import example_questions
from shared.learning.sheets.text import read_csv, write_csv
from shared.learning.sheets.words import column_title, type_word
from shared.learning.sheets.writing import write_table

if TYPE_CHECKING:
    from shared.learning.quizzes.questions import Question

MAX_BODY_BYTES = 3_000_000
_TITLES = {"en": "Questions", "km": "សំណួរ"}


@route(
    "POST",
    "/v1/question-sheets/read",
    permission=Permission.QUIZZES_CREATE,
    limits=("write",),
    max_body_bytes=MAX_BODY_BYTES,
    idempotent=False,
)
def question_sheets_read(ctx: Ctx, body: QuestionSheet) -> QuestionSheetRead:
    """Read a table of questions, and keep nothing of it.

    The questions are sent on to where they belong: a quiz, a live game or the bank. With a mistake
    in any row there are none, and each mistake is named.
    """
    del ctx
    try:
        questions, errors = read_table(_rows(body))
    except ValueError:
        text = "neither CSV nor an .xlsx workbook that can be read"
        questions, errors = [], [RowError(1, None, SheetFault.UNREADABLE, text)]
    return QuestionSheetRead(
        questions=questions, errors=[SheetErrorRead.of(error) for error in errors]
    )


@route(
    "GET",
    "/v1/question-sheets/template",
    permission=Permission.QUIZZES_CREATE,
    limits=("export",),
)
def question_sheets_template(ctx: Ctx, query: SheetQuery) -> SheetFile:
    """Download a table with an example of each type of question, to write one's own in."""
    del ctx
    return _file(example_questions(query.language), query, "questions")


@route(
    "GET",
    "/v1/quizzes/{id}/sheet",
    permission=Permission.QUIZZES_CREATE,
    limits=("export",),
    raises=(QuizNotFound, NotTheQuizAuthor),
)
def quizzes_sheet(ctx: Ctx, path: QuizPath, query: SheetQuery) -> SheetFile:
    """Download the questions of a quiz with their answers as a table; reading it gives the same.

    Pictures are in no table: they are uploaded.
    """
    quiz = access_quiz(ctx, path.id)
    return _file(quiz.questions, query, f"quiz-{quiz.id}")


def _rows(body: QuestionSheet) -> list[list[str]]:
    """The rows; raises ValueError where there are none."""
    if body.content is not None:
        return read_csv(body.content)[: MAX_ROWS + 1]
    from infra.workbooks import TooManyCells, read_rows

    assert body.workbook is not None, "the schema asks for one of them"
    try:
        content = base64.b64decode(body.workbook, validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error
    try:
        return read_rows(content, max_rows=MAX_ROWS, max_columns=MAX_COLUMNS)
    except TooManyCells as error:
        raise ValueError(str(error)) from error


def _file(questions: Sequence[Question], query: SheetQuery, name: str) -> SheetFile:
    rows = write_table(questions, query.language)
    if query.format is SheetFormat.CSV:
        return SheetFile(write_csv(rows), "text/csv", f"{name}.csv")
    from infra.workbooks import write_rows
    from shared.learning.quizzes.questions import QuestionType

    place = rows[0].index(column_title("type", query.language))
    types = [type_word(kind, query.language) for kind in QuestionType]
    content = write_rows(rows, title=_TITLES[query.language], choices={place: types})
    return SheetFile(content, XLSX, f"{name}.xlsx")
