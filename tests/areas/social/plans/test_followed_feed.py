"""The feed of followed people is the same whichever of its two statements answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine

from infra.postgres.core.unit_of_work import UnitOfWork
from infra.postgres.social.posts import PostRepository
from infra.postgres.social.readable_posts import followed_ever, followed_recently
from shared.http.paging import Position
from tests.areas.people.factories.people import make_member, make_session, make_tenant
from tests.areas.social.factories.posts import make_follow, make_post

PAGE = 5


def test_pages_follow_one_another_without_gap_or_repetition(engine: Engine) -> None:
    now = datetime.now(UTC)
    with engine.begin() as connection:
        tenant_id = make_tenant(connection).id
        viewer, busy, silent, stranger = (
            make_member(connection, tenant_id=tenant_id).id for _ in range(4)
        )
        session_id = make_session(connection, tenant_id=tenant_id, user_id=viewer)
        for person in (busy, silent):
            make_follow(connection, tenant_id=tenant_id, follower_id=viewer, following_id=person)
        expected: list[UUID] = []
        for age in range(40):
            author = silent if age % 19 == 18 else (busy if age % 3 else stranger)
            visibility = "PRIVATE" if age % 7 == 1 else "SCHOOL"
            post_id = make_post(
                connection,
                tenant_id=tenant_id,
                author_id=author,
                visibility=visibility,
                created_at=now - timedelta(minutes=age),
            )
            if author != stranger and visibility == "SCHOOL":
                expected.append(post_id)
    with UnitOfWork(engine) as unit:
        unit.begin_request(
            tenant_id=tenant_id, user_id=viewer, session_id=session_id, token_id=viewer
        )
        seen: list[UUID] = []
        position: Position | None = None
        while True:
            found = unit(PostRepository).find_feed(
                viewer, following=True, before=position, limit=PAGE
            )
            seen += [post.id for post in found[:PAGE]]
            # All posts lie within the window, so both statements know the whole answer.
            values: dict[str, object] = {
                "tenant_id": tenant_id,
                "viewer_id": viewer,
                "row_limit": PAGE + 1,
            }
            if position is not None:
                values |= {"before_at": position.at, "before_id": position.id}
            continued = position is not None
            recently = unit.all(followed_recently(continued=continued), values)
            ever = unit.all(followed_ever(continued=continued), values)
            assert [row.id for row in recently] == [row.id for row in ever]
            assert [row.id for row in ever] == [post.id for post in found]
            if len(found) <= PAGE:
                break
            position = found[PAGE - 1].position
    assert seen == expected
