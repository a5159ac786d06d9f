"""Makes the values of secrets, one on standard output and nothing else, to be piped onward.

``python -m infra.ops.secrets NAME | gcloud secrets versions add NAME --data-file=-``.
Nothing is written to disk. ``jwt-public-keys`` reads private keys from standard input, and
``password-hash`` asks for a password.
"""

from __future__ import annotations

import argparse
import base64
import getpass
import secrets
import sys
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import TypeAdapter

from infra.passwords import hash_password
from infra.postgres.core.engine import keeping_plans
from shared.identity.schemas import NewPassword

HOST = "postgres.stunity.internal"
DATABASE = "stunity"
BCRYPT_ROUNDS = 12
POSTGRES = 5432
"""The port of the server itself; a pooler has another."""


def signing_key(kid: str) -> str:
    """A new private key as ``kid:key``."""
    return f"{kid}:{_base64url(secrets.token_bytes(32))}"


def public_keys(signing_keys: str) -> str:
    """The public keys of private ones, in the same order."""
    pairs = (pair.split(":", 1) for pair in signing_keys.strip().split(","))
    return ",".join(f"{kid}:{_public(key)}" for kid, key in pairs)


def database_url(user: str, *, host: str, port: int, driver: str) -> str:
    """A connection string with a new password."""
    # Hexadecimal needs no quoting in a URL; the prefix satisfies rules on kinds of characters.
    password = f"Aa1-{secrets.token_hex(24)}"
    scheme = f"postgresql+{driver}" if driver else "postgresql"
    return f"{scheme}://{user}:{password}@{host}:{port}/{DATABASE}"


def _functions_url(host: str, port: int) -> str:
    url = database_url("app", host=host, port=port, driver="pg8000")
    return keeping_plans(url) if port == POSTGRES else url


def _password_hash() -> str:
    """The hash of a password that is typed twice, or of a line of standard input."""
    typed = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if sys.stdin.isatty() and getpass.getpass("Again: ") != typed:
        raise SystemExit("the two differ")
    return hash_password(TypeAdapter(NewPassword).validate_python(typed), rounds=BCRYPT_ROUNDS)


def _public(key: str) -> str:
    raw = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
    return _base64url(Ed25519PrivateKey.from_private_bytes(raw).public_key().public_bytes_raw())


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def main(argv: list[str] | None = None) -> int:
    """Print one value, without a line end."""
    parser = argparse.ArgumentParser(prog="python -m infra.ops.secrets", description=__doc__)
    parser.add_argument("--kid", default="key-1", help="name of a new key")
    parser.add_argument("--host", default=HOST, help="name of the database server")
    parser.add_argument("--port", type=int, default=POSTGRES, help="port of functions' connections")
    values: dict[str, Callable[[argparse.Namespace], str]] = {
        "jwt-signing-keys": lambda given: signing_key(given.kid),
        "jwt-public-keys": lambda _: public_keys(sys.stdin.read()),
        "grade-seal-keys": lambda given: signing_key(given.kid),
        "grade-seal-public-keys": lambda _: public_keys(sys.stdin.read()),
        "webhook-seal-key": lambda _: _base64url(secrets.token_bytes(32)),
        "refresh-seal-key": lambda _: _base64url(secrets.token_bytes(32)),
        "password-hash": lambda _: _password_hash(),
        "ops-token": lambda _: secrets.token_urlsafe(32),
        "typesense-api-key": lambda _: secrets.token_urlsafe(32),
        "typesense-search-key": lambda _: secrets.token_urlsafe(32),
        "database-owner-url": lambda given: database_url(
            "owner", host=given.host, port=POSTGRES, driver="pg8000"
        ),
        "database-url": lambda given: _functions_url(given.host, given.port),
        # The relay prepares statements, which a pooler by transaction loses: always directly.
        "relay-database-url": lambda given: database_url(
            "relay", host=given.host, port=POSTGRES, driver=""
        ),
    }
    parser.add_argument("name", choices=sorted(values))
    given = parser.parse_args(argv)
    sys.stdout.write(values[given.name](given))
    return 0


if __name__ == "__main__":
    sys.exit(main())
