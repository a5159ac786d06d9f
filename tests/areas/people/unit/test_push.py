"""A server of ours calls the addresses that browsers name: only those of push services."""

from __future__ import annotations

import pytest

from shared.people.push import check_endpoint


@pytest.mark.parametrize(
    "url",
    [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://db5p.notify.windows.com/w/?token=x",
        "https://web.push.apple.com/abc",
    ],
)
def test_known_services_are_taken(url: str) -> None:
    assert check_endpoint(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://fcm.googleapis.com:8080/x",
        "https://fcm.googleapis.com:99999/x",
        "https://user@fcm.googleapis.com/x",
        "https://169.254.169.254/latest/meta-data",
        "https://notify.windows.com.evil/x",
        "https://evilnotify.windows.com@evil/x",
        "https://localhost/x",
        "no address",
    ],
)
def test_all_others_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="must be"):
        check_endpoint(url)
