"""Enumerations of messages."""

from __future__ import annotations

from enum import StrEnum


class ConversationType(StrEnum):
    """Two people, or several."""

    DIRECT = "DIRECT"
    GROUP = "GROUP"


class ParticipantRole(StrEnum):
    """What somebody may do in a group."""

    MEMBER = "MEMBER"
    ADMIN = "ADMIN"
    """May rename the group, and add and remove people."""


class WhoMayWrite(StrEnum):
    """From whom a person takes direct messages. Staff may always write, and be written to."""

    EVERYONE = "EVERYONE"
    CONNECTIONS = "CONNECTIONS"
    STAFF = "STAFF"


class ReactionOp(StrEnum):
    """Whether a reaction comes or goes."""

    ADD = "ADD"
    REMOVE = "REMOVE"


class TypingOp(StrEnum):
    """Whether somebody began to write, or left off."""

    START = "START"
    STOP = "STOP"
