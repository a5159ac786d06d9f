"""What relays and brokers import, imported once for all of them: see ``forked``."""

from __future__ import annotations

import gc
from importlib import import_module

gc.disable()

for name in (
    "google.pubsub_v1.services.publisher.transports",
    "google.pubsub_v1.services.subscriber.transports",
    "infra.local.pubsub.__main__",
    "infra.pubsub.publisher",
    "sse_relay.__main__",
):
    import_module(name)

# What is here stays in every one of them, and no collection has to look at it.
gc.freeze()
gc.enable()
