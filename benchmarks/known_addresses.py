"""Whether the time of an answer tells that an address has an account: pairs of known and unknown.

Sign-in with a wrong password, registration and a forgotten password, by one client inside this
process. Of each pair one address has an account, and the order changes from pair to pair, so that
neighbours on the machine hit both alike. The ratio of the medians has the goal: 1, give or take.
"""

from __future__ import annotations

import argparse
import secrets
import statistics
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from benchmarks.report import Figure, print_table
from benchmarks.scene import Scene, School, running_scene
from infra.passwords import hash_password

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

_GOAL = 1.05
_PASSWORD = "correct horse battery"  # noqa: S105 - of people who do not exist
Body = Callable[[str], dict[str, Any]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer pairs")
    parser.add_argument("--pairs", type=int, default=200)
    options = parser.parse_args()
    pairs = 40 if options.quick else options.pairs
    with running_scene() as scene:
        school = scene.make_school(2 * pairs)
        slug = _open(scene, school)
        bodies: dict[str, Body] = {
            "login": lambda email: {"email": email, "password": "another one"},
            "register": lambda email: {
                "email": email,
                "password": _PASSWORD,
                "firstName": "Sok",
                "lastName": "Chan",
                "tenant": slug,
            },
            "forgot-password": lambda email: {"email": email},
        }
        # Each request comes from an address of its own, as behind a balancer: no limit is reached.
        scene.env["TRUSTED_PROXY_HOPS"] = "1"
        gateway, known = scene.gateway(), _addresses(scene, school, pairs)
        figures = [
            figure
            for route, body in bodies.items()
            for figure in _measure(gateway, route, body, known)
        ]
        print_table(f"Known and unknown addresses: medians of {pairs} pairs", figures)


def _open(scene: Scene, school: School) -> str:
    """Let people register, and give everybody a password."""
    rounds = int(scene.env.get("BCRYPT_ROUNDS", "12"))
    hashed = hash_password(_PASSWORD, rounds=rounds)
    with scene.admin.begin() as connection:
        connection.execute(
            text("UPDATE app.users SET password_hash = :h WHERE id = ANY(:people)"),
            {"h": hashed, "people": school.people},
        )
        opening = "UPDATE app.tenants SET settings = :s WHERE id = :t RETURNING slug"
        settings = {"s": '{"open_registration": true}', "t": school.id}
        return str(connection.execute(text(opening), settings).scalar_one())


def _addresses(scene: Scene, school: School, count: int) -> list[str]:
    query = text("SELECT email FROM app.users WHERE id = ANY(:people) LIMIT :n")
    with scene.admin.begin() as connection:
        found = connection.execute(query, {"people": school.people, "n": count})
        return list(found.scalars())


def _measure(gateway: FlaskClient, route: str, body: Body, known: list[str]) -> list[Figure]:
    def send(email: str) -> float:
        """Milliseconds of an answer; on a machine so busy that Postgres gives up, of the next."""
        address = f"2001:db8:{secrets.token_hex(2)}:{secrets.token_hex(2)}::1"
        begun = time.perf_counter()
        answer: TestResponse = gateway.post(
            f"/v1/auth/{route}", json=body(email), headers={"X-Forwarded-For": address}
        )
        seconds = time.perf_counter() - begun
        if answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            return send(email)
        assert answer.status_code in {201, 202, 401}, answer.text
        return seconds * 1000

    for _ in range(5):
        send(f"{secrets.token_hex(8)}@bench.test")
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    for number, email in enumerate(known):
        pair = [("known", email), ("unknown", f"{secrets.token_hex(8)}@bench.test")]
        for kind, address in pair if number % 2 else reversed(pair):
            times[kind].append(send(address))
    medians = {kind: statistics.median(found) for kind, found in times.items()}
    ratio = max(medians.values()) / min(medians.values())
    return [
        *(Figure(f"{route}, {kind}", value) for kind, value in medians.items()),
        Figure(f"{route}, ratio", ratio, "x", goal=_GOAL),
    ]


if __name__ == "__main__":
    main()
