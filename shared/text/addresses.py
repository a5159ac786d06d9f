"""Addresses of pages and pictures that people name."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

HTTPS = '^[Hh][Tt][Tt][Pp][Ss]://[^\\s"<>`]+$'
"""What the published schema says of an address; :func:`check_address` says the rest."""


def check_address(url: str) -> str:
    """Accept only https addresses with a host; raises ValueError otherwise."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.password:
        raise ValueError("must be an https address without credentials")
    if re.search(r"[\x00-\x20\x7f<>\"`]", url):
        raise ValueError("must not contain blanks, quotes or angle brackets")
    return url
