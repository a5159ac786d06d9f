"""Vectors of the demo schools, made beside the running product where a model is installed."""

from __future__ import annotations

from functions.jobs.embeddings import fill
from functions.runtime.schools import for_each_school
from infra.bootstrap import dependencies
from infra.local.process import say

RATE = 20
"""Texts a second, of one core that others need as well."""


def main() -> None:
    """Make what is missing; a second run finds nothing to do."""
    deps = dependencies()
    made = sum(for_each_school(deps, lambda school: fill(deps, school, lambda: True, rate=RATE)))
    if made:
        say(f"vectors of {made} texts are made: chosen feeds know what posts are about")


if __name__ == "__main__":
    main()
