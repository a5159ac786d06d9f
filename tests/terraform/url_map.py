"""Reading a URL map as the load balancer does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Rule = Mapping[str, Any]


def rules(url_map: Mapping[str, Any]) -> list[Rule]:
    """The rules of the only path matcher, in the order in which they are tried."""
    found: list[Rule] = url_map["path_matcher"][0]["route_rules"]
    return sorted(found, key=lambda rule: rule["priority"])


def first(
    url_map: Mapping[str, Any], method: str, path: str, headers: Mapping[str, str] | None = None
) -> Rule | None:
    """The rule that answers a request, None where the default service does."""
    given = {":method": method, **(headers or {})}
    for rule in rules(url_map):
        if any(_fits(match, path, given) for match in rule["match_rules"]):
            return rule
    return None


def _fits(match: Mapping[str, Any], path: str, given: Mapping[str, str]) -> bool:
    if any(given.get(h["header_name"]) != h["exact_match"] for h in match["header_matches"]):
        return False
    if match["full_path_match"] is not None:
        return bool(path == match["full_path_match"])
    if match["prefix_match"] is not None:
        return path.startswith(match["prefix_match"])
    segments = re.escape(match["path_template_match"]).replace(r"\*", "[^/]+")
    return re.fullmatch(segments, path) is not None
