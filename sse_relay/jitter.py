"""Chance that spreads work over time; it guards nothing, so the system's own is not asked."""

from __future__ import annotations

import random

jitter = random.Random()  # noqa: S311 - see above
