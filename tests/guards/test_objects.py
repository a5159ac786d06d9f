"""What a caller may not know of looks like nothing: 404, and the same bytes."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from shared.http.route import Route
from tests.guards.routes import WITH_PATH, Example, example, one_case, some
from tests.guards.targets import THINGS, closed_targets, targets, things_of
from tests.support.api import Api

NO_IDS = ("x", "1", "-", "%00", "a%0ab", "%27%20OR%201=1", "0" * 3000, "%F0%9F%98%80", "null")
FOR_GUESTS = tuple(route for route in WITH_PATH if route.guests)
# What a guest may ask of an object: the channel kinds that a pass can be for.
SCOPES = ("board:{}", "live:{}")

# A hashtag is a word, and everybody's: there is none that is not there.
WORDS = frozenset({"HashtagPath"})
# Whoever holds the token in a path is its owner; nobody is signed in.
OF_MEMBERS = tuple(
    r
    for r in WITH_PATH
    if (not r.public or r.anonymous) and r.path is not None and r.path.__name__ not in WORDS
)


def hidden(
    api: Api, route: Route, valid: Example
) -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    """Path variables that name nothing to the caller, why, and others that name nothing at all."""
    assert valid.member is not None
    if not things_of(route).everywhere:
        elsewhere = targets(api, route, api.member("ADMIN"))
        yield "another school's", elsewhere, {n: absent(v) for n, v in elsewhere.items()}
    known = things_of(route).open
    for why, closed in closed_targets(api, route, valid.member).items():
        yield why, closed, {n: v if n in known else absent(v) for n, v in closed.items()}


def absent(value: str) -> str:
    """Of the same form: a code is six digits, and everything else an id."""
    return "000000" if value.isdigit() else str(uuid.uuid4())


@pytest.mark.parametrize("route", OF_MEMBERS, ids=lambda route: route.name)
def test_what_is_closed_looks_like_nothing(api: Api, route: Route, randomly_seed: int) -> None:
    with api.scene():
        valid = example(api, route)
        cases = list(hidden(api, route, valid))
    assert cases or things_of(route).everywhere, "there is nothing to test"
    no_id = dict.fromkeys(route.path_variables, one_case(NO_IDS, route, randomly_seed))
    with api.nothing_written(route.name):
        assert valid.send(variables=no_id).status_code == 404, no_id
        answers = [
            (why, valid.send(variables=closed), valid.send(variables=nothing))
            for why, closed, nothing in cases
        ]
    for why, answer, other in answers:
        assert (answer.status_code, other.status_code) == (404, 404), f"{why}: {answer.text}"
        same = other.text.replace(other.headers["X-Request-Id"], answer.headers["X-Request-Id"])
        assert answer.text == same, why
        assert set(answer.headers.keys()) == set(other.headers.keys()), why


def test_things_that_are_closed_to_nobody_say_why() -> None:
    for name, things in some(THINGS.items()):
        assert bool(things.closed) != bool(things.because), name
    assert set(THINGS) == {route.path.__name__ for route in WITH_PATH if route.path}
    assert all(things_of(route) for route in WITH_PATH)


@pytest.mark.parametrize("route", FOR_GUESTS, ids=lambda route: route.name)
def test_a_guest_of_something_else_learns_nothing(api: Api, route: Route) -> None:
    valid = example(api, route)
    assert valid.member is not None
    guests = [api.guest(valid.member.tenant, scope.format(uuid.uuid4())) for scope in SCOPES]
    with api.nothing_written(route.name):
        for guest in some(guests):
            answer = valid.by(api.as_(guest)).send()
            assert answer.status_code == 404, answer.text
