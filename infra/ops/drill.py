"""Takes a dependency away from a running product and watches what the runbooks promise.

``python -m infra.ops.drill redis|pubsub|postgres|typesense`` runs the local stack in a
directory of its own, signs in, breaks the one thing, and prints what was expected and what came;
``school`` does so with the whole life of a school.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from infra.local.database import DATABASE
from infra.local.keys import LocalKeys
from infra.local.outbox import read_outbox
from infra.local.process import PROJECT_ROOT, base_env, free_port
from infra.ops import school as ops_school

START_SECONDS = 60.0
STOP_SECONDS = 30.0
RECOVERY_SECONDS = 30.0
PASSWORD = "stunity-demo"  # noqa: S105 - of the demo school, printed by `make run`


class DrillFailed(Exception):
    """Something else came than the runbook says."""


@dataclass(frozen=True, slots=True)
class Product:
    """A running stack, and somebody who is signed in."""

    directory: Path
    client: httpx.Client

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a signal to a process of the stack, by its id."""
        processes = json.loads((self.directory / "run.json").read_text("utf-8"))["processes"]
        os.kill(int(processes[name]["pid"]), number)

    def operate(self, *arguments: str) -> None:
        """Do what the task for schools does; raises DrillFailed."""
        processes = json.loads((self.directory / "run.json").read_text("utf-8"))["processes"]
        password = LocalKeys.load(self.directory / "keys.json").database_password
        server = f"127.0.0.1:{processes['postgres']['ports']['postgres']}"
        os.environ["DATABASE_OWNER_URL"] = f"postgresql://owner:{password}@{server}/{DATABASE}"
        if ops_school.main([*arguments]):
            raise DrillFailed(" ".join(arguments[:2]))

    def mailed_link(self, address: str) -> str:
        """The token of the newest link that was mailed to the address; raises DrillFailed."""
        deadline = time.monotonic() + RECOVERY_SECONDS
        while time.monotonic() < deadline:
            for mail in read_outbox(self.directory / "mail", 100):
                if mail.to == address and (found := re.search(r"/confirm#(\S+)", mail.text)):
                    return found[1]
            time.sleep(0.2)
        raise DrillFailed(f"no mail with a link came to {address}")

    def degraded(self) -> list[str]:
        """Which secondary stores the product says are away."""
        found: list[str] = self.client.get("/v1/meta").json()["degraded"]
        return found

    def write(self) -> int:
        """Write a post; returns the status."""
        return self._status("POST", "/v1/posts", {"content": "A drill."})

    def read(self) -> int:
        """Read the feed; returns the status."""
        return self._status("GET", "/v1/posts")

    def _status(self, method: str, path: str, body: Any = None) -> int:
        try:
            return self.client.request(method, path, json=body).status_code
        except httpx.HTTPError:
            return 0


