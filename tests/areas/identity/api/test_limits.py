"""A school shares one address: failures are limited, and nobody pays for what others did.

The first tests have a Redis, the last ones count in Postgres, because Redis is away.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from functions.runtime.counting import process_buckets
from infra.passwords import hash_password
from shared.http.limits import LIMIT_CLASSES, Window
from tests.areas.live.api.live import make_game
from tests.support.api import Api, Caller, fresh_ip, in_one_window, in_parallel, ok
from tests.support.redis import running_redis
from tests.support.scene import Member
from tests.support.school import School

PASSWORD = "correct horse battery"
REGISTRATION = {"password": PASSWORD, "firstName": "Sok", "lastName": "Dara", "locale": "km"}


@pytest.fixture(scope="module")
def with_redis(served: Api, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with (
        running_redis(tmp_path_factory.mktemp("redis")) as redis,
        served.environment(**redis.variables),
    ):
        yield served


@pytest.fixture
def redis(with_redis: Api) -> Api:
    with_redis.claim()
    process_buckets.clear()
    return with_redis


def sign_in(caller: Caller, email: str, password: str = PASSWORD) -> int:
    body = {"email": email, "password": password}
    return int(caller.post("/v1/auth/login", json=body).status_code)


def person_with_password(api: Api) -> Member:
    return api.member(password_hash=hash_password(PASSWORD, rounds=4))


def test_fifty_failures_behind_one_address_lock_nobody_else_out(redis: Api) -> None:
    person, address = person_with_password(redis), fresh_ip()
    caller = redis.anonymous(ip=address)
    for number in range(50):
        assert sign_in(caller, f"pupil{number}@example.test", "wrong") == 401
    assert [sign_in(caller, person.user.email) for _ in range(15)] == [200] * 15


def test_who_signs_in_is_never_counted(redis: Api) -> None:
    person, address = person_with_password(redis), fresh_ip()
    caller = redis.anonymous(ip=address)
    for _ in range(9):
        assert sign_in(caller, person.user.email, "wrong") == 401
    assert [sign_in(caller, person.user.email) for _ in range(12)] == [200] * 12
    assert sign_in(caller, person.user.email, "wrong") == 401
    assert sign_in(caller, person.user.email) == 429


def test_the_addresses_of_one_ipv6_network_are_one(redis: Api) -> None:
    person, network = person_with_password(redis), f"2001:db8:{secrets.token_hex(2)}:1"
    for host in range(10):
        caller = redis.anonymous(ip=f"{network}::{host + 1:x}")
        assert sign_in(caller, person.user.email, "wrong") == 401
    assert sign_in(redis.anonymous(ip=f"{network}:a:b:c:d"), person.user.email) == 429
    assert sign_in(redis.anonymous(ip=f"{network[:-1]}2::1"), person.user.email) == 200


def test_forty_guesses_at_once_are_ten(redis: Api) -> None:
    person, address = person_with_password(redis), fresh_ip()
    guesses = [lambda: sign_in(redis.anonymous(ip=address), person.user.email, "wrong")] * 40
    statuses = in_parallel(guesses)
    assert sorted(set(statuses)) == [401, 429]
    assert statuses.count(401) == 10


def test_an_account_under_attack_from_everywhere_is_slowed_and_not_closed(redis: Api) -> None:
    person = person_with_password(redis)
    account = bucket_key(redis, "auth.login:86400")
    assert sign_in(redis.anonymous(), person.user.email, "wrong") == 401
    (key,) = account()
    command(redis, "SET", key, 103, "PX", 60_000)
    # The next attempt passes at once; then one in eight seconds.
    assert sign_in(redis.anonymous(), person.user.email, "wrong") == 401
    refused = redis.anonymous().post(
        "/v1/auth/login", json={"email": person.user.email, "password": PASSWORD}
    )
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 16
    command(redis, "DEL", f"{key}:gate")
    assert sign_in(redis.anonymous(), person.user.email) == 200


def device_cookie(caller: Caller, email: str) -> dict[str, str]:
    """Sign in; what a browser sends from then on."""
    answer = caller.post("/v1/auth/login", json={"email": email, "password": PASSWORD})
    ok(answer)
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert "; Secure; HttpOnly; SameSite=Lax" in cookie
    return {"Cookie": cookie.partition(";")[0]}


def sign_in_on(
    caller: Caller, device: dict[str, str], email: str, password: str = PASSWORD
) -> TestResponse:
    body = {"email": email, "password": password}
    return caller.post("/v1/auth/login", json=body, headers=device)


def test_a_device_that_has_signed_in_before_is_counted_apart(redis: Api) -> None:
    """Pupils guess at the teacher's password at school, and the teacher signs in all the same."""
    teacher, address = person_with_password(redis), fresh_ip()
    caller, email = redis.anonymous(ip=address), teacher.user.email
    laptop = device_cookie(caller, email)
    account, behind = (bucket_key(redis, f"auth.login{part}") for part in (":86400", ":900"))
    assert [sign_in(caller, email, "wrong") for _ in range(10)] == [401] * 10
    assert sign_in(caller, email) == 429
    for key in account() | behind():
        command(redis, "SET", key, 1000, "PX", 60_000)
    assert sign_in_on(caller, laptop, email).status_code == 200
    # Its own failures close it, and nobody else.
    assert [sign_in_on(caller, laptop, email, "wrong").status_code for _ in range(10)] == [401] * 10
    assert sign_in_on(caller, laptop, email).status_code == 429


