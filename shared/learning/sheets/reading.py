"""Rows of a table as questions: all of them, or none and what is wrong in which row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from shared.learning.quizzes.questions import (
    MAX_OPTIONS,
    MAX_QUESTIONS,
    MIN_OPTIONS,
    Question,
    QuestionType,
)
from shared.learning.sheets.words import (
    COLUMNS,
    OPTION_PARTS,
    column_of,
    option_column,
    place_of,
    truth_of,
    type_of,
)
from shared.text.numbers import NumberUnclear, read_number

MAX_COLUMNS = 60
MAX_ROWS = MAX_QUESTIONS + 1
MAX_ERRORS = 50


class SheetFault(StrEnum):
    """What is wrong in a table of questions."""

    UNREADABLE = "UNREADABLE"  # no table at all
    EMPTY = "EMPTY"
    TOO_MANY = "TOO_MANY"
    UNKNOWN_COLUMN = "UNKNOWN_COLUMN"
    DOUBLE_COLUMN = "DOUBLE_COLUMN"
    NO_QUESTION_COLUMN = "NO_QUESTION_COLUMN"
    NO_TEXT = "NO_TEXT"
    UNKNOWN_TYPE = "UNKNOWN_TYPE"
    TOO_FEW_OPTIONS = "TOO_FEW_OPTIONS"
    OPTION_LEFT_OUT = "OPTION_LEFT_OUT"
    NO_ANSWER = "NO_ANSWER"
    WRONG_ANSWER = "WRONG_ANSWER"  # an answer that the question cannot have
    NOT_A_NUMBER = "NOT_A_NUMBER"
    NOT_YES_OR_NO = "NOT_YES_OR_NO"
    INVALID = "INVALID"  # what the words beside it say


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing that is wrong: in which row as a spreadsheet counts them, in which column."""

    row: int
    column: str | None
    fault: SheetFault
    message: str


class _Wrong(ValueError):
    def __init__(self, column: str | None, fault: SheetFault, message: str) -> None:
        super().__init__(message)
        self.column, self.fault = column, fault


def read_table(rows: Sequence[Sequence[str]]) -> tuple[list[Question], list[RowError]]:
    """The questions of a table whose first row names its columns; none where anything is wrong."""
    if not any(any(cell.strip() for cell in row) for row in rows):
        return [], [RowError(1, None, SheetFault.EMPTY, "the table is empty")]
    titles = list(rows[0])
    columns, errors = _head(titles)
    questions: list[Question] = []
    for number, row in enumerate(rows[1:], start=2):
        if errors and errors[0].row == 1:
            break
        cells = {column: row[at] for column, at in columns.items() if at < len(row)}
        given = {column: cell for column, cell in cells.items() if cell.strip()}
        if not given:
            continue
        question, wrong = _question(given)
        errors += [
            RowError(number, _title(one.column, columns, titles), one.fault, str(one))
            for one in wrong
        ]
        if question is not None:
            questions.append(question)
    if len(questions) > MAX_QUESTIONS:
        text = f"at most {MAX_QUESTIONS} questions"
        errors.append(RowError(len(rows), None, SheetFault.TOO_MANY, text))
    if not questions and not errors:
        errors.append(RowError(1, None, SheetFault.EMPTY, "no row has a question"))
    return ([], errors[:MAX_ERRORS]) if errors else (questions, [])


def separated(cell: str) -> list[str]:
    """The texts of a cell between its bars; a backslash takes what follows as it is."""
    texts, text, kept = [], "", 0
    signs = iter(cell)
    for sign in signs:
        if sign == "|":
            texts.append(_trimmed(text, kept))
            text, kept = "", 0
        elif sign == "\\" and (escaped := next(signs, None)) is not None:
            text = (text if kept else text.lstrip()) + escaped
            kept = len(text)
        else:
            text += sign
    texts.append(_trimmed(text, kept))
    return [one for one in texts if one]


