"""``make clean``: removes the local data, also where Postgres had to keep it elsewhere."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from infra.local.postgres import EmbeddedPostgres
from infra.local.process import PROJECT_ROOT, say


def main() -> None:
    """Stop what still runs on the data directory, and delete it."""
    data_dir = Path(os.environ.get("DATA_DIR", PROJECT_ROOT / "var"))
    if not data_dir.exists():
        return
    EmbeddedPostgres(data_dir / "postgres").remove()
    shutil.rmtree(data_dir)
    say(f"removed {data_dir}")


if __name__ == "__main__":
    main()
