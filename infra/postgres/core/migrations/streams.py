"""Functions of the schema that ask for many things by kind, and get a rule more with a migration.

They are changed as they stand, so that migrations which add a rule each can come in any order and
none has to repeat what the others wrote.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

_DEFINITION = text("SELECT pg_get_functiondef(CAST(:signature AS regprocedure))")
_STREAMS = "app.stream_allowed(uuid, uuid, text[])"
_END = "ELSE false"


def open_channel(kind: str, rule: str) -> None:
    """Let streams carry channels of this kind by a rule over ``p_tenant``, ``p_user``, ``w.id``."""
    put_before(_STREAMS, _END, _branch(kind, rule))


def close_channel(kind: str, rule: str) -> None:
    """Take back what ``open_channel`` did."""
    take_out(_STREAMS, _branch(kind, rule))


def put_before(signature: str, place: str, added: str) -> None:
    """Put words into the text of a function, before words that stand in it once."""
    definition = _definition(signature)
    assert definition.count(place) == 1, f"{signature} has another form than it had"
    assert added not in definition, f"{signature} has this already"
    op.get_bind().exec_driver_sql(definition.replace(place, added + place))


def take_out(signature: str, added: str) -> None:
    """Take back what ``put_before`` did."""
    op.get_bind().exec_driver_sql(_definition(signature).replace(added, ""))


def _definition(signature: str) -> str:
    found: str = op.get_bind().scalar(_DEFINITION, {"signature": signature})
    return found


def _branch(kind: str, rule: str) -> str:
    return f"WHEN '{kind}' THEN {rule}\n         "
