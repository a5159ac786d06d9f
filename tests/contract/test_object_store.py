"""Uploads and downloads through signed URLs, against moto's S3 with real signature checks."""

from __future__ import annotations

import http.client
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
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


def ask(
    method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, bytes, Mapping[str, str]]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    connection.request(method, f"{parts.path}?{parts.query}", body, dict(headers or {}))
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response.status, content, {k.lower(): v for k, v in response.getheaders()}


def test_a_signed_upload_arrives(store: ObjectStore, key: str) -> None:
    assert store.head(key) is None
    assert store.read(key, 10) is None
    upload = store.presign_put(key, "image/png", len(PICTURE))
    assert ask(upload.method, upload.url, PICTURE, upload.headers)[0] == 200
    head = store.head(key)
    assert head
    assert (head.size_bytes, head.content_type) == (len(PICTURE), "image/png")
    assert head.etag.isalnum()
    assert store.read(key, 6) == PICTURE[:6]


def test_an_upload_of_another_size_or_type_is_refused(store: ObjectStore, key: str) -> None:
    upload = store.presign_put(key, "image/png", len(PICTURE))
    for body, content_type in (
        (PICTURE + b"!", "image/png"),
        (PICTURE[:-1], "image/png"),
        (PICTURE, "text/html"),
    ):
        status, answer, _ = ask(upload.method, upload.url, body, {"Content-Type": content_type})
        assert (status, b"SignatureDoesNotMatch" in answer) == (403, True)
    assert store.head(key) is None


def test_a_signature_is_for_one_key_and_one_method(store: ObjectStore, key: str) -> None:
    upload = store.presign_put(key, "image/png", len(PICTURE))
    other = upload.url.replace("picture.png", "another.png")
    assert ask("PUT", other, PICTURE, upload.headers)[0] == 403
    assert ask("DELETE", upload.url)[0] == 403
    assert ask("GET", upload.url)[0] == 403


def test_a_download_is_signed_and_may_be_named(store: ObjectStore, key: str) -> None:
    store.put(key, PICTURE, "image/svg+xml")
    status, body, headers = ask("GET", store.presign_get(key))
    assert (status, body, headers["content-type"]) == (200, PICTURE, "image/svg+xml")
    _, _, headers = ask("GET", store.presign_get(key, download_name="រូប 1.svg"))
    disposition = headers["content-disposition"]
    assert disposition.startswith("attachment; filename*=UTF-8''%E1%9E%9A")
    assert disposition.endswith("%201.svg")


def test_a_deleted_object_is_gone(store: ObjectStore, key: str) -> None:
    store.put(key, PICTURE, "image/png")
    store.delete(key)
    store.delete(key)
    assert store.head(key) is None
    assert ask("GET", store.presign_get(key))[0] == 404


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
        lambda: store.presign_put(key, "image/png", 1),
        lambda: store.presign_get(key),
        lambda: store.head(key),
        lambda: store.read(key, 1),
        lambda: store.put(key, b"x", "image/png"),
        lambda: store.delete(key),
    ):
        with pytest.raises(InvalidObjectKey):
            use()


@pytest.mark.parametrize("seconds", [0, -1, 301])
def test_a_signature_lives_at_most_five_minutes(store: ObjectStore, key: str, seconds: int) -> None:
    with pytest.raises(ValueError, match="signed URL lives"):
        store.presign_get(key, seconds)
    with pytest.raises(ValueError, match="at least one byte"):
        store.presign_put(key, "image/png", 0)


def test_a_signature_ends(store: ObjectStore, key: str) -> None:
    parts = urlsplit(store.presign_get(key, 60))
    faults = [
        presigned_fault(
            "GET",
            parts.path,
            parts.query,
            {"host": parts.netloc},
            secret_key=secret,
            now=datetime.now(UTC) + timedelta(seconds=later),
        )
        for secret, later in ((SECRET, 0), (SECRET, 70), ("another", 0))
    ]
    assert faults == [None, "Request has expired", "SignatureDoesNotMatch"]


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
    upload = store.presign_put(key, "image/png", len(PICTURE))
    preflight = {
        "Origin": "http://127.0.0.1:8080",
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "content-type",
    }
    status, _, headers = ask("OPTIONS", upload.url, headers=preflight)
    assert status == 200
    assert headers["access-control-allow-origin"] in {"*", preflight["Origin"]}


def test_an_unreachable_store_is_told(key: str) -> None:
    store = ObjectStore(f"http://127.0.0.1:{process.free_port()}", "b", "any", SECRET)
    with pytest.raises(StorageUnavailable):
        store.put(key, b"x", "image/png")
    assert store.presign_get(key)  # signing asks nobody


def test_another_bucket_is_no_missing_object(store: ObjectStore, key: str) -> None:
    other = ObjectStore(store._endpoint, "nowhere", "any", SECRET)
    with pytest.raises(StorageUnavailable, match="NoSuchBucket"):
        other.put(key, b"x", "image/png")
