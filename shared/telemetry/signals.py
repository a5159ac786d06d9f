"""Everything that the product says in its logs: each code once, with its severity and meaning.

Alerts match on codes, so a code never changes its meaning; a text may be improved at any time.
``docs/reference/logs.md`` is written from here and from Terraform's alerts.
"""

from __future__ import annotations

import logging
from enum import Enum

_INFO, _WARNING, _ERROR = logging.INFO, logging.WARNING, logging.ERROR


class Signal(Enum):
    """A kind of line. ``code`` is the field ``event``, ``text`` the message."""

    HTTP_REQUEST = (
        "http.request",
        _INFO,
        "Function: a request was answered.",
        (
            "One line for each request. `poolWaitMs` is how long it waited for a connection to "
            "Postgres, `degraded` names stores that were away."
        ),
    )
    HTTP_ERROR = (
        "http.error",
        _ERROR,
        "Function: a request failed on an error of ours and was answered with status 500.",
        "A bug. The answer carries the same `requestId`, except on routes that hide their caller.",
    )
    HTTP_AFTER_COMMIT_FAILED = (
        "http.after_commit_failed",
        _ERROR,
        "Function: work after the commit failed; the change itself is stored.",
        "A copy in a secondary store may be old until the next change.",
    )
    LIMIT_PLACE_KEPT = (
        "limits.place_kept",
        _ERROR,
        "Function: a place in a rate limit was not given back; it counts until its window ends.",
        "The request itself was answered.",
    )
    POSTGRES_UNAVAILABLE = (
        "postgres.unavailable",
        _WARNING,
        "Postgres: no answer in time; the request was answered with status 503.",
        (
            "`reason` says what ran out: `pool_timeout` (no free connection), `connection`, "
            "`statement_timeout`, `lock_timeout` or `conflict`."
        ),
    )
    SERVICE_KEYS_UNAVAILABLE = (
        "google.keys_unavailable",
        _WARNING,
        "Function: Google's public keys cannot be read; the call was answered with status 503.",
        "Pushes and scheduled calls cannot be verified until they can be read.",
    )
    REDIS_UNAVAILABLE = (
        "redis.unavailable",
        _WARNING,
        "Redis: no usable answer; its fallback in Postgres or in the process is used.",
        "At most one line in ten seconds from each instance; `heldBack` counts the others.",
    )
    PUBSUB_PUBLISH_FAILED = (
        "pubsub.publish_failed",
        _WARNING,
        "Pub/Sub: events were not published in time; they stay in the outbox.",
        "The sweeper sends them. At most one line in ten seconds from each instance.",
    )
    PUBSUB_PUBLISH_REFUSED = (
        "pubsub.publish_refused",
        _ERROR,
        "Pub/Sub: a message was refused as malformed; it stays in the outbox.",
        "A message of ours is at fault, and no repetition helps.",
    )
    PUBSUB_PUBLISH_RECOVERED = (
        "pubsub.publish_recovered",
        _INFO,
        "Pub/Sub: publishing works again.",
        "Ends an outage that `pubsub.publish_failed` began.",
    )
    OUTBOX_NOT_CLEARED = (
        "outbox.not_cleared",
        _WARNING,
        "Outbox: published events could not be deleted; the sweeper publishes them again.",
        "Readers drop the copies.",
    )
    OUTBOX_SWEPT = (
        "outbox.swept",
        _INFO,
        "Outbox: the job has published what was left.",
        (
            "Once a minute. `remaining` counts what is still there, `oldestAgeSeconds` says since "
            "when its oldest event waits."
        ),
    )
    WORKER_MESSAGE = (
        "worker.message",
        _INFO,
        "Worker: a message was answered.",
        "One line for each push. `lagMs` is the age of the event when it was handled.",
    )
    WORKER_ERROR = (
        "worker.error",
        _ERROR,
        "Worker: a message was not handled; Pub/Sub delivers it again.",
        "After five deliveries it is a dead letter.",
    )
    JOB_RUN = (
        "job.run",
        _INFO,
        "Job: a scheduled call was answered.",
        "One line for each run, with its `result`.",
    )
    JOB_ERROR = (
        "job.error",
        _ERROR,
        "Job: a run failed; the scheduler calls again at its next time.",
        "The table `job_runs` has the same failure.",
    )
    MAIL_NOT_CONFIGURED = (
        "mail.not_configured",
        _WARNING,
        "Mail: no server is configured, so a mail was not sent.",
        "Set the secret `smtp-url`; the mail itself is lost.",
    )

    def __init__(self, code: str, level: int, text: str, meaning: str) -> None:
        self.code = code
        self.level = level
        self.text = text
        self.meaning = meaning

    @property
    def severity(self) -> str:
        """The name of its level."""
        return logging.getLevelName(self.level)
