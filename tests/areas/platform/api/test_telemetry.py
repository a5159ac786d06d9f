"""One request can be followed: through its log lines, its events, the bus, workers and spans."""

from __future__ import annotations

from typing import Any

import pytest

from infra.settings import Settings
from shared.telemetry.cause import HEADER, Trace
from shared.telemetry.signals import Signal
from tests.areas.boards.api.board_scene import open_board
from tests.support.api import Api, ok
from tests.support.bus import Published
from tests.support.logs import PROJECT, entries, logged
from tests.support.otlp import attributes, collector
from tests.support.school import School

INCOMING = Trace("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", sampled=True)
ASKED = {HEADER: str(INCOMING), "X-Request-Id": "request-0001"}


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> Published:
    return Published(monkeypatch)


def trace_of(text: str | None) -> Trace:
    trace = Trace.parse(text)
    assert trace is not None
    return trace


def like(school: School) -> tuple[Any, dict[str, Any]]:
    """A like with a trace; its answer, and its event as a worker is pushed it."""
    post = school.post()
    answer = school.caller("a student").post(f"/v1/posts/{post['id']}/like", headers=ASKED)
    ok(answer)
    (event, *_) = school.api.events(school.author.tenant, "post:liked")
    return answer, dict(event.body)


def test_a_request_goes_on_with_its_callers_trace(school: School) -> None:
    with logged() as lines:
        answer, event = like(school)
    here = trace_of(answer.headers[HEADER])
    entry = entries(lines, Signal.HTTP_REQUEST)[-1]

    assert (here.trace_id, here.sampled) == (INCOMING.trace_id, True)
    assert here.span_id != INCOMING.span_id
    assert answer.headers["X-Request-Id"] == entry["requestId"] == "request-0001"
    assert entry["logging.googleapis.com/trace"] == f"projects/{PROJECT}/traces/{here.trace_id}"
    assert entry["logging.googleapis.com/spanId"] == here.span_id
    assert entry["poolWaitMs"] >= 0
    assert event["requestId"] == "request-0001"


def test_a_request_without_a_trace_begins_one(school: School) -> None:
    answers = [school.as_author.get("/v1/users/me", headers=h) for h in ({}, {HEADER: "nonsense"})]
    traces = {trace_of(answer.headers[HEADER]).trace_id for answer in answers}

    assert len(traces) == 2
    assert INCOMING.trace_id not in traces


def test_a_message_carries_the_trace_and_its_event_the_request(
    school: School, published: Published
) -> None:
    answer, _ = like(school)
    body, carried = published.of("post:liked")
    undone = school.caller("a student").delete(f"/v1/posts/{body['data']['postId']}/like")
    counter, of_counter = published.of("post:stats")

    assert carried[HEADER] == answer.headers[HEADER]
    assert body["requestId"] == "request-0001"
    # A total is nobody's doing; its message is this request's all the same.
    assert (counter["actorId"], counter["requestId"]) == (None, None)
    assert of_counter[HEADER] == undone.headers[HEADER]


def test_a_worker_goes_on_with_the_trace_of_the_event(school: School, published: Published) -> None:
    answer, event = like(school)
    carried = {HEADER: answer.headers[HEADER]}
    published.messages.clear()
    with logged() as lines:
        pushed = school.api.push("worker_notifications", event, attributes=carried)
    assert pushed.status_code == 204
    (entry,) = entries(lines, Signal.WORKER_MESSAGE)
    notification, attributes_ = published.of("notification:new")

    assert (entry["requestId"], entry["outcome"]) == ("request-0001", "handled")
    assert entry["logging.googleapis.com/trace"].endswith(INCOMING.trace_id)
    assert entry["lagMs"] >= 0
    assert notification["requestId"] == "request-0001"
    assert trace_of(attributes_[HEADER]).trace_id == INCOMING.trace_id


def test_a_worker_serves_events_of_before_there_were_request_ids(school: School) -> None:
    _, event = like(school)
    del event["requestId"]
    with logged() as lines:
        assert school.api.push("worker_notifications", event).status_code == 204
    (entry,) = entries(lines, Signal.WORKER_MESSAGE)

    assert "requestId" not in entry


@pytest.mark.every_school
def test_a_job_has_a_trace_of_its_own(school: School) -> None:
    with logged() as lines:
        school.api.run_job("job_live_session_reaper")
    (entry,) = entries(lines, Signal.JOB_RUN)

    assert entry["function"] == "job_live_session_reaper"
    assert len(entry["logging.googleapis.com/spanId"]) == 16


