"""The local stand-ins that are Python programs of ours, as children for a supervisor."""

from __future__ import annotations

from pathlib import Path

from infra.local.process import Child, free_port, line_ready, python_child


def redis_rest_child(redis_port: int, token: str, port: int = 0) -> Child:
    """The REST front of Redis; see redis_rest."""
    port = port or free_port()
    return python_child(
        "redis-rest",
        "infra.local.redis_rest",
        *("--redis-port", str(redis_port), "--port", str(port)),
        f"--token={token}",  # in one word: a random token may begin with a dash
        ports={"http": port},
        ready=line_ready("redis-rest listens on"),
    )


def s3_child(data_dir: Path, bucket: str, secret_key: str, port: int = 0) -> Child:
    """One S3 bucket kept below `data_dir`; see s3_server. Any access key is taken."""
    port = port or free_port()
    return python_child(
        "s3",
        "infra.local.s3_server",
        *("--port", str(port), "--data-dir", str(data_dir.absolute())),
        *("--bucket", bucket),
        f"--secret-key={secret_key}",
        ports={"http": port},
        ready=line_ready("s3 listens on"),
    )


def smtp_child(directory: Path, port: int = 0) -> Child:
    """The mail sink; see smtp. `outbox.read_outbox(directory, …)` lists what it kept."""
    port = port or free_port()
    return python_child(
        "smtp",
        "infra.local.smtp",
        *("--port", str(port), "--dir", str(directory.absolute())),
        ports={"smtp": port},
        ready=line_ready("smtp listens on"),
    )
