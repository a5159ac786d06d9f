"""Words of Khmer, which is written without blanks between them."""

from __future__ import annotations


def cut_khmer(run: str) -> list[str]:
    """The words of a run of Khmer; together they are the run again."""
    # Loaded late: the model is read in 40 ms, and most texts never need it.
    from khmercut import tokenize

    return list(tokenize(run))
