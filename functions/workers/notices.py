"""Telling people: the one way in which workers make notifications."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.context import Ctx
from functions.runtime.service import Received
from infra.postgres import notifications, people
from shared.notifications.events import NotificationNew
from shared.notifications.policy import Channels, channels_of
from shared.notifications.texts import message
from shared.notifications.types import NotificationType
from shared.notifications.words import Words

if TYPE_CHECKING:
    from infra.postgres.people import Receiver


def notify(
    ctx: Ctx,
    received: Received,
    kind: NotificationType,
    *,
    to: UUID,
    by: UUID,
    about: UUID,
    page: UUID | None = None,
    whose: UUID | None = None,
) -> None:
    """Tell a person what somebody did about a thing; ``page`` where that is not where it is read.

    ``whose`` part of the page it is, where the page needs to know.
    Nobody is told of their own doing, nor who has left. Nobody hears of whom they have blocked,
    but for what is owed to them.
    """
    if to == by:
        return
    person, locale = (
        ctx.db(people.PeopleRepository).get_member(by if kind.told.owed else to, by),
        ctx.db(people.PeopleRepository).get_locale(to),
    )
    if person is None or locale is None:
        return
    now, told, kept = ctx.now(), kind.told, ctx.db(notifications.NotificationRepository)
    key = told.group_key(about)
    group = None if key is None else kept.lock_open_group(to, key, now)
    if group is not None and told.once_each and group.has(by):
        return
    count = 1 if group is None else group.group_count + 1
    shown = NotificationNew(
        id=ctx.new_id() if group is None else group.id,
        type=kind,
        priority=told.priority,
        title=told.title.in_language(locale),
        message=message(kind, locale, actor=person.name, group_count=count),
        link=told.link(*_places(page or about, whose)),
        group_key=key,
        group_count=count,
        created_at=now if group is None else group.created_at,
    )
    ways = ways_of(ctx, kind, to)
    if group is None:
        _keep(ctx, received, shown, to=to, by=by, about=about, ways=ways)
    else:
        latest = {"title": shown.title, "message": shown.message, "actor_id": by, "type": kind}
        kept.join_group(group.id, **latest, updated_at=now)
    tell(ctx, shown, ways, to)


def announce(
    ctx: Ctx,
    received: Received,
    kind: NotificationType,
    *,
    to: Iterable[Receiver],
    about: UUID,
    words: Words,
    page: UUID | None = None,
    whose: UUID | None = None,
) -> None:
    """Tell many people the same words, and nothing of who said them; see :func:`notify`."""
    told, people_told = kind.told, list(to)
    chosen = ctx.db(notifications.PreferenceRepository).find_of_type(
        kind, [person.id for person in people_told]
    )
    for person in people_told:
        shown = NotificationNew(
            id=ctx.new_id(),
            type=kind,
            priority=told.priority,
            title=told.title.in_language(person.locale),
            message=words.in_language(person.locale),
            link=told.link(*_places(page or about, whose)),
            group_key=told.group_key(about),
            group_count=1,
            created_at=ctx.now(),
        )
        ways = channels_of(kind, chosen.get(person.id))
        _keep(ctx, received, shown, to=person.id, by=None, about=about, ways=ways)
        tell(ctx, shown, ways, person.id)


def _places(page: UUID, whose: UUID | None) -> tuple[UUID, ...]:
    return (page,) if whose is None else (page, whose)


def _keep(
    ctx: Ctx,
    received: Received,
    shown: NotificationNew,
    *,
    to: UUID,
    by: UUID | None,
    about: UUID,
    ways: Channels,
) -> None:
    ctx.db(notifications.NotificationRepository).insert(
        **shown.model_dump(by_alias=False),
        user_id=to,
        actor_id=by,
        entity_type=shown.type.told.entity,
        entity_id=about,
        dedupe_key=f"{received.id}:{shown.type}",
        updated_at=shown.created_at,
        in_app=ways.in_app,
    )


def ways_of(ctx: Ctx, kind: NotificationType, to: UUID) -> Channels:
    """By which ways a person wants to be told of this."""
    chosen = ctx.db(notifications.PreferenceRepository).find_of_type(kind, [to])
    return channels_of(kind, chosen.get(to))


def tell(ctx: Ctx, shown: NotificationNew, ways: Channels, to: UUID) -> None:
    """Tell the person's pages of it, or only whoever brings it to them otherwise."""
    seen, unseen = (to, None) if ways.in_app else (None, to)
    ctx.emit(shown, receiver_id=seen, unseen_by=unseen)
