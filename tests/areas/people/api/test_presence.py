"""Who of a school is there, with Redis and while it is away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from shared.realtime.envelope import Envelope
from tests.support.api import Api, ok, refused
from tests.support.redis import RunningRedis, running_redis
from tests.support.school import School, make_school

BEAT = "/v1/users/heartbeat"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRedis]:
    with running_redis(tmp_path_factory.mktemp("redis")) as redis:
        yield redis


@pytest.fixture(scope="module", params=["redis", "postgres"])
def kept(served: Api, server: RunningRedis, request: pytest.FixtureRequest) -> Iterator[Api]:
    away = {"UPSTASH_REDIS_REST_URL": "http://127.0.0.1:9", "UPSTASH_REDIS_REST_TOKEN": "x"}
    with served.environment(**(server.variables if request.param == "redis" else away)):
        yield served


@pytest.fixture
def school(kept: Api) -> School:
    kept.claim()
    kept.clock.stop()
    return make_school(kept)


def beat(school: School, name: str = "me") -> Any:
    return ok(school.caller(name).post(BEAT))


def seen(school: School, name: str = "me") -> dict[str, Any]:
    found = ok(school.as_author.get(f"/v1/users/{school.member(name).id}/presence"))
    assert found["userId"] == str(school.member(name).id)
    return {key: found[key] for key in ("shown", "online")} | {"seen": found["lastSeenAt"]}


def online(school: School) -> int:
    path = f"/v1/schools/{school.author.tenant.id}/online-count"
    found: int = ok(school.as_author.get(path))["online"]
    return found


def hide(school: School, name: str = "me", *, hidden: bool = True) -> None:
    body = {"locale": "en", "presenceVisible": not hidden}
    ok(school.caller(name).put("/v1/users/me/preferences", json=body))


def told(announced: list[Envelope], school: School) -> list[tuple[str, str | None]]:
    """What the school's channel was told since the last question: what, and of whom."""
    channel = f"presence:{school.author.tenant.id}"
    found = [
        (e.type, next((n for n, m in school.people.items() if m.id == e.actor_id), None))
        for e in announced
        if e.channel == channel
    ]
    announced.clear()
    return found


def test_whoever_beats_is_there_for_fifty_seconds(
    school: School, announced: list[Envelope]
) -> None:
    assert seen(school) == {"shown": True, "online": False, "seen": None}
    assert beat(school) == {"intervalSeconds": 20, "shown": True}
    assert told(announced, school) == [("user:online", "me")]
    assert (seen(school)["online"], online(school)) == (True, 1)
    school.api.clock.advance(seconds=45)
    assert (seen(school)["online"], online(school)) == (True, 1)
    beat(school)
    assert told(announced, school) == [], "nobody had been told of an absence"
    school.api.clock.advance(seconds=51)
    gone = seen(school)
    assert (gone["online"], online(school)) == (False, 0)
    assert gone["seen"] is not None


@pytest.mark.every_school
def test_they_are_told_of_an_absence_between_80_and_140_seconds_after_the_last_beat(
    school: School, announced: list[Envelope]
) -> None:
    beat(school)
    last = seen(school)["seen"]
    announced.clear()
    school.api.clock.advance(seconds=79)
    school.api.run_job("job_presence_sweep")
    assert told(announced, school) == [], "whoever comes back so soon was never away"
    # The sweep comes once a minute: at the latest here.
    school.api.clock.advance(seconds=60)
    school.api.run_job("job_presence_sweep")
    (event,) = [e for e in announced if e.actor_id == school.member("me").id]
    assert event.legacy_type == "user_offline"
    assert event.data == {"userId": str(school.member("me").id), "lastSeenAt": last}
    assert told(announced, school) == [("user:offline", "me")]
    school.api.run_job("job_presence_sweep")
    assert told(announced, school) == [], "it is told once"
    assert seen(school) == {"shown": True, "online": False, "seen": last}
    beat(school)
    assert told(announced, school) == [("user:online", "me")]


@pytest.mark.every_school
def test_whoever_comes_back_before_the_sweep_is_not_announced(
    school: School, announced: list[Envelope]
) -> None:
    beat(school)
    school.api.clock.advance(seconds=100)
    beat(school)
    announced.clear()
    school.api.run_job("job_presence_sweep")
    assert told(announced, school) == []
    assert online(school) == 1


@pytest.mark.every_school
def test_a_person_who_hides_it_is_nowhere(school: School, announced: list[Envelope]) -> None:
    beat(school)
    hide(school)
    assert seen(school) == {"shown": False, "online": False, "seen": None}
    announced.clear()
    assert beat(school) == {"intervalSeconds": 20, "shown": False}
    assert told(announced, school) == [("user:offline", "me")]
    assert online(school) == 0
    beat(school)
    school.api.clock.advance(seconds=200)
    school.api.run_job("job_presence_sweep")
    assert told(announced, school) == []
    kept = school.api.rows(
        "SELECT last_seen_at FROM app.users WHERE id = :id", id=school.member("me").id
    )
    assert [row.last_seen_at for row in kept] == [None]
    hide(school, hidden=False)
    beat(school)
    assert (told(announced, school)[-1:], online(school)) == ([("user:online", "me")], 1)


@pytest.mark.every_school
def test_schools_and_blocks_part_people(school: School, announced: list[Envelope]) -> None:
    beat(school)
    other = make_school(school.api)
    refused(other.as_author.get(f"/v1/users/{school.member('me').id}/presence"), 404, "not_found")
    assert online(other) == 0
    for elsewhere in (other.author.tenant.id, uuid4()):
        answer = school.as_author.get(f"/v1/schools/{elsewhere}/online-count")
        refused(answer, 404, "not_found")
    school.block(school.member("me"), school.member("blocked"))
    path = f"/v1/users/{school.member('me').id}/presence"
    refused(school.caller("blocked").get(path), 404, "not_found")
    # Streams leave out the doings of those whom their reader hides: the absence has an actor, too.
    school.api.clock.advance(seconds=140)
    school.api.run_job("job_presence_sweep")
    assert ("user:offline", "me") in told(announced, school)


def test_a_stream_may_carry_the_channel_of_its_own_school_only(school: School) -> None:
    other = make_school(school.api)
    own, strange = (f"presence:{s.author.tenant.id}" for s in (school, other))
    allowed = school.api.rows(
        "SELECT app.stream_allowed(:tenant, :person, CAST(:names AS text[])) AS names",
        tenant=school.author.tenant.id,
        person=school.author.id,
        names=[own, strange],
    )
    assert [row.names for row in allowed] == [[own]]


def test_a_beat_costs_one_command(server: RunningRedis, api: Api) -> None:
    """Three a minute for each person, which is what presence costs in Redis."""
    with api.environment(**server.variables):
        school = make_school(api)
        redis = api.deps.redis
        assert redis is not None
        # Limits take places of the minute three at a time.
        costs = []
        for _ in range(6):
            before = redis.usage().commands
            beat(school)
            costs.append(redis.usage().commands - before)
        assert min(costs) == 1
        assert costs.count(1) >= 3
    api.claim()


@pytest.mark.every_school
def test_what_was_there_before_redis_went_is_not_lost(
    server: RunningRedis, api: Api, announced: list[Envelope]
) -> None:
    api.clock.stop()
    with api.environment(**server.variables):
        school = make_school(api)
        beat(school)
    away = {"UPSTASH_REDIS_REST_URL": "http://127.0.0.1:9", "UPSTASH_REDIS_REST_TOKEN": "x"}
    with api.environment(**away):
        api.clock.advance(seconds=60)
        answer = school.caller("me").post(BEAT)
        assert "redis" in answer.headers["X-Degraded"]
        assert (seen(school)["online"], online(school)) == (True, 1)
    with api.environment(**server.variables):
        announced.clear()
        # The last beat is in Postgres, an older one in Redis.
        api.clock.advance(seconds=30)
        api.run_job("job_presence_sweep")
        assert told(announced, school) == []
        assert (seen(school)["online"], online(school)) == (True, 1)
        api.clock.advance(seconds=70)
        api.run_job("job_presence_sweep")
        assert told(announced, school) == [("user:offline", "me")]
        assert online(school) == 0
    api.claim()
