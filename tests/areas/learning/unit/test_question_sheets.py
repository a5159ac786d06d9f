"""Questions as tables: what goes out comes back, and a table with a mistake gives nothing."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.workbooks import read_rows, write_rows
from shared.learning.quizzes.questions import Question, QuestionType, questions_schema
from shared.learning.sheets.reading import MAX_COLUMNS, MAX_ROWS, SheetFault, read_table
from shared.learning.sheets.template import example_questions
from shared.learning.sheets.text import read_csv, write_csv
from shared.learning.sheets.words import type_word
from shared.learning.sheets.writing import write_table
from shared.text.numbers import Language

LANGUAGES: tuple[Language, ...] = ("en", "km")


# Workbooks keep no carriage returns; everything else that people type is kept.
SIGNS = st.one_of(
    st.sampled_from("=+-@;'\"|\\,កខ1A "),
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Cn", "Zl", "Zp", "Co"]),
)


def _seen(signs: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A text in which something is seen."""
    around = st.text(signs, max_size=6)
    return st.tuples(around, st.sampled_from("a=|\\'"), around).map("".join)


LINE = _seen(SIGNS)
TEXT = _seen(st.one_of(SIGNS, st.sampled_from("\n\t")))
OPTIONS = st.lists(
    st.fixed_dictionaries({"text": LINE}, optional={"textKh": LINE}), min_size=2, max_size=6
)
NUMBER = st.floats(-1e15, 1e15, allow_nan=False)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    kind = draw(st.sampled_from(QuestionType))
    fields: dict[str, Any] = {"type": kind, "text": draw(TEXT)}
    optional = {"textKh": TEXT, "explanation": TEXT, "explanationKh": TEXT}
    fields |= draw(st.fixed_dictionaries({}, optional=optional))
    if kind is not QuestionType.POLL:
        fields["points"] = draw(st.integers(0, 1000))
    fields["seconds"] = draw(st.none() | st.integers(5, 240))
    if kind in {"SINGLE", "MULTIPLE", "ORDERING", "POLL"}:
        fields["options"] = options = draw(OPTIONS)
        places = st.integers(0, len(options) - 1)
        if kind is QuestionType.SINGLE:
            fields["correct"] = draw(places)
        if kind is QuestionType.MULTIPLE:
            fields["correct"] = draw(st.lists(places, min_size=1, unique=True))
        if kind in {"MULTIPLE", "ORDERING"}:
            fields["partial"] = draw(st.booleans())
    elif kind is QuestionType.TRUE_FALSE:
        fields["correct"] = draw(st.booleans())
    elif kind is QuestionType.TEXT:
        fields["accepted"] = draw(st.lists(LINE, min_size=1, max_size=4))
        fields["caseSensitive"], fields["accentsMatter"] = draw(st.booleans()), draw(st.booleans())
    else:
        low, high = sorted((draw(NUMBER), draw(NUMBER)))
        fields |= {"minimum": low, "maximum": high, "language": draw(st.sampled_from(LANGUAGES))}
    return questions_schema().validate_python([fields])[0]


@settings(max_examples=60)
@given(st.lists(questions(), min_size=1, max_size=4), st.sampled_from(LANGUAGES))
def test_what_is_exported_is_imported(written: list[Question], language: Language) -> None:
    table = write_table(written, language)
    assert read_table(read_csv(write_csv(table))) == (written, [])


@settings(max_examples=15)
@given(st.lists(questions(), min_size=1, max_size=3), st.sampled_from(LANGUAGES))
def test_a_workbook_gives_the_same(written: list[Question], language: Language) -> None:
    content = write_rows(write_table(written, language), title="Questions")
    rows = read_rows(content, max_rows=MAX_ROWS, max_columns=MAX_COLUMNS)
    assert read_table(rows) == (written, [])


@given(st.text(SIGNS, max_size=20))
def test_no_cell_is_run_by_a_spreadsheet(text: str) -> None:
    written = write_csv([[text]]).removeprefix("\ufeff")
    assert not written.lstrip('"').lstrip().startswith(("=", "+", "-", "@"))
    if text.splitlines() == [text]:
        assert read_csv(written) == [[text]]


