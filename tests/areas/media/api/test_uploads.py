"""Files on their way: announced, sent to the store, verified, and made presentable."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import text

from infra.bootstrap import dependencies
from infra.local import process
from infra.storage.s3 import ObjectStore
from tests.areas.media.factories.uploads import (
    announcement,
    fetch,
    make_attachment,
    make_upload,
    picture,
    send,
    sent,
)
from tests.support.api import Api, ok, refused
from tests.support.school import School, make_school

HEIC = Path(__file__).parents[1] / "files" / "photo.heic"


@pytest.fixture
def school(stored: Api) -> School:
    stored.claim()
    return make_school(stored)


def store() -> ObjectStore:
    found = dependencies().store
    assert found is not None
    return found


def objects(school: School, upload_id: str) -> list[str]:
    prefix = f"t/{school.author.tenant.id}/{upload_id}/"
    return list(store().keys(prefix, before=school.api.clock().replace(year=2100)))


def completed(school: School, body: bytes, content_type: str, **changes: str) -> dict[str, object]:
    """A file that has arrived and been worked on."""
    ticket = sent(school.as_author, body, content_type, **changes)
    path = f"/v1/uploads/{ticket['upload']['id']}"
    ok(school.as_author.post(f"{path}/complete"))
    school.api.deliver("worker_media", school.author.tenant, "media:uploaded")
    found: dict[str, object] = ok(school.as_author.get(path))
    return found


def colour(image: Image.Image, x: int) -> str:
    """The colour in the middle of a column, as far as compression leaves it."""
    pixel = image.convert("RGB").getpixel((x, image.height // 2))
    assert isinstance(pixel, tuple)
    red, _, blue = pixel
    return "blue" if blue > red + 150 else "red" if red > blue + 150 else "neither"


def opened(url: object) -> Image.Image:
    status, body, _ = fetch(str(url))
    assert status == 200
    return Image.open(io.BytesIO(body))


def test_a_portrait_photo_with_a_position_comes_out_upright_and_without_it(school: School) -> None:
    photo = picture(turned=6)
    assert b"Phone of Sok" in photo
    upload = completed(school, photo, "image/jpeg")
    assert (upload["status"], upload["width"], upload["height"]) == ("READY", 48, 64)
    for url in (upload["url"], upload["thumbUrl"]):
        _, body, _ = fetch(str(url))
        assert b"Phone of Sok" not in body
        image = Image.open(io.BytesIO(body))
        assert (image.size, dict(image.getexif())) == ((48, 64), {})
        # Turned to the right: what was below is on the left.
        assert [colour(image, x) for x in (6, 40)] == ["blue", "red"]
    # The original, with all that it tells, is gone.
    names = [key.rpartition("/")[2] for key in objects(school, str(upload["id"]))]
    assert names == ["full", "thumb"]


def test_heic_gets_a_jpeg_copy(school: School) -> None:
    upload = completed(school, HEIC.read_bytes(), "image/heic", name="IMG_1.HEIC")
    assert (upload["status"], upload["contentType"]) == ("READY", "image/jpeg")
    image = opened(upload["url"])
    assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (48, 64), {})


def test_large_pictures_are_made_smaller(school: School) -> None:
    upload = completed(school, picture(3000, 1500), "image/jpeg")
    assert opened(upload["url"]).size == (2560, 1280)
    assert opened(upload["thumbUrl"]).size == (480, 240)


def test_an_avatar_is_a_square(school: School) -> None:
    upload = completed(school, picture(900, 600), "image/jpeg", purpose="AVATAR")
    assert opened(upload["url"]).size == (512, 512)
    assert opened(upload["thumbUrl"]).size == (256, 256)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF"])
def test_pictures_of_other_formats_are_taken(school: School, form: str) -> None:
    upload = completed(school, picture(form=form), f"image/{form.lower()}")
    assert upload["status"] == "READY"
    assert opened(upload["url"]).size == (64, 48)


def test_a_gif_goes_on_moving(school: School) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], comment=b"made by Sok")
    upload = completed(school, out.getvalue(), "image/gif")
    _, body, _ = fetch(str(upload["url"]))
    assert Image.open(io.BytesIO(body)).n_frames == 3  # type: ignore[attr-defined]
    assert b"made by Sok" not in body


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"<!DOCTYPE html><script>alert(1)</script>", "image/png"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "image/png"),
        (b"MZ\x90\x00 a program", "application/pdf"),
        (b"<html><body>a page</body></html>", "text/plain"),
        (b"%PDF-1.7 a document", "image/jpeg"),
    ],
)
def test_what_is_not_what_it_says_is_refused(
    school: School, body: bytes, content_type: str
) -> None:
    ticket = sent(school.as_author, body, content_type)
    path = f"/v1/uploads/{ticket['upload']['id']}"
    for _ in range(2):  # also when asked again
        problem = refused(school.as_author.post(f"{path}/complete"), 422, "upload_refused")
        assert problem["detail"] == "TYPE"
    read = ok(school.as_author.get(path))
    assert (read["status"], read["reason"], read["url"]) == ("REJECTED", "TYPE", None)
    assert objects(school, ticket["upload"]["id"]) == []
    assert school.api.events(school.author.tenant, "media:uploaded") == []


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/x-sh", "x"])
def test_what_a_browser_would_run_is_not_taken(school: School, content_type: str) -> None:
    answer = school.as_author.post("/v1/uploads", json=announcement(b"<p>", content_type))
    refused(answer, 422, "validation_failed")


def test_a_store_that_takes_other_bytes_is_found_out(school: School) -> None:
    """Some stores do not know the checksum that is signed."""
    photo = picture()
    other = photo[:-1] + b"!"
    for replaced, reason in ((other, "CHECKSUM"), (photo[:-1], "SIZE"), (photo + b"!", "SIZE")):
        ticket = sent(school.as_author, photo, "image/jpeg")
        upload_id = ticket["upload"]["id"]
        key = f"t/{school.author.tenant.id}/{upload_id}/incoming"
        store().put(key, replaced, "image/jpeg")
        answer = school.as_author.post(f"/v1/uploads/{upload_id}/complete")
        assert refused(answer, 422, "upload_refused")["detail"] == reason
        assert objects(school, upload_id) == []


def test_a_picture_that_would_take_too_much_memory_is_refused(school: School) -> None:
    bomb = io.BytesIO()
    Image.new("1", (20_000, 10_000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 100_000
    upload = completed(school, bomb.getvalue(), "image/png")
    assert (upload["status"], upload["reason"]) == ("REJECTED", "TOO_MANY_PIXELS")
    assert objects(school, str(upload["id"])) == []
    (told,) = school.api.events(school.author.tenant, "media:processed")
    assert told.channel == f"user:{school.author.id}"
    assert told.data == {
        "uploadId": upload["id"],
        "status": "REJECTED",
        "reason": "TOO_MANY_PIXELS",
    }


def test_a_broken_picture_is_refused(school: School) -> None:
    upload = completed(school, picture()[:300], "image/jpeg")
    assert (upload["status"], upload["reason"]) == ("REJECTED", "UNREADABLE")


def test_a_document_is_ready_at_once_and_saved_under_its_name(school: School) -> None:
    body = b"%PDF-1.7\nhomework"
    upload = completed(school, body, "application/pdf", name="កិច្ចការ.pdf")
    assert (upload["status"], upload["thumbUrl"], upload["kind"]) == ("READY", None, "DOCUMENT")
    status, found, headers = fetch(str(upload["url"]))
    assert (status, found, headers["content-type"]) == (200, body, "application/pdf")
    assert headers["content-disposition"].startswith("attachment; filename*=UTF-8''%E1%9E%80")
    # A file that a browser cannot run is not shown by it either.
    assert school.api.events(school.author.tenant, "media:processed") == []


def test_office_documents_are_told_from_archives(school: School) -> None:
    docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    for name, form in (("word/document.xml", docx), ("a.txt", "application/zip")):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr(name, "x")
        assert completed(school, out.getvalue(), docx)["contentType"] == form


def test_nothing_arrives_unless_it_is_sent(school: School) -> None:
    ticket = ok(
        school.as_author.post("/v1/uploads", json=announcement(b"%PDF-", "text/plain")), 201
    )
    path = f"/v1/uploads/{ticket['upload']['id']}/complete"
    refused(school.as_author.post(path), 409, "upload_not_arrived")
    assert send(ticket, b"other") == 403


def test_whoever_lost_the_answer_gets_the_same_upload(school: School) -> None:
    body = announcement(picture(), "image/jpeg")
    first, again = (ok(school.as_author.post("/v1/uploads", json=body), 201) for _ in range(2))
    assert first["upload"]["id"] == again["upload"]["id"]
    other = ok(school.as_author.post("/v1/uploads", json={**body, "purpose": "AVATAR"}), 201)
    assert other["upload"]["id"] != first["upload"]["id"]


def test_completing_may_be_repeated_and_the_worker_works_once(school: School) -> None:
    ticket = sent(school.as_author, picture(), "image/jpeg")
    path = f"/v1/uploads/{ticket['upload']['id']}"
    first = ok(school.as_author.post(f"{path}/complete"))
    assert (first["status"], first["url"]) == ("PROCESSING", None)
    assert ok(school.as_author.post(f"{path}/complete")) == first
    assert school.api.deliver("worker_media", school.author.tenant) == 1
    read = ok(school.as_author.get(path))
    assert school.api.deliver("worker_media", school.author.tenant) == 1
    assert ok(school.as_author.get(path)) == read
    assert len(school.api.events(school.author.tenant, "media:processed")) == 1
    # The address to write to is of no use any more.
    assert send(ticket, picture()) == 200
    assert ok(school.as_author.post(f"{path}/complete"))["status"] == "READY"


def test_a_file_is_private_until_something_refers_to_it(school: School) -> None:
    upload = completed(school, picture(), "image/jpeg")
    path, reader = f"/v1/uploads/{upload['id']}", school.caller("a reader")
    refused(reader.get(path), 404, "not_found")
    post = school.post(visibility="PRIVATE")
    with school.api.scene() as connection:
        make_attachment(
            connection,
            tenant_id=school.author.tenant.id,
            owner_id=school.author.id,
            upload_id=UUID(str(upload["id"])),
            kind="POST",
            target_id=post["id"],
        )
    refused(reader.get(path), 404, "not_found")
    with school.api.scene() as connection:
        make_attachment(
            connection,
            tenant_id=school.author.tenant.id,
            owner_id=school.author.id,
            upload_id=UUID(str(upload["id"])),
            kind="POST",
            target_id=school.post()["id"],
        )
    assert fetch(ok(reader.get(path))["url"])[0] == 200
    refused(reader.delete(path), 404, "not_found")
    refused(reader.post(f"{path}/complete"), 404, "not_found")
    school.block(school.author, school.member("a reader"))
    refused(reader.get(path), 404, "not_found")
    stranger = school.api.as_(school.api.member())
    refused(stranger.get(path), 404, "not_found")


def test_a_portrait_is_seen_by_the_school(school: School) -> None:
    with school.api.scene() as connection:
        mine = {"tenant_id": school.author.tenant.id, "owner_id": school.author.id}
        upload_id = make_upload(connection, **mine, purpose="AVATAR")
        make_attachment(
            connection, **mine, upload_id=upload_id, kind="AVATAR", target_id=school.author.id
        )
    assert ok(school.caller("a reader").get(f"/v1/uploads/{upload_id}"))["url"]


def test_what_is_deleted_is_gone_everywhere(school: School) -> None:
    upload = completed(school, picture(), "image/jpeg")
    path = f"/v1/uploads/{upload['id']}"
    assert school.as_author.delete(path).status_code == 204
    refused(school.as_author.get(path), 404, "not_found")
    refused(school.as_author.delete(path), 404, "not_found")
    assert fetch(str(upload["url"]))[0] in {403, 404}
    assert objects(school, str(upload["id"])) == []


def test_a_pupil_begins_ten_uploads_an_hour_and_staff_sixty(school: School) -> None:
    """AT-S1-4: the eleventh upload of an hour is refused."""
    pupil = school.caller("a pupil")
    for n in range(10):
        ok(pupil.post("/v1/uploads", json=announcement(b"%d" % n, "text/plain")), 201)
    answer = pupil.post("/v1/uploads", json=announcement(b"one more", "text/plain"))
    assert int(answer.headers["Retry-After"]) <= 3600
    refused(answer, 429, "rate_limited")
    answer = school.as_author.post("/v1/uploads", json=announcement(b"x", "text/plain"))
    assert answer.headers["X-RateLimit-Limit"] == "60"
    own = school.api.tenant(settings={"uploads": {"pupilsPerHour": 3}})
    answer = school.api.as_(school.api.member("STUDENT", own)).post(
        "/v1/uploads", json=announcement(b"x", "text/plain")
    )
    assert answer.headers["X-RateLimit-Limit"] == "3"


def test_there_is_a_limit_to_what_a_person_and_a_school_keep(stored: Api) -> None:
    settings = {"uploads": {"pupilMegabytes": 1, "schoolMegabytes": 2}}
    tenant = stored.tenant(settings=settings)
    first, second, third = (stored.member("STUDENT", tenant) for _ in range(3))
    megabyte = announcement(b"x", "text/plain", sizeBytes=1024 * 1024)
    for person in (first, second):
        ok(stored.as_(person).post("/v1/uploads", json=megabyte), 201)
    more = {**megabyte, "sizeBytes": 1, "sha256": "f" * 64}
    refused(stored.as_(first).post("/v1/uploads", json=more), 403, "quota_exceeded")
    refused(stored.as_(third).post("/v1/uploads", json=more), 403, "quota_exceeded")


def test_files_have_a_largest_size_by_kind(school: School) -> None:
    body = announcement(b"x", "image/png", sizeBytes=20 * 1024 * 1024 + 1)
    refused(school.as_author.post("/v1/uploads", json=body), 422, "file_too_large")
    ok(school.as_author.post("/v1/uploads", json={**body, "contentType": "video/mp4"}), 201)
    body = announcement(b"x", "application/pdf", purpose="AVATAR")
    refused(school.as_author.post("/v1/uploads", json=body), 422, "wrong_use")


def test_without_a_store_uploads_say_so(school: School) -> None:
    with school.api.environment(S3_ENDPOINT=f"http://127.0.0.1:{process.free_port()}"):
        ticket = ok(
            school.as_author.post("/v1/uploads", json=announcement(b"x", "text/plain")), 201
        )
        path = f"/v1/uploads/{ticket['upload']['id']}/complete"
        answer = school.as_author.post(path)
        refused(answer, 503, "storage_unavailable")
    with school.api.environment(S3_ENDPOINT=""):
        answer = school.as_author.post("/v1/uploads", json=announcement(b"x", "text/plain"))
        refused(answer, 503, "storage_unavailable")
        # Where there is no store, what was uploaded before has no address.
        assert ok(school.as_author.get(path.removesuffix("/complete")))["url"] is None


@pytest.mark.every_school
def test_the_job_removes_what_nobody_needs(school: School) -> None:
    mine = {"tenant_id": school.author.tenant.id, "owner_id": school.author.id}
    waiting = ok(school.as_author.post("/v1/uploads", json=announcement(b"w", "text/plain")), 201)
    loose, used = (completed(school, picture(w), "image/jpeg") for w in (20, 30))
    path = f"/v1/posts/{school.post()['id']}/comment"
    comment = ok(school.as_author.post(path, json={"content": "See here"}), 201)
    with school.api.scene() as connection:
        make_attachment(
            connection,
            **mine,
            upload_id=UUID(str(used["id"])),
            kind="COMMENT",
            target_id=comment["id"],
        )

    def left() -> set[str]:
        rows = school.api.rows(
            "SELECT id FROM app.uploads WHERE tenant_id = :t", t=school.author.tenant.id
        )
        return {str(row.id) for row in rows}

    everything = {waiting["upload"]["id"], loose["id"], used["id"]}
    school.api.run_job("job_uploads_gc")
    assert left() == everything
    school.api.clock.advance(days=2)
    school.api.run_job("job_uploads_gc")
    assert left() == {loose["id"], used["id"]}
    school.api.clock.advance(days=30)
    school.api.run_job("job_uploads_gc")
    assert left() == {used["id"]}
    assert objects(school, str(loose["id"])) == []
    assert len(objects(school, str(used["id"]))) == 2
    gone = {"u": used["id"]}
    # Of a person who was erased only the objects are left.
    with school.api.scene() as connection:
        connection.execute(text("DELETE FROM app.attachments WHERE upload_id = :u"), gone)
        connection.execute(text("DELETE FROM app.uploads WHERE id = :u"), gone)
    assert school.api.run_job("job_uploads_gc")["objects"] == 2
    assert objects(school, str(used["id"])) == []
