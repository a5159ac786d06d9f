"""What a post says of its likes, comments and shares is what there is."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from infra.postgres.social.tables import posts
from tests.support.api import ok
from tests.support.school import School


@pytest.mark.every_school
def test_counts_that_went_astray_are_put_right(school: School) -> None:
    post, reader = school.post(), school.caller("reader")
    path = f"/v1/posts/{post['id']}"
    ok(reader.post(f"{path}/like"))
    ok(reader.post(f"{path}/share", json={}))
    for n in range(2):
        ok(reader.post(f"{path}/comment", json={"content": f"Comment {n}"}), 201)
    with school.api.scene() as connection:
        astray = update(posts).where(posts.c.id == post["id"])
        connection.execute(astray.values(likes_count=7, comments_count=0, shares_count=3))
    result = school.api.run_job("job_counter_reconcile")
    names = ("posts.likes_count", "posts.comments_count", "posts.shares_count")
    assert all(result[name] >= 1 for name in names)
    seen = ok(reader.get(path))
    assert (seen["likesCount"], seen["commentsCount"], seen["sharesCount"]) == (1, 2, 1)
