"""Services that make vectors, as they answer: Hugging Face's inference and OpenAI's protocol.

The model behind them knows nothing but words: texts with words in common are near, and all of a
language are nearer to one another than to those of another, as real models have it.
"""

from __future__ import annotations

import json
import math
import random
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from typing_extensions import override

from shared.search.vectors import DIMENSION, language_of

KEY = "a key"
MODEL = "somebody/a-model"
_OF_NO_TOPIC = 3
"""Letters of words that all texts have."""


@cache
def _direction(word: str) -> tuple[float, ...]:
    draw = random.Random(word)
    return tuple(draw.gauss(0, 1) for _ in range(DIMENSION))


def vector_of(text: str, dimension: int = DIMENSION) -> list[float]:
    words = [
        word for word in re.findall(r"[\w\u1780-\u17d3]+", text.lower()) if len(word) > _OF_NO_TOPIC
    ]
    said = [sum(values) for values in zip(*map(_direction, words), strict=True)]
    length = math.sqrt(sum(x * x for x in said)) or 1.0
    parts: list[tuple[Sequence[float], float]] = [
        (said or [0.0] * DIMENSION, 1 / length),
        (_direction("all texts"), 0.1),
        (_direction(f"in {language_of(text)}"), 0.04),
    ]
    return [sum(x[n] * weight for x, weight in parts) for n in range(DIMENSION)][:dimension]


class EmbeddingServices:
    """What was asked, and what is answered: `answers` first, then vectors."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.paths: list[str] = []
        self.answers: list[tuple[int, Mapping[str, str], Any]] = []
        self.dimension = DIMENSION
        self.refused = "\0"
        self.drips = False
        self.released = threading.Event()
        self.released.set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def environment(self, provider: str = "openai") -> dict[str, str]:
        return {
            "EMBEDDING_PROVIDER": provider,
            "EMBEDDING_URL": f"{self.url}/v1" if provider == "openai" else self.url,
            "EMBEDDING_API_KEY": KEY,
            "EMBEDDING_MODEL": MODEL,
            # A busy machine answers late.
            "EMBEDDING_TIMEOUT": "60",
        }

    @property
    def texts(self) -> list[str]:
        return [text for texts in self.asked for text in texts]

    @contextmanager
    def running(self) -> Iterator[EmbeddingServices]:
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.released.set()
            self._server.shutdown()
            thread.join()
            self._server.server_close()

    def drip(self, write: Callable[[bytes], object]) -> None:
        """Answer a byte at a time, so that no read of it ever takes long."""
        while not self.released.wait(0.02):
            write(b" ")

    def answer(self, path: str, key: str | None, body: Any) -> tuple[int, Mapping[str, str], Any]:
        self.paths.append(path)
        speaks_openai = path == "/v1/embeddings"
        if key != f"Bearer {KEY}":
            said = "Incorrect API key provided" if speaks_openai else "Invalid credentials"
            return 401, {}, {"error": {"message": said} if speaks_openai else said}
        if not speaks_openai and path != f"/models/{MODEL}/pipeline/feature-extraction":
            return 404, {}, {"error": "Model not found"}
        texts = body["input"] if speaks_openai else body["inputs"]
        self.asked.append(texts)
        if self.answers:
            return self.answers.pop(0)
        shortens = body.get("model", "").startswith("text-embedding-3-")
        if any(self.refused in text for text in texts) or ("dimensions" in body and not shortens):
            return 422, {}, {"error": "Input validation error", "error_type": "Validation"}
        vectors = [vector_of(text, self.dimension) for text in texts]
        if shortens and "dimensions" not in body:
            vectors = [vector * 4 for vector in vectors]
        if not speaks_openai:
            return 200, {}, vectors
        data = [
            {"object": "embedding", "index": n, "embedding": vector}
            for n, vector in enumerate(vectors)
        ]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        # Callers are to look at the index, whatever the order.
        return 200, {}, {"object": "list", "data": data[::-1], "model": MODEL, "usage": usage}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        services = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                body = json.loads(self.rfile.read(length))
                if services.drips:
                    self.send_response(200)
                    self.send_header("Content-Length", "1000000")
                    self.end_headers()
                    with suppress(OSError):
                        services.drip(self.wfile.write)
                    return
                services.released.wait(60)
                status, headers, said = services.answer(
                    self.path, self.headers.get("Authorization"), body
                )
                content = said if isinstance(said, bytes) else json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            @override
            def log_message(self, *_: object) -> None:
                pass

        return Handler
