"""The logo of a school: uploaded by who runs it, seen by all who are in it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from tests.areas.media.factories.uploads import upload
from tests.areas.tenants.api.test_settings import PATH, form
from tests.support.api import Api, ok, refused
from tests.support.scene import Member
from tests.support.school import School, make_school


def logo(school: School, owner: Member, **columns: Any) -> str:
    return upload(school, owner, **{"purpose": "SCHOOL_LOGO", **columns})


def test_the_logo_stands_wherever_the_school_is_named(school: School) -> None:
    admin = school.member("an admin", "ADMIN")
    sign = logo(school, admin)
    head, pupil = school.api.as_(admin), school.caller("a pupil")
    assert ok(pupil.get("/v1/users/me"))["tenant"]["logo"] is None
    shown = ok(head.put(PATH, json=form(logoUploadId=sign)))["branding"]["logo"]
    assert f"/{sign}/thumb" in shown
    (told,) = school.api.events(school.author.tenant, "flags:updated")
    assert "branding" in told.data["keys"]
    assert f"/{sign}/thumb" in ok(pupil.get("/v1/users/me"))["tenant"]["logo"]
    ok(pupil.get(f"/v1/uploads/{sign}"))
    elsewhere = school.api.as_(school.api.member("ADMIN"))
    refused(elsewhere.get(f"/v1/uploads/{sign}"), 404, "not_found")
    kept = ok(head.put(PATH, json=form(name="Wat Phnom II", settingsVersion=1)))
    assert f"/{sign}/thumb" in kept["branding"]["logo"]
    gone = ok(head.put(PATH, json=form(logoUploadId=None, settingsVersion=2)))
    assert gone["branding"]["logo"] is None
    refused(pupil.get(f"/v1/uploads/{sign}"), 404, "not_found")


def test_a_logo_is_the_admins_own_finished_upload_for_this_use(school: School) -> None:
    admin = school.member("an admin", "ADMIN")
    for wanted, status, code in (
        (logo(school, school.author), 404, "not_found"),
        (logo(school, admin, status="PROCESSING"), 409, "upload_not_ready"),
        (logo(school, admin, purpose="AVATAR"), 422, "wrong_picture"),
    ):
        answer = school.api.as_(admin).put(PATH, json=form(logoUploadId=wanted))
        refused(answer, status, code)
    answer = school.caller("a teacher", "TEACHER").put(PATH, json=form())
    refused(answer, 403, "forbidden")


def test_a_deleted_upload_is_no_logo_any_more(school: School) -> None:
    admin = school.member("an admin", "ADMIN")
    sign = logo(school, admin)
    another = logo(school, admin)
    head = school.api.as_(admin)
    ok(head.put(PATH, json=form(logoUploadId=sign)))
    ok(head.delete(f"/v1/uploads/{another}"), 204)
    assert ok(head.get(PATH))["branding"]["logo"]
    ok(head.delete(f"/v1/uploads/{sign}"), 204)
    assert ok(head.get(PATH))["branding"]["logo"] is None


@pytest.mark.every_school
def test_a_logo_that_went_with_its_owner_is_let_go_of(stored: Api) -> None:
    stored.claim()
    school = make_school(stored)
    admin = school.member("an admin", "ADMIN")
    sign = logo(school, admin)
    head = school.api.as_(admin)
    ok(head.put(PATH, json=form(logoUploadId=sign)))
    school.api.run_job("job_uploads_gc")
    assert ok(head.get(PATH))["branding"]["logo"]
    with school.api.scene() as connection:
        connection.execute(text("DELETE FROM app.attachments WHERE upload_id = :u"), {"u": sign})
    school.api.run_job("job_uploads_gc")
    assert ok(head.get(PATH))["branding"]["logo"] is None
