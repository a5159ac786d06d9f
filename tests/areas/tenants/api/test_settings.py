"""What a school says of itself."""

from __future__ import annotations

from typing import Any

from tests.support.api import Api, ok, refused

PATH = "/v1/tenants/current"
USUAL = {
    "engagement": 25,
    "relevance": 20,
    "quality": 15,
    "recency": 15,
    "socialProof": 10,
    "learning": 8,
    "semantic": 7,
}


def form(**changes: Any) -> dict[str, Any]:
    given = {
        "name": "Wat Phnom",
        "nameKh": "វត្តភ្នំ",
        "timezone": "Asia/Phnom_Penh",
        "locale": "km",
        "color": "#1d4ed8",
        "motto": "Together",
        "openRegistration": True,
        "settingsVersion": 0,
    }
    return {**given, **changes}


def test_settings_are_changed_and_everybody_is_told(api: Api) -> None:
    admin = api.member("ADMIN")
    read = ok(api.as_(admin).put(PATH, json=form()))
    assert read == ok(api.as_(api.member("PARENT", admin.tenant)).get(PATH))
    assert read == {
        "id": str(admin.tenant.id),
        "slug": admin.tenant.slug,
        "name": "Wat Phnom",
        "nameKh": "វត្តភ្នំ",
        "timezone": "Asia/Phnom_Penh",
        "locale": "km",
        "branding": {"logo": None, "color": "#1d4ed8", "motto": "Together"},
        "openRegistration": True,
        "pupilMessages": True,
        "staffFactorsFrom": None,
        "feedWeights": USUAL,
        "settingsVersion": 1,
    }
    (told,) = api.events(admin.tenant, "flags:updated")
    assert told.channel == f"tenant:{admin.tenant.id}"
    changed = {"name", "nameKh", "timezone", "locale", "branding", "openRegistration"}
    assert set(told.data["keys"]) == changed


def test_what_others_set_is_kept(api: Api) -> None:
    admin = api.member("ADMIN", api.tenant(settings={"kept": 1}))
    ok(api.as_(admin).put(PATH, json=form()))
    (row,) = api.rows("SELECT settings FROM app.tenants WHERE id = :t", t=admin.tenant.id)
    assert row.settings["kept"] == 1


def test_of_two_who_change_what_they_read_one_is_told(api: Api) -> None:
    admin = api.member("ADMIN")
    ok(api.as_(admin).put(PATH, json=form()))
    with api.nothing_written():
        refused(api.as_(admin).put(PATH, json=form(name="Other")), 409, "settings_changed")


def test_what_is_no_time_zone_or_colour_is_refused(api: Api) -> None:
    caller = api.as_(api.member("ADMIN"))
    for field, value in (("timezone", "Mars/Base"), ("timezone", "../etc"), ("color", "red")):
        problem = refused(caller.put(PATH, json=form(**{field: value})), 422, "validation_failed")
        assert [error["field"] for error in problem["errors"]] == [field]


def test_factors_of_feeds_count_what_the_school_says_and_the_log_tells_it(api: Api) -> None:
    admin = api.member("ADMIN")
    caller = api.as_(admin)
    # Each as far as it may go, and back to the usual ones by null.
    others = USUAL | {"engagement": 15, "recency": 25, "learning": 0, "semantic": 15}
    assert ok(caller.put(PATH, json=form(feedWeights=others)))["feedWeights"] == others
    assert "feedWeights" in api.events(admin.tenant, "flags:updated")[0].data["keys"]
    kept = ok(caller.put(PATH, json=form(settingsVersion=1)))
    assert kept["feedWeights"] == others
    rows = api.rows(
        "SELECT after FROM app.audit_logs WHERE tenant_id = :t ORDER BY created_at, id",
        t=admin.tenant.id,
    )
    assert rows[0].after["settings"]["feed_weights"]["recency"] == 25
    usual = ok(caller.put(PATH, json=form(settingsVersion=2, feedWeights=None)))
    assert usual["feedWeights"] == USUAL


def test_weights_that_go_too_far_or_make_no_whole_are_refused(api: Api) -> None:
    caller = api.as_(api.member("ADMIN"))
    for wrong, field in (
        (USUAL | {"recency": 16}, "feedWeights"),
        (USUAL | {"engagement": 36, "relevance": 10, "quality": 14}, "feedWeights.engagement"),
        (USUAL | {"semantic": -1, "learning": 16}, "feedWeights.semantic"),
        (USUAL | {"semantic": 18, "engagement": 15, "learning": 7}, "feedWeights.semantic"),
        ({"recency": 25}, "feedWeights.engagement"),
        (USUAL | {"luck": 0}, "feedWeights.luck"),
        (USUAL | {"recency": 15.5, "quality": 14.5}, "feedWeights.quality"),
    ):
        with api.nothing_written():
            answer = caller.put(PATH, json=form(feedWeights=wrong))
            problem = refused(answer, 422, "validation_failed")
        assert field in {error["field"] for error in problem["errors"]}


def test_an_open_school_takes_registrations_from_now_on(api: Api) -> None:
    admin = api.member("ADMIN")
    body = {
        "email": f"{admin.tenant.slug}@example.test",
        "password": "correct horse battery",
        "firstName": "Sok",
        "lastName": "Chan",
        "tenant": admin.tenant.slug,
    }
    refused(api.anonymous().post("/v1/auth/register", json=body), 404, "school_not_open")
    ok(api.as_(admin).put(PATH, json=form()))
    ok(api.anonymous().post("/v1/auth/register", json=body), 201)
