"""What people choose in polls, whether they come to events, and what they keep for later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository
from infra.postgres.social.tables import bookmarks, event_rsvps, poll_votes
from shared.social.types import RsvpStatus


@dataclass(frozen=True, slots=True)
class Tally:
    """What a poll has come to: votes of each option, those of the viewer, and how many voted."""

    votes: Mapping[int, int]
    mine: frozenset[int]
    voters: int


@dataclass(frozen=True, slots=True)
class _OptionVotes:
    post_id: UUID
    option_id: int
    votes: int
    mine: bool


@dataclass(frozen=True, slots=True)
class _Voters:
    post_id: UUID
    voters: int


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who comes to an event, and what the viewer said."""

    counts: Mapping[RsvpStatus, int]
    mine: RsvpStatus | None


@dataclass(frozen=True, slots=True)
class _Answers:
    post_id: UUID
    status: RsvpStatus
    answers: int
    mine: bool


class PollRepository(Repository):
    """Queries on votes; the caller has checked that the post may be read and is locked."""

    def vote(
        self, post_id: UUID, user_id: UUID, options: Iterable[int], *, single: bool, now: datetime
    ) -> None:
        """Choose these options in place of those before."""
        v = poll_votes.c
        mine = (v.tenant_id == self.tenant, v.post_id == post_id, v.user_id == user_id)
        self._unit.execute(delete(poll_votes).where(*mine))
        rows = [
            {
                "tenant_id": self.tenant,
                "post_id": post_id,
                "option_id": option,
                "user_id": user_id,
                "single": single,
                "created_at": now,
            }
            for option in options
        ]
        if rows:
            self._unit.execute(insert(poll_votes).values(rows))

    def tallies(self, post_ids: Sequence[UUID], viewer_id: UUID) -> Mapping[UUID, Tally]:
        """What several polls have come to."""
        v = poll_votes.c
        these = (v.tenant_id == self.tenant, v.post_id.in_(post_ids))
        counted = select(
            v.post_id,
            v.option_id,
            func.count().label("votes"),
            func.bool_or(v.user_id == viewer_id).label("mine"),
        )
        votes = self._records(_OptionVotes, counted.where(*these).group_by(v.post_id, v.option_id))
        voters = select(v.post_id, func.count(v.user_id.distinct()).label("voters"))
        people = self._records(_Voters, voters.where(*these).group_by(v.post_id))
        return {
            one.post_id: Tally(
                {vote.option_id: vote.votes for vote in votes if vote.post_id == one.post_id},
                frozenset(v.option_id for v in votes if v.post_id == one.post_id and v.mine),
                one.voters,
            )
            for one in people
        }


class RsvpRepository(Repository):
    """Queries on who comes to events; the caller has checked that the post may be read."""

    def answer(self, post_id: UUID, user_id: UUID, status: RsvpStatus, now: datetime) -> bool:
        """Say whether one comes; False where one said so before."""
        answering = insert(event_rsvps).values(
            tenant_id=self.tenant, post_id=post_id, user_id=user_id, status=status, created_at=now
        )
        latest = answering.on_conflict_do_update(
            index_elements=["tenant_id", "post_id", "user_id"],
            set_={"status": status},
            where=event_rsvps.c.status != status,
        )
        return self._changed(latest)

    def attendances(self, post_ids: Sequence[UUID], viewer_id: UUID) -> Mapping[UUID, Attendance]:
        """Who comes to several events."""
        r = event_rsvps.c
        counted = select(
            r.post_id,
            r.status,
            func.count().label("answers"),
            func.bool_or(r.user_id == viewer_id).label("mine"),
        ).where(r.tenant_id == self.tenant, r.post_id.in_(post_ids))
        rows = self._records(_Answers, counted.group_by(r.post_id, r.status))
        found: dict[UUID, Attendance] = {}
        for post_id in {row.post_id for row in rows}:
            own = [row for row in rows if row.post_id == post_id]
            mine = next((row.status for row in own if row.mine), None)
            found[post_id] = Attendance({row.status: row.answers for row in own}, mine)
        return found


class BookmarkRepository(Repository):
    """Queries on what one person keeps for later; nobody else learns of it."""

    def insert(self, user_id: UUID, post_id: UUID, now: datetime) -> bool:
        """Keep a post; False where it was kept before."""
        keeping = insert(bookmarks).values(
            tenant_id=self.tenant, user_id=user_id, post_id=post_id, created_at=now
        )
        once = keeping.on_conflict_do_nothing(index_elements=["tenant_id", "user_id", "post_id"])
        return self._changed(once)

    def delete(self, user_id: UUID, post_id: UUID) -> bool:
        """Keep it no longer; False where it was not kept."""
        b = bookmarks.c
        mine = (b.tenant_id == self.tenant, b.user_id == user_id, b.post_id == post_id)
        return self._changed(delete(bookmarks).where(*mine))
