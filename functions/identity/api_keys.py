"""API keys: what a program shows instead of a token. Which routes take one says the route."""

from __future__ import annotations

import secrets
from datetime import timedelta

from functions.common.proof import ProofRequired, demand_proof
from functions.identity.proving import tell_owner
from functions.runtime.authenticate import KEY_PREFIX, key_digest
from functions.runtime.context import Ctx
from infra.postgres import identity
from shared.http.problem import Conflict, NotFound, ValidationFailed
from shared.http.route import Access, route
from shared.identity.events import EmailQueued
from shared.identity.key_schemas import (
    MAX_KEYS,
    ApiKeyCreate,
    ApiKeyCreated,
    ApiKeyList,
    ApiKeyPath,
    ApiKeyRead,
)


class ApiKeyNotFound(NotFound):
    """The caller has no such key in this school."""

    title = "API key not found"


class PermissionNotHeld(ValidationFailed):
    """A key can do no more than its owner."""

    code = "permission_not_held"
    title = "You do not have all of these permissions yourself"
    cure = "Leave out the permissions that `errors` names."


class TooManyApiKeys(Conflict):
    """One person keeps twenty in a school at the most."""

    code = "too_many_api_keys"
    title = "Revoke a key that you do not use before you make another one"
    cure = "Revoke a key that is not used any more, then make another one."


@route("GET", "/v1/auth/api-keys", permission=Access.SIGNED_IN, limits=("read",))
def auth_api_keys_list(ctx: Ctx) -> ApiKeyList:
    """List the caller's keys for this school."""
    found = ctx.db(identity.ApiKeyRepository).find(ctx.viewer.user_id)
    return ApiKeyList(data=[ApiKeyRead.of(key) for key in found])


@route(
    "POST",
    "/v1/auth/api-keys",
    permission=Access.SIGNED_IN,
    limits=("write",),
    status=201,
    idempotent=False,
    emits=(EmailQueued,),
    raises=(ProofRequired, PermissionNotHeld, TooManyApiKeys),
)
def auth_api_keys_create(ctx: Ctx, body: ApiKeyCreate) -> ApiKeyCreated:
    """Make a key. Its secret is shown this once; only its hash is kept.

    It never does more than its permissions, nor more than its owner may at the moment of use.
    """
    demand_proof(ctx)
    viewer, now, keys = ctx.viewer, ctx.now(), ctx.db(identity.ApiKeyRepository)
    wanted = sorted(set(body.permissions))
    if missing := [permission for permission in wanted if viewer.reach(permission) is None]:
        said = {"field": "permissions", "code": "not_held"}
        raise PermissionNotHeld(errors=[{**said, "message": name} for name in missing])
    if keys.count(viewer.user_id) >= MAX_KEYS:
        raise TooManyApiKeys
    prefix = f"{KEY_PREFIX}{secrets.token_hex(4)}"
    secret = f"{prefix}_{secrets.token_urlsafe(32)}"
    row = {
        "id": ctx.new_id(),
        "name": body.name,
        "prefix": prefix,
        "permissions": wanted,
        "expires_at": now + timedelta(days=body.expires_in_days),
        "created_at": now,
    }
    keys.insert(**row, user_id=viewer.user_id, key_hash=key_digest(secret))
    tell_owner(ctx)
    return ApiKeyCreated(**row, last_used_at=None, secret=secret)


@route(
    "DELETE",
    "/v1/auth/api-keys/{id}",
    permission=Access.SIGNED_IN,
    limits=("write",),
    status=204,
    raises=(ApiKeyNotFound,),
)
def auth_api_keys_revoke(ctx: Ctx, path: ApiKeyPath) -> None:
    """Revoke a key: its next request is refused."""
    if not ctx.db(identity.ApiKeyRepository).revoke(ctx.viewer.user_id, path.id, ctx.now()):
        raise ApiKeyNotFound
