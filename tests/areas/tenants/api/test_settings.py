"""What a school says of itself."""

from __future__ import annotations

from typing import Any

from tests.support.api import Api, ok, refused

PATH = "/v1/tenants/current"


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
