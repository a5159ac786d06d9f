"""What a scenario hands back, and how the table of ``make chaos`` shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.chaos.goals import Figure

_WIDTHS = (20, 26, 12, 18)


@dataclass(frozen=True, slots=True)
class Report:
    """Figures with their goals, and how many deliveries stand behind them."""

    figures: Sequence[Figure]
    delivered: int = 0
    said: Sequence[str] = ()

    @property
    def missed(self) -> list[Figure]:
        """The figures that did not reach their goals."""
        return [figure for figure in self.figures if not figure.reached]


def heading() -> str:
    """The head of the table."""
    return _cells("fault", "figure", "measured", "goal") + "  verdict"


def rows(fault: str, report: Report) -> list[str]:
    """One line a figure."""
    return [
        _cells(fault, figure.name, _shown(figure), figure.goal)
        + f"  {'reached' if figure.reached else 'MISSED'} {figure.note}".rstrip()
        for figure in report.figures
    ]


def _shown(figure: Figure) -> str:
    number = f"{figure.value:,.2f}" if figure.unit else f"{figure.value:,.0f}"
    return f"{number} {figure.unit}".rstrip()


def _cells(*cells: str) -> str:
    left = (cell.ljust(width) for cell, width in zip(cells[:2], _WIDTHS, strict=False))
    right = (cell.rjust(width) for cell, width in zip(cells[2:], _WIDTHS[2:], strict=True))
    return "  ".join((*left, *right))
