"""What an administrative request leaves in the audit log: by its declaration, not by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from functions.runtime.context import Ctx
from infra.postgres import platform
from shared.http.route import Audit, Route

if TYPE_CHECKING:
    from infra.postgres.platform import State


@dataclass(frozen=True, slots=True)
class Trail:
    """What is known before the change; :meth:`write` compares it with what has become of it."""

    ctx: Ctx
    declared: Audit
    named: str | None
    before: State | None

    @classmethod
    def begin(cls, ctx: Ctx, route: Route, declared: Audit, inputs: Mapping[str, Any]) -> Trail:
        """Look at the thing before the handler does."""
        named = _in_path(route, inputs)
        log = ctx.db(platform.AuditRepository)
        before = None if named is None else log.get_state(declared.entity, named)
        return cls(ctx, declared, named, before)

    def write(self, result: Any) -> None:
        """Add the row, in the transaction of the change: none without the other.

        The last statement before the events, because the chain of the school is locked by it.
        """
        ctx, log = self.ctx, self.ctx.db(platform.AuditRepository)
        entity_id = ctx.audited or self.named or getattr(result, "id", None) or ctx.db.tenant
        log.add(
            id=ctx.new_id(),
            actor_id=ctx.viewer.user_id,
            action=self.declared.action,
            entity_type=self.declared.entity,
            entity_id=str(entity_id),
            before=self.before,
            after=log.get_state(self.declared.entity, str(entity_id)),
            ip=ctx.request.ip,
            user_agent=ctx.request.user_agent,
            request_id=ctx.request.id,
            created_at=ctx.now(),
        )


def _in_path(route: Route, inputs: Mapping[str, Any]) -> str | None:
    if not route.path_variables:
        return None
    named = inputs["path"].model_dump(by_alias=True)[route.path_variables[-1]]
    return str(named)