def test_a_bug_is_logged_once_with_its_stack_and_the_id_of_the_answer(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise LookupError("a bug")

    monkeypatch.setattr("functions.runtime.entry_point.json_response", fail)
    monkeypatch.setattr("tests.support.api.Conformance.check", lambda *_: None)
    with logged() as lines:
        answer = school.as_author.get("/v1/users/me", headers=ASKED)
    (entry,) = entries(lines, Signal.HTTP_ERROR)

    assert answer.status_code == 500
    assert (answer.json or {})["requestId"] == entry["requestId"] == "request-0001"
    assert entry["severity"] == "ERROR"
    assert entry["stack_trace"].rstrip().endswith("LookupError: a bug")
    assert entry["logging.googleapis.com/trace"].endswith(INCOMING.trace_id)


def test_a_hidden_caller_has_neither_span_nor_trace_nor_id(
    school: School, published: Published
) -> None:
    board = open_board(school, anonymous=True)
    body = {"boardId": board.id, "body": "May I go home?"}
    with collector() as collected, recording(school.api, collected.endpoint):
        with logged() as lines:
            answer = board.student().post("/v1/questions", json=body, headers=ASKED)
            ok(answer, 201)
            ok(board.student().get(f"/v1/boards/{board.id}", headers=ASKED))
        school.api.deps.telemetry.close()
        sent = b"".join(collected.raw)
        points = collected.points("http.server.request.duration")

    assert HEADER not in answer.headers
    assert not collected.spans
    # The measure counts the request, and says nothing of it but its route.
    assert {attributes(point)["http.route"] for point in points} >= {"/v1/questions"}
    for secret in ("request-0001", INCOMING.trace_id):
        assert not [line for line in lines if secret in line]
        assert secret.encode() not in sent
        assert not [m for m in published.messages if secret in str(m)]
    event, carried = published.of("question:created")
    assert (event["requestId"], event["actorId"]) == (None, None)
    assert HEADER not in carried
    with logged() as lines:
        assert school.api.push("worker_notifications", event).status_code == 204
    (entry,) = entries(lines, Signal.WORKER_MESSAGE)
    assert not {"requestId", "logging.googleapis.com/trace"} & entry.keys()


# Spans and measures, as a collector gets them.


def recording(api: Api, endpoint: str, ratio: float = 1.0) -> Any:
    """Serve with a collector."""
    return api.environment(
        OTEL_EXPORTER_OTLP_ENDPOINT=endpoint,
        OTEL_TRACES_SAMPLER_ARG=str(ratio),
        K_SERVICE="area-social",
        K_REVISION="area-social-00007",
    )


def test_a_request_is_a_span_with_its_steps_below_the_callers(school: School) -> None:
    with collector() as collected, recording(school.api, collected.endpoint):
        answer, _ = like(school)
        school.api.deps.telemetry.close()
    here = trace_of(answer.headers[HEADER])
    span = collected.span("POST /v1/posts/{id}/like")
    steps = [s.name for s in collected.spans if s.parent_span_id == span.span_id]

    assert span.trace_id.hex() == INCOMING.trace_id
    assert span.parent_span_id.hex() == INCOMING.span_id
    assert span.span_id.hex() == here.span_id
    assert attributes(span) == {
        "http.request.method": "POST",
        "http.route": "/v1/posts/{id}/like",
        "http.response.status_code": 200,
        "stunity.function": "posts_like",
    }
    assert steps == ["admit", "limit and validate", "handle", "index", "commit", "publish"]
    assert {r["service.name"] for r in collected.resources} == {"area-social"}
    assert {r["service.version"] for r in collected.resources} == {"area-social-00007"}


def test_measures_are_sent_under_their_conventional_names(school: School) -> None:
    with collector() as collected, recording(school.api, collected.endpoint):
        _, event = like(school)
        assert school.api.push("worker_notifications", event).status_code == 204
        school.api.deps.telemetry.close()
    durations = collected.points("http.server.request.duration")
    (liked,) = [p for p in durations if attributes(p)["http.route"] == "/v1/posts/{id}/like"]
    (lag,) = collected.points("stunity.event.lag")

    assert liked.count == 1
    assert liked.sum > 0
    assert collected.points("db.client.connection.wait_time")
    assert attributes(lag) == {"stunity.function": "worker_notifications"}
    assert collected.span("worker_notifications").kind == 5  # SPAN_KIND_CONSUMER


def test_what_the_caller_does_not_record_is_not_recorded(school: School) -> None:
    unrecorded = {HEADER: str(Trace(INCOMING.trace_id, INCOMING.span_id, sampled=False))}
    with collector() as collected, recording(school.api, collected.endpoint):
        answer = school.as_author.get("/v1/users/me", headers=unrecorded)
        school.api.deps.telemetry.close()

    assert trace_of(answer.headers[HEADER]).trace_id == INCOMING.trace_id
    assert not collected.spans
    assert collected.points("http.server.request.duration")


def test_a_new_trace_is_recorded_as_often_as_told(school: School) -> None:
    with collector() as collected, recording(school.api, collected.endpoint, ratio=0.0):
        answer = school.as_author.get("/v1/users/me")
        school.api.deps.telemetry.close()
    assert trace_of(answer.headers[HEADER]).sampled is False
    assert not collected.spans

    with collector() as collected, recording(school.api, collected.endpoint):
        answer = school.as_author.get("/v1/users/me")
        school.api.deps.telemetry.close()
    here = trace_of(answer.headers[HEADER])
    assert here.sampled is True
    assert collected.span("GET /v1/users/me").trace_id.hex() == here.trace_id


def test_a_failed_request_is_a_failed_span(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise LookupError("what a person wrote")

    monkeypatch.setattr("functions.runtime.entry_point.json_response", fail)
    monkeypatch.setattr("tests.support.api.Conformance.check", lambda *_: None)
    with collector() as collected, recording(school.api, collected.endpoint):
        school.as_author.get("/v1/users/me")
        school.api.deps.telemetry.close()
    span = collected.span("GET /v1/users/me")

    assert span.status.code == 2  # STATUS_CODE_ERROR
    assert attributes(span)["error.type"] == "500"
    assert b"what a person wrote" not in b"".join(collected.raw)


def test_without_an_endpoint_nothing_of_opentelemetry_is_used(school: School) -> None:
    assert Settings().otel_exporter_otlp_endpoint is None
    assert type(school.api.deps.telemetry).__module__ == "shared.telemetry.spans"
