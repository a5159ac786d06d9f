"""F22: whose membership or session ends hears nothing more, and cannot come back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import httpx

from tests.chaos.accounts import Account
from tests.chaos.goals import Figure
from tests.chaos.probe import Probe
from tests.chaos.report import Report
from tests.chaos.scenario import Scene
from tests.chaos.world import TENANT_ID

_SILENT_SECONDS = 5.0
_AFTER_SECONDS = 2.0
_PATIENCE_SECONDS = 15.0
_RATE = 40.0

Revoke = Callable[[Scene, httpx.AsyncClient, Account], Awaitable[None]]


async def revocation(scene: Scene, seconds: float, seed: int) -> Report:
    """Take people's rights away while events flow: with the product's message and without one."""
    del seconds, seed
    await asyncio.to_thread(scene.hot.set_rate, _RATE)
    try:
        figures = [
            *await _revoked(scene, "logged out", _log_out),
            *await _revoked(scene, "member left", _leave),
        ]
    finally:
        await asyncio.to_thread(scene.hot.set_rate, 0.0)
    return Report(figures)


async def _revoked(scene: Scene, how: str, revoke: Revoke) -> list[Figure]:
    """Two streams, one on each relay: when they end, and what they hear afterwards."""
    (account,) = await scene.newcomers(1)
    async with scene.client(scene.world) as api:
        channels = ",".join(scene.surroundings(api).channels)
        probes = [
            await Probe.open(relay, account.access, channels=channels)
            for relay in scene.world.relays
        ]
        await asyncio.gather(*(p.until(lambda p=p: len(p.arrivals) > 5) for p in probes))  # type: ignore[misc]
        await revoke(scene, api, account)
        revoked = time.monotonic()
        ends = await asyncio.gather(*(_end_of(probe) for probe in probes))
        await asyncio.sleep(_AFTER_SECONDS)
        late = [at for p in probes for at in p.arrivals if at > revoked + _SILENT_SECONDS]
        returns = []
        for relay, probe in zip(scene.world.relays, probes, strict=True):
            cursor = probe.checkpoints[-1]
            with await Probe.open(relay, account.access, channels=channels, cursor=cursor) as again:
                returns.append(again.status)
    for probe in probes:
        probe.reader.close()
    return [
        Figure(f"{how}: silent after", max(ends) - revoked, most=_SILENT_SECONDS, unit="s"),
        Figure(f"{how}: events later", len(late), most=0),
        Figure(
            f"{how}: resumes refused",
            sum(status in {401, 403} for status in returns),
            least=len(returns),
            note=f"answers {returns}",
        ),
    ]


async def _end_of(probe: Probe) -> float:
    """When the stream ended; far in the future when it did not."""
    done, _ = await asyncio.wait({probe.reader.ended}, timeout=_PATIENCE_SECONDS)
    return time.monotonic() if done else float("inf")


async def _log_out(scene: Scene, api: httpx.AsyncClient, account: Account) -> None:
    del scene
    headers = {"Authorization": f"Bearer {account.access}"}
    answer = await api.post("/v1/auth/logout", json={}, headers=headers)
    answer.raise_for_status()


async def _leave(scene: Scene, api: httpx.AsyncClient, account: Account) -> None:
    """A change behind the product's back: no message tells the relays."""
    del api
    await asyncio.to_thread(
        scene.world.write,
        "UPDATE app.memberships SET status = 'LEFT', left_at = now()"
        " WHERE tenant_id = :tenant AND user_id = :user",
        tenant=TENANT_ID,
        user=account.user_id,
    )
