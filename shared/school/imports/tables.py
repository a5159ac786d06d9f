"""From a table of a school to rows of cells, whatever its spreadsheet made of them. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from shared.school.imports.types import FileProblem
from shared.text.same import canonical

MAX_ROWS = 5_000
MAX_COLUMNS = 60

HEADINGS: Mapping[str, tuple[str, str]] = {
    "student_number": ("Student number", "អត្តលេខសិស្ស"),
    "official_id": ("Official ID", "អត្តលេខផ្លូវការ"),
    "family_name_kh": ("Family name (Khmer)", "គោត្តនាម"),
    "given_name_kh": ("Given name (Khmer)", "នាម"),
    "last_name": ("Family name", "គោត្តនាមឡាតាំង"),
    "first_name": ("Given name", "នាមឡាតាំង"),
    "gender": ("Gender", "ភេទ"),
    "date_of_birth": ("Date of birth", "ថ្ងៃខែឆ្នាំកំណើត"),
    "place_of_birth": ("Place of birth", "ទីកន្លែងកំណើត"),
    "address": ("Address", "អាសយដ្ឋាន"),
    "phone": ("Phone", "លេខទូរស័ព្ទ"),
    "class": ("Class", "ថ្នាក់"),
    "guardian_family_name_kh": ("Guardian family name (Khmer)", "គោត្តនាមអាណាព្យាបាល"),
    "guardian_given_name_kh": ("Guardian given name (Khmer)", "នាមអាណាព្យាបាល"),
    "guardian_last_name": ("Guardian family name", "គោត្តនាមឡាតាំងអាណាព្យាបាល"),
    "guardian_first_name": ("Guardian given name", "នាមឡាតាំងអាណាព្យាបាល"),
    "guardian_phone": ("Guardian phone", "ទូរស័ព្ទអាណាព្យាបាល"),
    "guardian_relationship": ("Guardian is", "ត្រូវជា"),
}
"""What a column may be, as the templates head it in English and Khmer."""

GUARDIAN = "guardian_"

_SAMPLE = {
    "student_number": "0260001",
    "family_name_kh": "សុខ",
    "given_name_kh": "ដារា",
    "last_name": "Sok",
    "first_name": "Dara",
    "gender": ("M", "ប្រុស"),
    "date_of_birth": "2012-04-30",
    "class": "7A",
    "guardian_family_name_kh": "ម៉ៅ",
    "guardian_given_name_kh": "លក្ខិណា",
    "guardian_last_name": "Mao",
    "guardian_first_name": "Leakena",
    "guardian_phone": "012 345 678",
    "guardian_relationship": ("Mother", "ម្តាយ"),
}
_KHMER_DIGITS = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")
_ALIASES = {
    canonical(spelling).replace(" ", ""): name
    for name, (english, khmer) in HEADINGS.items()
    for spelling in (english, khmer, name, name.replace("_", ""))
}


class UnusableFile(ValueError):
    """The file cannot be planned; ``problem`` says why."""

    def __init__(self, problem: FileProblem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """A row of the file, with its number there: what it says of a pupil and their guardians."""

    number: int
    cells: Mapping[str, str]
    guardians: Sequence[Mapping[str, str]] = field(default=())


def template(language: Literal["en", "km"]) -> list[list[str]]:
    """The table that a school fills: headings in a language, and one pupil."""
    chosen, sample = int(language == "km"), []
    for name in HEADINGS:
        value = _SAMPLE.get(name, "")
        sample.append(value if isinstance(value, str) else value[chosen])
    return [[names[chosen] for names in HEADINGS.values()], sample]


def cells_of_csv(content: bytes) -> list[list[str]]:
    """The cells of a CSV file with commas, semicolons or tabs. Raises UnusableFile."""
    text = decoded(content)
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UnusableFile(FileProblem.UNREADABLE) from error
    if len(rows) > 2 * MAX_ROWS or any(len(row) > MAX_COLUMNS for row in rows):
        raise UnusableFile(FileProblem.TOO_LARGE)
    return rows


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8 or, with its mark, UTF-16. Raises UnusableFile."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableFile(FileProblem.ENCODING) from error


def rows_of(table: Sequence[Sequence[str]]) -> tuple[list[ImportedRow], list[str]]:
    """What the rows say, and the headings that mean nothing here. Raises UnusableFile.

    Headings are those of a template in either language; empty rows are passed over.
    """
    if not table:
        raise UnusableFile(FileProblem.EMPTY)
    names = [_ALIASES.get(canonical(head).replace(" ", "")) for head in table[0]]
    known = [name for name in names if name is not None]
    pairs = ({"last_name", "first_name"}, {"family_name_kh", "given_name_kh"})
    if len(set(known)) < len(known) or not any(pair <= set(known) for pair in pairs):
        raise UnusableFile(FileProblem.HEADINGS)
    ignored = [
        head for head, name in zip(table[0], names, strict=True) if name is None and head.strip()
    ]
    rows = []
    for number, cells in enumerate(table[1:], start=2):
        said = {
            name: " ".join(cell.split())
            for name, cell in zip(names, cells, strict=False)
            if name is not None and cell.strip()
        }
        if said:
            rows.append(_row(number, said))
    if not rows:
        raise UnusableFile(FileProblem.EMPTY)
    if len(rows) > MAX_ROWS:
        raise UnusableFile(FileProblem.TOO_LARGE)
    return rows, ignored


def plain_digits(text: str) -> str:
    """A number as it is kept: with the digits of Latin, whatever it was typed with."""
    return text.translate(_KHMER_DIGITS)


def _row(number: int, said: Mapping[str, str]) -> ImportedRow:
    guardian = {
        name.removeprefix(GUARDIAN): cell
        for name, cell in said.items()
        if name.startswith(GUARDIAN)
    }
    pupil = {name: cell for name, cell in said.items() if not name.startswith(GUARDIAN)}
    return ImportedRow(number, pupil, (guardian,) if guardian else ())
