"""Numbers as people write and read them."""

from __future__ import annotations

import re
from decimal import Decimal
from math import isfinite
from typing import Literal

from shared.text.same import graded

Language = Literal["en", "km"]
# As Unicode's CLDR has it: English writes 1,234.5 and Khmer 1.234,5.
_DECIMAL = {"en": ".", "km": ","}
_SIGNS = {".": ",", ",": "."}
_BLANK = re.compile("(?<=[0-9])[ '](?=[0-9])")
_BLANK_GROUPS = re.compile("[+-]?[0-9]{1,3}(?:([ '])[0-9]{3})(?:\\1[0-9]{3})*(?:[.,][0-9]*)?")
_PLAIN = re.compile("[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)")
_MAX_CHARS = 400
_POWER = re.compile("(?P<number>.+?)(?:[eE]|[x*\u00d7]10\\^)(?P<power>[+-]?[0-9]{1,3})")


class NumberUnclear(ValueError):
    """The text is no number, or could be two of them; its words say which."""


def shortest(number: float) -> str:
    """The number in full, with as many digits as tell it from every other: 1234567, 0.1, -2.5."""
    if number == 0:
        return "0"
    digits = format(Decimal(repr(float(number))), "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def as_cell(number: float) -> int | float:
    """The number for a table: without a fraction where it has none."""
    return int(number) if float(number).is_integer() else number


def read_number(text: str, language: Language | None) -> float:
    """The number that a person wrote, in the notation of a language; raises NumberUnclear.

    Digits of all scripts, groups by blanks, by the other sign of the language, or without. What
    fits another notation only, such as ``1.000,5`` in English, has one reading and is taken. What
    has two (``1,000``) is read by the language, and refused where none is known.
    """
    plain = graded(text, case_sensitive=True, accents_matter=True)
    power = _POWER.fullmatch(plain)
    if power is not None:
        plain = power["number"].rstrip()
    readings = {sign: found for sign in ".," if (found := _reading(plain, sign)) is not None}
    if not readings:
        raise NumberUnclear(f"not a number: {text[:40]!r}")
    own = None if language is None else readings.get(_DECIMAL[language])
    if own is None:
        if len(set(readings.values())) > 1:
            either = " or ".join(sorted({format(number, "f") for number in readings.values()}))
            raise NumberUnclear(f"could be {either}: write it without signs between thousands")
        own = next(iter(readings.values()))
    number = float(own.scaleb(int(power["power"]) if power else 0))
    if not isfinite(number):
        raise NumberUnclear(f"not a number of this world: {text[:40]!r}")
    return number


def _reading(text: str, decimal: str) -> Decimal | None:
    """The number with ``decimal`` before the fraction, or None where it cannot be that."""
    group = _SIGNS[decimal]
    if _BLANK.search(text) is not None:
        if _BLANK_GROUPS.fullmatch(text) is None:
            return None
        text = _BLANK.sub("", text)
    whole, point, fraction = text.partition(decimal)
    if group in fraction:
        return None
    if group in whole:
        first, *others = whole.split(group)
        if re.fullmatch("[+-]?[0-9]{1,3}", first) is None or first.lstrip("+-")[0] == "0":
            return None
        if not all(re.fullmatch("[0-9]{3}", part) for part in others):
            return None
        whole = whole.replace(group, "")
    plain = whole + point + fraction
    if _PLAIN.fullmatch(plain) is None or len(plain) > _MAX_CHARS:
        return None
    return Decimal(plain.replace(decimal, "."))
