"""Base classes of request and response bodies: camelCase outside, snake_case inside."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel


class RequestModel(BaseModel):
    """What a client sends. Unknown fields are refused, so a typing error is never ignored."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class ResponseModel(BaseModel):
    """What a client receives."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        serialize_by_alias=True,
        extra="forbid",
        frozen=True,
    )


def _without_control_characters(text: str) -> str:
    # NUL cannot be stored by Postgres; the others only serve to confuse logs and terminals.
    if any(character < " " and character not in "\n\r\t" for character in text):
        raise ValueError("control characters are not allowed")
    return text


Text = Annotated[
    str, StringConstraints(strip_whitespace=True), AfterValidator(_without_control_characters)
]
"""Text written by a person: trimmed, without control characters."""
