"""Cells of a sheet: what stands in one, in the one form that is compared and hashed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from shared.school.grades.types import EntryState


@dataclass(frozen=True, slots=True)
class Cell:
    """A state and its score. 9.5 and 9.50 are one cell."""

    state: EntryState
    score: Decimal | None = None
    remarks: str | None = None

    def text(self) -> str:
        """``SCORED 9.50``, ``ABSENT`` or ``EXEMPT``, and what was remarked."""
        said = str(self.state) if self.score is None else f"{self.state} {self.score:.2f}"
        return said if self.remarks is None else f"{said} | {self.remarks}"


def text_of(cell: Cell | None) -> str | None:
    """The form of a cell; None of a blank one."""
    return None if cell is None else cell.text()
