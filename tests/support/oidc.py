"""A provider of OpenID Connect on a loopback port, which tests make honest or hostile."""

from __future__ import annotations

import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey
from typing_extensions import override

CLIENT = "stunity-tests"


class Issuer:
    """Serves its metadata and keys, and changes the codes that it has given out for ID tokens."""

    def __init__(self) -> None:
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(served.answer_to(urlsplit(self.path).path))

            def do_POST(self) -> None:
                form = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._answer(served.redeem({k: v[0] for k, v in parse_qs(form).items()}))

            def _answer(self, found: Any) -> None:
                body = json.dumps(found).encode()
                self.send_response(400 if found is None or "error" in found else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            @override
            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.metadata: dict[str, Any] = {}
        self.codes: dict[str, dict[str, Any]] = {}
        self.forms: list[dict[str, str]] = []
        self.header: dict[str, str] = {"alg": "RS256", "kid": "one"}
        self.token: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer_to(self, path: str) -> Any:
        if path == "/jwks":
            return {"keys": [self.key.as_dict(private=False)]}
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/auth",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "authorization_response_iss_parameter_supported": True,
            **self.metadata,
        }

    def give_code(self, expected_nonce: str, /, **claims: Any) -> str:
        """A code for somebody; ``claims`` change what the ID token says."""
        code, now = secrets.token_hex(8), int(time.time())
        honest = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": secrets.token_hex(8),
            "iat": now,
            "exp": now + 300,
            "nonce": expected_nonce,
        }
        self.codes[code] = {k: v for k, v in {**honest, **claims}.items() if v is not None}
        return code

    def redeem(self, form: dict[str, str]) -> dict[str, Any]:
        self.forms.append(form)
        claims = self.codes.pop(form.get("code", ""), None)
        if claims is None:
            return {"error": "invalid_grant"}
        token = self.token or jwt.encode(self.header, claims, self.key)
        return {"access_token": "x", "token_type": "Bearer", "id_token": token}
