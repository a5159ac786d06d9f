"""What everybody reads of an appeal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.moderation.schemas import AppealRead

if TYPE_CHECKING:
    from infra.postgres.moderation import Case


def show_appeal(case: Case) -> AppealRead | None:
    """What was said against a decision and what became of it, where somebody appealed it."""
    if case.appealed_at is None:
        return None
    return AppealRead(
        # Emptied where whose it was is gone.
        text=case.appeal_text or "",
        created_at=case.appealed_at,
        verdict=case.appeal_verdict,
        reason=case.appeal_reason,
        decided_at=case.appeal_decided_at,
    )
