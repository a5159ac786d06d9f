"""New passwords as they are kept."""

from __future__ import annotations

from functions.runtime.context import Ctx
from shared.http.problem import ValidationFailed


def new_hash(ctx: Ctx, password: str, field: str = "password") -> str:
    """The hash of a password that somebody chooses in a field; raises ValidationFailed.

    What cannot be typed again reliably is no password: most people would never come in again.
    """
    from infra.passwords import PasswordNotUsable, hash_password

    try:
        return hash_password(password, rounds=ctx.deps.settings.bcrypt_rounds)
    except PasswordNotUsable as error:
        said = {"field": field, "code": "not_usable", "message": str(error)}
        raise ValidationFailed(errors=[said]) from error
