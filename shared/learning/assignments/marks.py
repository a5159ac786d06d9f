"""From raw points to the grade that counts: deductions, floors and attempts, in decimals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from shared.learning.assignments.dates import LatePolicy
from shared.learning.assignments.types import GradeSource, Keep

CENT = Decimal("0.01")
PERCENT = 100


@dataclass(frozen=True, slots=True)
class AttemptMark:
    """One graded attempt: what the work was worth, and what lateness takes from it."""

    attempt: int
    raw_points: Decimal
    deduction_percent: Decimal = Decimal(0)
    floor_percent: Decimal = Decimal(0)

    def points(self, max_points: Decimal) -> Decimal:
        """What counts. The floor never lifts what was below it without the deduction."""
        if not self.deduction_percent:
            return rounded(Fraction(self.raw_points))
        lost = Fraction(self.deduction_percent) * Fraction(max_points) / PERCENT
        floor = Fraction(self.floor_percent) * Fraction(max_points) / PERCENT
        raw = Fraction(self.raw_points)
        return rounded(max(raw - lost, min(raw, floor), Fraction(0)))


def kept_points(attempts: Sequence[AttemptMark], keep: Keep, max_points: Decimal) -> Decimal | None:
    """What counts of several graded attempts; None where none is graded."""
    if not attempts:
        return None
    by_number = sorted(attempts, key=lambda one: one.attempt)
    points = [one.points(max_points) for one in by_number]
    if keep is Keep.LATEST:
        return points[-1]
    if keep is Keep.HIGHEST:
        return max(points)
    return rounded(Fraction(sum(points)) / len(points))


def percent(points: Decimal, max_points: Decimal) -> Decimal | None:
    """Points as percent of the full ones; None where the full ones are none."""
    return rounded(Fraction(points) * PERCENT / Fraction(max_points)) if max_points else None


def missing_points(policy: LatePolicy, max_points: Decimal) -> Decimal | None:
    """What missing work counts by the policy of its course; None: nothing, in no total."""
    if policy.missing_percent is None:
        return None
    return rounded(Fraction(policy.missing_percent) * Fraction(max_points) / PERCENT)


def replaces(new: GradeSource, old: GradeSource | None) -> bool:
    """Whether a grade from one source takes the place of one from another."""
    if new.is_typed:
        return True
    return old is None or not old.is_typed


def rounded(value: Fraction) -> Decimal:
    """Half up to hundredths, exactly."""
    return rounded_ratio(value.numerator, value.denominator)


def rounded_ratio(top: int, bottom: int) -> Decimal:
    """Like :func:`rounded`, of a fraction that was not reduced: that is most of what one costs."""
    whole, rest = divmod(top * PERCENT, bottom)
    if 2 * rest >= bottom:
        whole += 1
    return Decimal(whole).scaleb(-2)


def cents(value: Decimal | float) -> Decimal:
    """A number of a request in hundredths, half up."""
    return Decimal(str(value)).quantize(CENT, ROUND_HALF_UP)