def test_a_cell_of_breaks_takes_no_time() -> None:
    """Each break was looked behind to the end: a small table kept the server for minutes."""
    cell, began = "\n'" * 60_000, time.process_time()
    assert read_csv(f'"{cell}","{cell}"') == [[cell, cell]]
    assert len(write_csv([[cell]])) > len(cell)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_is_a_table_with_every_type(language: Language) -> None:
    examples = example_questions(language)
    found, errors = read_table(read_csv(write_csv(write_table(examples, language))))
    assert (found, errors) == (examples, [])
    assert {one.type for one in found} == set(QuestionType)
    assert len({type_word(kind, language) for kind in QuestionType}) == len(QuestionType)


def test_a_table_without_types_says_them_by_what_it_has() -> None:
    rows = [
        ["Question", "Option A", "Option B", "Option C", "Answer"],
        ["One?", "a", "b", "", "B"],
        ["Two?", "a", "b", "c", "1, 3"],
        ["So?", "", "", "", "false"],
        ["Word?", "", "", "", "yes sir"],
        ["", "", "", "", ""],
        ["Khmer?", "a", "b", "", "ខ"],
    ]
    found, errors = read_table(rows)
    assert errors == []
    assert [one.type for one in found] == ["SINGLE", "MULTIPLE", "TRUE_FALSE", "TEXT", "SINGLE"]
    assert [getattr(one, "correct", None) for one in found] == [1, [0, 2], False, None, 1]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    content = f"\ufeffQuestion{delimiter}Answer\r\nIs it, so?{delimiter}true\r\n"
    if delimiter == ",":
        content = content.replace("Is it, so?", '"Is it, so?"')
    (found,), errors = read_table(read_csv(content))
    assert (found.text, errors) == ("Is it, so?", [])


HEAD = [
    "Type",
    "Question",
    "Option A",
    "Option B",
    "Option C",
    "Answer",
    "Points",
    "Capitals count",
]
ROWS: dict[SheetFault, tuple[list[str], str | None]] = {
    SheetFault.NO_TEXT: (["Poll", "", "a", "b"], "Question"),
    SheetFault.UNKNOWN_TYPE: (["Essay", "Q?"], "Type"),
    SheetFault.TOO_FEW_OPTIONS: (["Poll", "Q?", "a"], "Option B"),
    SheetFault.OPTION_LEFT_OUT: (["Poll", "Q?", "a", "", "c"], "Option B"),
    SheetFault.NO_ANSWER: (["One answer", "Q?", "a", "b"], "Answer"),
    SheetFault.WRONG_ANSWER: (["One answer", "Q?", "a", "b", "", "C"], "Answer"),
    SheetFault.NOT_A_NUMBER: (["Number", "Q?", "", "", "", "1,000"], "Answer"),
    SheetFault.NOT_YES_OR_NO: (
        ["Short text", "Q?", "", "", "", "a", "", "perhaps"],
        "Capitals count",
    ),
    SheetFault.INVALID: (["Short text", "Q?", "", "", "", "a", "1001"], "Points"),
}


@pytest.mark.parametrize("fault", ROWS)
def test_one_mistake_is_named_and_nothing_is_imported(fault: SheetFault) -> None:
    wrong, column = ROWS[fault]
    found, errors = read_table([HEAD, ["Poll", "Fine?", "a", "b"], wrong])
    assert found == []
    assert [(one.row, one.column, one.fault) for one in errors] == [(3, column, fault)]


def test_a_head_that_is_not_known_is_named() -> None:
    for head, fault in (
        (["Question", "Colour"], SheetFault.UNKNOWN_COLUMN),
        (["Question", "សំណួរ"], SheetFault.DOUBLE_COLUMN),
        (["Answer"], SheetFault.NO_QUESTION_COLUMN),
    ):
        found, (error,) = read_table([head, ["a", "b"]])
        assert (found, error.row, error.fault) == ([], 1, fault)
    assert read_table([])[1][0].fault is SheetFault.EMPTY
    assert read_table([["Question"]])[1][0].fault is SheetFault.EMPTY
    many = [["Question", "Answer"], *[["Q?", "true"]] * 101]
    assert read_table(many)[1][0].fault is SheetFault.TOO_MANY
