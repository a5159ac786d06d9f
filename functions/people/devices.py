"""Devices: where pushes go, and public keys with which messages to a person are sealed."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from functions.people.follows import require_person
from functions.runtime.context import Ctx
from infra.postgres import identity, people
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, NotFound
from shared.http.route import Access, route
from shared.people.device_schemas import (
    KeyBundleList,
    KeyBundlePath,
    KeyBundleRead,
    KeysPublish,
    PushDeviceCreate,
    PushDeviceList,
    PushDevicePath,
    PushDeviceRead,
    SignedPrekeyRead,
)
from shared.people.problems import PersonNotFound
from shared.people.schemas import UserPath

if TYPE_CHECKING:
    from uuid import UUID

    from infra.postgres.people import KeyBundle, PushDevice

MOST_KEYS = 20


class PushDeviceNotFound(NotFound):
    """The caller has no such device."""

    title = "Device not found"


class KeysNotFound(NotFound):
    """The caller has published no keys of such a device."""

    title = "Keys not found"


class TooManyDevices(Conflict):
    """As many devices as a person may have keys for have some."""

    code = "too_many_devices"
    title = "You have keys on too many devices"
    cure = "Remove the keys of a device that is not used any more, then publish these."


@route("GET", "/v1/users/me/devices", permission=Access.SIGNED_IN, limits=("read",))
def users_devices_list(ctx: Ctx) -> PushDeviceList:
    """List where pushes to the caller go, the device registered last first."""
    here = _family(ctx)
    found = ctx.db(people.DeviceRepository).find(ctx.viewer.user_id)
    return PushDeviceList(
        data=[_read(device, here) for device in found],
        web_push_key=ctx.deps.settings.vapid_public_key,
    )


@route(
    "POST",
    "/v1/users/me/devices",
    permission=Access.SIGNED_IN,
    limits=("write",),
    status=201,
    # Repeated, it is the same device.
    idempotent=False,
)
def users_devices_register(ctx: Ctx, body: PushDeviceCreate) -> PushDeviceRead:
    """Have pushes sent to this device, until it is signed out.

    A device is registered once: whoever registers it last has it. Of more than twenty, those that
    were registered longest ago are forgotten.
    """
    viewer, now, here = ctx.viewer, ctx.now(), _family(ctx)
    device = ctx.db(people.DeviceRepository).register(
        **body.model_dump(),
        id=ctx.new_id(),
        user_id=viewer.user_id,
        family_id=here,
        token_hash=hashlib.sha256(f"{body.platform}/{body.token}".encode()).digest(),
        created_at=now,
        last_seen_at=now,
    )
    return _read(device, here)


@route(
    "DELETE",
    "/v1/users/me/devices/{id}",
    permission=Access.SIGNED_IN,
    limits=("write",),
    status=204,
    raises=(PushDeviceNotFound,),
)
def users_devices_remove(ctx: Ctx, path: PushDevicePath) -> None:
    """Send no more pushes to a device."""
    if not ctx.db(people.DeviceRepository).remove(ctx.viewer.user_id, path.id):
        raise PushDeviceNotFound


@route(
    "PUT",
    "/v1/users/me/keys",
    permission=Access.SIGNED_IN,
    limits=("write",),
    raises=(TooManyDevices,),
)
def users_keys_publish(ctx: Ctx, body: KeysPublish) -> KeyBundleRead:
    """Publish the public keys of one device, in place of those that it had.

    Keys for single use are not taken: reading changes nothing here, so nobody could be sure to be
    the only one who got one.
    """
    viewer, devices = ctx.viewer, ctx.db(people.DeviceRepository)
    if devices.count_keys(viewer.user_id, but=body.device_id) >= MOST_KEYS:
        raise TooManyDevices
    prekey = body.signed_prekey
    bundle = devices.publish(
        viewer.user_id,
        body.device_id,
        ctx.now(),
        identity_key=_raw(body.identity_key),
        prekey_id=prekey.id,
        prekey=_raw(prekey.key),
        prekey_signature=_raw(prekey.signature),
    )
    return _bundle(bundle)


@route(
    "DELETE",
    "/v1/users/me/keys/{id}",
    permission=Access.SIGNED_IN,
    limits=("write",),
    status=204,
    raises=(KeysNotFound,),
)
def users_keys_remove(ctx: Ctx, path: KeyBundlePath) -> None:
    """Take back the keys of one device, such as a lost one: nothing more is sealed for it."""
    if not ctx.db(people.DeviceRepository).remove_keys(ctx.viewer.user_id, path.id):
        raise KeysNotFound


@route(
    "GET",
    "/v1/users/{id}/keys",
    permission=Permission.MESSAGES_SEND,
    limits=("read",),
    raises=(PersonNotFound,),
)
def users_keys_get(ctx: Ctx, path: UserPath) -> KeyBundleList:
    """Read the public keys of all devices of a person, to seal a message for them."""
    person = require_person(ctx, path.id)
    found = ctx.db(people.DeviceRepository).find_keys(person.id)
    return KeyBundleList(data=[_bundle(bundle) for bundle in found])


def _family(ctx: Ctx) -> UUID:
    """The sign-in on this device, which outlives its tokens."""
    viewer = ctx.viewer
    family = ctx.db(identity.SessionRepository).get_family(viewer.session_id)
    return family or viewer.session_id


def _read(device: PushDevice, here: UUID) -> PushDeviceRead:
    return PushDeviceRead.of(device, current=device.family_id == here)


def _bundle(found: KeyBundle) -> KeyBundleRead:
    prekey = SignedPrekeyRead(
        id=found.prekey_id, key=_text(found.prekey), signature=_text(found.prekey_signature)
    )
    return KeyBundleRead.of(found, identity_key=_text(found.identity_key), signed_prekey=prekey)


def _raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