def _trimmed(text: str, kept: int) -> str:
    """Without blanks around it, but for those that were escaped: before ``kept`` all stays."""
    return text[:kept] + text[kept:].rstrip() if kept else text.strip()


def _head(titles: Sequence[str]) -> tuple[dict[str, int], list[RowError]]:
    columns: dict[str, int] = {}
    errors: list[RowError] = []
    for at, title in enumerate(titles):
        if not title.strip():
            continue
        column = column_of(title)
        if column is None:
            text = "no column of questions is called so"
            errors.append(RowError(1, title.strip()[:80], SheetFault.UNKNOWN_COLUMN, text))
        elif column in columns:
            text = "the column is there twice"
            errors.append(RowError(1, title.strip()[:80], SheetFault.DOUBLE_COLUMN, text))
        else:
            columns[column] = at
    if "text" not in columns and not errors:
        text = "a column with the questions is missing"
        errors.append(RowError(1, None, SheetFault.NO_QUESTION_COLUMN, text))
    return columns, errors


def _title(column: str | None, columns: Mapping[str, int], titles: Sequence[str]) -> str | None:
    """The column as the table calls it."""
    return titles[columns[column]].strip() if column is not None and column in columns else column


def _question(cells: Mapping[str, str]) -> tuple[Question | None, list[_Wrong]]:
    try:
        kind = _kind(cells)
        fields = _fields(cells, kind)
    except _Wrong as wrong:
        return None, [wrong]
    try:
        return _schema().validate_python(_by_alias(fields)), []
    except ValidationError as error:
        return None, [
            _Wrong(
                _column_at(one["loc"]), SheetFault.INVALID, one["msg"].removeprefix("Value error, ")
            )
            for one in error.errors(include_url=False)
        ]


def _kind(cells: Mapping[str, str]) -> QuestionType:
    """The type that a row names; without one, what its options and its answer say."""
    if "text" not in cells:
        raise _Wrong("text", SheetFault.NO_TEXT, "the question has no text")
    if word := cells.get("type"):
        kind = type_of(word)
        if kind is None:
            raise _Wrong("type", SheetFault.UNKNOWN_TYPE, "no type of question is called so")
        return kind
    answer = cells.get("answer", "")
    if option_column(1) in cells:
        several = len(_parts(answer)) > 1
        return QuestionType.MULTIPLE if several else QuestionType.SINGLE
    return QuestionType.TEXT if truth_of(answer) is None else QuestionType.TRUE_FALSE


def _fields(cells: Mapping[str, str], kind: QuestionType) -> dict[str, Any]:
    words = ("text", "text_kh", "explanation", "explanation_kh")
    fields: dict[str, Any] = {name: cells[name] for name in words if name in cells}
    fields["type"] = kind
    for name in ("points", "seconds"):
        if name in cells:
            fields[name] = _whole(cells[name], name)
    if kind in _WITH_OPTIONS:
        fields["options"] = _options(cells)
    if kind in {QuestionType.MULTIPLE, QuestionType.ORDERING}:
        fields["partial"] = _switch(cells, "partial")
    return fields | _answer(cells, kind, len(fields.get("options", ())))


_WITH_OPTIONS = frozenset(
    {QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.ORDERING, QuestionType.POLL}
)


def _answer(cells: Mapping[str, str], kind: QuestionType, options: int) -> dict[str, Any]:
    if kind is QuestionType.POLL or kind is QuestionType.ORDERING:
        return {}
    answer = cells.get("answer", "")
    if not answer:
        raise _Wrong("answer", SheetFault.NO_ANSWER, "the right answer is missing")
    if kind is QuestionType.TRUE_FALSE:
        truth = truth_of(answer)
        if truth is None:
            raise _Wrong("answer", SheetFault.WRONG_ANSWER, "the answer is true or false")
        return {"correct": truth}
    if kind is QuestionType.TEXT:
        return {
            "accepted": separated(answer),
            "case_sensitive": _switch(cells, "case_sensitive"),
            "accents_matter": _switch(cells, "accents_matter"),
        }
    if kind is QuestionType.NUMERIC:
        return _range(cells, answer)
    places = [place_of(part) for part in _parts(answer)]
    if not places or any(place is None or place >= options for place in places):
        text = "the answer names options by their letters"
        raise _Wrong("answer", SheetFault.WRONG_ANSWER, text)
    if kind is QuestionType.MULTIPLE:
        return {"correct": places}
    if len(places) > 1:
        raise _Wrong("answer", SheetFault.WRONG_ANSWER, "one option is right")
    return {"correct": places[0]}


