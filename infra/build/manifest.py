"""Derives the committed files from the declarations, or checks that they are fresh.

``python -m infra.build.manifest`` writes, ``--check`` compares and fails with the differences.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from infra.build import portal_pages
from infra.build.logs_page import PAGE, page

ROOT = Path(__file__).resolve().parent.parent.parent
INDEX = Path("functions/index.py")
SUBSCRIBERS = Path("shared/events/subscribers.py")
MANIFEST = Path("terraform/manifest")
GOLDEN = Path("docs/reference/events")
TABLES = Path("docs/reference/tables")
_NOT_AREAS = {"common", "runtime"}
_WIDEST = 100
_MARKS = ("__route__", "__worker__", "__job__")


def derived_files() -> dict[Path, str]:
    """Every derived file by its path below the root.

    The index must be importable before the rest can be derived, so it is written first.
    """
    from functions.runtime.catalogue import all_jobs, all_routes, all_workers
    from functions.runtime.openapi import document
    from infra.build.tables import pages
    from shared.events.registry import all_events
    from shared.events.schema import schema

    events = all_events()
    files = {
        INDEX: index_source(),
        SUBSCRIBERS: _subscribers(all_workers()),
        MANIFEST / "routes.json": _json({"routes": [_route(r) for r in all_routes()]}),
        MANIFEST / "workers.json": _json({"workers": [_worker(w) for w in all_workers()]}),
        MANIFEST / "jobs.json": _json({"jobs": [_job(j) for j in all_jobs()]}),
        MANIFEST / "events.json": _json({"events": [_event(e) for e in events.values()]}),
        Path("docs/reference/openapi.json"): _lines(document(all_routes(), "v1")) + "\n",
        Path("docs/reference/events.md"): _catalogue(),
        PAGE: page(ROOT),
    }
    files |= portal_pages.derived(all_routes())
    files |= {TABLES / name: page for name, page in pages().items()}
    for name, event in events.items():
        files[GOLDEN / f"{name.replace(':', '.')}.v{event.version}.json"] = _json(schema(event))
    return files


def index_source() -> str:
    """The module that tells which module holds a function."""
    from functions.runtime.service import JOB

    found = dict(sorted(_declared()))
    lines = [f'    "{name}": "{module}",' for name, module in found.items()]
    handlers = (getattr(importlib.import_module(found[name]), name) for name in found)
    jobs = [getattr(handler, JOB) for handler in handlers if hasattr(handler, JOB)]
    return "\n".join(
        [
            '"""Where functions are, and when jobs run. Derived: ``make manifest``."""',
            "",
            "MODULES = {",
            *lines,
            "}",
            "",
            "SCHEDULES = {",
            *(f'    "{job.name}": "{job.schedule}",' for job in jobs),
            "}",
            '"""When each job runs."""',
            "",
        ]
    )


def _declared() -> Iterator[tuple[str, str]]:
    import functions

    seen: dict[str, str] = {}
    places: dict[tuple[str, str], str] = {}
    for module in pkgutil.walk_packages(functions.__path__, "functions."):
        parts = module.name.split(".")
        if module.ispkg or parts[1] in _NOT_AREAS or len(parts) < 3:  # noqa: PLR2004 - functions.area.module
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            mark = next((m for m in _MARKS if hasattr(value, m)), None)
            if mark is None or value.__module__ != module.name:
                continue
            declared = getattr(value, mark)
            place = (getattr(declared, "method", "POST"), declared.template)
            if name in seen or place in places:
                raise TypeError(f"{module.name}.{name} repeats {seen.get(name) or places[place]}")
            seen[name] = places[place] = f"{module.name}.{name}"
            yield name, module.name


def _route(route: Any) -> dict[str, Any]:
    return {
        "name": route.name,
        "deployedName": route.name.replace("_", "-"),
        "unit": route.unit,
        "module": route.module,
        "method": route.method,
        "path": route.template,
        "aliases": list(route.aliases),
        "permission": str(route.permission),
        "public": route.public,
        "guests": route.guests,
        "hidesCaller": route.hides_caller,
        "limits": list(route.limits),
        "status": route.status,
        "emits": [event.wire_name for event in route.emits],
        "maxBodyBytes": route.max_body_bytes,
        "idempotent": route.idempotent,
        "audit": None if route.audit is None else route.audit.action,
        "summary": route.summary,
    }


def _worker(worker: Any) -> dict[str, Any]:
    types = [event.wire_name for event in worker.subscribes]
    return {
        "name": worker.name,
        "deployedName": worker.name.replace("_", "-"),
        "module": worker.module,
        "path": worker.template,
        "subscribes": types,
        "filter": push_filter(worker.name),
        "emits": [event.wire_name for event in worker.emits],
        "summary": worker.summary,
    }


def push_filter(worker: str) -> str:
    """The subscription filter of a worker: messages that name it, whatever its types are."""
    return f"attributes:{worker}"


def _subscribers(workers: Iterable[Any]) -> str:
    """The module that tells which workers an event is for."""
    found: dict[str, list[str]] = {}
    for worker in workers:
        for event in worker.subscribes:
            found.setdefault(event.wire_name, []).append(worker.name)
    lines = [_entry(name, sorted(found[name])) for name in sorted(found)]
    return "\n".join(
        [
            '"""Which workers an event is for. Derived: ``make manifest`` writes this file."""',
            "",
            "SUBSCRIBERS: dict[str, tuple[str, ...]] = {",
            *lines,
            "}",
            "",
        ]
    )


def _entry(name: str, workers: list[str]) -> str:
    """A row of the table, as the formatter writes it."""
    row = f'    "{name}": {_tuple(workers)},'
    if len(row) <= _WIDEST:
        return row
    return "\n".join([f'    "{name}": (', *(f'        "{one}",' for one in workers), "    ),"])


def _tuple(names: list[str]) -> str:
    quoted = ", ".join(f'"{name}"' for name in names)
    return f"({quoted})" if len(names) > 1 else f"({quoted},)"


def _job(job: Any) -> dict[str, Any]:
    return {
        "name": job.name,
        "deployedName": job.name.replace("_", "-"),
        "module": job.module,
        "path": job.template,
        "schedule": job.schedule,
        "summary": job.summary,
    }


def _event(event: Any) -> dict[str, Any]:
    return {
        "type": event.wire_name,
        "version": event.version,
        "durable": event.durable,
        "legacyType": event.legacy_type,
        "audience": list(event.audience),
        "fields": [field.alias or name for name, field in event.model_fields.items()],
    }


def _catalogue() -> str:
    from shared.events.registry import all_events

    lines = [
        "# Events",
        "",
        "Derived from the declarations in `shared/**/events.py`; `make manifest` writes this page.",
        "Durable events are logged and replayed, ephemeral ones may be lost.",
        "",
        "| Type | Old name | Audience | Kept | Fields | When |",
        "|---|---|---|---|---|---|",
    ]
    for name, event in all_events().items():
        doc = " ".join((event.__doc__ or "").split("\n\n")[0].split())
        fields = ", ".join(field.alias or key for key, field in event.model_fields.items())
        audience = ", ".join(f"`{part}`" for part in event.audience) or "the connection"
        kept = "durable" if event.durable else "ephemeral"
        lines.append(
            f"| `{name}` | {event.legacy_type or ''} | {audience} | {kept} | {fields} | {doc} |"
        )
    return "\n".join([*lines, ""])


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _lines(value: Any, depth: int = 3) -> str:
    """JSON with a line for each operation and each schema, so that a diff shows what changed."""
    if depth == 0 or not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    inner = ",\n".join(f"{json.dumps(k)}: {_lines(item, depth - 1)}" for k, item in value.items())
    return f"{{\n{inner}\n}}" if value else "{}"


def main() -> int:
    """Write or check all derived files; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only; fail when stale")
    check = parser.parse_args().check
    if not check:
        (ROOT / INDEX).write_text(index_source(), encoding="utf-8")
    stale = []
    wanted = derived_files()
    for path, content in wanted.items():
        target = ROOT / path
        if target.exists() and target.read_text(encoding="utf-8") == content:
            continue
        stale.append(str(path))
        if not check:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8")
    derived = [*(ROOT / GOLDEN).glob("*.json"), *(ROOT / TABLES).glob("*.md")]
    orphans = [p for p in derived if p.relative_to(ROOT) not in wanted]
    for orphan in orphans:
        stale.append(str(orphan.relative_to(ROOT)))
        if not check:
            orphan.unlink()
    for name in stale:
        print(f"{'stale' if check else 'wrote'}: {name}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
