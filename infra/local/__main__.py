"""``make run``: the whole product on this machine, with demo data, until Ctrl-C."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from infra.build import web_app
from infra.local.process import PROJECT_ROOT, ChildFailed, say
from infra.local.stack import LocalStack, StackOptions
from infra.local.supervisor import AlreadyRunning, Supervisor


def main() -> int:
    """Run until a signal; returns the exit status."""
    options = _options()
    try:
        # A minute the first time on a new machine, nothing when no file of the app has changed.
        options = replace(options, extra_env={"WEB_DIST": str(web_app.build())})
        with Supervisor(options.data_dir) as supervisor:
            stack = LocalStack(supervisor, options)
            stack.start_stores()
            with _seeding(stack):
                stack.start_product()
            say(f"ready  app and API {stack.app_url}  relay {stack.relay_url}")
            say(
                "       sign in as student@demo.school, password stunity-demo · Ctrl-C stops it all"
            )
            supervisor.run()
    except AlreadyRunning as error:
        say(f"not started: {error}")
        return 1
    except (ChildFailed, web_app.WebBuildFailed) as error:
        say(f"not started: {error}")
        return 1
    say("stopped")
    return 0


def _options() -> StackOptions:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--relays", type=int, default=1, help="how many relays to start")
    parser.add_argument("--volatile", action="store_true", help="do not flush Postgres to disk")
    arguments = parser.parse_args()
    return StackOptions(
        data_dir=Path(os.environ.get("DATA_DIR", PROJECT_ROOT / "var")),
        port=int(os.environ.get("PORT", "8080")),
        relay_port=int(os.environ.get("RELAY_PORT", "8081")),
        durable=not arguments.volatile,
        relays=arguments.relays,
    )


@contextmanager
def _seeding(stack: LocalStack) -> Iterator[None]:
    """Seed while the block runs: the data needs the database only, and nobody waits for it."""
    command = [sys.executable, "-m", "infra.local.seed"]
    with subprocess.Popen(command, env=stack.env, cwd=PROJECT_ROOT) as seeding:  # noqa: S603 - our own module
        try:
            yield
        except BaseException:
            seeding.terminate()
            raise
    if seeding.returncode:
        raise subprocess.CalledProcessError(seeding.returncode, command)


if __name__ == "__main__":
    sys.exit(main())
