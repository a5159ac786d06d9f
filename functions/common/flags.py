"""Whether a function of the product is on: asked here, and nowhere else."""

from __future__ import annotations

from functions.runtime.context import Ctx
from infra.postgres import platform
from shared.platform.flags import Flag


def is_on(ctx: Ctx, flag: Flag) -> bool:
    """Whether the flag is on for the caller, or for the school where nobody is signed in."""
    viewer = ctx.signed_in
    subject = ctx.db.tenant if viewer is None or viewer.is_guest else viewer.user_id
    return ctx.db(platform.FlagRepository).get(flag).is_on(flag, subject)
