"""An SMTP server that delivers nothing: every mail becomes a file of the outbox.

python -m infra.local.smtp --port 1025 --dir var/mail
"""

from __future__ import annotations

import argparse
import asyncio
import signal
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from infra.local.outbox import store
from infra.local.process import say

_MAX_MAIL_BYTES = 10_000_000


class Outbox:
    """Takes whatever is sent to whomever (a handler in the sense of aiosmtpd)."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep the message and accept it."""
        content = envelope.original_content or b""
        await asyncio.to_thread(store, self._directory, content)
        return "250 Kept"


async def serve(port: int, directory: Path) -> None:
    """Serve on 127.0.0.1 until SIGTERM or SIGINT. `port=0` takes a free one and prints it."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)

    def session() -> SMTP:
        # A name of its own spares a question to DNS per connection.
        return SMTP(
            Outbox(directory), data_size_limit=_MAX_MAIL_BYTES, hostname="localhost", loop=loop
        )

    server = await loop.create_server(session, "127.0.0.1", port)
    say(f"smtp listens on 127.0.0.1:{server.sockets[0].getsockname()[1]}")
    await stopped.wait()
    server.close()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="A mail server that keeps every mail to itself.")
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one")
    parser.add_argument("--dir", type=Path, required=True)
    arguments = parser.parse_args()
    asyncio.run(serve(arguments.port, arguments.dir))


if __name__ == "__main__":
    main()
