"""The chosen feed has exactly what its reader may read, over all visibilities and relations.

What may be read is said here in plain Python, a second time: not by the statements of the product.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from infra.postgres.clubs.tables import club_members
from tests.areas.clubs.factories.clubs import make_club
from tests.areas.social.factories.posts import make_post
from tests.support.api import Api, all_items, ids
from tests.support.school import School, make_school

ME = "me"
PEOPLE = (ME, "a", "b")
ROOMS = ("of mine", "of others")
CLUBS = {"open": "PUBLIC", "closed": "APPROVAL_REQUIRED", "mine": "INVITE_ONLY"}


@dataclass(frozen=True)
class Written:
    """A post: of whom, for whom, and whether it is there at all."""

    author: str
    visibility: str
    place: str | None = None
    state: str = "PUBLISHED"


_PLACED = st.sampled_from(
    [("PUBLIC", None), ("SCHOOL", None), ("CONNECTIONS", None), ("PRIVATE", None)]
    + [("CLASS", room) for room in ROOMS]
    + [("CLUB", club) for club in CLUBS]
)
_POSTS = st.lists(
    st.builds(
        lambda author, placed, state: Written(author, placed[0], placed[1], state),
        st.sampled_from((*PEOPLE, "a stranger")),
        _PLACED,
        st.sampled_from(["PUBLISHED"] * 5 + ["DRAFT", "DELETED"]),
    ),
    min_size=4,
    max_size=14,
)
_PAIRS = [(one, other) for one in PEOPLE for other in PEOPLE if one != other]
_FOLLOWS = st.dictionaries(st.sampled_from(_PAIRS), st.sampled_from(["ACCEPTED", "PENDING"]))
_BLOCKS = st.sets(st.sampled_from([pair for pair in _PAIRS if ME in pair]), max_size=2)
Follows = dict[tuple[str, str], str]


def may_read(post: Written, follows: Follows, blocks: set[tuple[str, str]]) -> bool:
    """Whether the reader may read a post."""
    if post.state != "PUBLISHED" or post.author == "a stranger":
        return False
    if post.author == ME:
        return True
    if (ME, post.author) in blocks or (post.author, ME) in blocks:
        return False
    if post.visibility == "CONNECTIONS":
        pairs = ((ME, post.author), (post.author, ME))
        return all(follows.get(pair) == "ACCEPTED" for pair in pairs)
    if post.place is not None:
        return post.place in {"of mine", "open", "mine"}
    return post.visibility in {"PUBLIC", "SCHOOL"}


@settings(
    max_examples=12,
    # Each case takes schools of its own: a smaller one is no clearer, and costs as much.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(written=_POSTS, follows=_FOLLOWS, blocks=_BLOCKS)
def test_the_chosen_feed_has_what_may_be_read_and_nothing_else(
    api: Api, written: list[Written], follows: Follows, blocks: set[tuple[str, str]]
) -> None:
    school, strangers = make_school(api), make_school(api)
    for (one, other), status in follows.items():
        school.follow(school.member(one), school.member(other), status)
    for one, other in blocks:
        school.block(school.member(one), school.member(other))
    places = _places(school, strangers)
    known = [_write(school, strangers, post, places) for post in written]
    shown = set(ids(all_items(school.caller(ME), "/v1/posts", mode="for_you", limit=5)))
    expected = {
        str(post_id)
        for post_id, post in zip(known, written, strict=True)
        if may_read(post, follows, blocks)
    }
    assert shown == expected


def _places(school: School, strangers: School) -> dict[tuple[bool, str], UUID]:
    """Classes and clubs by their names, of this school and of the other."""
    found: dict[tuple[bool, str], UUID] = {}
    for own, of in ((True, school), (False, strangers)):
        found[own, "of mine"] = of.make_class(students=(ME,))
        found[own, "of others"] = of.make_class(students=("b",))
        with of.api.scene() as connection:
            tenant_id = of.author.tenant.id
            for name, mode in CLUBS.items():
                found[own, name] = make_club(
                    connection, tenant_id=tenant_id, owner_id=of.author.id, name=name, mode=mode
                )
            row = {
                "tenant_id": tenant_id,
                "club_id": found[own, "mine"],
                "user_id": of.member(ME).id,
            }
            connection.execute(insert(club_members).values(row))
    return found


def _write(
    school: School, strangers: School, post: Written, places: dict[tuple[bool, str], UUID]
) -> UUID:
    own = post.author != "a stranger"
    of = school if own else strangers
    columns: dict[str, object] = {"visibility": post.visibility}
    if post.place is not None:
        kind = "class_id" if post.visibility == "CLASS" else "club_id"
        columns[kind] = places[own, post.place]
    if post.state == "DRAFT":
        columns["status"] = "DRAFT"
    if post.state == "DELETED":
        columns["deleted_at"] = datetime.now(UTC)
    with of.api.scene() as connection:
        return make_post(
            connection,
            tenant_id=of.author.tenant.id,
            author_id=of.member(post.author).id,
            **columns,
        )
