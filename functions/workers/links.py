"""Previews of the pages to which posts link."""

from __future__ import annotations

from uuid import UUID

from functions.runtime.context import Ctx
from functions.runtime.service import Received, on, worker
from infra.postgres import social
from shared.social.events import PostCreated, PostUpdated
from shared.social.pages import described
from shared.social.parts import LinkRead
from shared.social.policy import first_link


def _created(ctx: Ctx, event: PostCreated, received: Received) -> None:
    _look(ctx, event.post_id)


def _updated(ctx: Ctx, event: PostUpdated, received: Received) -> None:
    if "content" in event.changed or "contentKh" in event.changed:
        _look(ctx, event.post_id)


@worker(on(PostCreated, _created), on(PostUpdated, _updated), emits=(PostUpdated,))
def worker_links() -> None:
    """Ask the page that a post links to first what it says of itself."""


def _look(ctx: Ctx, post_id: UUID) -> None:
    posts = ctx.db(social.PostRepository)
    linked = posts.get_linked(post_id)
    if linked is None:
        return
    url = first_link(linked.content, linked.content_kh)
    if url is None or (linked.link is not None and linked.link.url == url):
        return
    card = _card(ctx, url)
    if card is None:
        return
    posts.change(post_id, link=card.model_dump())
    # Only to who has the post open: nothing that its readers wrote has changed.
    event = PostUpdated(post_id=post_id, changed=["link"], updated_at=linked.updated_at)
    nobody = dict.fromkeys(("school_id", "class_id", "club_id", "connections_of"))
    ctx.emit(event, **nobody, post_id=post_id)


def _card(ctx: Ctx, url: str) -> LinkRead | None:
    """What the page says; None where it is none, or leads inside: a link is a link without it."""
    from infra.links.fetch import LinkRefused, LinkUnreachable

    try:
        page = ctx.deps.pages.fetch(url)
    except (LinkRefused, LinkUnreachable):
        return None
    return described(url, page.body, page.charset)
