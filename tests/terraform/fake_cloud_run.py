"""The part of Cloud Run's Admin API that operations use, over gRPC with Google's own messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
from google.api_core.exceptions import Aborted, NotFound
from google.cloud import run_v2
from google.longrunning import operations_pb2
from google.protobuf import any_pb2

# These have no annotations of their own.
_GRPC: Any = grpc
_ANY: Any = vars(any_pb2)["Any"]
_NOT_FOUND: Any = NotFound
_ABORTED: Any = Aborted

PARENT = "projects/stunity-test-example/locations/asia-southeast1"
_READY = run_v2.Condition(type_="Ready", state=run_v2.Condition.State.CONDITION_SUCCEEDED)
_FAILED = run_v2.Condition(type_="Ready", state=run_v2.Condition.State.CONDITION_FAILED)
_LATEST = run_v2.TrafficTargetAllocationType.TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST


@dataclass
class FakeCloudRun:
    """Services with revisions, and tasks that advance by one part each time they are looked at."""

    services: dict[str, Any] = field(default_factory=dict)
    revisions: dict[str, list[Any]] = field(default_factory=dict)
    executions: dict[str, Any] = field(default_factory=dict)
    failing_tasks: set[str] = field(default_factory=set)
    requests: list[Any] = field(default_factory=list)
    task_count: int = 3

    def add_service(self, name: str, *revisions: tuple[str, bool]) -> None:
        """A service whose revisions, the oldest first, are ready or not; the last ready serves."""
        path = f"{PARENT}/services/{name}"
        self.revisions[path] = [
            run_v2.Revision(
                name=f"{path}/revisions/{revision}",
                create_time={"seconds": 1_800_000_000 + 3600 * at},
                containers=[run_v2.Container(image=f"example/{name}@sha256:{at:064}")],
                conditions=[_READY if ready else _FAILED],
            )
            for at, (revision, ready) in enumerate(revisions)
        ]
        self.services[path] = run_v2.Service(name=path, etag="0")
        self._serve(path, [run_v2.TrafficTarget(type_=_LATEST, percent=100)])

    def traffic(self, name: str) -> dict[str, int]:
        """Percentages by revision, as they are."""
        service = self.services[f"{PARENT}/services/{name}"]
        return {status.revision: status.percent for status in service.traffic_statuses}

    def _serve(self, path: str, traffic: list[Any]) -> None:
        service = self.services[path]
        ready = [r for r in self.revisions[path] if r.conditions[0] == _READY]
        latest = ready[-1].name.rpartition("/")[2]
        service.traffic = traffic
        service.latest_ready_revision = ready[-1].name
        service.traffic_statuses = [
            run_v2.TrafficTargetStatus(
                type_=target.type_, revision=target.revision or latest, percent=target.percent
            )
            for target in traffic
        ]
        service.etag = str(int(service.etag) + 1)

    # What the server calls.

    def get_service(self, request: Any) -> Any:
        if request.name not in self.services:
            raise _NOT_FOUND(request.name)
        return self.services[request.name]

    def list_services(self, _request: Any) -> Any:
        return run_v2.ListServicesResponse(services=list(self.services.values()))

    def list_revisions(self, request: Any) -> Any:
        return run_v2.ListRevisionsResponse(revisions=self.revisions[request.parent])

    def update_service(self, request: Any) -> Any:
        if request.service.etag != self.services[request.service.name].etag:
            raise _ABORTED("the service has changed")
        self._serve(request.service.name, list(request.service.traffic))
        return _operation(self.services[request.service.name], done=True)

    def run_job(self, request: Any) -> Any:
        self.requests.append(request)
        task = request.name.rpartition("/")[2]
        execution = run_v2.Execution(
            name=f"{request.name}/executions/{task}-abcde",
            task_count=self.task_count,
            running_count=1,
            log_uri="https://console.example/logs",
        )
        self.executions[execution.name] = execution
        return _operation(execution, done=False)

    def get_execution(self, request: Any) -> Any:
        execution = self.executions[request.name]
        shown = run_v2.Execution.deserialize(run_v2.Execution.serialize(execution))
        if execution.name.split("/")[-3] in self.failing_tasks:
            execution.failed_count += 1
        else:
            execution.succeeded_count += 1
        if execution.succeeded_count + execution.failed_count >= execution.task_count:
            execution.running_count = 0
            execution.completion_time = {"seconds": 1_800_000_000}
        return shown


def _operation(message: Any, *, done: bool) -> Any:
    packed = _ANY()
    packed.Pack(type(message).pb(message))
    operation = operations_pb2.Operation(name=f"{PARENT}/operations/1", done=done, metadata=packed)
    if done:
        operation.response.CopyFrom(packed)
    return operation


@contextmanager
def serving(fake: FakeCloudRun) -> Iterator[Any]:
    """Serve the fake on a free port; yields a channel to it."""
    server = _GRPC.server(ThreadPoolExecutor(max_workers=4))
    server.add_generic_rpc_handlers(
        (
            _service(
                "Services",
                GetService=(run_v2.GetServiceRequest, fake.get_service),
                ListServices=(run_v2.ListServicesRequest, fake.list_services),
                UpdateService=(run_v2.UpdateServiceRequest, fake.update_service),
            ),
            _service("Revisions", ListRevisions=(run_v2.ListRevisionsRequest, fake.list_revisions)),
            _service("Jobs", RunJob=(run_v2.RunJobRequest, fake.run_job)),
            _service("Executions", GetExecution=(run_v2.GetExecutionRequest, fake.get_execution)),
        )
    )
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        with _GRPC.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield channel
    finally:
        server.stop(None).wait()


def _service(name: str, **methods: tuple[Any, Callable[[Any], Any]]) -> Any:
    return _GRPC.method_handlers_generic_handler(
        f"google.cloud.run.v2.{name}",
        {
            method: _GRPC.unary_unary_rpc_method_handler(
                _answering(call),
                request_deserializer=request.deserialize,
                response_serializer=_serialized,
            )
            for method, (request, call) in methods.items()
        },
    )


def _answering(call: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    def answer(request: Any, context: Any) -> Any:
        try:
            return call(request)
        except (NotFound, Aborted) as error:
            context.abort(error.grpc_status_code, error.message)

    return answer


def _serialized(message: Any) -> bytes:
    plain = isinstance(message, operations_pb2.Operation)
    serialized: bytes = message.SerializeToString() if plain else type(message).serialize(message)
    return serialized
