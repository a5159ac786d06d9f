"""Write the table of look-alikes anew: ``python -m infra.build.confusables``.

The data is Unicode's (UTS 39), as ICU carries it. It needs a package that nothing else here needs:
``pip install icukit-pyicu==78.3.1``.
"""

from __future__ import annotations

import importlib
import sys
import unicodedata

from infra.local.process import PROJECT_ROOT
from shared.text.looks import TABLE_NAME

_PACKAGE = "icukit-pyicu 78.3.1 of PyPI"
# Khmer has rules of its own, and the syllables of Hangul fall apart into letters before.
_LEFT_OUT = (range(0xD800, 0xE000), range(0x1780, 0x1800), range(0xAC00, 0xD7A4))


def table() -> str:
    """The lines of the table: a character, and what it looks like, as hexadecimal numbers."""
    icu = importlib.import_module("icu")
    skeleton_of = icu.SpoofChecker().getSkeleton
    head = (
        f"# Unicode {icu.UNICODE_VERSION}, confusables.txt of UTS 39 (Unicode License v3), read\n"
        f"# from ICU {icu.ICU_VERSION} in {_PACKAGE} by infra/build/confusables.py.\n"
    )
    lines = []
    for number in range(0x80, sys.maxunicode + 1):
        if any(number in part for part in _LEFT_OUT):
            continue
        letter = chr(number)
        looks = skeleton_of(0, letter)
        plain = unicodedata.normalize("NFKD", letter) == letter
        if plain and looks and looks != letter:
            lines.append(f"{number:04X} {' '.join(f'{ord(c):04X}' for c in looks)}\n")
    return head + "".join(lines)


def main() -> None:
    """Write the file."""
    path = PROJECT_ROOT / "shared" / "text" / TABLE_NAME
    path.write_text(table(), encoding="ascii")
    print(f"wrote {path}")


if __name__ == "__main__":
    main()
