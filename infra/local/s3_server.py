"""S3 on this machine: moto's server with one bucket, kept on disk, with real signature checks.

    python -m infra.local.s3_server --port 9000 --data-dir var/s3 --bucket b --secret-key s

moto holds objects in memory. Here each one is also a file, read back at the next start, so that a
demo school keeps its pictures.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import signal
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape

from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import make_server
from werkzeug.test import Client, TestResponse

from infra.local.process import say
from infra.local.s3_signature import is_presigned, presigned_fault

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
# moto hides private objects from requests that are not signed, and believes any signature.
_AS_OWNER = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=local/20000101/us-east-1/s3/aws4_request, "
    "SignedHeaders=host, Signature=0"
}


class ObjectFiles:
    """The objects of the bucket as files: `<quoted key>` and `<quoted key>.json` beside it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lock = threading.Lock()
        directory.mkdir(parents=True, exist_ok=True)

    def store(self, key: str, body: bytes, content_type: str) -> None:
        """Write it; a reader never sees half of it."""
        path = self._path(key)
        with self._lock:
            path.with_suffix(".new").write_bytes(body)
            path.with_suffix(".json").write_text(json.dumps({"contentType": content_type}))
            path.with_suffix(".new").replace(path)

    def delete(self, key: str) -> None:
        """Remove it, if it is there."""
        with self._lock:
            for path in (self._path(key), self._path(key).with_suffix(".json")):
                path.unlink(missing_ok=True)

    def all(self) -> Iterable[tuple[str, bytes, str]]:
        """Key, content and content type of every object."""
        for path in sorted(self._directory.glob("*.object")):
            about = json.loads(path.with_suffix(".json").read_text())
            yield unquote(path.stem), path.read_bytes(), about["contentType"]

    def _path(self, key: str) -> Path:
        # The fixed suffix keeps a key that ends in .json from looking like a companion file.
        return self._directory / f"{quote(key, safe='')}.object"


class LocalS3:
    """The WSGI application: checks signatures, asks moto, mirrors changes to the files."""

    def __init__(self, bucket: str, secret_key: str, files: ObjectFiles) -> None:
        self._moto: Application = DomainDispatcherApplication(create_backend_app)
        self._client = Client(self._moto)
        self._bucket = bucket
        self._secret_key = secret_key
        self._files = files
        self._must(f"the bucket {bucket}", self._client.put(f"/{bucket}", headers=_AS_OWNER))
        for key, body, content_type in files.all():
            answer = self._client.put(
                self._url(key), data=body, content_type=content_type, headers=_AS_OWNER
            )
            self._must(key, answer)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        query = environ.get("QUERY_STRING", "")
        if environ["REQUEST_METHOD"] != "OPTIONS" and is_presigned(query):
            fault = self._fault(environ, query) or _wrong_checksum(environ)
            if fault:
                return _forbidden(fault, start_response)
        statuses: list[str] = []

        def remember(status: str, *rest: Any) -> Any:
            statuses.append(status)
            return start_response(status, *rest)

        body = list(self._moto(environ, remember))
        if statuses[-1].startswith("2"):
            self._mirror(environ["REQUEST_METHOD"], environ["PATH_INFO"])
        return body

    def _fault(self, environ: Environ, query: str) -> str | None:
        headers = {
            name.removeprefix("HTTP_").replace("_", "-").lower(): value
            for name, value in environ.items()
            if name.startswith("HTTP_") or name in {"CONTENT_TYPE", "CONTENT_LENGTH"}
        }
        path = str(environ["RAW_URI"]).split("?", 1)[0]
        return presigned_fault(
            environ["REQUEST_METHOD"],
            path,
            query,
            headers,
            secret_key=self._secret_key,
            now=datetime.now(UTC),
        )

    def _mirror(self, method: str, path: str) -> None:
        prefix = f"/{self._bucket}/"
        if method not in {"PUT", "POST", "DELETE"} or not path.startswith(prefix):
            return
        key = path.removeprefix(prefix)
        answer = self._client.get(self._url(key), headers=_AS_OWNER)
        if answer.status_code == HTTPStatus.OK:
            self._files.store(key, answer.get_data(), answer.headers["Content-Type"])
        elif answer.status_code == HTTPStatus.NOT_FOUND:
            self._files.delete(key)

    @staticmethod
    def _must(what: str, answer: TestResponse) -> None:
        if answer.status_code != HTTPStatus.OK:
            raise ValueError(f"moto refuses {what}: {answer.get_data(as_text=True)}")

    def _url(self, key: str) -> str:
        return f"/{self._bucket}/{quote(key)}"


def _wrong_checksum(environ: Environ) -> str | None:
    """What a real store says of a body that is not what its checksum promises; moto takes any."""
    promised = environ.get("HTTP_X_AMZ_CHECKSUM_SHA256")
    if promised is None:
        return None
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    found = base64.b64encode(hashlib.sha256(body).digest()).decode()
    return None if found == promised else "XAmzContentChecksumMismatch"


def _forbidden(fault: str, start_response: StartResponse) -> list[bytes]:
    body = f"<Error><Code>AccessDenied</Code><Message>{escape(fault)}</Message></Error>".encode()
    headers = [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))]
    # Without this a browser reports a network error instead of the refusal.
    start_response("403 Forbidden", [*headers, ("Access-Control-Allow-Origin", "*")])
    return [body]


def serve(port: int, data_dir: Path, bucket: str, secret_key: str) -> None:
    """Serve on 127.0.0.1 until SIGTERM or SIGINT. `port=0` takes a free one and prints it."""
    application = LocalS3(bucket, secret_key, ObjectFiles(data_dir))
    server = make_server(
        "127.0.0.1", port, application, threaded=True, request_handler=MotoRequestHandler
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        # shutdown() waits for the loop that this very thread runs.
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    say(f"s3 listens on http://127.0.0.1:{server.server_port}")
    server.serve_forever()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="One S3 bucket on this machine.")
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one")
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--bucket", required=True)
    parser.add_argument("--secret-key", required=True)
    arguments = parser.parse_args()
    serve(arguments.port, arguments.data_dir, arguments.bucket, arguments.secret_key)


if __name__ == "__main__":
    main()
