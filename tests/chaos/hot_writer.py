"""``python -m tests.chaos.hot_writer``: volume that the API's rate limits would not let through.

It is no HTTP client: it goes through the product's unit of work and announcer, as a handler does,
and raises the counter of a post under its row lock, so that each event carries a true version.
It follows the rates on its standard input and answers each with what it committed and what failed.
"""

from __future__ import annotations

import argparse
import random
import sys
import threading
import time
from datetime import UTC, datetime
from uuid import UUID

from infra.announcer import Announcer
from infra.postgres.core.engine import create_engine_for
from infra.postgres.core.errors import DatabaseError
from infra.postgres.core.unit_of_work import UnitOfWork
from infra.postgres.social.posts import PostRepository
from infra.settings import Settings
from shared.ids import uuid7
from shared.realtime.channels import Channel, user_channel
from shared.realtime.envelope import Envelope
from shared.social.events import PostLiked

_AFTER_FAILURE_SECONDS = 0.1


class HotWriter:
    """Likes posts of one author, at a rate, from several threads."""

    def __init__(self, settings: Settings, tenant_id: UUID, author_id: UUID) -> None:
        self._tenant_id = tenant_id
        self._author_id = author_id
        self._engine = create_engine_for(
            settings.database_url.get_secret_value(), pool_size=4, application_name="hot-writer"
        )
        self._announcer = Announcer(self._engine, settings)
        self._lock = threading.Lock()
        self.committed = 0
        self.failed = 0

    def like(self, post_id: UUID) -> None:
        """One committed event, announced as the runtime does; a failure is counted."""
        try:
            with UnitOfWork(self._engine) as unit:
                unit.as_tenant(self._tenant_id)
                likes = unit(PostRepository).count(post_id, likes=1).likes_count
                self._emit(unit, post_id, likes)
                appended = unit.commit()
        except DatabaseError:
            with self._lock:
                self.failed += 1
            time.sleep(_AFTER_FAILURE_SECONDS)
            return
        self._announcer.announce(appended, [])
        with self._lock:
            self.committed += 1

    def _emit(self, unit: UnitOfWork, post_id: UUID, likes: int) -> None:
        now = datetime.now(UTC)
        event = PostLiked(
            post_id=post_id, user_id=self._author_id, user_name="Hot Writer", likes_count=likes
        )
        event_id = uuid7(now)
        for copy, channel in enumerate(
            (user_channel(self._author_id), Channel("post", str(post_id)))
        ):
            envelope = Envelope(
                id=event_id,
                type=event.wire_name,
                version=event.version,
                tenant_id=self._tenant_id,
                channel=channel.name,
                actor_id=self._author_id,
                data=event.model_dump(mode="json"),
                timestamp=int(now.timestamp() * 1000),
                legacy_type=event.legacy_type,
            )
            unit.emit(channel, envelope, copy)


class Pace:
    """The rate that all threads follow; 0 is a pause that begins when nobody writes any more."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._rate = 0.0
        self._busy = 0
        self._over = False

    def set(self, rate: float, *, over: bool = False) -> None:
        """Follow another rate; returns, for 0, when the last writer has finished."""
        with self._changed:
            self._rate, self._over = rate, over
            self._changed.notify_all()
            if not rate:
                self._changed.wait_for(lambda: not self._busy)

    def enter(self, dice: random.Random, threads: int) -> bool:
        """Wait for a turn; False at the end."""
        with self._changed:
            while not self._over:
                rate = self._rate
                if not rate:
                    self._changed.wait()
                elif not self._changed.wait(dice.expovariate(rate / threads)):
                    self._busy += 1
                    return True
            return False

    def leave(self) -> None:
        """The turn is over."""
        with self._changed:
            self._busy -= 1
            self._changed.notify_all()


def main() -> None:
    """Follow the rates that stand on standard input, line by line, until it ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tenant", type=UUID, required=True)
    parser.add_argument("--author", type=UUID, required=True)
    parser.add_argument("--post", type=UUID, action="append", required=True)
    parser.add_argument("--threads", type=int, default=3)
    parser.add_argument("--seed", default="0")
    arguments = parser.parse_args()
    writer = HotWriter(Settings(), arguments.tenant, arguments.author)
    pace = Pace()

    def work(number: int) -> None:
        dice = random.Random(f"{arguments.seed}/{number}")
        while pace.enter(dice, arguments.threads):
            writer.like(dice.choice(arguments.post))
            pace.leave()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(arguments.threads)]
    for thread in threads:
        thread.start()
    for line in sys.stdin:
        pace.set(float(line))
        print(f"{writer.committed} {writer.failed}", flush=True)  # noqa: T201
    pace.set(0.0, over=True)
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
