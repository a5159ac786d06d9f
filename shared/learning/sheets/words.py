"""What the columns and types of a table of questions are called, in two languages."""

from __future__ import annotations

import re
from collections.abc import Mapping

from shared.learning.quizzes.questions import MAX_OPTIONS, QuestionType
from shared.text.numbers import Language
from shared.text.same import canonical

LETTERS = "ABCDEFGHIJ"
_KHMER_LETTERS = "កខគឃងចឆជឈញ"
_KHMER_DIGITS = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")

# The name by which the rules know a column, and what people read above it.
_COLUMNS: Mapping[str, tuple[str, str]] = {
    "type": ("Type", "ប្រភេទ"),
    "text": ("Question", "សំណួរ"),
    "text_kh": ("Question in Khmer", "សំណួរជាភាសាខ្មែរ"),
    "answer": ("Answer", "ចម្លើយត្រឹមត្រូវ"),
    "points": ("Points", "ពិន្ទុ"),
    "seconds": ("Seconds", "វិនាទី"),
    "partial": ("Part of the points", "ពិន្ទុដោយផ្នែក"),
    "case_sensitive": ("Capitals count", "អក្សរធំតូចមានន័យ"),
    "accents_matter": ("Accents count", "សញ្ញាអក្សរមានន័យ"),
    "unit": ("Unit", "ឯកតា"),
    "language": ("Notation of numbers", "របៀបសរសេរលេខ"),
    "explanation": ("Explanation", "ការពន្យល់"),
    "explanation_kh": ("Explanation in Khmer", "ការពន្យល់ជាភាសាខ្មែរ"),
}
_OF_OPTION: Mapping[str, tuple[str, str]] = {
    "text": ("Option {}", "ជម្រើស {}"),
    "text_kh": ("Option {} in Khmer", "ជម្រើស {} ជាភាសាខ្មែរ"),
}
_TYPES: Mapping[QuestionType, tuple[str, str]] = {
    QuestionType.SINGLE: ("One answer", "ចម្លើយមួយ"),
    QuestionType.MULTIPLE: ("Several answers", "ចម្លើយច្រើន"),
    QuestionType.TRUE_FALSE: ("True or false", "ត្រូវឬខុស"),
    QuestionType.TEXT: ("Short text", "អត្ថបទខ្លី"),
    QuestionType.NUMERIC: ("Number", "លេខ"),
    QuestionType.ORDERING: ("Put in order", "តម្រៀបលំដាប់"),
    QuestionType.POLL: ("Poll", "ការស្ទង់មតិ"),
}
_YES = ("yes", "true", "1", "x", "បាទ", "ចាស", "ត្រូវ", "ពិត")
_NO = ("no", "false", "0", "ទេ", "ខុស", "មិនពិត")
_SAID: Mapping[bool, tuple[str, str]] = {True: ("yes", "បាទ"), False: ("no", "ទេ")}
_TRUTH: Mapping[bool, tuple[str, str]] = {True: ("true", "ត្រូវ"), False: ("false", "ខុស")}


def column_title(column: str, language: Language) -> str:
    """What stands above a column: ``text``, or ``option_1_text_kh`` for what an option has."""
    if found := _OPTION.fullmatch(column):
        words = _OF_OPTION[found["part"]]
        return words[_place(language)].format(LETTERS[int(found["number"]) - 1])
    return _COLUMNS[column][_place(language)]


def column_of(title: str) -> str | None:
    """The column that a title means, in either language or by its own name."""
    return _titles().get(_plain(title))


def option_column(number: int, part: str = "text") -> str:
    """The column with a part of an option, counted from 1."""
    return f"option_{number}_{part}"


def type_word(kind: QuestionType, language: Language) -> str:
    """What a type is called in a table."""
    return _TYPES[kind][_place(language)]


def type_of(word: str) -> QuestionType | None:
    """The type that a word means, in either language or by its own name."""
    plain = _plain(word)
    for kind, words in _TYPES.items():
        if plain in {_plain(kind), *map(_plain, words)}:
            return kind
    return None


def truth_word(value: bool, language: Language) -> str:
    """How a statement is said to be right or wrong."""
    return _TRUTH[value][_place(language)]


def yes_word(value: bool, language: Language) -> str:
    """How a switch is said to be on or off."""
    return _SAID[value][_place(language)]


def truth_of(word: str) -> bool | None:
    """Yes or no in either language; None for another word."""
    plain = _plain(word)
    if plain in _YES:
        return True
    return False if plain in _NO else None


def place_of(letter: str) -> int | None:
    """The zero-based place that a letter (A, ក) or a number from 1 names."""
    plain = letter.strip().upper().translate(_KHMER_DIGITS)
    for letters in (LETTERS, _KHMER_LETTERS):
        if len(plain) == 1 and plain in letters:
            return letters.index(plain)
    if re.fullmatch("[0-9]{1,2}", plain) and 1 <= int(plain) <= MAX_OPTIONS:
        return int(plain) - 1
    return None


_OPTION = re.compile(r"option_(?P<number>[0-9]+)_(?P<part>text|text_kh)")


def _place(language: Language) -> int:
    return 1 if language == "km" else 0


def _plain(title: str) -> str:
    return canonical(re.sub("[_/*\u200b]+", " ", title))


def _titles() -> Mapping[str, str]:
    names = [*_COLUMNS]
    names += [option_column(n, part) for n in range(1, MAX_OPTIONS + 1) for part in _OF_OPTION]
    found: dict[str, str] = {}
    for name in names:
        for title in (name, column_title(name, "en"), column_title(name, "km")):
            found[_plain(title)] = name
    return found


COLUMNS = tuple(_COLUMNS)
OPTION_PARTS = tuple(_OF_OPTION)
