"""Questions as rows of a table."""

from __future__ import annotations

from collections.abc import Sequence

from shared.learning.quizzes.questions import (
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Question,
    ShortText,
    SingleChoice,
    TrueFalse,
    options_of,
)
from shared.learning.sheets.words import (
    COLUMNS,
    LETTERS,
    OPTION_PARTS,
    column_title,
    option_column,
    truth_word,
    type_word,
    yes_word,
)
from shared.text.numbers import Language, shortest

_ALWAYS = ("type", "text", "text_kh", "answer", "points")
_FEWEST_OPTIONS = 4


def write_table(questions: Sequence[Question], language: Language) -> list[list[str]]:
    """The head and a row for each question; reading it gives the same questions.

    Ids and pictures are not in it. Columns that no question uses are left out, but for those that
    every table has.
    """
    rows = [_row(question, language) for question in questions]
    most = max((len(options_of(one)) for one in questions), default=0)
    columns = [name for name in COLUMNS if name in _ALWAYS or any(row.get(name) for row in rows)]
    place = columns.index("answer")
    options = [
        name
        for number in range(1, max(most, _FEWEST_OPTIONS) + 1)
        for part in OPTION_PARTS
        if part == "text" or any(row.get(option_column(number, part)) for row in rows)
        for name in [option_column(number, part)]
    ]
    columns[place:place] = options
    head = [column_title(name, language) for name in columns]
    return [head, *([row.get(name, "") for name in columns] for row in rows)]


def joined(texts: Sequence[str]) -> str:
    """Several texts in one cell, with a bar between them."""
    return "|".join(_escaped(text) for text in texts)


def _row(question: Question, language: Language) -> dict[str, str]:
    row = {
        "type": type_word(question.type, language),
        "text": question.text,
        "text_kh": question.text_kh or "",
        "answer": _answer(question, language),
        "points": str(question.points),
        "seconds": "" if question.seconds is None else str(question.seconds),
        "explanation": question.explanation or "",
        "explanation_kh": question.explanation_kh or "",
    }
    if isinstance(question, MultipleChoice | Ordering) and question.partial:
        row["partial"] = yes_word(True, language)
    if isinstance(question, ShortText):
        for name in ("case_sensitive", "accents_matter"):
            row[name] = yes_word(True, language) if getattr(question, name) else ""
    if isinstance(question, Numeric):
        row |= {"unit": question.unit or "", "language": question.language or ""}
    for number, option in enumerate(options_of(question), start=1):
        row |= _of_option(number, option)
    return row


def _of_option(number: int, option: Option) -> dict[str, str]:
    return {option_column(number, part): getattr(option, part) or "" for part in OPTION_PARTS}


def _answer(question: Question, language: Language) -> str:
    if isinstance(question, SingleChoice):
        return LETTERS[question.correct]
    if isinstance(question, MultipleChoice):
        return ", ".join(LETTERS[place] for place in question.correct)
    if isinstance(question, TrueFalse):
        return truth_word(question.correct, language)
    if isinstance(question, ShortText):
        return joined(question.accepted)
    if isinstance(question, Numeric):
        low, high = shortest(question.minimum), shortest(question.maximum)
        return low if low == high else f"{low} .. {high}"
    return ""


def _escaped(text: str) -> str:
    marked = text.replace("\\", "\\\\").replace("|", "\\|")
    # Blanks at the ends belong to the text; a person's beside the bar do not.
    if marked != marked.lstrip():
        marked = "\\" + marked
    if marked != marked.rstrip():
        marked = marked[:-1] + "\\" + marked[-1]
    return marked
