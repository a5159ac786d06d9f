"""The order of names: a key whose code points sort as a Khmer dictionary does.

The Postgres of the local stack has no ICU, and one order has to hold everywhere: so the key is made
here and stored beside the name. The order is that of the Unicode collation for Khmer (CLDR ``km``),
against which its tests were drawn: consonants, vowels with the nasal and the breathed ones last,
then subscripts; an independent vowel as the vowel on its consonant. Khmer stands before Latin.
"""

from __future__ import annotations

import re

from shared.text.same import canonical, without_accents

_ORDER = (
    "ក ខ គ ឃ ង ច ឆ ជ ឈ ញ ដ ឋ ឌ ឍ ណ ត ថ ទ ធ ន ប ផ ព ភ ម យ រ ឫ ឬ ល ឭ ឮ វ ឝ ឞ ស ហ ឡ អ"
    " ា ិ ី ឹ ឺ ុ ូ ួ ើ ឿ ៀ េ ែ ៃ ោ ៅ ុំ ំ ាំ ះ ិះ ុះ េះ ោះ ្ ៌"
)
_LETTERS = tuple(_ORDER.split())
_INDEPENDENT = {
    "ឥ": "អិ", "ឦ": "អី", "ឧ": "អុ", "ឨ": "អុ", "ឩ": "អូ", "ឪ": "អូ",
    "ឯ": "អេ", "ឰ": "អៃ", "ឱ": "អោ", "ឲ": "អោ", "ឳ": "អៅ",
}  # fmt: skip
# They count only between names that are alike without them.
_SIGNS = {0x17C8, *range(0x17C9, 0x17D2), 0x17D3, 0x17D7, 0x17DD} - {0x17CC}
_FIRST_LETTER, _LATIN = 0xE100, 0xF000

_BEFORE = str.maketrans({**_INDEPENDENT, **dict.fromkeys(map(chr, _SIGNS))})
_WEIGHTS = {letter: chr(_FIRST_LETTER + place) for place, letter in enumerate(_LETTERS)}
_UNIT = re.compile("|".join(sorted(map(re.escape, _LETTERS), key=len, reverse=True)))
# Letters of other alphabets, behind those of Khmer.
_BEHIND = {code: chr(_LATIN + code) for code in range(ord("a"), 0x0590)}
_BETWEEN_PARTS, _BEFORE_SIGNS = "\x02", "\x01"


def sort_key(*parts: str) -> str:
    """The key of a text in several parts, such as a family name and a given name.

    Parts are compared one after another: all of a family stand together.
    """
    plain = [canonical(part) for part in parts]
    letters = _BETWEEN_PARTS.join(map(_weighed, plain))
    return letters + _BEFORE_SIGNS + _BETWEEN_PARTS.join(plain)


def _weighed(text: str) -> str:
    bare = without_accents(text).translate(_BEHIND).translate(_BEFORE)
    return _UNIT.sub(lambda found: _WEIGHTS[found[0]], bare)
