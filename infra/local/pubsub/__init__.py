"""A Pub/Sub broker of our own: Google's gRPC API over an in-memory state, for this machine only.

`python -m infra.local.pubsub --port 0 --http-port 0 --ready-file FILE` runs it; the real client
reaches it through PUBSUB_EMULATOR_HOST. What it keeps, it keeps in memory: a restart begins empty.
"""
