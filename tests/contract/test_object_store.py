"""Uploads and downloads through signed URLs, against moto's S3 with real signature checks."""

from __future__ import annotations

import base64
import hashlib
import http.client
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from infra.local import process
from infra.local.children import s3_child
from infra.local.s3_signature import presigned_fault
from infra.storage.s3 import (
    InvalidObjectKey,
    ObjectHead,
    ObjectStore,
    PresignedUpload,
    StorageUnavailable,
    object_key,
)

SECRET = "local-secret"
TENANT = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
PICTURE = b"\x89PNG\r\n" + bytes(range(256))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStore]:
    directory = tmp_path_factory.mktemp("s3")
    child = s3_child(directory / "objects", "stunity", SECRET)
    with process.running(child, directory / "s3.log"):
        yield ObjectStore(f"http://127.0.0.1:{child.ports['http']}", "stunity", "any", SECRET)


@pytest.fixture
def key(request: pytest.FixtureRequest) -> str:
    return object_key(TENANT, f"{abs(hash(request.node.name))}/picture.png")


def presign_put(store: ObjectStore, key: str, body: bytes, **changes: Any) -> PresignedUpload:
    sent = {
        "content_type": "image/png",
        "size_bytes": len(body),
        "sha256": hashlib.sha256(body).digest(),
        "now": datetime.now(UTC),
    }
    return store.presign_put(key, **{**sent, **changes})


def ask(
    method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, bytes, Mapping[str, str]]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    connection.request(method, f"{parts.path}?{parts.query}", body, dict(headers or {}))
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response.status, content, {k.lower(): v for k, v in response.getheaders()}


def test_a_signed_upload_arrives(store: ObjectStore, key: str) -> None:
    assert store.head(key) is None
    assert store.read(key, 10) is None
    upload = presign_put(store, key, PICTURE)
    assert ask(upload.method, upload.url, PICTURE, upload.headers)[0] == 200
    head = store.head(key)
    assert head
    assert (head.size_bytes, head.content_type) == (len(PICTURE), "image/png")
    assert head.etag.isalnum()
    assert store.read(key, 6) == PICTURE[:6]


def test_an_upload_of_another_size_or_type_is_refused(store: ObjectStore, key: str) -> None:
    upload = presign_put(store, key, PICTURE)
    for body, content_type in (
        (PICTURE + b"!", "image/png"),
        (PICTURE[:-1], "image/png"),
        (PICTURE, "text/html"),
    ):
        headers = {**upload.headers, "Content-Type": content_type}
        status, answer, _ = ask(upload.method, upload.url, body, headers)
        assert (status, b"SignatureDoesNotMatch" in answer) == (403, True)
    assert store.head(key) is None


def test_a_signature_is_for_one_key_and_one_method(store: ObjectStore, key: str) -> None:
    upload = presign_put(store, key, PICTURE)
    other = upload.url.replace("picture.png", "another.png")
    assert ask("PUT", other, PICTURE, upload.headers)[0] == 403
    assert ask("DELETE", upload.url)[0] == 403
    assert ask("GET", upload.url)[0] == 403


def test_a_download_is_signed_and_may_be_named(store: ObjectStore, key: str) -> None:
    store.put(key, PICTURE, "image/svg+xml")
    status, body, headers = ask("GET", store.presign_get(key, now=datetime.now(UTC)).url)
    assert (status, body, headers["content-type"]) == (200, PICTURE, "image/svg+xml")
    opened = store.presign_get(
        key, now=datetime.now(UTC), content_type="text/plain", download_name="រូប 1.svg"
    )
    _, _, headers = ask("GET", opened.url)
    assert headers["content-type"].partition(";")[0] == "text/plain"
    disposition = headers["content-disposition"]
    assert disposition.startswith("attachment; filename*=UTF-8''%E1%9E%9A")
    assert disposition.endswith("%201.svg")


