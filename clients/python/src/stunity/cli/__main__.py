"""``python -m stunity.cli`` where the script is not on the path."""

from __future__ import annotations

from stunity.cli.app import main

main()
