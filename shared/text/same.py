"""When two texts are the same: the one answer that everything which compares texts asks for.

:func:`canonical` compares names, tags, words and filters. :func:`graded` compares answers, and
folds less: what an exponent says is not what a digit says. ``shared.text.looks`` goes further, and
compares what merely looks alike; :func:`seen` keeps all that a reader could see.
See docs/decisions/0026-the-same-text.md.
"""

from __future__ import annotations

import unicodedata

from shared.text.characters import without_invisible
from shared.text.khmer import in_order

# Two rounds suffice for all of Unicode; the third proves it.
_ROUNDS = 4
# Accents of Latin, Greek and Cyrillic. The vowels and signs of Khmer are letters of its words.
_ACCENTS = range(0x0300, 0x0370)
# Forms of a letter that differ in width or in their place in the word. Others, such as exponents,
# indices, fractions and numbers in circles, say something else than the plain character.
_SHAPES = frozenset({"<wide>", "<narrow>", "<initial>", "<medial>", "<final>", "<isolated>"})
_LATIN_LIGATURES = range(0xFB00, 0xFB07)
# Keyboards of phones put these in by themselves.
_TYPED = str.maketrans("\u2018\u2019\u02bc\u201c\u201d\u2010\u2011\u2212", "'''\"\"---")


def canonical(text: str) -> str:
    """What all spellings of the same name, tag or word share."""
    if text.isascii():
        return " ".join(text.lower().split())
    for _ in range(_ROUNDS):
        folded = unicodedata.normalize("NFKC", without_invisible(text)).casefold()
        folded = in_order(_with_ascii_digits(unicodedata.normalize("NFKC", folded)))
        folded = " ".join(folded.split())
        if folded == text:
            break
        text = folded
    return text


def graded(text: str, *, case_sensitive: bool, accents_matter: bool) -> str:
    """What all spellings of the same answer share.

    Width, digits, the order of Khmer marks, blanks and invisible characters never count; case and
    accents by choice. An exponent, an index or a fraction is never taken for digits.
    """
    for _ in range(_ROUNDS):
        folded = _narrow(unicodedata.normalize("NFC", without_invisible(text)))
        folded = in_order(_with_ascii_digits(folded.translate(_TYPED)))
        if not case_sensitive:
            folded = folded.casefold()
        if not accents_matter:
            folded = without_accents(folded)
        folded = " ".join(unicodedata.normalize("NFC", folded).split())
        if folded == text:
            break
        text = folded
    return text


def composed(text: str) -> str:
    """The text with each letter as one character where there is one (NFC): what is stored."""
    return unicodedata.normalize("NFC", text)


def seen(text: str) -> str:
    """What all texts share that nobody can tell apart on paper.

    Invisible characters, how letters are composed and the order of Khmer marks never count.
    """
    if text.isascii():
        return text
    return composed(in_order(composed(without_invisible(text))))


def without_accents(text: str) -> str:
    """The letters without their accents, in decomposed form; the marks of Khmer stay."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in decomposed if ord(letter) not in _ACCENTS)


def _narrow(text: str) -> str:
    return text if text.isascii() else "".join(map(_plain_shape, text))


def _plain_shape(letter: str) -> str:
    if letter.isascii():
        return letter
    shape = unicodedata.decomposition(letter).partition(" ")[0]
    if shape in _SHAPES or ord(letter) in _LATIN_LIGATURES:
        return unicodedata.normalize("NFKC", letter)
    return letter


def _with_ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
