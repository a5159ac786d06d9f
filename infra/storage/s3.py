"""Files in an S3-compatible store, Cloudflare R2 by default. Browsers use signed URLs.

Uploads are presigned PUTs, not POST forms: R2 has no form uploads. What a form's
content-length-range would give, the signature gives: it covers Content-Length, Content-Type and a
checksum, so exactly the announced bytes of the announced type are accepted, or nothing. A store
that does not know the checksum (Google's) takes others of that length: they are looked at again.
"""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

from infra.storage.signing import Signer

PUT_SECONDS = 300
"""How long a browser may take to begin sending a file."""
GET_STEP = 300
"""A signed address to read is the same for so many seconds, and lives twice as long."""
CHUNK_BYTES = 1 << 20
PORTRAIT_STEP = 43_200
"""The same for people's pictures, which every page shows and every browser should keep."""
_MAX_SECONDS = 600

_KEY = re.compile(r"t/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(/[A-Za-z0-9_.-]+)+")
_PREFIX = re.compile(r"t/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/")
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
    expires_at: datetime


@dataclass(frozen=True)
class PresignedDownload:
    """Where to read an object, and until when."""

    url: str
    expires_at: datetime


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
        self._endpoint = endpoint.rstrip("/")
        self._bucket = bucket
        self._access_key = access_key
        self._secret_key = secret_key
        self._region = region
        self._signer = Signer(self._endpoint, bucket, access_key, secret_key, region)
        self._lock = threading.Lock()
        self._s3: Any = None

    def presign_put(
        self,
        key: str,
        *,
        content_type: str,
        size_bytes: int,
        sha256: bytes,
        now: datetime,
        expires_seconds: int = PUT_SECONDS,
    ) -> PresignedUpload:
        """Permission to send exactly these bytes as this type, once or more until it expires."""
        if size_bytes <= 0:
            raise ValueError("an upload has at least one byte")
        headers = {
            "Content-Type": content_type,
            "x-amz-checksum-sha256": base64.b64encode(sha256).decode(),
        }
        url = self._signer.url(
            "PUT",
            require_object_key(key),
            at=now,
            expires_seconds=_life(expires_seconds),
            headers={**headers, "Content-Length": str(size_bytes)},
        )
        # A browser sets Content-Length itself, from the body.
        return PresignedUpload("PUT", url, headers, now + timedelta(seconds=expires_seconds))

    def presign_get(
        self,
        key: str,
        *,
        now: datetime,
        content_type: str | None = None,
        download_name: str | None = None,
        step: int = GET_STEP,
    ) -> PresignedDownload:
        """A URL to read it, for one to two steps: five to ten minutes.

        Within a step it is always the same, so that browsers find a picture in their cache
        and answers keep their entity tag. The store answers with ``content_type``, whatever it
        was told when the file was stored. With ``download_name`` a browser saves it instead of
        showing it.
        """
        since = datetime.fromtimestamp(now.timestamp() // step * step, UTC)
        query = {}
        if content_type is not None:
            query["response-content-type"] = content_type
        if download_name is not None:
            name = quote(download_name, safe="")
            query["response-content-disposition"] = f"attachment; filename*=UTF-8''{name}"
        url = self._signer.url(
            "GET",
            require_object_key(key),
            at=since,
            expires_seconds=2 * step,
            query=query,
        )
        return PresignedDownload(url, since + timedelta(seconds=2 * step))

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

    def chunks(self, key: str) -> Iterator[bytes]:
        """All of it, piece by piece; nothing when there is no such object."""
        with self._answering():
            answer = self._call("get_object", Key=require_object_key(key))
            if answer is not None:
                yield from answer["Body"].iter_chunks(CHUNK_BYTES)

    def copy(self, source: str, key: str) -> bool:
        """Copy an object within the store; False when there is no such object."""
        found = {"Bucket": self._bucket, "Key": require_object_key(source)}
        with self._answering():
            copied = self._call("copy_object", Key=require_object_key(key), CopySource=found)
            return copied is not None

    def keys(self, prefix: str, *, before: datetime) -> Iterator[str]:
        """Keys below ``t/{tenant}/…`` of objects that were last written before a moment.

        Raises InvalidObjectKey for a prefix that is not below a tenant.
        """
        if not _PREFIX.match(prefix):
            raise InvalidObjectKey(f"not below a tenant: {prefix[:80]!r}")
        token: dict[str, str] = {}
        while True:
            with self._answering():
                answer = self._call("list_objects_v2", Prefix=prefix, **token)
            for item in answer.get("Contents", ()):
                if item["LastModified"] < before:
                    yield item["Key"]
            if not answer.get("IsTruncated"):
                return
            token = {"ContinuationToken": answer["NextContinuationToken"]}

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


def _life(seconds: int) -> int:
    if not 0 < seconds <= _MAX_SECONDS:
        raise ValueError(f"a signed URL lives 1 to {_MAX_SECONDS} s")
    return seconds