def expect(what: str, holds: Callable[[], bool], *, within: float = 0.0) -> None:
    """Print whether it holds, at once or within some seconds; raises DrillFailed."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > within:
            print(f"  NO   {what}")
            raise DrillFailed(what)
        time.sleep(0.1)
    after = time.monotonic() - began
    print(f"  yes  {what}" + (f" ({after:.1f} s)" if within else ""))


def redis(product: Product) -> None:
    """Redis hangs for a while, then is killed and starts again."""
    product.signal("redis", signal.SIGSTOP)
    try:
        expect("the product says so", lambda: product.degraded() == ["redis"], within=5)
        expect("the feed is read without Redis", lambda: product.read() == httpx.codes.OK)
        expect("a post is written without Redis", lambda: product.write() == httpx.codes.CREATED)
    finally:
        product.signal("redis", signal.SIGKILL)
    expect(
        "the product is whole again by itself",
        lambda: product.degraded() == [],
        within=RECOVERY_SECONDS,
    )


def pubsub(product: Product) -> None:
    """Pub/Sub hangs for a while."""
    product.signal("pubsub", signal.SIGSTOP)
    try:
        began = time.monotonic()
        expect("a post is written", lambda: product.write() == httpx.codes.CREATED)
        expect("within a second", lambda: time.monotonic() - began < 1)
        expect("the feed is read", lambda: product.read() == httpx.codes.OK)
    finally:
        product.signal("pubsub", signal.SIGCONT)
    expect(
        "a post is written afterwards",
        lambda: product.write() == httpx.codes.CREATED,
        within=RECOVERY_SECONDS,
    )


def postgres(product: Product) -> None:
    """Postgres is killed and recovers."""
    product.signal("postgres", signal.SIGKILL)
    answers: set[int] = set()

    def reads_again() -> bool:
        answers.add(product.read())
        return httpx.codes.OK in answers

    expect("the feed is read again", reads_again, within=RECOVERY_SECONDS)
    expect(
        "whoever asked meanwhile was told to come back (503), never 500",
        lambda: answers <= {httpx.codes.OK, httpx.codes.SERVICE_UNAVAILABLE},
    )
    expect("a post is written", lambda: product.write() == httpx.codes.CREATED, within=5)


def typesense(product: Product) -> None:
    """No search server is part of the local stack: search is Postgres, as without Typesense."""
    expect("the product runs without it", lambda: product.read() == httpx.codes.OK)


def school(product: Product) -> None:
    """A school begins, is exported, closed and removed."""
    target = product.directory / "drill.zip"
    admin = ("--admin-email", "admin@drill.example", "--admin-name", "Chan", "Dara")
    product.operate("found", "drill", "--name", "Drill", *admin)
    link = product.mailed_link("admin@drill.example")
    chosen = {"token": link, "password": PASSWORD}
    confirmed = product.client.post("/v1/auth/verify-email", json=chosen)
    expect("the administrator follows the link", lambda: confirmed.status_code == httpx.codes.OK)
    _sign_in(product.client, "admin@drill.example")
    expect("its administrator writes a post", lambda: product.write() == httpx.codes.CREATED)
    product.operate("export", "drill", "--to", str(target))
    with zipfile.ZipFile(target) as archive:
        exported = archive.read("posts.jsonl").decode()
    expect("the post is in the export", lambda: "A drill." in exported)
    product.operate("close", "drill")
    expect("nobody gets in any more", lambda: product.read() == httpx.codes.FORBIDDEN)
    product.operate("remove", "drill", "--yes-remove", "drill")
    expect("the administrator is unknown", lambda: product.read() == httpx.codes.UNAUTHORIZED)
    _sign_in(product.client, "teacher@demo.school")
    expect("another school did not notice", lambda: product.read() == httpx.codes.OK)


DRILLS: dict[str, Callable[[Product], None]] = {
    "postgres": postgres,
    "pubsub": pubsub,
    "redis": redis,
    "school": school,
    "typesense": typesense,
}


@contextmanager
def running() -> Iterator[Product]:
    """The product in a directory of its own, until the drill is over."""
    with tempfile.TemporaryDirectory(prefix="stunity-drill-") as name:
        directory = Path(name)
        directory.chmod(0o755)  # Postgres may run as another user, who must pass through
        port = free_port()
        settings = {"DATA_DIR": name, "PORT": str(port), "RELAY_PORT": str(free_port())}
        with (directory / "run.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "infra.local", "--volatile"],
                cwd=PROJECT_ROOT,
                env={**base_env(), **settings},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            _wait_until_ready(process, directory / "run.log")
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=15.0) as client:
                _sign_in(client, "teacher@demo.school")
                yield Product(directory, client)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(STOP_SECONDS)


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while "\nready" not in log.read_text(encoding="utf-8"):
        if process.poll() is not None or time.monotonic() > deadline:
            raise DrillFailed(f"the stack did not start:\n{log.read_text(encoding='utf-8')}")
        time.sleep(0.05)


def _sign_in(client: httpx.Client, email: str) -> None:
    identity = {"email": email, "password": PASSWORD}
    tokens = client.post("/v1/auth/login", json=identity).raise_for_status().json()
    client.headers["Authorization"] = f"Bearer {tokens['accessToken']}"


def main(argv: list[str] | None = None) -> int:
    """Drill one dependency; returns 1 when the product did not do what the runbook says."""
    parser = argparse.ArgumentParser(prog="python -m infra.ops.drill", description=__doc__)
    parser.add_argument("dependency", choices=sorted(DRILLS))
    drill = DRILLS[parser.parse_args(argv).dependency]
    print(drill.__doc__)
    try:
        with running() as product:
            drill(product)
    except DrillFailed as error:
        print(f"the drill failed: {error}", file=sys.stderr)
        return 1
    print("done as the runbook says")
    return 0


if __name__ == "__main__":
    sys.exit(main())
