"""Where the command line keeps its session: in the keyring, or in a file of its owner alone."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

from stunity.session import Kept

_SERVICE: Final = "stunity"


def home() -> Path:
    """The directory for what is no secret, and for secrets where there is no keyring."""
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "stunity"


def server() -> str | None:
    """The server that was signed in to last."""
    path = home() / "server"
    return path.read_text(encoding="utf-8").strip() if path.is_file() else None


def last_game(url: str) -> str | None:
    """The game that this machine hosts at a server; None where the last one is over."""
    return _games().get(url)


def keep_game(url: str, code: str | None) -> None:
    """Remember the game that is hosted, or that it is over."""
    games = _games()
    if code is None:
        games.pop(url, None)
    else:
        games[url] = code
    (home() / "games.json").write_text(json.dumps(games), encoding="utf-8")


def _games() -> dict[str, str]:
    path = home() / "games.json"
    if not path.is_file():
        return {}
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def load(url: str) -> Kept | None:
    """The session at a server, where there is one."""
    text = _from_keyring(url) or _from_file(url)
    return None if not text else Kept(**json.loads(text))


def save(url: str, kept: Kept) -> None:
    """Keep a session, instead of the one before."""
    home().mkdir(parents=True, exist_ok=True)
    (home() / "server").write_text(url + "\n", encoding="utf-8")
    text = json.dumps(asdict(kept))
    if not _to_keyring(url, text):
        _to_file(url, text)


def forget(url: str) -> None:
    """Drop the session at a server."""
    _to_file(url, None)
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.delete_password(_SERVICE, url)
    except KeyringError:
        return  # There was none, or there is no keyring.


def _from_keyring(url: str) -> str | None:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(_SERVICE, url)
    except KeyringError:
        return None


def _to_keyring(url: str, text: str) -> bool:
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(_SERVICE, url, text)
    except KeyringError:
        return False
    return True


def _sessions() -> dict[str, str]:
    path = home() / "sessions.json"
    if not path.is_file():
        return {}
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _from_file(url: str) -> str | None:
    return _sessions().get(url)


def _to_file(url: str, text: str | None) -> None:
    sessions = _sessions()
    if text is None:
        if sessions.pop(url, None) is None:
            return
    else:
        if url not in sessions:
            print("there is no keyring here: the session is in a file", file=sys.stderr)
        sessions[url] = text
    path, new = home() / "sessions.json", home() / ".sessions.new"
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(sessions, file)
    new.replace(path)
