"""Who sees what of a profile, and where its links may lead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.people.policy import HOSTS, Relation, check_host
from shared.people.types import Audience, FollowStatus
from shared.text.addresses import check_address

ACCEPTED, PENDING = FollowStatus.ACCEPTED, FollowStatus.PENDING
RELATIONS = st.builds(
    Relation,
    st.booleans(),
    st.sampled_from([None, *FollowStatus]),
    st.sampled_from([None, *FollowStatus]),
)
AUDIENCES = st.sampled_from(Audience)


@given(RELATIONS, AUDIENCES, AUDIENCES)
def test_what_is_seen_follows_from_how_two_people_stand(
    relation: Relation, profile: Audience, activity: Audience
) -> None:
    if relation.itself:
        assert relation.may_see(profile)
        assert relation.may_see_posts(profile, activity)
    elif relation.may_see_posts(profile, activity):
        assert relation.may_see(profile), "a closed profile shows no posts"
        assert activity is not Audience.PRIVATE
    if profile is Audience.CONNECTIONS and relation.may_see(profile):
        assert relation.itself or relation.follows is relation.followed_by is ACCEPTED
    stranger = Relation()
    assert stranger.may_see(profile) is (profile is Audience.PUBLIC)


@pytest.mark.parametrize(
    ("follows", "followed_by", "audience", "seen"),
    [
        (ACCEPTED, None, Audience.PRIVATE, True),
        (PENDING, ACCEPTED, Audience.PRIVATE, False),
        (None, ACCEPTED, Audience.PRIVATE, False),
        (ACCEPTED, ACCEPTED, Audience.CONNECTIONS, True),
        (ACCEPTED, PENDING, Audience.CONNECTIONS, False),
        (None, None, Audience.PUBLIC, True),
    ],
)
def test_an_audience_is_exactly_these_people(
    follows: FollowStatus | None,
    followed_by: FollowStatus | None,
    audience: Audience,
    seen: bool,
) -> None:
    assert Relation(False, follows, followed_by).may_see(audience) is seen


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "javascript:alert(1)",
        "https://",
        "https://user:pass@example.com/",
        "https://example.com/a b",
        'https://example.com/"x',
        "//example.com",
    ],
)
def test_an_address_is_https_without_credentials(url: str) -> None:
    with pytest.raises(ValueError, match="must"):
        check_address(url)


@pytest.mark.parametrize("field", HOSTS)
def test_a_link_leads_where_its_field_says(field: str) -> None:
    for host in HOSTS[field]:
        assert check_host(field, f"https://{host}/sok")
        assert check_host(field, f"https://www.{host}/sok")
        for other in (f"https://{host}.evil.example/", f"https://evil-{host}/", "https://x.y/"):
            with pytest.raises(ValueError, match="must be a page of"):
                check_host(field, other)
