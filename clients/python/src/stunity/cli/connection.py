"""The client of a command: which server, as whom, and what its failures are called."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final
from uuid import UUID

import typer

from stunity.cli.output import NOT_SIGNED_IN, REFUSED, UNREACHABLE, Out, fail

if TYPE_CHECKING:
    from stunity import AsyncStunity, Stunity

DEFAULT_URL: Final = "http://localhost:8080"


class Session:
    """What the options before the command say."""

    def __init__(self) -> None:
        self.given_url: str | None = None
        self.out = Out()

    @property
    def url(self) -> str:
        """The server: ``--url``, STUNITY_URL, or where one signed in last."""
        from stunity.cli.store import server

        return self.given_url or server() or DEFAULT_URL

    @contextmanager
    def client(self) -> Iterator[Stunity]:
        """A client as who signed in, or with the key in STUNITY_API_KEY."""
        from stunity import Stunity
        from stunity.cli.store import load, save

        key, url = os.environ.get("STUNITY_API_KEY"), self.url
        kept = None if key else load(url)
        if key is None and kept is None:
            fail(NOT_SIGNED_IN, f"sign in first: stunity --url {url} sign-in")
        with (
            explained(),
            Stunity(url, api_key=key, kept=kept, saved=lambda new: save(url, new)) as client,
        ):
            client.http.headers["User-Agent"] = agent()
            yield client

    def async_client(self) -> AsyncStunity:
        """A client for the stream, as who signed in."""
        from stunity import AsyncStunity
        from stunity.cli.store import load, save

        url = self.url
        kept = load(url)
        if kept is None:
            fail(NOT_SIGNED_IN, f"sign in first: stunity --url {url} sign-in")
        client = AsyncStunity(url, kept=kept, saved=lambda new: save(url, new))
        client.http.headers["User-Agent"] = agent()
        return client


def agent() -> str:
    """What the list of a person's devices calls this command by."""
    import platform

    host = platform.node().encode("ascii", "replace").decode()
    return f"stunity-cli/1 ({platform.system()}; {host})"


@contextmanager
def explained() -> Iterator[None]:
    """Failures as a sentence on stderr and an exit code."""
    from stunity.problems import ApiError, ConnectionFailed, SignInNeeded

    try:
        yield
    except ApiError as error:
        fail(REFUSED, str(error))
    except SignInNeeded as error:
        fail(NOT_SIGNED_IN, f"{error}: sign in again")
    except ConnectionFailed as error:
        fail(UNREACHABLE, f"no answer: {error}")


def uuid_of(text: str, what: str) -> UUID:
    """An id that somebody typed."""
    try:
        return UUID(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text} is no id of {what}") from error
