"""Files in an S3-compatible store, Cloudflare R2 by default. Browsers use signed URLs.

Uploads are presigned PUTs, not POST forms: R2 has no form uploads. What a form's
content-length-range would give, the signature gives: it covers Content-Length and Content-Type, so
exactly the announced number of bytes of the announced type is accepted, or nothing.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

MAX_EXPIRES_SECONDS = 300

_KEY = re.compile(r"t/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(/[A-Za-z0-9_.-]+)+")
_MAX_KEY_CHARACTERS = 200
_MISSING = frozenset({"404", "NoSuchKey", "NotFound"})


class InvalidObjectKey(ValueError):
    """A key outside `t/{tenant}/…`, or one that could be read in two ways."""


class StorageUnavailable(Exception):
    """The store did not answer, or refused."""


@dataclass(frozen=True)
class PresignedUpload:
    """What a browser must send: this method, to this URL, with exactly these headers."""

    method: str
    url: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class ObjectHead:
    """What the store knows of an object. `etag` comes without its quotes."""

    size_bytes: int
    content_type: str
    etag: str


def object_key(tenant_id: UUID, name: str) -> str:
    """The key of a tenant's object. `name` may have several segments. Raises InvalidObjectKey."""
    return require_object_key(f"t/{tenant_id}/{name}")


def require_object_key(key: str) -> str:
    """The key itself. Raises InvalidObjectKey unless it is `t/{tenant uuid}/{plain segments}`."""
    segments = key.split("/")
    if len(key) > _MAX_KEY_CHARACTERS or not _KEY.fullmatch(key) or {".", ".."} & set(segments):
        raise InvalidObjectKey(f"not a key of a tenant: {key[:80]!r}")
    return key


class ObjectStore:
    """One bucket. Safe under threads. Signing is local; the rest raises StorageUnavailable."""

    def __init__(
        self, endpoint: str, bucket: str, access_key: str, secret_key: str, region: str = "auto"
    ) -> None:
        self._endpoint = endpoint
        self._bucket = bucket
        self._access_key = access_key
        self._secret_key = secret_key
        self._region = region
        self._lock = threading.Lock()
        self._s3: Any = None

    def presign_put(
        self,
        key: str,
        content_type: str,
        size_bytes: int,
        expires_seconds: int = MAX_EXPIRES_SECONDS,
    ) -> PresignedUpload:
        """Permission to upload exactly `size_bytes` of this type once or more until it expires."""
        if size_bytes <= 0:
            raise ValueError("an upload has at least one byte")
        params = {"ContentType": content_type, "ContentLength": size_bytes}
        url = self._sign("put_object", key, params, expires_seconds)
        # A browser sets Content-Length itself, from the body.
        return PresignedUpload("PUT", url, {"Content-Type": content_type})

    def presign_get(
        self,
        key: str,
        expires_seconds: int = MAX_EXPIRES_SECONDS,
        *,
        download_name: str | None = None,
    ) -> str:
        """A URL to read it. With `download_name` a browser saves it instead of showing it."""
        params = {}
        if download_name is not None:
            name = quote(download_name, safe="")
            params["ResponseContentDisposition"] = f"attachment; filename*=UTF-8''{name}"
        return self._sign("get_object", key, params, expires_seconds)

    def head(self, key: str) -> ObjectHead | None:
        """Its size, type and etag; None when there is no such object."""
        with self._answering():
            answer = self._call("head_object", Key=require_object_key(key))
        if answer is None:
            return None
        return ObjectHead(
            answer["ContentLength"], answer["ContentType"], str(answer["ETag"]).strip('"')
        )

    def read(self, key: str, max_bytes: int) -> bytes | None:
        """Its first `max_bytes` bytes; None when there is no such object."""
        with self._answering():
            answer = self._call(
                "get_object", Key=require_object_key(key), Range=f"bytes=0-{max_bytes - 1}"
            )
            return None if answer is None else bytes(answer["Body"].read(max_bytes))

    def put(self, key: str, body: bytes, content_type: str) -> None:
        """Store it, replacing what was there."""
        with self._answering():
            self._call(
                "put_object", Key=require_object_key(key), Body=body, ContentType=content_type
            )

    def delete(self, key: str) -> None:
        """Remove it. No error when there is no such object."""
        with self._answering():
            self._call("delete_object", Key=require_object_key(key))

    def _sign(
        self, method: str, key: str, params: Mapping[str, object], expires_seconds: int
    ) -> str:
        if not 0 < expires_seconds <= MAX_EXPIRES_SECONDS:
            raise ValueError(f"a signed URL lives 1 to {MAX_EXPIRES_SECONDS} s")
        return str(
            self._client().generate_presigned_url(
                method,
                Params={"Bucket": self._bucket, "Key": require_object_key(key), **params},
                ExpiresIn=expires_seconds,
            )
        )

    def _call(self, method: str, **params: object) -> Any:
        from botocore.exceptions import ClientError

        try:
            return getattr(self._client(), method)(Bucket=self._bucket, **params)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _MISSING:
                return None
            raise

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Turn every failure of the vendor's library, also while a body is read, into ours."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield
        except (BotoCoreError, ClientError, OSError) as error:
            raise StorageUnavailable(f"{type(error).__name__}: {error}") from error

    def _client(self) -> Any:
        with self._lock:
            if self._s3 is None:
                self._s3 = self._connect()
            return self._s3

    def _connect(self) -> Any:
        # 0.4 s of imports and service models that most functions never need.
        import boto3
        from botocore.config import Config

        # The library has no annotations.
        new_config: Any = Config
        new_session: Any = boto3.session.Session
        config = new_config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            connect_timeout=2,
            read_timeout=10,
            retries={"mode": "standard", "total_max_attempts": 2},
            # R2 does not know the checksum headers that the library would add by itself.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        # The module's default session is not safe under threads; one of our own is, behind a lock.
        return new_session().client(
            "s3",
            endpoint_url=self._endpoint,
            aws_access_key_id=self._access_key,
            aws_secret_access_key=self._secret_key,
            region_name=self._region,
            config=config,
        )
