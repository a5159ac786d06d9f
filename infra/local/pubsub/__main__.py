"""Run the broker: `python -m infra.local.pubsub --port 0 --http-port 0 --ready-file FILE`."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
from pathlib import Path

import uvloop

from infra.local.pubsub.server import BrokerServer, Ports
from infra.local.pubsub.tokens import DEFAULT_ISSUER


def main() -> None:
    """Serve until SIGTERM or SIGINT. Prints one line with the ports when ready."""
    uvloop.run(_serve(_arguments()))


async def _serve(arguments: argparse.Namespace) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    server = BrokerServer(key_file=arguments.key_file, issuer=arguments.issuer)
    ports = await server.start(port=arguments.port, http_port=arguments.http_port)
    _announce(ports, arguments.ready_file)
    await stopping.wait()
    await server.stop()


def _announce(ports: Ports, ready_file: Path | None) -> None:
    line = json.dumps({"grpc_port": ports.grpc, "http_port": ports.http, "pid": os.getpid()})
    if ready_file is not None:
        # Renamed into place: whoever sees the file sees all of it.
        partial = ready_file.with_name(f"{ready_file.name}.{os.getpid()}")
        partial.write_text(line)
        partial.replace(ready_file)
    print(line, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="infra.local.pubsub", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="gRPC port, 0 for any")
    parser.add_argument("--http-port", type=int, default=0, help="port of /certs, 0 for any")
    parser.add_argument("--key-file", type=Path, help="keeps the signing key across restarts")
    parser.add_argument("--issuer", default=DEFAULT_ISSUER, help="iss of the push tokens")
    parser.add_argument("--ready-file", type=Path, help="gets the same line as standard output")
    return parser.parse_args()


if __name__ == "__main__":
    main()
