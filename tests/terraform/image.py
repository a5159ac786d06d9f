"""The file tree of an image, made and started as its Dockerfile says, without Docker.

What the Dockerfile copies and installs is copied and installed; what its base would bring (Python
and the C library) is this machine's. The program then runs in that tree alone, as the user whom the
Dockerfile names.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from infra.build.bundle import ROOT, contents, targets, unpack
from infra.build.optional import has_namespaces

DOCKERFILES = {
    "functions": ROOT / "functions" / "Dockerfile",
    "jobs": ROOT / "infra" / "ops" / "Dockerfile",
    "relay": ROOT / "sse_relay" / "Dockerfile",
}
_INSTALL = (
    "RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --no-deps"
    " --require-hashes {wheels} --compile -r /tmp/requirements.txt"
    " && /opt/venv/bin/pip uninstall --yes pip setuptools"
)
_WHEELS = ("--only-binary", ":all:")
# Published as source alone: built while the image is made, from what its hash allows.
_BUILT = ("--no-binary", "http-ece")
_BASE = ("/bin", "/lib", "/lib64", "/usr", "/etc/ld.so.cache", "/etc/ssl", "/etc/hosts")
# Where Python is not the distribution's, its own place comes along.
_PYTHON = str(Path(sys.base_prefix) / "bin" / "python3.11")
_ENTRANCE = """
set -e
for place in "$@"; do
  test "$place" = -- && break
  mount --rbind "$place" "$ROOT_OF_IMAGE$place"
done
while test "$1" != --; do shift; done; shift
mount -t tmpfs tmpfs "$ROOT_OF_IMAGE/tmp"
chmod 1777 "$ROOT_OF_IMAGE/tmp"
exec chroot $USER_OF_IMAGE "$ROOT_OF_IMAGE" /usr/bin/env -i -C "$PLACE_OF_IMAGE" "$@"
"""


@dataclass(frozen=True, slots=True)
class Image:
    """A tree, and what the last stage of its Dockerfile says of running it."""

    root: Path
    entrypoint: tuple[str, ...]
    environment: Mapping[str, str]
    user: str
    place: str

    def start(self, *arguments: str, **settings: str) -> subprocess.Popen[str]:
        """The entrypoint with arguments, or what stands behind `--` instead of it."""
        words = [*self.entrypoint, *arguments]
        environment = {**self.environment, **settings}
        root = os.geteuid() == 0
        return subprocess.Popen(  # noqa: S603 - our own arguments
            [
                *("/usr/bin/unshare", "--mount"),
                *([] if root else ["--map-root-user"]),
                *("/bin/sh", "-c", _ENTRANCE, "image", *_mounted(), "--"),
                *(f"{key}={value}" for key, value in environment.items()),
                *words,
            ],
            env={
                "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
                "PLACE_OF_IMAGE": self.place,
                "ROOT_OF_IMAGE": str(self.root),
                # Without root this machine has one user to give, and who runs is not shown.
                "USER_OF_IMAGE": f"--userspec={self.user}" if root else "--",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments: str, **settings: str) -> tuple[int, str]:
        """Start it and wait for its end: the status and all that it said."""
        process = self.start(*arguments, **settings)
        said, _ = process.communicate(timeout=120)
        return process.returncode, said


def build(name: str, root: Path) -> Image:
    """The tree of an image in an empty directory; skips where nothing can be mounted for it."""
    if not has_namespaces():
        if os.environ.get("REQUIRE_NAMESPACES") == "1":
            pytest.fail("REQUIRE_NAMESPACES=1, but no mount namespace can be made")
        pytest.skip("no mount namespace can be made here")
    needs, last = _stages(DOCKERFILES[name])
    wheels = _WHEELS if name == "relay" else (*_WHEELS, *_BUILT)
    line = _INSTALL.format(wheels=" ".join(wheels))
    assert line in needs, "the tests install as the Dockerfile does: change both"
    (target,) = [target for target in targets() if target.name == name]
    said = dict(line.split(" ", 1) for line in last if not line.startswith(("COPY", "RUN")))
    assert [line for line in last if line.startswith("COPY")] == [
        "COPY --from=needs /opt/venv /opt/venv",
        f"COPY . {said['WORKDIR']}",
    ]
    unpack(contents(target), root / said["WORKDIR"].lstrip("/"))
    _install(root, wheels)
    for place in _mounted():
        _mount_point(root, Path(place))
    (root / "tmp").mkdir()
    root.chmod(0o755)
    environment = dict(word.split("=", 1) for word in shlex.split(said["ENV"]))
    return Image(
        root=root,
        entrypoint=tuple(re.findall(r'"([^"]+)"', said["ENTRYPOINT"])),
        environment={**environment, "PATH": environment["PATH"].replace("$PATH", "/usr/bin")},
        user=said["USER"],
        place=said["WORKDIR"],
    )


def _stages(path: Path) -> Iterator[list[str]]:
    text = re.sub(r"\s*\\\n\s*", " ", path.read_text(encoding="utf-8"))
    for stage in text.split("\nFROM ")[1:]:
        lines = stage.split("\n")[1:]
        yield [line for line in lines if line and not line.startswith("#")]


def _install(root: Path, wheels: Sequence[str]) -> None:
    uv, environment = ROOT / ".venv" / "bin" / "uv", root / "opt" / "venv"
    _done(str(uv), "venv", "--quiet", "--relocatable", "--python", _PYTHON, environment)
    _done(
        *(str(uv), "pip", "install", "--quiet", "--python", str(environment / "bin" / "python")),
        *("--no-deps", "--require-hashes", *wheels, "--compile-bytecode"),
        *("-r", str(root / "app" / "requirements.txt")),
    )


def _done(*command: str | Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own arguments
        command, capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode:
        pytest.fail(done.stderr[-2000:])


def _mounted() -> list[str]:
    places = [place for place in _BASE if Path(place).exists() and not Path(place).is_symlink()]
    if not sys.base_prefix.startswith("/usr"):
        places.append(sys.base_prefix)
    return [*places, "/dev/null", "/dev/urandom"]


def _mount_point(root: Path, place: Path) -> None:
    inside = root / str(place).lstrip("/")
    inside.parent.mkdir(parents=True, exist_ok=True)
    if place.is_dir():
        inside.mkdir(exist_ok=True)
    else:
        inside.touch()
    for link in (Path(name) for name in _BASE if Path(name).is_symlink()):
        copy = root / str(link).lstrip("/")
        if not copy.is_symlink():
            shutil.copy(link, copy, follow_symlinks=False)
