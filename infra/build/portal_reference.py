"""The reference of the API in the portal: a page of Redoc for each area, from the OpenAPI document.

By area, because a page with all operations takes a phone half a minute.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

# The one thing that Redoc would ask another server for.
_LOGO = "https://cdn.redoc.ly/redoc/logo-mini.svg"
_NOTHING = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"
BUNDLE = Path(
    "lib/python3.11/site-packages/flask_openapi3_redoc/templates/redoc/js/redoc.standalone.js"
)
_REF = re.compile(r'"#/components/schemas/([^"]+)"')
_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{area} · Reference · Stunity for developers</title>
<link rel="stylesheet" href="../assets/reference.css">
</head>
<body>
<nav class="reference-back"><a href="../index.html">Stunity for developers</a> /
<a href="index.html">Reference</a> / {area}</nav>
<main id="reference" data-document="{area}.json"><p>The reference is being drawn …</p></main>
<script src="../assets/redoc.js"></script>
<script src="../assets/reference.js"></script>
</body>
</html>
"""


def areas(openapi: Path) -> list[str]:
    """The areas of the API, in alphabetical order."""
    return sorted(_by_area(json.loads(openapi.read_text(encoding="utf-8"))))


def write(site: Path, bundle: Path, openapi: Path) -> None:
    """Write a page and a document for each area into the built site."""
    document = json.loads(openapi.read_text(encoding="utf-8"))
    folder = site / "reference"
    folder.mkdir(exist_ok=True)
    code = bundle.read_text(encoding="utf-8")
    assert _LOGO in code, "Redoc fetches another picture, or none: look again"
    (site / "assets" / "redoc.js").write_text(code.replace(_LOGO, _NOTHING), encoding="utf-8")
    shutil.copyfile(openapi, folder / "openapi.json")
    for area, paths in _by_area(document).items():
        (folder / f"{area}.json").write_text(
            json.dumps(_part(document, paths, area), ensure_ascii=False), encoding="utf-8"
        )
        (folder / f"{area}.html").write_text(_PAGE.format(area=area), encoding="utf-8")


def _by_area(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            found.setdefault(operation["tags"][0], {}).setdefault(path, {})[method] = operation
    return found


def _part(document: dict[str, Any], paths: dict[str, Any], area: str) -> dict[str, Any]:
    """The document of one area, with the schemas that it uses and no others."""
    schemas = document["components"]["schemas"]
    needed: set[str] = set()
    waiting = set(_REF.findall(json.dumps(paths)))
    while waiting:
        name = waiting.pop()
        needed.add(name)
        waiting |= set(_REF.findall(json.dumps(schemas[name]))) - needed
    kept = {name: schema for name, schema in schemas.items() if name in needed}
    info = {**document["info"], "title": f"Stunity: {area}"}
    components = {**document["components"], "schemas": kept}
    return {**document, "info": info, "paths": paths, "components": components}
