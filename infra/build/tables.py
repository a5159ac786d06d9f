"""The tables of each area as diagrams, for docs/reference/tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Column, ForeignKeyConstraint, Table

from infra.postgres.core import schema
from infra.postgres.core.data_rules import data_of, rows_of

_INTRODUCTION = """\
Derived from `infra/postgres/*/tables.py`; `make manifest` writes these pages. Beside each column
stands the kind of data that it holds: exports and erasure go by it.
"""


def pages() -> dict[str, str]:
    """A page for each area, and the list of them, by file name."""
    areas = _areas()
    found = {f"{area}.md": _page(area, tables) for area, tables in areas.items()}
    lines = [f"| [{area}]({area}.md) | {len(tables)} |" for area, tables in areas.items()]
    total = sum(map(len, areas.values()))
    found["README.md"] = "\n".join(
        [
            "# Tables",
            "",
            _INTRODUCTION,
            "| Area | Tables |",
            "|---|---|",
            *lines,
            f"| all | {total} |",
            "",
        ]
    )
    return found


def _areas() -> dict[str, list[Table]]:
    found: dict[str, list[Table]] = defaultdict(list)
    for name in schema.__all__:
        module = getattr(schema, name)
        parts = getattr(module, "__name__", "").split(".")
        if parts[:2] != ["infra", "postgres"]:
            continue
        found[parts[2]] += [value for value in vars(module).values() if isinstance(value, Table)]
    return {area: sorted(set(found[area]), key=lambda t: t.name) for area in sorted(found)}


def _page(area: str, tables: list[Table]) -> str:
    lines = [f"# Tables: {area}", "", _INTRODUCTION, "```mermaid", "erDiagram"]
    for table in tables:
        lines += _references(table)
    for table in tables:
        lines += [f"  {table.name} {{", *map(_column, table.columns), "  }"]
    lines += [
        "```",
        "",
        "| Table | Whose rows | Erasure | Kept | Row security |",
        "|---|---|---|---|---|",
    ]
    for table in tables:
        rows = rows_of(table)
        wall = table.info["open_because"] or "by school"
        whose = rows.of or "the school"
        lines.append(f"| `{table.name}` | {whose} | {rows.erasure} | {rows.retention} | {wall} |")
    return "\n".join([*lines, ""])


def _references(table: Table) -> Iterator[str]:
    constraints = [c for c in table.constraints if isinstance(c, ForeignKeyConstraint)]
    for constraint in sorted(constraints, key=lambda c: [column.name for column in c.columns]):
        own = [column for column in constraint.columns if column.name != "tenant_id"]
        if not own:
            continue
        optional = "|o" if any(column.nullable for column in own) else "||"
        target = constraint.elements[-1].column.table.name
        yield f"  {table.name} }}o--{optional} {target} : {own[-1].name}"


def _column(column: Column[object]) -> str:
    kind = type(column.type).__name__.lower()
    key = " PK" if column.primary_key else ""
    return f'    {kind} {column.name}{key} "{data_of(column)}"'
