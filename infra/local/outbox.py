"""The mails of the local stack, as files that a developer's page can list."""

from __future__ import annotations

import email
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from uuid import uuid4

_NANOSECONDS = 1_000_000_000


@dataclass(frozen=True)
class StoredMail:
    """A mail that was sent. `html` is whatever the sender wrote: show it in a sandboxed frame."""

    id: str
    received_at: datetime
    sender: str
    to: str
    subject: str
    text: str
    html: str


def store(directory: Path, content: bytes) -> Path:
    """Keep one message. Names sort by time; a reader never sees half a file."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"{time.time_ns():020d}-{uuid4().hex[:8]}.eml"
    unfinished = path.with_suffix(".new")
    unfinished.write_bytes(content)
    return unfinished.replace(path)


def read_outbox(directory: Path, limit: int) -> list[StoredMail]:
    """The newest `limit` mails, newest first."""
    paths = sorted(directory.glob("*.eml"), reverse=True)[:limit]
    return [_read(path) for path in paths]


def _read(path: Path) -> StoredMail:
    mail = email.message_from_bytes(path.read_bytes(), EmailMessage, policy=SMTP)
    nanoseconds = int(path.stem.split("-", 1)[0])
    return StoredMail(
        id=path.stem,
        received_at=datetime.fromtimestamp(nanoseconds / _NANOSECONDS, UTC),
        sender=str(mail["From"] or ""),
        to=str(mail["To"] or ""),
        subject=str(mail["Subject"] or ""),
        text=_part(mail, "plain"),
        html=_part(mail, "html"),
    )


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    text = str(part.get_content()) if isinstance(part, EmailMessage) else ""
    return text.replace("\r\n", "\n")
