"""The services of browsers and phones in one server: it checks what they check, and remembers.

Requests say in a header for whom they were. What a browser gets is decrypted with its own keys.
"""

from __future__ import annotations

import base64
import json
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import http_ece
import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from requests.structures import CaseInsensitiveDict
from typing_extensions import override

from infra.push.session import SERVICE_HEADER

PROJECT = "stunity-tests"
_ACCOUNT = "push@stunity-tests.iam.gserviceaccount.com"


def text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def raw_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    form = serialization.PublicFormat.UncompressedPoint
    return key.public_key().public_bytes(serialization.Encoding.X962, form)


@dataclass
class Browser:
    """A browser with its own keys, at an endpoint of a known service."""

    endpoint: str = field(
        default_factory=lambda: (
            f"https://updates.push.services.mozilla.com/wpush/v2/{secrets.token_hex(8)}"
        )
    )
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    auth: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    @property
    def registration(self) -> dict[str, str]:
        return {
            "platform": "WEB",
            "token": self.endpoint,
            "p256dh": text_of(_point(self.key)),
            "auth": text_of(self.auth),
        }


class PushFakes:
    """What arrived, and what is answered: by endpoint or token, the next answers in order."""

    def __init__(self) -> None:
        self.vapid = ec.generate_private_key(ec.SECP256R1())
        self._account = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.browsers: dict[str, Browser] = {}
        self.answers: dict[str, list[tuple[int, Mapping[str, str]]]] = {}
        self.arrived: list[tuple[str, dict[str, Any]]] = []
        self.asked = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def environment(self) -> dict[str, str]:
        """What functions are told."""
        number = self.vapid.private_numbers().private_value.to_bytes(32, "big")
        pem = self._account.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        info = {
            "type": "service_account",
            "project_id": PROJECT,
            "client_email": _ACCOUNT,
            "private_key": pem.decode(),
            "private_key_id": "1",
            "token_uri": "https://oauth2.googleapis.com/token",
        }
        return {
            "VAPID_PRIVATE_KEY": text_of(number),
            "VAPID_PUBLIC_KEY": text_of(_point(self.vapid)),
            "VAPID_SUBJECT": "mailto:push@example.test",
            "FCM_CREDENTIALS": json.dumps(info),
            "PUSH_INSTEAD": self.url,
        }

    def browser(self) -> Browser:
        made = Browser()
        self.browsers[made.endpoint] = made
        return made

    def forget(self) -> None:
        self.arrived.clear()
        self.answers.clear()
        self.asked = 0

    def messages(self, to: str) -> list[dict[str, Any]]:
        """What was taken for this endpoint or token."""
        return [message for target, message in self.arrived if target == to]

    @contextmanager
    def running(self) -> Iterator[PushFakes]:
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def take(self, service: str, path: str, headers: Mapping[str, str], body: bytes) -> Any:
        """An answer as status, headers and JSON."""
        if service == "oauth2.googleapis.com":
            return self._mint(body)
        self.asked += 1
        if service == "fcm.googleapis.com" and path.startswith("/v1/projects/"):
            return self._phone(path, headers, body)
        return self._browser(f"https://{service}{path}", service, headers, body)

    def _mint(self, body: bytes) -> Any:
        (assertion,) = parse_qs(body.decode())["assertion"]
        audience = "https://oauth2.googleapis.com/token"
        claims = jwt.decode(assertion, self._account.public_key(), ["RS256"], audience=audience)
        assert claims["scope"] == "https://www.googleapis.com/auth/firebase.messaging"
        return 200, {}, {"access_token": "let-me-send", "expires_in": 3600, "token_type": "Bearer"}

    def _phone(self, path: str, headers: Mapping[str, str], body: bytes) -> Any:
        assert path == f"/v1/projects/{PROJECT}/messages:send"
        if headers["Authorization"] != "Bearer let-me-send":
            return 401, {}, {}
        message = json.loads(body)["message"]
        return self._answer(message["token"], message, {"error": {"status": "UNREGISTERED"}})

    def _browser(self, endpoint: str, service: str, headers: Mapping[str, str], body: bytes) -> Any:
        browser = self.browsers[endpoint]
        scheme, _, rest = headers["Authorization"].partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        assert scheme == "vapid"
        assert raw_of(parts["k"]) == _point(self.vapid)
        audience = f"https://{service}"
        claims = jwt.decode(parts["t"], self.vapid.public_key(), ["ES256"], audience=audience)
        assert claims["sub"] == "mailto:push@example.test"
        assert int(headers["TTL"]) > 0
        assert headers["Content-Encoding"] == "aes128gcm"
        decrypt: Any = http_ece.decrypt
        plain = decrypt(body, private_key=browser.key, auth_secret=browser.auth)
        return self._answer(endpoint, json.loads(plain), {})

    def _answer(self, target: str, message: dict[str, Any], refusal: dict[str, Any]) -> Any:
        waiting = self.answers.get(target, [])
        status, headers = waiting.pop(0) if waiting else (201, {})
        if status < 300:
            self.arrived.append((target, message))
            return status, headers, {}
        return status, headers, refusal

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fakes = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service = self.headers[SERVICE_HEADER]
                path = urlsplit(self.path).path
                status, headers, said = fakes.take(
                    service, path, CaseInsensitiveDict(self.headers.items()), body
                )
                answer = json.dumps(said).encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def do_GET(self) -> None:
                raise AssertionError("a redirect was followed")

            @override
            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler
