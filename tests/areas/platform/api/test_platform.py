"""What the platform says about itself, to anybody."""

from __future__ import annotations

from jsonschema_rs import Draft202012Validator

from functions.runtime.catalogue import all_routes
from shared.events.registry import all_events
from shared.http.limits import LIMIT_CLASSES
from tests.support.api import Api, ok, refused
from tests.support.school import School


def test_what_a_client_needs_before_it_signs_in(api: Api) -> None:
    answer = api.anonymous().get("/v1/meta")
    meta = ok(answer)
    assert meta["locales"] == ["en", "km"]
    assert meta["relayUrl"] == "http://relay.example.test"
    assert meta["degraded"] == ["redis"]
    assert set(meta["limits"]) == set(LIMIT_CLASSES)
    assert meta["limits"]["posts"] == ["30/60s", "100/900s"]


def test_health_is_plain(api: Api) -> None:
    assert ok(api.anonymous().get("/v1/healthz")) == {"status": "ok"}


def test_the_document_describes_this_api(api: Api) -> None:
    document = ok(api.anonymous().get("/v1/openapi.json"))
    described = {
        (method.upper(), path) for path, methods in document["paths"].items() for method in methods
    }
    assert described == {(r.method, r.template) for r in all_routes()}


def test_every_logged_event_fits_its_published_schema(school: School) -> None:
    schemas = ok(school.api.anonymous().get("/v1/realtime/schema"))["events"]
    assert set(schemas) == set(all_events())
    post, student = school.post(), school.caller("a student")
    first = ok(student.post(f"/v1/posts/{post['id']}/comment", json={"content": "Hi"}), 201)
    answer = {"content": "Hi", "parentId": first["id"]}
    ok(school.as_author.post(f"/v1/posts/{post['id']}/comment", json=answer), 201)
    ok(student.post(f"/v1/posts/{post['id']}/like"))
    ok(student.post(f"/v1/users/{school.author.id}/follow"))
    ok(school.as_author.put(f"/v1/posts/{post['id']}", json={"content": "New"}))
    school.api.deliver("worker_notifications", school.author.tenant)
    ok(school.as_author.put("/v1/notifications/read-all"))
    # The end of the post takes back what was said of it.
    events = school.api.events(school.author.tenant)
    ok(school.as_author.delete(f"/v1/posts/{post['id']}"), 204)
    ok(student.post("/v1/auth/logout"), 204)
    events += school.api.events(school.author.tenant)
    assert {e.type for e in events} >= {
        "post:created",
        "post:updated",
        "post:deleted",
        "event:withheld",
        "post:liked",
        "comment:created",
        "user:followed",
        "notification:new",
        "notification:read",
        "session:revoked",
    }
    for logged in events:
        schema = schemas[logged.type]
        assert not list(Draft202012Validator(schema).iter_errors(logged.data)), logged
        assert logged.data.keys() == schema["properties"].keys()
        assert logged.body["version"] == schema["x-version"]
        assert logged.body["legacyType"] == schema["x-legacyType"]
        assert logged.body["durable"] is schema["x-durable"] is True


def test_an_unknown_address_is_a_problem_like_any_other(api: Api) -> None:
    for path in ("/v1/nothing", "/v1/posts/", "/v1//posts", "/v1/posts/x/y/z"):
        refused(api.anonymous().get(path), 404, "not_found")
    answer = api.anonymous().put("/v1/posts", json={})
    refused(answer, 405, "method_not_allowed")
    assert {"GET", "POST"} <= {m.strip() for m in answer.headers["Allow"].split(",")}


def test_a_person_reads_their_own_account(api: Api) -> None:
    member = api.member("TEACHER")
    me = ok(api.as_(member).get("/v1/users/me"))
    assert (me["id"], me["email"]) == (str(member.id), member.user.email)
    assert me["tenant"]["slug"] == member.tenant.slug
    assert "posts:create" in me["permissions"]
    assert me["permissions"] == sorted(me["permissions"])
    assert not {"passwordHash", "tokenVersion", "deletedAt"} & set(me)