def test_a_deleted_object_is_gone(store: ObjectStore, key: str) -> None:
    store.put(key, PICTURE, "image/png")
    store.delete(key)
    store.delete(key)
    assert store.head(key) is None
    assert ask("GET", store.presign_get(key, now=datetime.now(UTC)).url)[0] == 404


@pytest.mark.parametrize(
    "key",
    [
        "",
        "picture.png",
        f"/t/{TENANT}/a",
        f"t/{TENANT}",
        f"t/{TENANT}/",
        f"t/{TENANT}//a",
        f"t/{TENANT}/../{TENANT}/a",
        f"t/{TENANT}/./a",
        f"t/{str(TENANT).upper()}/a",
        "t/some-school/a",
        f"t/{TENANT}/a?x=1",
        f"t/{TENANT}/a%2e",
        f"t/{TENANT}/a\n",
        f"t/{TENANT}/ខ្មែរ",
        f"t/{TENANT}/{'a' * 200}",
    ],
)
def test_a_key_outside_a_tenant_is_refused_everywhere(store: ObjectStore, key: str) -> None:
    for use in (
        lambda: presign_put(store, key, PICTURE),
        lambda: store.presign_get(key, now=datetime.now(UTC)),
        lambda: store.copy(key, object_key(TENANT, "copy")),
        lambda: list(store.chunks(key)),
        lambda: store.head(key),
        lambda: store.read(key, 1),
        lambda: store.put(key, b"x", "image/png"),
        lambda: store.delete(key),
    ):
        with pytest.raises(InvalidObjectKey):
            use()


@pytest.mark.parametrize("seconds", [0, -1, 601])
def test_a_signature_lives_at_most_ten_minutes(store: ObjectStore, key: str, seconds: int) -> None:
    with pytest.raises(ValueError, match="signed URL lives"):
        presign_put(store, key, PICTURE, expires_seconds=seconds)
    with pytest.raises(ValueError, match="at least one byte"):
        presign_put(store, key, b"")


def test_an_address_to_read_is_the_same_for_five_minutes_and_lives_for_ten(
    store: ObjectStore, key: str
) -> None:
    start = datetime(2026, 3, 1, 8, 5, tzinfo=UTC)
    opened = [
        store.presign_get(key, now=start + timedelta(seconds=later)) for later in (0, 299, 300)
    ]
    assert opened[0] == opened[1]
    assert opened[0].url != opened[2].url
    assert opened[0].expires_at == start + timedelta(minutes=10)
    parts = urlsplit(opened[0].url)
    faults = [
        presigned_fault(
            "GET",
            parts.path,
            parts.query,
            {"host": parts.netloc},
            secret_key=secret,
            now=start + timedelta(seconds=later),
        )
        for secret, later in ((SECRET, 0), (SECRET, 599), (SECRET, 601), ("another", 0))
    ]
    assert faults == [None, None, "Request has expired", "SignatureDoesNotMatch"]


def test_our_signatures_are_those_of_the_vendor(monkeypatch: pytest.MonkeyPatch) -> None:
    from botocore import auth

    at = datetime(2026, 3, 1, 8, 5, 30, tzinfo=UTC)
    monkeypatch.setattr(auth, "get_current_datetime", lambda: at.replace(tzinfo=None))
    for endpoint in ("http://127.0.0.1:9000", "https://account.r2.cloudflarestorage.com"):
        store = ObjectStore(endpoint, "stunity", "key", SECRET)
        body_headers = {"x-amz-checksum-sha256": base64.b64encode(bytes(32)).decode()}
        ours = store._signer.url(
            "PUT",
            "t/a b/ក.png",
            at=at,
            expires_seconds=300,
            headers={"Content-Type": "image/png", "Content-Length": "7", **body_headers},
        )
        params = {"Bucket": "stunity", "Key": "t/a b/ក.png"}
        theirs = store._client().generate_presigned_url(
            "put_object",
            Params={
                **params,
                "ContentType": "image/png",
                "ContentLength": 7,
                "ChecksumSHA256": body_headers["x-amz-checksum-sha256"],
            },
            ExpiresIn=300,
        )
        assert same_request(ours, theirs)
        query = {"response-content-disposition": "attachment; filename*=UTF-8''a%20b"}
        ours = store._signer.url("GET", "t/k", at=at, expires_seconds=600, query=query)
        theirs = store._client().generate_presigned_url(
            "get_object",
            Params={
                "Bucket": "stunity",
                "Key": "t/k",
                "ResponseContentDisposition": query["response-content-disposition"],
            },
            ExpiresIn=600,
        )
        assert same_request(ours, theirs)


