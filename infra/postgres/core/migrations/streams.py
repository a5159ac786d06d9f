"""Channels that come with a migration: each adds its rule to the one function that is asked.

The function is changed as it stands, so that migrations which open a channel each can come in any
order and none has to repeat what the others wrote.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

_DEFINITION = text(
    "SELECT pg_get_functiondef('app.stream_allowed(uuid, uuid, text[])'::regprocedure)"
)
_END = "ELSE false"


def open_channel(kind: str, rule: str) -> None:
    """Let streams carry channels of this kind by a rule over ``p_tenant``, ``p_user``, ``w.id``."""
    definition, branch = op.get_bind().scalar(_DEFINITION), _branch(kind, rule)
    assert definition.count(_END) == 1, "app.stream_allowed has another form than it had"
    assert f"WHEN '{kind}'" not in definition, f"{kind} is open already"
    op.get_bind().exec_driver_sql(definition.replace(_END, branch + _END))


def close_channel(kind: str, rule: str) -> None:
    """Take back what ``open_channel`` did."""
    definition, branch = op.get_bind().scalar(_DEFINITION), _branch(kind, rule)
    op.get_bind().exec_driver_sql(definition.replace(branch, ""))


def _branch(kind: str, rule: str) -> str:
    return f"WHEN '{kind}' THEN {rule}\n         "
