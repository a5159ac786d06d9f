"""gRPC methods from plain functions, without generated service classes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import grpc
import grpc.aio

from infra.local.pubsub.state import BrokerError

Context = grpc.aio.ServicerContext[Any, Any]

# The package ships annotations for part of its interface only; through this name it has none.
_grpc: Any = grpc


def service(name: str, methods: dict[str, Any]) -> Any:
    """The handler of a service from its methods by name, for `add_generic_rpc_handlers`."""
    return _grpc.method_handlers_generic_handler(name, methods)


def sync_method(handle: Callable[[Any], Any], request_type: Any) -> Any:
    """A unary method whose answer needs no waiting."""

    async def guarded(request: Any, context: Context) -> Any:
        try:
            return handle(request)
        except BrokerError as error:
            await refuse(context, error)

    return _unary(guarded, request_type)


def async_method(handle: Callable[[Any], Awaitable[Any]], request_type: Any) -> Any:
    """A unary method that may wait."""

    async def guarded(request: Any, context: Context) -> Any:
        try:
            return await handle(request)
        except BrokerError as error:
            await refuse(context, error)

    return _unary(guarded, request_type)


def stream_method(handle: Callable[[Any, Context], Awaitable[None]], request_type: Any) -> Any:
    """A bidirectional method: it gets the requests as an iterator and writes to the context."""

    async def guarded(requests: Any, context: Context) -> None:
        try:
            await handle(requests, context)
        except BrokerError as error:
            await refuse(context, error)

    return _grpc.stream_stream_rpc_method_handler(
        guarded,
        request_deserializer=request_type.FromString,
        response_serializer=_serialize,
    )


async def refuse(context: Context, error: BrokerError) -> None:
    """End the call with the error's status. Does not return."""
    await context.abort(grpc.StatusCode[error.code], str(error))


def _unary(guarded: Callable[..., Awaitable[Any]], request_type: Any) -> Any:
    return _grpc.unary_unary_rpc_method_handler(
        guarded,
        request_deserializer=request_type.FromString,
        response_serializer=_serialize,
    )


def _serialize(message: Any) -> bytes:
    data: bytes = message.SerializeToString()
    return data