def same_request(one: str, other: str) -> bool:
    """Whether two URLs ask the same, whatever the order of their parameters."""
    first, second = (
        (url.partition("?")[0], sorted(urlsplit(url).query.split("&"))) for url in (one, other)
    )
    return first == second


def test_bytes_that_break_the_promised_checksum_are_refused(store: ObjectStore, key: str) -> None:
    upload = presign_put(store, key, PICTURE)
    other = bytes(len(PICTURE))
    status, answer, _ = ask("PUT", upload.url, other, upload.headers)
    assert (status, b"ChecksumMismatch" in answer) == (403, True)
    assert store.head(key) is None


def test_a_copy_is_read_in_pieces_and_listed(store: ObjectStore) -> None:
    source, copy = object_key(TENANT, "folder/a"), object_key(TENANT, "folder/b")
    store.put(source, PICTURE, "image/png")
    assert store.copy(source, copy)
    assert not store.copy(object_key(TENANT, "nowhere"), copy)
    assert b"".join(store.chunks(copy)) == PICTURE
    assert list(store.chunks(object_key(TENANT, "nowhere"))) == []
    later = datetime.now(UTC) + timedelta(minutes=1)
    assert list(store.keys(f"t/{TENANT}/folder/", before=later)) == [source, copy]
    assert (
        list(store.keys(f"t/{TENANT}/folder/", before=datetime.now(UTC) - timedelta(days=1))) == []
    )
    with pytest.raises(InvalidObjectKey):
        list(store.keys("t/", before=later))


def test_objects_survive_a_restart_of_the_local_server(tmp_path: Path) -> None:
    kept, dropped = object_key(TENANT, "a/kept.json"), object_key(TENANT, "dropped")
    for run in range(2):
        child = s3_child(tmp_path / "objects", "kept", SECRET)
        with process.running(child, tmp_path / "s3.log"):
            store = ObjectStore(f"http://127.0.0.1:{child.ports['http']}", "kept", "any", SECRET)
            if run == 0:
                store.put(kept, PICTURE, "image/png")
                store.put(dropped, PICTURE, "image/png")
                store.delete(dropped)
            else:
                head = store.head(kept)
                assert isinstance(head, ObjectHead)
                assert (head.size_bytes, head.content_type) == (len(PICTURE), "image/png")
                assert store.read(kept, 1000) == PICTURE
                assert store.head(dropped) is None


def test_a_browser_may_upload_from_another_origin(store: ObjectStore, key: str) -> None:
    upload = presign_put(store, key, PICTURE)
    preflight = {
        "Origin": "http://127.0.0.1:8080",
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "content-type, x-amz-checksum-sha256",
    }
    status, _, headers = ask("OPTIONS", upload.url, headers=preflight)
    assert status == 200
    assert headers["access-control-allow-origin"] in {"*", preflight["Origin"]}


def test_an_unreachable_store_is_told(key: str) -> None:
    store = ObjectStore(f"http://127.0.0.1:{process.free_port()}", "b", "any", SECRET)
    with pytest.raises(StorageUnavailable):
        store.put(key, b"x", "image/png")
    assert store.presign_get(key, now=datetime.now(UTC)).url  # signing asks nobody


def test_another_bucket_is_no_missing_object(store: ObjectStore, key: str) -> None:
    other = ObjectStore(store._endpoint, "nowhere", "any", SECRET)
    with pytest.raises(StorageUnavailable, match="NoSuchBucket"):
        other.put(key, b"x", "image/png")
