"""Posts whose time has come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.runtime.context import Ctx, RequestInfo
from functions.runtime.schools import for_each_school, in_school
from functions.runtime.service import job
from functions.social.publishing import publish
from functions.social.writing import may_publish
from infra.postgres import social
from shared.social.events import PostCreated
from shared.social.types import PostStatus

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies

BATCH = 100


@job("* * * * *")
def job_scheduled_publish(deps: Dependencies) -> Mapping[str, Any]:
    """Publish the posts whose time has come, in the name of their authors.

    Of an author who may not write there any more it is a draft again, which they may publish once
    they may.
    """

    def release(school_id: UUID) -> int:
        with in_school(deps, school_id) as unit:
            posts, now = unit(social.PostRepository), deps.clock()
            due, published = posts.find_due(now, BATCH), 0
            for author_id, post_id in due:
                info = RequestInfo(id=str(post_id), ip="", user_agent="", received_at=now)
                ctx = Ctx(deps, unit, info, (PostCreated,), acting_for=author_id)
                post = posts.get_draft(author_id, post_id)
                assert post is not None, "it is locked"
                if not may_publish(ctx, post):
                    draft = {"status": PostStatus.DRAFT, "publish_at": None}
                    posts.change(post_id, **draft, updated_at=now)
                    continue
                publish(ctx, post)
                ctx.renew_index()
                published += 1
            return published

    return {"published": sum(for_each_school(deps, release))}
