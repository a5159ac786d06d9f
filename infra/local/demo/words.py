"""Writing down requests: the models take the names of the wire, Python reads its own."""

from __future__ import annotations

from typing import TypeVar

from shared.http.schema import RequestModel

M = TypeVar("M", bound=RequestModel)


def written(model: type[M], **values: object) -> M:
    """The request with these fields, checked like one that came over the wire."""
    return model.model_validate(values, by_name=True)
