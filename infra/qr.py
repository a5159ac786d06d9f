"""QR codes, drawn as SVG."""

from __future__ import annotations

import io
from functools import lru_cache

_BORDER = 2


@lru_cache(maxsize=64)
def qr_svg(text: str) -> str:
    """The text as an SVG document: black on nothing, without a size, so that it fills its place."""
    import segno

    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(out, kind="svg", xmldecl=False, omitsize=True, border=_BORDER)
    return out.getvalue().decode().strip()
