"""A school may demand two factors of its staff: who owes one hears no stream of it."""

from __future__ import annotations

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_OWES = """
CREATE FUNCTION app.owes_factor(p_settings jsonb, p_user uuid, p_role text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT COALESCE(
    p_role IN ('TEACHER', 'ADMIN')
    AND (p_settings ->> 'staff_factors_from')::timestamptz <= clock_timestamp()
    AND NOT EXISTS (SELECT FROM app.authenticators AS a
                     WHERE a.user_id = p_user AND a.confirmed_at IS NOT NULL)
    AND NOT EXISTS (SELECT FROM app.passkeys AS k WHERE k.user_id = p_user),
    false)
$$
"""
_ARGUMENTS = "app.owes_factor(jsonb, uuid, text)"
_TOKEN = "u.token_version = p_token_version"  # noqa: S105 - a condition of the function
_AND_FACTOR = f"{_TOKEN} AND NOT app.owes_factor(t.settings, u.id, m.role)"

# One condition more in the function as it stands, whatever else it has learned before.
_CHANGE = """
DO $do$
DECLARE
  v_before text := pg_get_functiondef(
    'app.stream_principal(uuid, uuid, uuid, integer)'::regprocedure);
  v_after text := replace(v_before, '{old}', '{new}');
BEGIN
  ASSERT v_after <> v_before, 'app.stream_principal has no such condition';
  EXECUTE v_after;
END $do$
"""


def upgrade() -> None:
    op.execute(_OWES)
    op.execute(f"REVOKE ALL ON FUNCTION {_ARGUMENTS} FROM PUBLIC")
    op.execute(_CHANGE.format(old=_TOKEN, new=_AND_FACTOR))


def downgrade() -> None:
    op.execute(_CHANGE.format(old=_AND_FACTOR, new=_TOKEN))
    op.execute(f"DROP FUNCTION {_ARGUMENTS}")
