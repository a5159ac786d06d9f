"""How the portal is arranged: MkDocs' configuration, with the pages in their order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_START = {
    "Start in five minutes": "start.md",
    "Playground": "playground.md",
    "Python client and command line": "python.md",
    "A bot that answers": "bot.md",
}
_API = {
    "Authentication": "authentication.md",
    "Tenants and permissions": "tenants.md",
    "Table of permissions": "project/reference/permissions.md",
    "Errors": "errors.md",
    "Problem codes": "project/reference/errors.md",
    "Pagination": "pagination.md",
    "Idempotency": "idempotency.md",
    "Limits": "limits.md",
    "Table of limits": "project/reference/limits.md",
    "Versions and deprecation": "versions.md",
    "Reference": "reference/index.md",
    "Changelog": "changelog.md",
}
_STREAM = {
    "Read the stream": "stream.md",
    "Protocol": "project/reference/stream.md",
    "All events": "project/reference/events.md",
}
_SCHOOLS = {
    "A school begins": "schools/begin.md",
    "សាលាចាប់ផ្ដើម": "schools/begin.km.md",
    "Lists of pupils": "schools/lists.md",
    "បញ្ជីសិស្ស": "schools/lists.km.md",
    "Members and roles": "schools/members.md",
    "សមាជិក និងតួនាទី": "schools/members.km.md",
    "Safety and data": "schools/safety.md",
    "សុវត្ថិភាព និងទិន្នន័យ": "schools/safety.km.md",
}
_OPERATORS = {
    "Architecture": "project/architecture.md",
    "The relay": "project/relay.md",
    "Security": "project/security.md",
    "Ledger of marks": "project/grade-ledger.md",
    "Cost": "project/cost.md",
    "Glossary": "project/glossary.md",
    "Logs": "project/reference/logs.md",
}
_FEATURES = (
    "navigation.tabs", "navigation.sections", "navigation.indexes", "navigation.top",
    "navigation.footer", "content.code.copy", "content.tabs.link", "search.suggest",
    "search.highlight", "toc.follow",
)  # fmt: skip


def configuration(pages: Path, snippets: list[Path], site: Path) -> str:
    """The text of ``mkdocs.yml``; JSON is YAML."""
    return json.dumps(
        {
            "site_name": "Stunity for developers",
            "site_url": "",
            "docs_dir": str(pages),
            "site_dir": str(site),
            # Addresses that any store of files can serve.
            "use_directory_urls": False,
            "theme": _theme(),
            "plugins": ["search"],
            "extra_css": ["assets/portal.css"],
            "extra": {"generator": False},
            "markdown_extensions": _extensions(snippets),
            "validation": {"links": {"unrecognized_links": "ignore"}},
            "nav": _navigation(pages),
        },
        ensure_ascii=False,
        indent=1,
    )


def _theme() -> dict[str, Any]:
    scheme = {"primary": "indigo", "accent": "indigo"}
    icon = "material/theme-light-dark"
    return {
        "name": "material",
        "font": False,
        "features": list(_FEATURES),
        "icon": {"logo": "material/school"},
        "palette": [
            {
                **scheme,
                "media": "(prefers-color-scheme: light)",
                "scheme": "default",
                "toggle": {"icon": icon, "name": "Dark"},
            },
            {
                **scheme,
                "media": "(prefers-color-scheme: dark)",
                "scheme": "slate",
                "toggle": {"icon": icon, "name": "Light"},
            },
        ],
    }


def _extensions(snippets: list[Path]) -> list[Any]:
    return [
        "admonition",
        "attr_list",
        "tables",
        {"toc": {"permalink": True}},
        "pymdownx.superfences",
        {"pymdownx.highlight": {"anchor_linenums": False}},
        {"pymdownx.tabbed": {"alternate_style": True}},
        {"pymdownx.snippets": {"base_path": list(map(str, snippets)), "check_paths": True}},
    ]


def _navigation(pages: Path) -> list[Any]:
    return [
        {"Home": "index.md"},
        {"Start": _listed(_START)},
        {"API": _listed(_API)},
        {"Stream": [*_listed(_STREAM), {"Events": _folder(pages, "events")}]},
        {"Schools · សាលា": _listed(_SCHOOLS)},
        {
            "Operate and contribute": [
                *_listed(_OPERATORS),
                {"Runbooks": _folder(pages, "project/runbooks")},
                {"Decisions": _folder(pages, "project/decisions")},
                {"Tables": _folder(pages, "project/reference/tables")},
            ]
        },
    ]


def _listed(pages: dict[str, str]) -> list[dict[str, str]]:
    return [{title: place} for title, place in pages.items()]


def _folder(pages: Path, name: str) -> list[str]:
    found = sorted((pages / name).glob("*.md"), key=lambda path: (path.stem != "README", path.name))
    return [str(path.relative_to(pages)) for path in found]
