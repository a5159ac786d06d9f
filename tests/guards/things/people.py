"""Things of people and of who runs a school: sessions, keys, invitations, files."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import insert

from infra.postgres.notifications.tables import notifications
from infra.postgres.people.device_tables import device_keys, device_tokens
from infra.postgres.platform.export_tables import data_exports
from tests.areas.identity.factories.factors import insert_key
from tests.areas.media.factories.uploads import make_upload
from tests.areas.people.factories.people import make_member, make_session, new_id
from tests.areas.platform.factories.webhooks import make_delivery, make_webhook
from tests.areas.social.factories.posts import make_follow
from tests.areas.tenants.factories.schools import make_assignment, make_claim_code, make_invitation
from tests.guards.things.named import Named
from tests.support.api import Api
from tests.support.scene import Member


def invitation_to(api: Api, email: str) -> str:
    """The token of an invitation into another school."""
    admin = api.member("ADMIN")
    with api.scene() as connection:
        return make_invitation(
            connection, tenant_id=admin.tenant.id, created_by=admin.id, email=email
        )[1]


def colleague(api: Api, member: Member) -> UUID:
    with api.scene() as connection:
        return make_member(connection, tenant_id=member.tenant.id).id


def asking(api: Api, member: Member, following_id: UUID | None = None) -> UUID:
    """Somebody who asks to follow the person, or somebody else."""
    follower = colleague(api, member)
    with api.scene() as connection:
        make_follow(
            connection,
            tenant_id=member.tenant.id,
            follower_id=follower,
            following_id=following_id or member.id,
            status="PENDING",
        )
    return follower


def keys(api: Api, member: Member, user_id: UUID | None = None) -> UUID:
    """A device of the person that has published keys, or of somebody else."""
    device_id, raw = new_id(), bytes(32)
    row = {
        "user_id": user_id or member.id,
        "device_id": device_id,
        "identity_key": raw,
        "prekey_id": 1,
        "prekey": raw,
        "prekey_signature": bytes(64),
        "identity_changed_at": datetime.now(UTC),
    }
    with api.scene() as connection:
        connection.execute(insert(device_keys).values(row))
    return device_id


def push_device(api: Api, member: Member, user_id: UUID | None = None) -> UUID:
    """A device to which pushes to the person go, or to somebody else."""
    device_id = new_id()
    row = {
        "id": device_id,
        "user_id": user_id or member.id,
        "family_id": new_id(),
        "platform": "IOS",
        "token": str(device_id),
        "token_hash": device_id.bytes,
    }
    with api.scene() as connection:
        connection.execute(insert(device_tokens).values(row))
    return device_id


def export(api: Api, member: Member, user_id: UUID | None = None) -> UUID:
    """An archive of the person's data, or of somebody else's, that is being made."""
    export_id = new_id()
    row = {"tenant_id": member.tenant.id, "id": export_id, "user_id": user_id or member.id}
    with api.scene() as connection:
        connection.execute(insert(data_exports).values(row))
    return export_id


def notification(api: Api, member: Member, user_id: UUID | None = None) -> UUID:
    notification_id = new_id()
    values = {
        "tenant_id": member.tenant.id,
        "id": notification_id,
        "user_id": user_id or member.id,
        "type": "POST_LIKE",
        "title": "New like",
        "message": "Sok liked your post",
    }
    with api.scene() as connection:
        connection.execute(insert(notifications).values(values))
    return notification_id


def device(api: Api, member: Member, user_id: UUID | None = None) -> UUID:
    with api.scene() as connection:
        return make_session(connection, tenant_id=member.tenant.id, user_id=user_id or member.id)


def assignment(api: Api, member: Member, role: str = "MODERATOR") -> UUID:
    with api.scene() as connection:
        return make_assignment(
            connection, tenant_id=member.tenant.id, user_id=colleague(api, member), role=role
        )


def invitation(api: Api, member: Member) -> UUID:
    with api.scene() as connection:
        return make_invitation(
            connection,
            tenant_id=member.tenant.id,
            created_by=member.id,
            email=f"{new_id().hex}@example.test",
        )[0]


def claim_code(api: Api, member: Member) -> UUID:
    with api.scene() as connection:
        return make_claim_code(connection, tenant_id=member.tenant.id, created_by=member.id)[0]


def operation(api: Api, member: Member) -> UUID:
    return assignment(api, member, "PLATFORM_ADMIN")


def upload(api: Api, member: Member, owner_id: UUID | None = None) -> UUID:
    with api.scene() as connection:
        return make_upload(connection, tenant_id=member.tenant.id, owner_id=owner_id or member.id)


def with_factor(api: Api, member: Member) -> UUID:
    found = api.member("STUDENT", member.tenant)
    insert_key(api, found)
    return found.id


def webhook(api: Api, member: Member) -> UUID:
    with api.scene() as connection:
        return make_webhook(
            connection,
            tenant_id=member.tenant.id,
            user_id=member.id,
            seal_key=api.keys.webhook_seal_key,
        )


def delivery(api: Api, member: Member) -> Named:
    webhook_id = webhook(api, member)
    with api.scene() as connection:
        delivery_id = make_delivery(connection, tenant_id=member.tenant.id, webhook_id=webhook_id)
    return {"id": webhook_id, "deliveryId": delivery_id}
