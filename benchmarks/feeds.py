"""Whether chosen feeds are what people would choose, beside the newest first and the most liked.

Eight pupils of one school with what each wants to read first, in both languages, among chatter that
is newer (:mod:`benchmarks.judged_feeds`). NDCG at ten: 1 is the order that they would choose.
Candidates and interests come from Postgres, as the function gets them, and each feed is chosen
under twenty seeds: three places of twenty try out what one would not have come upon, five go by
what many look at. "By score alone" is the order without these, so the difference is what they cost.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, text

from benchmarks.judged_feeds import CHATTER, CLASSES, POSTS, PUPILS, READERS, STAFF, Reader
from benchmarks.ndcg import SHOWN, ndcg
from benchmarks.report import Figure, print_table
from benchmarks.scene import School, running_scene
from infra.bootstrap import dependencies
from infra.postgres import social
from shared.social.policy import topic_tags
from shared.social.ranking import WEIGHTS, choose, judge, trend
from tests.areas.people.factories.people import make_class
from tests.areas.social.factories.posts import make_follow, make_post

_SEEDS = 20
_WEEK = 7 * 24
_EVERY = 3
_ROLES = text("UPDATE app.memberships SET role = :role WHERE tenant_id = :tenant AND user_id = :id")
_LIKE = text(
    """
    INSERT INTO app.likes (tenant_id, id, user_id, post_id, created_at)
    SELECT :tenant, uuidv7(), :person, p.id, p.created_at + interval '1 hour'
      FROM app.posts AS p WHERE p.tenant_id = :tenant AND p.id = :post
    """
)
_FOLLOW_TAG = text(
    "INSERT INTO app.hashtag_follows (tenant_id, user_id, tag) VALUES (:tenant, :person, :tag)"
)
_SEND_AWAY = text(
    """
    INSERT INTO app.feed_feedback (tenant_id, user_id, post_id, author_id, kind)
    SELECT :tenant, :person, p.id, p.author_id, 'NOT_INTERESTED'
      FROM app.posts AS p WHERE p.tenant_id = :tenant AND p.id = :post
    """
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer seeds")
    seeds = 5 if parser.parse_args().quick else _SEEDS
    names = [*STAFF, *PUPILS, *READERS]
    with running_scene() as scene:
        scene.gateway()  # its environment is that of this process from now on
        school = scene.make_school(len(names) + len(CHATTER))
        people = dict(zip(names, school.people, strict=False))
        now = datetime.now(UTC)
        with scene.admin.begin() as connection:
            posts = _write(connection, school, people, now)
            connection.execute(text("ANALYZE"))
        found = {name: _orders(school, people[name], now, seeds) for name in READERS}
    print_table(f"Feeds: {len(READERS)} judged readers", _judge(found, posts))


def _write(
    connection: Connection, school: School, people: Mapping[str, UUID], now: datetime
) -> Mapping[str, UUID]:
    """The week of the school; returns its posts by their keys."""
    here = {"tenant": school.id}
    for name, person in people.items():
        role = "STUDENT" if name not in STAFF else "ADMIN" if name == "head" else "TEACHER"
        connection.execute(_ROLES, {**here, "id": person, "role": role})
    rooms = {
        name: make_class(
            connection,
            tenant_id=school.id,
            teacher_ids=(people[teacher],),
            student_user_ids=tuple(
                people[one] for one, reader in READERS.items() if reader.class_name == name
            ),
        )
        for name, teacher in CLASSES.items()
    }
    written = dict[str, UUID]()
    for key, post in POSTS.items():
        at = now - timedelta(hours=post.hours)
        written[key] = make_post(
            connection,
            tenant_id=school.id,
            author_id=people[post.author],
            content=post.text,
            type=post.type,
            hashtags=list(post.tags),
            topic_tags=topic_tags(list(post.tags)),
            visibility="SCHOOL" if post.class_name is None else "CLASS",
            class_id=None if post.class_name is None else rooms[post.class_name],
            media=["picture"] if post.type in {"IMAGE", "VIDEO"} else [],
            likes_count=post.likes,
            comments_count=post.comments,
            created_at=at,
            updated_at=at,
        )
        for friend in post.liked_by:
            connection.execute(_LIKE, {**here, "person": people[friend], "post": written[key]})
    chatterers = school.people[-len(CHATTER) :]
    for n, hours in enumerate(range(1, _WEEK, _EVERY)):
        at = now - timedelta(hours=hours)
        make_post(
            connection,
            tenant_id=school.id,
            author_id=chatterers[n % len(chatterers)],
            content=CHATTER[n % len(CHATTER)],
            likes_count=n % 4,
            created_at=at,
            updated_at=at,
        )
    for name, reader in READERS.items():
        me = {"tenant": school.id, "person": people[name]}
        _live(connection, me, reader, people, written)
    return written


def _live(
    connection: Connection,
    me: Mapping[str, UUID],
    reader: Reader,
    people: Mapping[str, UUID],
    posts: Mapping[str, UUID],
) -> None:
    """What a reader has done until now."""
    for name in reader.follows:
        make_follow(
            connection,
            tenant_id=me["tenant"],
            follower_id=me["person"],
            following_id=people[name],
        )
    for tag in topic_tags(list(reader.tags)):
        connection.execute(_FOLLOW_TAG, {**me, "tag": tag})
    for key in reader.liked:
        connection.execute(_LIKE, {**me, "post": posts[key]})
    for key in reader.said:
        connection.execute(_SEND_AWAY, {**me, "post": posts[key]})


def _orders(
    school: School, viewer: UUID, now: datetime, seeds: int
) -> Mapping[str, Sequence[Sequence[UUID]]]:
    """What a reader is shown, by each way of choosing, once or more."""
    session = school.sessions[school.people.index(viewer)]
    with dependencies().unit_of_work() as unit:
        unit.begin_request(tenant_id=school.id, user_id=viewer, session_id=session, token_id=viewer)
        candidates = unit(social.CandidateRepository)
        found, interests = candidates.find(viewer, now), candidates.interests(viewer, now)
        newest = unit(social.PostRepository).find_feed(
            viewer, following=False, before=None, limit=SHOWN
        )
    judged = [judge(one, interests, now, WEIGHTS) for one in found]
    judged.sort(key=lambda one: -one.score)
    return {
        "for_you": [choose(found, interests, now, seed=str(n)) for n in range(seeds)],
        "by score alone": [[one.candidate.id for one in judged]],
        "newest first": [[post.id for post in newest]],
        "most liked": [[one.id for one in sorted(found, key=trend, reverse=True)]],
    }


def _judge(
    orders: Mapping[str, Mapping[str, Sequence[Sequence[UUID]]]], posts: Mapping[str, UUID]
) -> list[Figure]:
    figures, means = [], dict[str, float]()
    for way in next(iter(orders.values())):
        by_reader = {
            name: _mean(
                [
                    ndcg(order, {posts[key]: grade for key, grade in reader.wanted.items()})
                    for order in orders[name][way]
                ]
            )
            for name, reader in READERS.items()
        }
        english = _mean([value for name, value in by_reader.items() if name.isascii()])
        khmer = _mean([value for name, value in by_reader.items() if not name.isascii()])
        means[way] = _mean(list(by_reader.values()))
        note = f"English {english:.2f}, Khmer {khmer:.2f}, worst {min(by_reader.values()):.2f}"
        figures.append(Figure(f"NDCG@{SHOWN}, {way}", means[way], "", note=note))
    ratio = means["for_you"] / means["newest first"]
    return [*figures, Figure("for_you / newest first", ratio, "x", least=1.0)]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


if __name__ == "__main__":
    main()
