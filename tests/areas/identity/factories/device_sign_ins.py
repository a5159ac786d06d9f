"""Programs that wait to be let in."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from infra.postgres.identity.device_sign_in_tables import device_sign_ins
from shared.identity.codes import normalise_code
from shared.identity.factor_policy import typed_code
from shared.identity.types import DeviceDecision
from tests.areas.people.factories.people import new_id
from tests.support.api import Api
from tests.support.scene import Member


def waiting(api: Api, *, let_in_by: Member | None = None) -> dict[str, str]:
    """The codes of a program, let in where somebody is named."""
    device_code, user_code = secrets.token_urlsafe(32), typed_code(secrets.token_bytes(10))
    now = datetime.now(UTC)
    row: dict[str, Any] = {
        "id": new_id(),
        "device_hash": hashlib.sha256(device_code.encode()).digest(),
        "code_mark": api.deps.sealer.mark(normalise_code(user_code), b"device"),
        "program": "stunity",
        "host": "dara-laptop",
        "ip": "203.0.113.7",
        "interval_seconds": 5,
        "expires_at": now + timedelta(minutes=10),
    }
    if let_in_by is not None:
        row |= {
            "decision": DeviceDecision.APPROVED,
            "user_id": let_in_by.id,
            "school_id": let_in_by.tenant.id,
            "session_id": let_in_by.session_id,
        }
    with api.scene() as connection:
        connection.execute(insert(device_sign_ins).values(row))
    return {"deviceCode": device_code, "userCode": user_code}
