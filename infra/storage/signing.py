"""Signed URLs of an S3-compatible store (AWS Signature Version 4 in the query).

A page of posts signs dozens of them, in functions that need nothing else of the store: the vendor's
library would add 0.4 s to their first answer. A test compares every byte with what it would sign.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import quote, urlsplit

_ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs for one bucket with one key. Addresses are path-style: ``endpoint/bucket/key``."""

    endpoint: str
    bucket: str
    access_key: str
    secret_key: str
    region: str

    def url(
        self,
        method: str,
        key: str,
        *,
        at: datetime,
        expires_seconds: int,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> str:
        """Permission for one request, sent with exactly these headers, from ``at`` on."""
        date, moment = at.strftime("%Y%m%d"), at.strftime("%Y%m%dT%H%M%SZ")
        scope = f"{date}/{self.region}/s3/aws4_request"
        signed = {"host": urlsplit(self.endpoint).netloc}
        signed |= {name.lower(): value for name, value in (headers or {}).items()}
        names = ";".join(sorted(signed))
        path = quote(f"{urlsplit(self.endpoint).path}/{self.bucket}/{key}", safe="/-_.~")
        parameters = {
            **(query or {}),
            "X-Amz-Algorithm": _ALGORITHM,
            "X-Amz-Credential": f"{self.access_key}/{scope}",
            "X-Amz-Date": moment,
            "X-Amz-Expires": str(expires_seconds),
            "X-Amz-SignedHeaders": names,
        }
        encoded = "&".join(
            f"{quote(name, safe='-_.~')}={quote(parameters[name], safe='-_.~')}"
            for name in sorted(parameters)
        )
        lines = (f"{name}:{' '.join(signed[name].split())}" for name in sorted(signed))
        canonical = "\n".join([method, path, encoded, *lines, "", names, "UNSIGNED-PAYLOAD"])
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        text = f"{_ALGORITHM}\n{moment}\n{scope}\n{digest}"
        secret = _signing_key(self.secret_key, date, self.region)
        signature = hmac.new(secret, text.encode(), "sha256").hexdigest()
        parts = urlsplit(self.endpoint)
        return f"{parts.scheme}://{parts.netloc}{path}?{encoded}&X-Amz-Signature={signature}"


@lru_cache(maxsize=4)
def _signing_key(secret_key: str, date: str, region: str) -> bytes:
    found = f"AWS4{secret_key}".encode()
    for part in (date, region, "s3", "aws4_request"):
        found = hmac.digest(found, part.encode(), "sha256")
    return found