def test_the_cookie_of_a_device_is_worth_nothing_for_other_accounts(redis: Api) -> None:
    pupil, teacher = person_with_password(redis), person_with_password(redis)
    address = fresh_ip()
    caller, email = redis.anonymous(ip=address), teacher.user.email
    theirs = device_cookie(redis.anonymous(), email)["Cookie"]
    device, mark = theirs.partition("=")[2].split(".")
    own = device_cookie(caller, pupil.user.email)
    mixed = {"Cookie": f"__Host-device={own['Cookie'][14:36]}.{mark}"}
    made_up = {"Cookie": f"__Host-device={device}.{'A' * 22}"}
    assert [sign_in(caller, email, "wrong") for _ in range(10)] == [401] * 10
    for cookie in (own, mixed, made_up, {"Cookie": "__Host-device=;=.."}):
        assert sign_in_on(caller, cookie, email).status_code == 429
    assert sign_in_on(caller, {"Cookie": theirs}, email).status_code == 200


def test_pupils_share_a_computer(redis: Api) -> None:
    first, second = person_with_password(redis), person_with_password(redis)
    caller = redis.anonymous()
    computer = device_cookie(caller, first.user.email)
    answer = sign_in_on(caller, computer, second.user.email)
    computer = {"Cookie": answer.headers["Set-Cookie"].partition(";")[0]}
    for person in (first, second):
        elsewhere = redis.anonymous(ip=caller.ip)
        for _ in range(10):
            assert sign_in(elsewhere, person.user.email, "wrong") == 401
    assert [
        sign_in_on(caller, computer, first.user.email, "wrong").status_code for _ in range(11)
    ] == [401] * 10 + [429]
    assert sign_in_on(caller, computer, second.user.email).status_code == 200


def test_thirty_phones_behind_one_address_join_one_game(redis: Api) -> None:
    game = make_game(redis)
    address = fresh_ip()

    def join(number: int) -> int:
        caller = redis.anonymous(ip=address)
        answer = caller.post(f"/v1/live/{game.code}/join", json={"nickname": f"Phone {number}"})
        return int(answer.status_code)

    assert {join(number) for number in range(40)} == {200}


