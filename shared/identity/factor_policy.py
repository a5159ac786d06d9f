"""Rules of second factors without I/O."""

from __future__ import annotations

from datetime import timedelta

from shared.identity.codes import CODE_ALPHABET

PROOF_LIFE = timedelta(minutes=10)
"""How long after a sign-in, or a password entered again, one may change how one signs in."""

STEP_LIFE = timedelta(minutes=5)
PAPER_LIFE = timedelta(days=3)
"""How long a teacher's code on paper waits for the pupil: over a weekend."""

RECOVERY_CODES = 10
MAX_PASSKEYS = 20

_CODE_LENGTH = 10
_FREE_TRIES = 5
_LONGEST = timedelta(hours=12)


def typed_code(random_bytes: bytes) -> str:
    """A code of fifty bits from ten random bytes, in two groups, without look-alikes."""
    letters = [CODE_ALPHABET[byte % len(CODE_ALPHABET)] for byte in random_bytes[:_CODE_LENGTH]]
    half = _CODE_LENGTH // 2
    return f"{''.join(letters[:half])}-{''.join(letters[half:])}"


def closed_for(failures: int) -> timedelta:
    """How long an authenticator is closed after so many wrong codes in a row.

    Only who knows the password comes so far. Six digits could be found by trying for weeks, so the
    wait doubles and never starts again before a right code.
    """
    beyond = failures - _FREE_TRIES
    if beyond < 0:
        return timedelta()
    return min(timedelta(minutes=1 << min(beyond, 20)), _LONGEST)
