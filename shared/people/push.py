"""Which push services a browser may name: a server of ours calls them."""

from __future__ import annotations

from urllib.parse import urlsplit

HOSTS = frozenset({"fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com"})
SUFFIXES = (".notify.windows.com", ".push.apple.com")


def check_endpoint(url: str) -> str:
    """Accept an address of a known push service; raises ValueError otherwise."""
    parts = urlsplit(url)
    try:
        odd = parts.port not in {None, 443}
    except ValueError:
        odd = True
    if parts.scheme != "https" or parts.username or parts.password or odd:
        raise ValueError("must be an https address without credentials")
    host = parts.hostname or ""
    if host not in HOSTS and not host.endswith(SUFFIXES):
        raise ValueError("must be an address of a known push service")
    return url
