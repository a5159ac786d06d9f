"""What relays and brokers import, imported once for all of them: see ``forked``."""

from __future__ import annotations

import gc

gc.disable()

import google.pubsub_v1.services.publisher.transports  # noqa: E402
import google.pubsub_v1.services.subscriber.transports  # noqa: E402, F401

import sse_relay.__main__  # noqa: E402, F401

# What is here stays in every one of them, and no collection has to look at it.
gc.freeze()
gc.enable()
