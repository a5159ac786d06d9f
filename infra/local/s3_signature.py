"""Checks presigned URLs as a real store does; moto accepts any."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, quote

_ALGORITHM = "AWS4-HMAC-SHA256"
_SIGNATURE = "X-Amz-Signature"


def is_presigned(query: str) -> bool:
    """Whether this query string claims to be signed."""
    return f"{_SIGNATURE}=" in query


def presigned_fault(
    method: str,
    path: str,
    query: str,
    headers: Mapping[str, str],
    *,
    secret_key: str,
    now: datetime,
) -> str | None:
    """What is wrong with a presigned request (AWS Signature Version 4 in the query); None if fine.

    `path` and `query` are as sent, `headers` have lower-case names.
    """
    parameters = dict(parse_qsl(query, keep_blank_values=True))
    claimed = parameters.pop(_SIGNATURE, "")
    try:
        signed_at = datetime.strptime(parameters["X-Amz-Date"], "%Y%m%dT%H%M%S%z")
        lifetime = timedelta(seconds=int(parameters["X-Amz-Expires"]))
        _, date, region, service, _ = parameters["X-Amz-Credential"].split("/")
        names = parameters["X-Amz-SignedHeaders"].split(";")
    except (KeyError, ValueError):
        return "AuthorizationQueryParametersError"
    if now > signed_at + lifetime:
        return "Request has expired"
    canonical = "\n".join(
        [
            method,
            path,
            "&".join(f"{_quoted(name)}={_quoted(parameters[name])}" for name in sorted(parameters)),
            *(f"{name}:{' '.join(headers.get(name, '').split())}" for name in names),
            "",
            ";".join(names),
            "UNSIGNED-PAYLOAD",
        ]
    )
    scope = f"{date}/{region}/{service}/aws4_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = "\n".join([_ALGORITHM, parameters["X-Amz-Date"], scope, digest])
    key = f"AWS4{secret_key}".encode()
    for part in (date, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    expected = hmac.new(key, text.encode(), "sha256").hexdigest()
    return None if hmac.compare_digest(expected, claimed) else "SignatureDoesNotMatch"


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")
