"""Pupils with codes on paper."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import insert

from infra.postgres.identity.tables import one_time_tokens
from shared.identity.codes import normalise_code
from shared.identity.factor_policy import typed_code
from shared.identity.types import TokenPurpose
from tests.areas.people.factories.people import make_class
from tests.support.api import Api
from tests.support.scene import Member


def pupil_of(api: Api, teacher: Member) -> UUID:
    """A pupil of a class of the teacher's."""
    pupil = api.member("STUDENT", teacher.tenant)
    with api.scene() as connection:
        make_class(
            connection,
            tenant_id=teacher.tenant.id,
            teacher_ids=(teacher.id,),
            student_user_ids=(pupil.id,),
        )
    return pupil.id


def strange_pupil(api: Api, teacher: Member) -> UUID:
    """A pupil of somebody else's class in the same school."""
    return pupil_of(api, api.member("TEACHER", teacher.tenant))


def paper_code(api: Api, user_id: UUID) -> str:
    """A code of the person, as a teacher would have given it."""
    code, now = typed_code(secrets.token_bytes(10)), datetime.now(UTC)
    row = {
        "token_hash": api.deps.sealer.mark(normalise_code(code), b"paper"),
        "user_id": user_id,
        "purpose": TokenPurpose.PAPER,
        "created_at": now,
        "expires_at": now + timedelta(hours=1),
    }
    with api.scene() as connection:
        connection.execute(insert(one_time_tokens).values(row))
    return code
