"""Cutting texts where a reader sees a border: between grapheme clusters, never inside one."""

from __future__ import annotations

from shared.text.khmer import COENG

ELLIPSIS = "\u2026"
# What may stand between a coeng and the consonant that it joins: a cut there tears the two apart.
_JOINS = COENG + "\u200b\u200c\u200d\u2060"


def cut(text: str, limit: int) -> str:
    """The longest beginning of at most ``limit`` characters that ends between two clusters.

    A single cluster that is longer than the limit leaves nothing.
    """
    if len(text) <= limit:
        return text
    if text.isascii() and "\r" not in text:
        return text[:limit]
    # Loaded late: most functions never cut a text.
    import regex

    end = 0
    for cluster in regex.finditer(r"\X", text):
        if cluster.end() > limit:
            break
        if not _joined(text, cluster.end()):
            end = cluster.end()
    return text[:end]


def shortened(text: str, limit: int) -> str:
    """The text on one line, cut to ``limit`` characters, the last of them an ellipsis."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else cut(flat, limit - 1).rstrip() + ELLIPSIS


def _joined(text: str, end: int) -> bool:
    """Whether a consonant that stands below comes next, behind invisible marks or without."""
    return text[:end].rstrip(_JOINS[1:]).endswith(COENG)
