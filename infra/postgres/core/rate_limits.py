"""The Postgres twin of the rate limits that guard secrets, for when Redis is away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import text

from infra.postgres.core.failures import translated
from shared.http.rate_limit import Bucket, BucketState

if TYPE_CHECKING:
    from sqlalchemy import Engine

# Fixed windows aligned to the clock of the database, the one clock that all instances share.
_HIT = text(
    """
    WITH slot AS (
        SELECT to_timestamp(floor(extract(epoch FROM now()) * 1000 / :window_ms)
                            * :window_ms / 1000) AS starts
    )
    INSERT INTO app.rate_limit_counters AS c (bucket, window_start, count)
    SELECT :bucket, starts, 1 FROM slot
    ON CONFLICT (bucket, window_start) DO UPDATE SET count = c.count + 1
    RETURNING count AS hits,
        :window_ms - floor(extract(epoch FROM now() - window_start) * 1000)::bigint AS reset_ms
    """
)

_GIVE_BACK = text(
    """
    UPDATE app.rate_limit_counters SET count = count - 1
     WHERE bucket = :bucket AND count > 0
       AND window_start = to_timestamp(floor(extract(epoch FROM now()) * 1000 / :window_ms)
                                       * :window_ms / 1000)
    """
)


def hit_in_postgres(engine: Engine, buckets: Sequence[Bucket]) -> list[BucketState]:
    """Count one request in each bucket, in a transaction of its own.

    Its own, because a refused or failed request rolls back and must count all the same.
    """
    states = []
    with translated(), engine.begin() as connection:
        for bucket in buckets:
            row = connection.execute(
                _HIT, {"bucket": bucket.key, "window_ms": bucket.window_ms}
            ).one()
            states.append(
                BucketState(
                    limit=bucket.limit,
                    count=row.hits,
                    reset_ms=int(row.reset_ms),
                )
            )
    return states


def give_back_in_postgres(engine: Engine, buckets: Sequence[Bucket]) -> None:
    """Take one hit from each bucket, if its window has not ended."""
    with translated(), engine.begin() as connection:
        for bucket in buckets:
            connection.execute(_GIVE_BACK, {"bucket": bucket.key, "window_ms": bucket.window_ms})
