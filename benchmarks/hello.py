"""The floor of a function: what functions-framework itself costs."""

from __future__ import annotations

from flask import Request


def hello(request: Request) -> str:  # noqa: ARG001 - the signature of every function
    return "hello"
