"""What has changed since somebody was here, as ids of what to read again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.realtime.events import EventWithheld

_GONE = frozenset({"deleted", "removed"})
_COLLECTIONS: Mapping[str, str] = {"activity": "activity", "quiz": "quizzes", "reply": "replies"}
"""Names that are not the entity with an s."""

_WITHIN: Mapping[str, str] = {"comment": "post"}
"""What else an event changes: a comment is counted at its post."""


@dataclass(slots=True)
class Changes:
    """What happened to one collection. ``everything``: to more than can be named."""

    changed: dict[str, None] = field(default_factory=dict)
    deleted: dict[str, None] = field(default_factory=dict)
    everything: bool = False


def changes_of(envelopes: Iterable[Mapping[str, Any]]) -> dict[str, Changes]:
    """What events say, collection by collection, each id once: the last word on it holds.

    Derived from the names: ``post:deleted`` says that the post ``postId`` is gone. An event whose
    entity has no id in it stands for the whole collection, so that no event is overlooked.
    """
    found: dict[str, Changes] = {}
    for envelope in envelopes:
        entity, _, verb = envelope["type"].partition(":")
        if envelope["type"] == EventWithheld.wire_name:
            continue
        _note(found, entity, envelope["data"], gone=verb in _GONE)
        if entity in _WITHIN and f"{_WITHIN[entity]}Id" in envelope["data"]:
            _note(found, _WITHIN[entity], envelope["data"], gone=False)
    return found


def _note(found: dict[str, Changes], entity: str, data: Mapping[str, Any], *, gone: bool) -> None:
    changes = found.setdefault(_COLLECTIONS.get(entity, f"{entity}s"), Changes())
    ids = _ids(entity, data)
    if ids is None:
        changes.everything = True
        return
    for name in ids:
        if gone:
            changes.changed.pop(name, None)
            changes.deleted[name] = None
        elif name not in changes.deleted:
            changes.changed[name] = None


def _ids(entity: str, data: Mapping[str, Any]) -> list[str] | None:
    """The ids of what an event is about; None where it does not name them."""
    for name in (f"{entity}Id", "id"):
        if isinstance(data.get(name), str):
            return [data[name]]
    for name in (f"{entity}Ids", "ids"):
        if isinstance(data.get(name), list):
            return [str(one) for one in data[name]]
    return None
