"""Rules of profiles without I/O: who sees what, and which addresses a profile may name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from shared.people.types import Audience, FollowStatus
from shared.text.addresses import check_address

HOSTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "linkedin": ("linkedin.com",),
        "github": ("github.com",),
        "twitter": ("twitter.com", "x.com"),
    }
)
"""Where the addresses of these fields lead: a link says whose page it opens."""


@dataclass(frozen=True, slots=True)
class Relation:
    """How a viewer stands to a person."""

    itself: bool = False
    follows: FollowStatus | None = None
    followed_by: FollowStatus | None = None

    @property
    def connected(self) -> bool:
        """Whether each follows the other."""
        return self.follows is self.followed_by is FollowStatus.ACCEPTED

    def may_see(self, audience: Audience) -> bool:
        """Whether the viewer is of this audience of the person.

        A private profile is for those whom its owner has let follow.
        """
        if self.itself or audience is Audience.PUBLIC:
            return True
        if audience is Audience.CONNECTIONS:
            return self.connected
        return self.follows is FollowStatus.ACCEPTED

    def may_see_posts(self, profile: Audience, activity: Audience) -> bool:
        """Whether the viewer may see a list of what the person wrote; private is nobody else's."""
        if self.itself or activity is Audience.PRIVATE:
            return self.itself
        return self.may_see(profile) and self.may_see(activity)


def check_host(field: str, url: str) -> str:
    """Accept an address of the site that the field is named after; raises ValueError otherwise."""
    host = urlsplit(check_address(url)).hostname or ""
    if not any(host == known or host.endswith(f".{known}") for known in HOSTS[field]):
        raise ValueError(f"must be a page of {' or '.join(HOSTS[field])}")
    return url
