"""Google's own emulator, where it and Java are installed: the reference of the contract tests."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

from infra.local.pubsub.launch import RunningBroker, spawn, wait_for_line

JAR_VARIABLE = "PUBSUB_EMULATOR_JAR"

_MAIN = "com.google.cloud.pubsub.testing.v1.Main"
_JARS = "platform/pubsub-emulator/lib/cloud-pubsub-emulator-*.jar"
_READY = b"Server started, listening on"


class OfficialNotInstalled(Exception):
    """Java or the emulator is missing; the text says which and where it was looked for."""


def official_command() -> list[str]:
    """The command that runs the emulator, without its host and port.

    Looks at PUBSUB_EMULATOR_JAR, then into the SDK that `gcloud` on PATH belongs to. Raises
    `OfficialNotInstalled`.
    """
    java = shutil.which("java")
    if java is None:
        raise OfficialNotInstalled("java is not on PATH")
    jar = next((path for path in _candidates() if path.is_file()), None)
    if jar is None:
        raise OfficialNotInstalled(
            f"no emulator at {JAR_VARIABLE} and none in the SDK of the gcloud on PATH"
        )
    # One small class loader and collector: it starts in half the time and spares the other core.
    return [java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", str(jar), _MAIN]


def start_official() -> RunningBroker:
    """Start it on a free port and wait until it serves. Raises as `official_command` does."""
    command = official_command()
    # It cannot choose a port by itself.
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = spawn([*command, "--host=127.0.0.1", f"--port={port}"])
    wait_for_line(process, _READY)
    return RunningBroker(process, port)


def _candidates() -> Iterator[Path]:
    if named := os.environ.get(JAR_VARIABLE):
        yield Path(named)
        return  # whoever names one means that one
    if gcloud := shutil.which("gcloud"):
        # A package installs a link in PATH that leads to bin/gcloud of the SDK.
        yield from sorted(Path(gcloud).resolve().parent.parent.glob(_JARS), reverse=True)
