"""What Terraform does for Pub/Sub in the cloud: the topics, and a push subscription per worker.

Stays and looks every second, because the emulator forgets everything when it is killed.
"""

from __future__ import annotations

import json
import os
import signal
import threading

from infra.local.process import PROJECT_ROOT, say
from infra.pubsub.admin import PubSubAdmin

EVENTS, DEAD_LETTER = "events", "dead-letter"
LOOK_SECONDS = 1.0
# Five attempts must outlast a restart of the database: 2 + 4 + 8 + 16 seconds.
MIN_BACKOFF_SECONDS, MAX_BACKOFF_SECONDS = 2.0, 60.0


def main() -> None:
    """Put everything in place, and again whenever it is gone, until SIGTERM."""
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    workers = json.loads((PROJECT_ROOT / "terraform/manifest/workers.json").read_text())["workers"]
    admin = PubSubAdmin(os.environ["PUBSUB_PROJECT"])
    complete = False
    while not over.is_set():
        try:
            if not complete or not admin.list_subscriptions("worker-"):
                _ensure(admin, workers)
                complete = True
                say("topics and subscriptions are in place")
        except Exception as error:  # noqa: BLE001 - the emulator is away; look again
            say(f"the broker does not answer: {type(error).__name__}")
        over.wait(LOOK_SECONDS)


def _ensure(admin: PubSubAdmin, workers: list[dict[str, str]]) -> None:
    audience = os.environ["PUSH_AUDIENCE"]
    admin.ensure_topic(EVENTS)
    admin.ensure_topic(DEAD_LETTER)
    for worker in workers:
        admin.ensure_push_subscription(
            worker["deployedName"],
            EVENTS,
            endpoint=audience + worker["path"],
            filter=worker["filter"],
            service_account=os.environ["PUSH_SERVICE_ACCOUNT"],
            audience=audience,
            dead_letter_topic=DEAD_LETTER,
            min_backoff=MIN_BACKOFF_SECONDS,
            max_backoff=MAX_BACKOFF_SECONDS,
        )


if __name__ == "__main__":
    main()
