"""What a maker of things gives back."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

Named = UUID | Mapping[str, object]
"""The value of all variables, or of each."""
