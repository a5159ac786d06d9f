"""Requests and responses of building anew what is derived."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.http.schema import RequestModel, ResponseModel, example
from shared.search.types import Rebuild


class EmbeddingsBackfill(RequestModel, json_schema_extra=example(rate=10)):
    """How many texts a second may be sent to the model."""

    rate: Annotated[int, Field(ge=1, le=50)] = 10


class RebuildStarted(ResponseModel):
    """The work behind the answer; ``job:progress`` with this id tells how far it has come."""

    job_id: UUID
    kind: Rebuild