def test_guessing_codes_is_slowed_after_thirty(redis: Api) -> None:
    address = fresh_ip()
    caller = redis.anonymous(ip=address)

    def guess() -> Any:
        return caller.post("/v1/boards/join", json={"code": secrets.token_hex(3).upper()})

    statuses = [guess().status_code]
    prolong(redis, caller.network)
    statuses += [guess().status_code for _ in range(30)]
    assert statuses == [404] * 31
    # Whoever takes a second for a guess is not too quick; each wait is twice that before it.
    waits = 1
    while (late := guess()).status_code == 404:
        waits *= 2
    assert late.status_code == 429
    assert 1 <= int(late.headers["Retry-After"]) <= min(waits, 30)
    assert redis.anonymous().post("/v1/boards/join", json={"code": "ZZZZZZ"}).status_code == 404


def test_registrations_count_when_they_are_done(redis: Api) -> None:
    school = redis.tenant(settings={"open_registration": True})
    caller = redis.anonymous(ip=fresh_ip())

    def register(**changed: Any) -> int:
        body = {
            **REGISTRATION,
            "email": f"{secrets.token_hex(6)}@example.test",
            "tenant": school.slug,
        }
        return int(caller.post("/v1/auth/register", json=body | changed).status_code)

    assert [register() for _ in range(8)] == [201] * 8
    assert register(email="no address") == 422
    key = f"ratelimit:{caller.network}:{school.slug}:auth.register"
    assert command(redis, "GET", key) == "8"
    command(redis, "SET", key, 200, "PX", 60_000)
    assert register() == 429


def test_a_process_asks_the_store_once_for_several_reads(redis: Api, school: School) -> None:
    before = redis.deps.redis.usage().calls if redis.deps.redis else 0
    caller = school.as_author
    for _ in range(20):
        ok(caller.get("/v1/notifications/unread-count"))
    calls = (redis.deps.redis.usage().calls if redis.deps.redis else 0) - before
    assert calls == 20 / LIMIT_CLASSES["read"].lease


def test_leases_never_let_more_through_than_the_limit(redis: Api, school: School) -> None:
    caller = school.as_author
    statuses = [caller.get("/v1/posts").status_code]
    prolong(redis, str(school.author.id))
    statuses += [caller.get("/v1/posts").status_code for _ in range(300)]
    assert statuses == [200] * 300 + [429]


def test_without_redis_guessing_is_as_exact(api: Api) -> None:
    person, address = person_with_password(api), fresh_ip()

    def forty_at_once() -> list[int]:
        email = f"{secrets.token_hex(4)}@example.test"
        return in_parallel([lambda: sign_in(api.anonymous(ip=address), email, "wrong")] * 40)

    statuses = in_one_window(api, 900, forty_at_once)
    assert statuses.count(401) == 10
    assert sign_in(api.anonymous(ip=address), person.user.email) == 200


@given(limit=st.integers(1, 500), beyond=st.integers(1, 10_000), longest=st.integers(1, 1_000))
def test_delays_grow_and_end_at_their_bound(limit: int, beyond: int, longest: int) -> None:
    window = Window(limit, 60, longest=longest)
    delays = [window.delay(limit + beyond), window.delay(limit + beyond + 1)]
    assert 1 <= delays[0] <= delays[1] <= longest
    assert window.delay(limit + 1) == 1
    assert window.delay(limit + 10_000) == longest


def command(api: Api, *words: Any) -> Any:
    deps: Any = api.deps
    return deps.redis.execute(*words)


def prolong(api: Api, part: str) -> None:
    """Let the windows that count under it last longer than a busy machine takes to fill them."""
    keys = command(api, "KEYS", f"ratelimit:*{part}*")
    assert keys
    for key in keys:
        command(api, "PEXPIRE", key, 3_600_000)


def bucket_key(api: Api, part: str) -> Any:
    """Finds keys that hold the part and are new."""
    before = set(command(api, "KEYS", f"ratelimit:*{part}*"))
    return lambda: set(command(api, "KEYS", f"ratelimit:*{part}*")) - before
