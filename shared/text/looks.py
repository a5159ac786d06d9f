"""What texts look like: letters of other scripts that are taken for each other.

For names and the content filter only. Two tags may look alike and mean different words; two people
who look alike on a wall are one of them too many.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from shared.text.characters import without_invisible
from shared.text.same import canonical, without_accents

TABLE_NAME = "confusables.txt"
# In one of the cases of a letter these are the same to the eye: I, l, 1 and the bar; O and 0.
_TWINS = str.maketrans({"1": "l", "i": "l", "|": "l", "0": "o", "m": "rn"})
# What is written for a letter by whoever wants to be taken for somebody.
_SIGNS = str.maketrans({"$": "s", "\u00a7": "s", "@": "a", "!": "l", "|": "l", "\u20ac": "e"})
_DIGITS = str.maketrans("3457", "east")
_WITH_DIGIT_FOR_LETTER = re.compile(r"\S*[3457][^\W\d_]\S*")
# Below it are the marks that stand over letters of any script: Latin accents, and ink.
_SCRIPTS_BEGIN = 0x0483


def look(name: str) -> str:
    """What all names share that a reader may take for one another; blanks do not count."""
    plain = canonical(latin(name))
    return "".join(plain.translate(_TWINS).split())


def disguised(name: str) -> str:
    """What a name shares with those that are written so as to be taken for it.

    Besides what :func:`look` sees, nothing counts here that is no letter and no digit, accents do
    not, and digits and signs stand for letters. Digits that only stand behind a word do not: Dara5
    is the fifth Dara, and 5ok is Sok.
    """
    plain = without_accents(canonical(latin(name)))
    plain = _WITH_DIGIT_FOR_LETTER.sub(lambda found: found[0].translate(_DIGITS), plain)
    letters = filter(_is_read, unicodedata.normalize("NFC", plain.translate(_SIGNS)))
    return "".join("".join(letters).translate(_TWINS).split())


def _is_read(letter: str) -> bool:
    """Letters and digits; of the marks those that are vowels and signs of a script."""
    kind = unicodedata.category(letter)
    return kind[0] == "L" or kind == "Nd" or (kind[0] == "M" and ord(letter) >= _SCRIPTS_BEGIN)


def latin(text: str) -> str:
    """The text with each foreign letter as the Latin one that it looks like, where there is one.

    The case of the foreign letter counts: a capital Ni looks like N, a small one like v. A letter
    that has a twin in its other case only is taken for that.
    """
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", without_invisible(text))
    return unicodedata.normalize("NFC", "".join(map(_twin, decomposed)))


def _twin(letter: str) -> str:
    if letter.isascii():
        return letter
    table = _table()
    for form in (letter, letter.swapcase()):
        twin = table.get(form)
        if twin is not None and _is_latin(twin):
            return twin
    return table.get(letter.casefold(), letter)


def _is_latin(text: str) -> bool:
    return all(letter.isascii() or "\u0300" <= letter <= "\u036f" for letter in text)


@cache
def _table() -> Mapping[str, str]:
    # Read at first use: names of ASCII, which are most, never need it.
    path = Path(__file__).with_name(TABLE_NAME)
    rows = (line.split() for line in path.read_text(encoding="ascii").splitlines())
    return {
        chr(int(row[0], 16)): "".join(chr(int(number, 16)) for number in row[1:])
        for row in rows
        if row[0] != "#"
    }
