"""Sets up by whom people sign in: ``python -m infra.ops.providers add|close|list``.

Runs as a task with ``DATABASE_OWNER_URL`` and ``REFRESH_SEAL_KEY``. The client's secret comes in
``CLIENT_SECRET`` and is stored sealed; a provider that knows us by PKCE alone has none.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, select, update
from sqlalchemy.dialects.postgresql import insert

from functions.identity.providers import secret_context
from infra.postgres.core.engine import create_patient_engine
from infra.postgres.identity.provider_tables import sign_in_providers as providers
from infra.postgres.tenants.tables import tenants
from infra.sealing import Sealer


class NoSuchSchool(ValueError):
    """There is no school of this slug."""


def add(
    engine: Engine,
    sealer: Sealer,
    *,
    slug: str,
    name: str,
    issuer: str,
    client_id: str,
    secret: str | None,
    domains: Sequence[str],
    school: str | None,
) -> None:
    """Add a provider, or change the one of this slug. Raises NoSuchSchool."""
    row: dict[str, Any] = {
        "name": name,
        "issuer": issuer,
        "client_id": client_id,
        "client_secret_sealed": sealer.seal(secret, secret_context(slug)) if secret else None,
        "trusted_domains": [domain.lower() for domain in domains],
        "enabled": True,
    }
    with engine.begin() as connection:
        row["school_id"] = None
        if school is not None:
            found: UUID | None = connection.execute(
                select(tenants.c.id).where(tenants.c.slug == school)
            ).scalar_one_or_none()
            if found is None:
                raise NoSuchSchool(school)
            row["school_id"] = found
        adding = insert(providers).values(slug=slug, **row)
        connection.execute(adding.on_conflict_do_update(index_elements=["slug"], set_=row))


def close(engine: Engine, slug: str) -> bool:
    """Close a provider: nobody signs in by it any more; whom it knows is kept."""
    closing = update(providers).where(providers.c.slug == slug, providers.c.enabled)
    with engine.begin() as connection:
        return connection.execute(closing.values(enabled=False)).rowcount > 0


def listed(engine: Engine) -> list[str]:
    """One line for each provider."""
    p = providers.c
    query = select(p.slug, p.issuer, p.trusted_domains, p.enabled).order_by(p.slug)
    with engine.begin() as connection:
        return [
            f"{row.slug}  {row.issuer}  {', '.join(row.trusted_domains)}"
            f"{'' if row.enabled else '  (closed)'}"
            for row in connection.execute(query)
        ]


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, prog="infra.ops.providers")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="list the providers")
    closing = commands.add_parser("close", help="let nobody sign in by a provider any more")
    closing.add_argument("slug")
    adding = commands.add_parser("add", help="add a provider, or change one")
    adding.add_argument("slug", help="stands in its address: /sign-in/SLUG")
    for name in ("--name", "--issuer", "--client-id"):
        adding.add_argument(name, required=True)
    adding.add_argument(
        "--domain", action="append", default=[], help="a domain whose addresses it gives out itself"
    )
    adding.add_argument("--school", help="slug of the school that those who are new join as pupils")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Do what the command line says, on the database of the environment."""
    asked = _arguments(arguments)
    engine = create_patient_engine(os.environ["DATABASE_OWNER_URL"], application_name="providers")
    if asked.command == "list":
        print(*listed(engine), sep="\n")
        return 0
    if asked.command == "close":
        return 0 if close(engine, asked.slug) else 1
    add(
        engine,
        Sealer(os.environ["REFRESH_SEAL_KEY"]),
        slug=asked.slug,
        name=asked.name,
        issuer=asked.issuer,
        client_id=asked.client_id,
        secret=os.environ.get("CLIENT_SECRET"),
        domains=asked.domain,
        school=asked.school,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