def _parts(answer: str) -> list[str]:
    return [part for part in re.split(r"[\s,;|+/]+", answer) if part]


def _range(cells: Mapping[str, str], answer: str) -> dict[str, Any]:
    ends = [part.strip() for part in re.split(r"\.{2,}|…", answer)]
    if len(ends) > 2:  # noqa: PLR2004 (a range has two ends)
        raise _Wrong("answer", SheetFault.NOT_A_NUMBER, "a number, or two with .. between them")
    numbers = [_number(end) for end in ends]
    fields: dict[str, Any] = {"minimum": numbers[0], "maximum": numbers[-1]}
    if "unit" in cells:
        fields["unit"] = cells["unit"]
    if "language" in cells:
        fields["language"] = cells["language"].strip().lower()
    return fields


def _number(text: str) -> float:
    # A point before the fraction, as spreadsheets and this table write it; else as people do.
    if re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?", text):
        return float(text)
    try:
        return read_number(text, None)
    except NumberUnclear as error:
        raise _Wrong("answer", SheetFault.NOT_A_NUMBER, str(error)) from error


def _whole(text: str, column: str) -> int:
    try:
        number = _number(text.strip())
    except _Wrong as wrong:
        raise _Wrong(column, wrong.fault, str(wrong)) from wrong
    if not number.is_integer():
        raise _Wrong(column, SheetFault.NOT_A_NUMBER, "a whole number")
    return int(number)


def _switch(cells: Mapping[str, str], column: str) -> bool:
    word = cells.get(column)
    if word is None:
        return False
    truth = truth_of(word)
    if truth is None:
        raise _Wrong(column, SheetFault.NOT_YES_OR_NO, "yes or no")
    return truth


def _options(cells: Mapping[str, str]) -> list[dict[str, str]]:
    options: list[dict[str, str]] = []
    for number in range(1, MAX_OPTIONS + 1):
        parts = {
            part: cells[option_column(number, part)]
            for part in OPTION_PARTS
            if option_column(number, part) in cells
        }
        if not parts:
            continue
        if number != len(options) + 1 or "text" not in parts:
            # The letters of the answer would name others than the author sees.
            column = option_column(number if "text" not in parts else len(options) + 1)
            raise _Wrong(column, SheetFault.OPTION_LEFT_OUT, "an option before it is empty")
        options.append(parts)
    if len(options) < MIN_OPTIONS:
        column = option_column(len(options) + 1)
        raise _Wrong(column, SheetFault.TOO_FEW_OPTIONS, f"at least {MIN_OPTIONS} options")
    return options


def _column_at(loc: tuple[int | str, ...]) -> str | None:
    """The column in which pydantic found something, whose places begin with the type."""
    path = loc[1:]
    match path:
        case ("options", int(at), str(part), *_):
            return option_column(at + 1, "text_kh" if part == "textKh" else part)
        case (str(name), *_):
            name = re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", name)
            return name if name in COLUMNS else "answer"
        case _:
            return None


def _by_alias(fields: Mapping[str, Any]) -> dict[str, Any]:
    aliased = {to_camel(name): value for name, value in fields.items()}
    if "options" in aliased:
        aliased["options"] = [_by_alias(option) for option in aliased["options"]]
    return aliased


@cache
def _schema() -> TypeAdapter[Question]:
    return TypeAdapter(Question)
