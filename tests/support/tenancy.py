"""Whether a statement names the school in every table that has one.

Row security hides the rows of other schools all the same: it is the second wall, and would hide
from the tests too that the first one has a gap. So statements are read, not only their answers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from sqlalchemy import Table

from infra.postgres.core.schema import metadata

_NAME = r"[a-z_][a-z_0-9]*"
_PLACE = re.compile(
    rf"\b(?:FROM|JOIN|UPDATE|USING)\s+(?:ONLY\s+)?app\.({_NAME})(?:\s+AS\s+({_NAME}))?",
    re.IGNORECASE,
)
_LISTED = re.compile(rf",\s+app\.({_NAME})(?:\s+AS\s+({_NAME}))?(?=[\s,)])", re.IGNORECASE)
_SIDE = rf"(?:app\.)?({_NAME})\.tenant_id"
_WITH_ANOTHER = re.compile(rf"\b{_SIDE}\s*=\s*{_SIDE}\b")
_WITH_VALUE = re.compile(rf"\b{_SIDE}\s*=(?!\s*(?:app\.)?{_NAME}\.tenant_id\b)")
_VALUE_FIRST = re.compile(rf"(?:%s|\$\d+|:\w+)(?:::uuid)?\s*=\s*{_SIDE}\b")
_ROW_AMONG = re.compile(rf"\({_SIDE}(?:, [^)]*)?\)\s+IN\s+\(SELECT {_SIDE}\b")
_BARE = re.compile(r"(?<![.\w])tenant_id\s*=\s*(?:%s|\$\d+|:\w+|CAST)")


@cache
def _tables() -> dict[str, Table]:
    """Tables whose rows belong to schools; join codes, by which a school is found, are open."""
    return {
        table.name: table
        for table in metadata.tables.values()
        if "tenant_id" in table.columns and not table.info.get("open_because")
    }


def unfiltered(statement: str) -> list[str]:
    """Tables of schools that the statement reads or changes without saying of which school."""
    named = list(_named(statement))
    values = [m[1] for pattern in (_WITH_VALUE, _VALUE_FIRST) for m in pattern.finditer(statement)]
    bound = set(values)
    alike = (_WITH_ANOTHER, _ROW_AMONG)
    pairs = [(m[1], m[2]) for pattern in alike for m in pattern.finditer(statement)]
    # What is no table of ours is made of tables in the same statement, which are looked at.
    names = {name for _, name in named}
    bound |= {name for pair in pairs for name in pair if name not in names}
    while grown := {one for a, b in pairs for one in (a, b) if {a, b} & bound} - bound:
        bound |= grown
    # A name that stands in two parts of a statement is bound in each of them.
    said = Counter([*values, *(name for pair in pairs for name in pair)])
    places = Counter(name for _, name in named)
    bound -= {name for name, count in places.items() if said[name] < count}
    open_ = [table for table, name in named if name not in bound and not _own(table, statement)]
    # Written by hand, a part of a statement names its one table's column without the table.
    return open_[len(_BARE.findall(statement)) :]


def _own(table: str, statement: str) -> bool:
    """Whether it is of the caller's own rows, which may be read before a school is chosen."""
    return bool(_tables()[table].info.get("own_rows")) and "user_id = " in statement


def _named(statement: str) -> Iterator[tuple[str, str]]:
    """Each table of schools in the statement, and the name that it has there."""
    for pattern in (_PLACE, _LISTED):
        for match in pattern.finditer(statement):
            if match[1] in _tables():
                yield match[1], match[2] or match[1]
