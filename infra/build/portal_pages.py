"""Pages of the developers' portal that are derived from declarations: rights, errors and limits.

They are committed below ``docs/reference`` and checked like every derived file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from shared.auth.permissions import GRANTS, Permission, Reach
from shared.auth.roles import Role
from shared.http.limits import LIMIT_CLASSES, Beyond, Counts, Window
from shared.http.problem import Problem
from shared.http.route import Access, Route

REFERENCE = Path("docs/reference")
_REACH = {Reach.ALL: "all", Reach.OWN: "own"}
_COUNTED = {
    Counts.REQUESTS: "every request",
    Counts.SUCCESSES: "what was done",
    Counts.FAILURES: "wrong guesses",
}
_SHARED_FROM = 2


class CureMissing(TypeError):
    """A problem says neither itself nor by its parent what a client does about it."""


def derived(routes: Iterable[Route]) -> dict[Path, str]:
    """The pages by their path below the root."""
    found = list(routes)
    return {
        REFERENCE / "permissions.md": _page(_permissions(found)),
        REFERENCE / "errors.md": _page(_errors(found)),
        REFERENCE / "limits.md": _page(_limits(found)),
    }


def _page(lines: Iterable[str]) -> str:
    return "\n".join([*lines, ""])


def _derived_from(source: str) -> str:
    return f"Derived from {source}; `make manifest` writes this page."


def _permissions(routes: list[Route]) -> Iterator[str]:
    yield "# Permissions"
    yield ""
    yield _derived_from("`shared/auth/permissions.py` and the routes")
    yield ""
    yield (
        "*all*: everything inside the school. *own*: what is one's own or linked to one, by the "
        "rule of the route. An empty cell grants nothing. An API key never does more than its "
        "owner may at that moment."
    )
    yield ""
    roles = list(Role)
    yield f"| Permission | {' | '.join(role.value.lower() for role in roles)} |"
    yield f"|---|{'---|' * len(roles)}"
    for permission in Permission:
        cells = (GRANTS.get(role, {}).get(permission) for role in roles)
        marks = " | ".join("" if cell is None else _REACH[cell] for cell in cells)
        yield f"| `{permission.value}` | {marks} |"
    yield ""
    yield "## What each permission opens"
    yield ""
    opened = defaultdict(list)
    for route in routes:
        opened[route.permission].append(f"`{route.method} {route.template}`")
    yield "| Permission | Routes |"
    yield "|---|---|"
    for permission in Permission:
        if opened[permission]:
            yield f"| `{permission.value}` | {', '.join(opened[permission])} |"
    signed_in = ", ".join(opened[Access.SIGNED_IN])
    yield f"| whoever is signed in | {signed_in} |"
    yield f"| everybody | {', '.join(opened[Access.PUBLIC])} |"


def _errors(routes: list[Route]) -> Iterator[str]:
    classes = _problems(Problem)
    by_code: dict[str, list[type[Problem]]] = defaultdict(list)
    for problem in classes:
        by_code[problem.code].append(problem)
    raised = defaultdict(list)
    for route in routes:
        for code in dict.fromkeys(problem.code for problem in route.raises):
            raised[code].append(f"`{route.name}`")
    yield "# Problem codes"
    yield ""
    yield _derived_from("the problems where they are declared")
    yield ""
    yield "Decide by `code`: codes keep their meaning; titles and details may change."
    for code in sorted(by_code, key=lambda code: (by_code[code][0].status, code)):
        yield from _error(code, by_code[code], raised[code])


def _problems(parent: type[Problem]) -> list[type[Problem]]:
    found = []
    for problem in parent.__subclasses__():
        found += [problem, *_problems(problem)]
    return [p for p in found if p.__module__.startswith(("functions.", "shared."))]


def _error(code: str, problems: list[type[Problem]], routes: list[str]) -> Iterator[str]:
    # Where several share a code, the one that the others are kinds of comes first.
    first, *others = sorted(problems, key=lambda p: (len(p.__mro__), p.__module__, p.__name__))
    cure = getattr(first, "cure", "")
    if not cure or not first.__doc__:
        raise CureMissing(f"{first.__module__}.{first.__name__} needs a docstring and a cure")
    yield ""
    yield f"## {code} {{ #{code} }}"
    yield ""
    yield f"**{first.status}** · {first.title}"
    yield ""
    yield f"*Cause.* {_text(first)}"
    yield ""
    yield f"*Cure.* {cure}"
    if others:
        yield ""
        yield "*More exactly,* by `title`:"
        yield ""
        told = {other.title: f"- **{other.title}**: {_text(other)}" for other in others}
        yield from (told[title] for title in sorted(told))
    if len(routes) > 0 and len(problems) < _SHARED_FROM:
        yield ""
        yield f"*Told by* {', '.join(sorted(routes))}"


def _text(problem: type[Problem]) -> str:
    return " ".join((problem.__doc__ or "").replace("``", "`").split())


def _limits(routes: list[Route]) -> Iterator[str]:
    users = defaultdict(list)
    for route in routes:
        for name in route.limits:
            users[name].append(f"`{route.name}`")
    yield "# Limits"
    yield ""
    yield _derived_from("`shared/http/limits.py` and the routes")
    yield ""
    yield (
        "Every route names its classes (`x-limits` in the reference); all windows of a class "
        "apply. Beyond a window the answer is 429 with `Retry-After`, or an attempt passes after "
        "a delay that doubles."
    )
    yield ""
    yield "| Class | Counts | Windows |"
    yield "|---|---|---|"
    for name, limit in LIMIT_CLASSES.items():
        windows = "; ".join(map(_window, limit.windows)) or "none"
        if limit.known_device:
            windows += f". On a known device instead: {'; '.join(map(_window, limit.known_device))}"
        yield f"| `{name}` | {_COUNTED[limit.counts]} | {windows} |"
    yield ""
    yield "## Which routes count where"
    yield ""
    yield "| Class | Routes |"
    yield "|---|---|"
    for name in LIMIT_CLASSES:
        if users[name]:
            yield f"| `{name}` | {', '.join(users[name])} |"


def _window(window: Window) -> str:
    count = "by role and school" if window.allowance else str(window.limit)
    beyond = "" if window.beyond is Beyond.REFUSE else f", then delays up to {window.longest} s"
    return f"{count} in {window.seconds} s by {window.subject.value}{beyond}"
