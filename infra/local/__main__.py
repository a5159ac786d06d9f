"""``make run``: the whole product on this machine, with demo data, until Ctrl-C."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from infra.build import portal, web_app
from infra.embeddings import local as embeddings
from infra.local.process import PROJECT_ROOT, ChildFailed, say
from infra.local.stack import LocalStack, StackOptions
from infra.local.supervisor import AlreadyRunning, Supervisor


def main() -> int:
    """Run until a signal; returns the exit status."""
    arguments = _arguments()
    try:
        # A minute the first time on a new machine, nothing when no file of the app has changed.
        places = {"WEB_DIST": str(web_app.build()), "PORTAL_DIST": str(portal.target())}
        vectors = {} if arguments.no_vectors else _vectors()
        options = replace(_options(arguments), extra_env=places | vectors | search_server())
        with Supervisor(options.data_dir) as supervisor:
            stack = LocalStack(supervisor, options)
            stack.start_stores()
            with _seeding(stack):
                stack.start_product()
            say(f"ready  app and API {stack.app_url}  relay {stack.relay_url}")
            if not arguments.no_portal:
                threading.Thread(target=_build_portal, args=[stack.app_url], daemon=True).start()
            if vectors:
                threading.Thread(target=_make_vectors, args=[stack.env], daemon=True).start()
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


def search_server() -> dict[str, str]:
    """Settings of a search server that whoever starts the product has; by default there is none."""
    return {name: value for name, value in os.environ.items() if name.startswith("TYPESENSE_")}


def _vectors() -> dict[str, str]:
    """Settings of the model that makes vectors, where it is installed."""
    if embeddings.version() is None:
        say(
            "no vectors: chosen feeds leave out what posts are about (make embeddings adds a model)"
        )
        return {}
    return {"EMBEDDING_PROVIDER": "local"}


def _make_vectors(env: Mapping[str, str]) -> None:
    """Have the demo texts embedded, as the scheduler does where there is one."""
    command = ["nice", "-n", "10", sys.executable, "-m", "infra.local.vectors"]
    done = subprocess.run(command, env=env, cwd=PROJECT_ROOT, check=False)  # noqa: S603 - our own module
    if done.returncode:
        say("vectors of the demo texts could not be made; the rest runs")


def _build_portal(app_url: str) -> None:
    """Build the developers' portal beside the running product, which has the machine first."""
    built = portal.target().is_dir()
    say(f"       for developers {app_url}/docs" + ("" if built else " (not built yet: it is now)"))
    if not built:
        command = ["nice", "-n", "10", sys.executable, "-m", "infra.build.portal"]
        done = subprocess.run(  # noqa: S603 - our own module
            command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            say(f"the portal could not be built; the rest runs\n{done.stderr}")
        else:
            say(f"portal  {app_url}/docs is built")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--relays", type=int, default=1, help="how many relays to start")
    parser.add_argument("--volatile", action="store_true", help="do not flush Postgres to disk")
    parser.add_argument("--no-portal", action="store_true", help="do not build what /docs shows")
    parser.add_argument("--no-vectors", action="store_true", help="load no model for vectors")
    return parser.parse_args()


def _options(arguments: argparse.Namespace) -> StackOptions:
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
