"""SQL that a migration runs as it stands."""

from __future__ import annotations

from importlib.resources import files

from alembic import op


def run_file(name: str) -> None:
    """Execute a file of this folder, which may hold several statements."""
    op.get_bind().exec_driver_sql(files(__name__).joinpath(name).read_text("utf-8"))
