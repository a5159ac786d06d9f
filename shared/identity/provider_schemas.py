"""Requests and responses of sign-in by providers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.http.schema import SAFE_LINE, RequestModel, ResponseModel, Token, example
from shared.identity.factor_schemas import Ticket

Secret = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$"), SAFE_LINE]


class ProviderPath(RequestModel):
    """The provider in the path."""

    provider: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$"), SAFE_LINE]


class ProviderRead(ResponseModel):
    """Somebody else by whom one can sign in."""

    slug: str
    name: str


class ProviderList(ResponseModel):
    """All of them, by name."""

    data: list[ProviderRead]


class ProviderStart(ResponseModel):
    """Where the browser goes now, and a secret that it keeps for the way back."""

    address: str
    secret: str


class ProviderAnswer(
    RequestModel,
    json_schema_extra=example(state="AAAA", code="abc", secret="x" * 43),
):
    """What came back from the provider, and the secret that this browser has kept."""

    state: Ticket
    code: Annotated[Token, Field(min_length=1, max_length=4_096)]
    iss: Annotated[Token, Field(max_length=512)] | None = None
    secret: Secret
