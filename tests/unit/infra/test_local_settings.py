"""What the local stack takes from whoever starts it."""

from __future__ import annotations

import pytest

from infra.local.__main__ import search_server


def test_a_search_server_is_used_where_its_settings_are_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("TYPESENSE_HOST", "TYPESENSE_PORT", "TYPESENSE_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    assert search_server() == {}
    monkeypatch.setenv("TYPESENSE_HOST", "127.0.0.1")
    monkeypatch.setenv("DATABASE_URL", "of somebody else")
    assert search_server() == {"TYPESENSE_HOST": "127.0.0.1"}
