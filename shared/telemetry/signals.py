"""Everything that the product says in its logs: each code once, with its severity and meaning.

Alerts match on codes, so a code never changes its meaning; a text may be improved at any time.
``docs/reference/logs.md`` is written from here and from Terraform's alerts.
"""

from __future__ import annotations

import logging
from enum import Enum

_DEBUG, _INFO, _WARNING, _ERROR = logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR


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
    AFTER_COMMIT_FAILED = (
        "function.after_commit_failed",
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
    SEARCH_UNAVAILABLE = (
        "search.unavailable",
        _WARNING,
        "Typesense: no usable answer; Postgres searches.",
        "At most one line in ten seconds from each instance; `heldBack` counts the others.",
    )
    EMBEDDINGS_UNAVAILABLE = (
        "embeddings.unavailable",
        _WARNING,
        "Embeddings: no usable vectors came; posts and feeds go on without them.",
        (
            "The backfill asks again every ten minutes. `reason` says what came instead. At most "
            "one line in ten seconds from each instance; `heldBack` counts the others."
        ),
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
    GRAPH_SLOW = (
        "graph.slow",
        _WARNING,
        "Job: the question whom to follow takes Postgres longer than 200 ms.",
        "`decide` is true above 500 ms: then another store for the social graph is worth its cost.",
    )
    JOB_ERROR = (
        "job.error",
        _ERROR,
        "Job: a run failed; the scheduler calls again at its next time.",
        "The table `job_runs` has the same failure.",
    )
    GRADE_LEDGER_BROKEN = (
        "grades.broken",
        _ERROR,
        "Marks: the ledger of a school does not hold.",
        (
            "Somebody with the rights of the schema's owner changed rows. `tenantId` is the "
            "school, `at` the seal, sheet or card, `reason` what is wrong with it. The run fails; "
            "`docs/grade-ledger.md` says what to compare."
        ),
    )
    AUDIT_LOG_BROKEN = (
        "audit.broken",
        _ERROR,
        "Audit log: the chain of a school does not hold.",
        (
            "Somebody with the rights of the schema's owner changed rows. `tenantId` is the "
            "school, `at` the number of the row, `reason` what is wrong with it. The run fails; "
            "the runbook of Postgres says what to compare."
        ),
    )
    MAIL_NOT_CONFIGURED = (
        "mail.not_configured",
        _WARNING,
        "Mail: no server is configured, so a mail was not sent.",
        "Set the secret `smtp-url`; the mail itself is lost.",
    )
    PUSH_DEVICE_FORGOTTEN = (
        "push.device_forgotten",
        _INFO,
        "Push: a device was forgotten, for its service refused five pushes in a row.",
        "Nothing for single ones; many at once mean that a key is not that of the app.",
    )
    RELAY_STARTED = (
        "relay.started",
        _INFO,
        "Relay: listening.",
        "A new process serves streams.",
    )
    RELAY_STOPPED = (
        "relay.stopped",
        _INFO,
        "Relay: stopped.",
        "All streams were sent elsewhere.",
    )
    RELAY_STREAM_OPENED = (
        "relay.stream_opened",
        _DEBUG,
        "Relay: a stream was opened.",
        "With the request's id and trace.",
    )
    RELAY_STREAM_CLOSED = (
        "relay.stream_closed",
        _INFO,
        "Relay: a stream has ended.",
        "One line for each stream, under the id and trace of the request that opened it.",
    )
    RELAY_STREAM_FAILED = (
        "relay.stream_failed",
        _ERROR,
        "Relay: a stream failed and was cut off; its client opens another.",
        "A bug, or a socket in a state that nobody foresaw.",
    )
    RELAY_REQUEST_FAILED = (
        "relay.request_failed",
        _ERROR,
        "Relay: a request failed on an error of ours and was answered with status 500.",
        "A bug. The answer carries the same `requestId`.",
    )
    RELAY_TIMER_FAILED = (
        "relay.timer_failed",
        _ERROR,
        "Relay: the timer of one stream failed; the others go on.",
        "A bug.",
    )
    RELAY_WORK_RESTARTED = (
        "relay.work_restarted",
        _ERROR,
        "Relay: a background task failed and starts again.",
        "Following the log, checking sessions, sweeping or reporting.",
    )
    RELAY_PROCESS_ENDED = (
        "relay.process_ended",
        _ERROR,
        "Relay: one of the processes of an instance has ended.",
        "It is started again; after five failures in a row the instance ends.",
    )
    RELAY_NEW_EPOCH = (
        "relay.new_epoch",
        _WARNING,
        "Relay: the event log has a new epoch; all streams are closed and start again.",
        "The database was restored.",
    )
    RELAY_SUBSCRIBED = (
        "relay.subscribed",
        _INFO,
        "Relay: subscribed to Pub/Sub.",
        "Events arrive without a detour from now on.",
    )
    RELAY_NOT_SUBSCRIBED = (
        "relay.not_subscribed",
        _WARNING,
        "Relay: it cannot subscribe to Pub/Sub yet; events come from Postgres alone.",
        "`reason` is the client's error.",
    )
    RELAY_BUS_LOST = (
        "relay.bus_lost",
        _WARNING,
        "Relay: the subscription to Pub/Sub is interrupted; events come from Postgres alone.",
        "At most one line in ten seconds from each process.",
    )
    RELAY_BUS_BROKEN = (
        "relay.bus_broken",
        _ERROR,
        "Relay: the subscription to Pub/Sub ended with an error of ours; it is opened again.",
        "A bug.",
    )
    RELAY_SUBSCRIPTION_LEFT = (
        "relay.subscription_left",
        _WARNING,
        "Relay: its subscription could not be deleted at the stop; a job removes it.",
        "`job_relay_subscription_gc` does.",
    )
    RELAY_MESSAGE_FAILED = (
        "relay.message_failed",
        _ERROR,
        "Relay: a message of Pub/Sub was not taken; its event comes from Postgres.",
        "A bug.",
    )
    RELAY_MESSAGE_SKIPPED = (
        "relay.message_skipped",
        _ERROR,
        "Relay: a message of Pub/Sub cannot be used and was skipped.",
        "Once for each kind; the metric `stunity_relay_bus_dropped_total` counts all.",
    )
    RELAY_TURN_FAILED = (
        "relay.turn_failed",
        _ERROR,
        "Relay: handing messages to streams failed; the next turn is scheduled.",
        "A bug.",
    )
    RELAY_EVENT_UNREADABLE = (
        "relay.event_unreadable",
        _ERROR,
        "Relay: an event was left out of streams, because its envelope cannot be read.",
        "A producer is wrong.",
    )
    RELAY_EVENT_LATE = (
        "relay.event_late",
        _WARNING,
        "Relay: an event reached the streams more than five seconds after it was made.",
        "Under the id and trace of the request that made it; one line in ten seconds.",
    )
    RELAY_CONTROL_UNREADABLE = (
        "relay.control_unreadable",
        _WARNING,
        "Relay: a message about a person's channels cannot be read; their channels stay.",
        "A producer is wrong.",
    )
    RELAY_SESSIONS_UNCHECKED = (
        "relay.sessions_unchecked",
        _WARNING,
        "Relay: sessions cannot be checked against Postgres; streams stay open meanwhile.",
        "At most one line in ten seconds from each process.",
    )
    RELAY_LOG_UNREADABLE = (
        "relay.log_unreadable",
        _WARNING,
        "Relay: the event log in Postgres cannot be read.",
        "At most one line in ten seconds from each process.",
    )
    RELAY_GAP_UNFILLED = (
        "relay.gap_unfilled",
        _WARNING,
        "Relay: missed events cannot be read from Postgres yet; their streams wait.",
        "At most one line in ten seconds from each process.",
    )
    RELAY_REPLAY_WAITS = (
        "relay.replay_waits",
        _WARNING,
        "Relay: what a new stream has missed cannot be read from Postgres yet.",
        "At most one line in ten seconds from each process.",
    )
    RELAY_READ_FAILED = (
        "relay.read_failed",
        _ERROR,
        "Relay: a read of the event log failed on an error of ours.",
        "A bug.",
    )
    RELAY_SWEEPER_LOST = (
        "relay.sweeper_lost",
        _WARNING,
        "Relay: the sweeper of the outbox has lost its connection to Postgres.",
        "It tries again, and so does every other relay.",
    )
    RELAY_REPORT_UNWRITTEN = (
        "relay.report_unwritten",
        _WARNING,
        "Relay: its state cannot be written to Redis; operators do not see this instance.",
        "`GET /v1/admin/realtime/metrics` leaves it out.",
    )
    RELAY_REPORT_LEFT = (
        "relay.report_left",
        _WARNING,
        "Relay: its state could not be removed from Redis at the stop; it expires.",
        "Operators see the instance for a minute and a half longer.",
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
