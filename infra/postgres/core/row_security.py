"""Which tables row security guards, and why the others are left out."""

from __future__ import annotations

EXEMPT: dict[str, str] = {
    "users": "a person may belong to several schools, and is found by email before one is known",
    "profiles": "belongs to a person, not to a school",
    "user_preferences": "belongs to a person, not to a school",
    "user_blocks": "a block between two persons holds in every school",
    "user_mutes": "a mute of a person holds in every school",
    "jwt_revocations": "random ids of tokens, asked for by id alone",
    "login_attempts": "counted before anybody is known",
    "rate_limit_counters": "counted before anybody is known",
    "consumed_messages": "ids of messages; a worker asks for one before it opens a tenant",
    "join_codes": "a code is looked up before its school is known; it holds nothing else",
    "job_runs": "jobs of the platform",
    "stream_meta": "one row for the whole database",
    "channel_head": "no role of the product may write it; the relay reads it for all schools",
    "event": "no role of the product may write it; the relay reads it for all schools",
    "outbox": "no role of the product may touch it but through functions",
    "alembic_version": "one row for the whole database",
}
"""Tables without row security. A table that is not here must have it, enabled and forced."""
