"""The socket's manners: limits, refusals, origins and credentials, before any stream starts."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.tokens import Claims, TokenSigner
from shared.realtime.cursor import Cursor
from shared.telemetry.signals import Signal
from sse_relay.log.bus import Bus
from tests.support.relay import ORIGIN, SEED, Client, World, make_claims
from tests.support.sse import Response


def signed_in(world: World, **values: Any) -> Claims:
    claims = make_claims(**values)
    world.log.admit(claims)
    return claims


def answer(client: Client) -> Response:
    response = client.response
    assert response is not None
    return response


def problem(client: Client) -> tuple[int, str]:
    response = answer(client)
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    body = json.loads(response.body)
    assert body["status"] == response.status
    assert body["requestId"] == response.headers["x-request-id"]
    assert {"type", "title", "code"} <= body.keys()
    return response.status, body["code"]


# Requests.


def test_a_request_may_come_byte_by_byte(world: World) -> None:
    claims = signed_in(world)
    client = Client(world, b"")
    text = (
        f"GET /v1/stream HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {world.token(claims)}\r\n\r\n"
    )

    for byte in text.encode():
        client.send(bytes([byte]))
    world.pass_time()

    assert client.open


def test_a_request_that_does_not_come_is_cut_off(world: World) -> None:
    slow = [Client(world, b"") for _ in range(20)]
    for second in range(7):
        for client in slow:
            client.send(b"GET /v1/stream HTTP/1.1\r\n"[second : second + 1])
        world.pass_time(1)

    assert all(client.transport.lost for client in slow)
    assert {problem(client) for client in slow} == {(408, "request_timeout")}


def test_headers_have_a_limit(world: World) -> None:
    client = world.get("/v1/stream", "X-Padding: " + "x" * 9000)
    endless = Client(world, b"GET /" + b"x" * 9000)

    many = world.get("/v1/stream", *(f"X-{n}: 1" for n in range(80)))

    assert problem(client) == (431, "headers_too_large")
    assert problem(endless) == (414, "uri_too_long")
    assert problem(many) == (431, "headers_too_large")


def test_a_long_request_of_a_client_that_carries_everything_is_welcome(world: World) -> None:
    """A full cursor and many channels fit: what is bounded is what nobody needs."""
    claims = signed_in(world)
    channels = ",".join(f"post:{uuid4()}" for _ in range(60))
    cursor = Cursor("e1", {2**62 + n: 10**12 for n in range(60)})

    assert world.connect(claims, cursor=cursor, query=f"?channels={channels}").open


def test_those_who_wait_longest_make_room(make_world: Callable[..., World]) -> None:
    world = make_world(relay_waiting_sockets=50)
    claims = signed_in(world)
    stream = world.connect(claims)
    idle = [Client(world, b"GET /v1") for _ in range(80)]

    assert [client.transport.lost for client in idle] == [True] * 30 + [False] * 50
    assert world.connect(claims).open
    assert stream.open, "an open stream waits for nothing"
    world.log.delay = 1.0
    asked = [world.connect(claims) for _ in range(5)]
    for _ in range(60):
        Client(world, b"GET /v1")
    assert not any(client.transport.lost for client in asked), "and who has asked is served"
    world.pass_time(7)
    assert world.relay.http.waiting == {}


@pytest.mark.parametrize("path", ["/healthz", "/client.js", "/readyz"])
def test_a_head_is_answered_without_a_body(world: World, path: str) -> None:
    world.compare()
    whole = world.get(path)
    client = Client(world, f"HEAD {path} HTTP/1.0\r\n\r\n".encode())
    world.pass_time()

    assert answer(client).status == 200
    assert answer(client).body == b""
    assert answer(client).headers["content-length"] == str(len(answer(whole).body))


def test_a_head_of_a_stream_is_not_worth_a_stream(world: World) -> None:
    client = Client(world, b"HEAD /v1/stream HTTP/1.1\r\nHost: a\r\n\r\n")
    world.pass_time()

    assert (answer(client).status, answer(client).body) == (405, b"")
    assert answer(client).headers["allow"] == "GET, OPTIONS"


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01",
        b"GET\r\n\r\n",
        b"GET /v1/stream HTTP/1.1\r\nBad Header\r\n\r\n",
        b"GET /v1/stream HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
    ],
)
def test_what_is_not_http_is_refused(world: World, data: bytes) -> None:
    client = Client(world, data)
    world.pass_time(10)

    assert answer(client).status in {400, 408}
    assert client.transport.lost


@pytest.mark.parametrize("header", ["Content-Length: 5", "Transfer-Encoding: chunked"])
def test_bodies_are_refused(world: World, header: str) -> None:
    assert problem(world.get("/v1/stream", header))[0] == 413


def test_a_second_request_behind_the_first_is_not_read(world: World) -> None:
    client = Client(world, b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /nope HTTP/1.1\r\n\r\n")
    world.pass_time(5)

    assert bytes(client.transport.sent).count(b"HTTP/1.1 ") == 1
    assert client.transport.lost


def test_what_a_client_says_on_an_open_stream_is_ignored(world: World) -> None:
    client = world.connect(signed_in(world))
    client.send(b"x" * 100_000)
    world.pass_time(1)

    assert client.open


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (("Authorization: Bearer a", "Authorization: Bearer b"), 400),
        (("Last-Event-ID: e.", "Last-Event-ID: e."), 400),
        (("X-Other: a", "X-Other: b"), 401),
    ],
)
def test_headers_that_matter_may_not_stand_twice(
    world: World, headers: tuple[str, ...], status: int
) -> None:
    assert problem(world.get("/v1/stream", *headers))[0] == status


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/v1/stream", 405),
        ("DELETE", "/healthz", 405),
        ("GET", "/", 404),
        ("GET", "/v1/streams", 404),
        ("GET", "/metrics", 404),
        ("GET", "/debug/connections", 404),
        ("OPTIONS", "/v1/stream", 403),
    ],
)
def test_unknown_paths_and_methods(world: World, method: str, path: str, status: int) -> None:
    client = Client(world, f"{method} {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    world.pass_time()

    assert problem(client)[0] == status


def test_versions_before_http_1_0_are_refused_and_an_offered_upgrade_is_ignored(
    world: World,
) -> None:
    token = world.token(signed_in(world))
    old = Client(world, f"GET /v1/stream?token={token} HTTP/0.9\r\n\r\n".encode())
    world.pass_time()
    offered = world.get("/healthz", "Connection: Upgrade", "Upgrade: h2c")

    assert problem(old)[0] == 505
    assert answer(offered).status == 200


@pytest.mark.parametrize(
    "query",
    [
        "mode=xml",
        "events=NOT",
        "channels=UPPER:1",
        "channels=" + ",".join(f"post:{n}" for n in range(65)),
        "mode=named&mode=named",
        "a=%ff",
        "&".join(f"k{n}=1" for n in range(17)),
        "lastEventId=nonsense",
    ],
)
def test_a_malformed_query_is_the_clients_fault(world: World, query: str) -> None:
    claims = signed_in(world)

    assert problem(world.connect(claims, query=f"?{query}")) == (400, "malformed_request")
    assert world.relay.seats.taken == 0


hostile = st.one_of(
    st.text(st.characters(codec="latin-1", exclude_characters="\r\n\0"), max_size=300),
    st.from_regex(r"[0-9a-z]{1,3}\.([0-9a-z]{1,3}-[0-9]{1,20}~?){0,70}", fullmatch=True),
    st.from_regex(r"e1\.[0-9a-z-~]{0,60}", fullmatch=True),
)


def test_a_hostile_cursor_is_refused_and_nothing_breaks(make_world: Callable[..., World]) -> None:
    world = make_world(
        relay_user_streams=1_000_000,
        relay_user_connects=1_000_000,
        relay_instance_streams=1_000_000,
    )
    claims = signed_in(world)
    token = world.token(claims)

    @settings(max_examples=200)
    @given(cursor=hostile)
    def refused_or_resumed(cursor: str) -> None:
        client = world.get(
            "/v1/stream", f"Authorization: Bearer {token}", f"Last-Event-ID: {cursor}"
        )
        status = answer(client).status
        assert status in {200, 400, 431}
        if status == 400:
            assert problem(client) == (400, "malformed_request")
        client.transport.lose()

    refused_or_resumed()
    assert world.relay.seats.taken == 0


# Origins.


def test_a_page_of_ours_may_read_with_credentials(world: World) -> None:
    client = world.connect(signed_in(world), headers=(f"Origin: {ORIGIN}",))
    refused = world.get("/v1/stream", f"Origin: {ORIGIN}")

    for response in (answer(client), answer(refused)):
        assert response.headers["access-control-allow-origin"] == ORIGIN
        assert response.headers["access-control-allow-credentials"] == "true"
        assert response.headers["vary"] == "Origin"


HOST = ORIGIN.removeprefix("https://")
EVIL = [
    "null",
    "*",
    "",
    "file://",
    "about:blank",
    "data:text/html,x",
    "chrome-extension://abcdefghijklmnop",
    HOST,
    f"//{HOST}",
    f"http://{HOST}",
    f"ws://{HOST}",
    f"HTTPS://{HOST}",
    f"https:/{HOST}",
    f"https:///{HOST}",
    f"https://{HOST.upper()}",
    f"https://{HOST}/",
    f"https://{HOST}/path",
    f"https://{HOST}?a",
    f"https://{HOST}#a",
    f"https://{HOST}:443",
    f"https://{HOST}:8443",
    f"https://{HOST}:",
    f"https://{HOST}.",
    f"https://{HOST}.evil.test",
    f"https://{HOST}@evil.test",
    f"https://evil.test/{HOST}",
    f"https://evil.test?{HOST}",
    f"https://evil.test#{HOST}",
    f"https://evil{HOST}",
    f"https://evil-{HOST}",
    f"https://evil.{HOST}",
    f"https://user@{HOST}",
    f"https://user:pass@{HOST}",
    f"https://{HOST[4:]}",
    f"https://{HOST[:-1]}",
    f"https://{HOST}x",
    f"https://{HOST.replace('.', '-')}",
    f"https://{HOST.replace('.', 'x', 1)}",
    f"{ORIGIN} {ORIGIN}",
    f"{ORIGIN},https://evil.test",
    "https://evil.test",
    "https://localhost",
    "https://127.0.0.1",
]


@pytest.mark.parametrize("origin", EVIL)
def test_no_other_origin_is_reflected(world: World, origin: str) -> None:
    stream = world.connect(signed_in(world), headers=(f"Origin: {origin}",))
    preflight = Client(
        world, f"OPTIONS /v1/stream HTTP/1.1\r\nHost: a\r\nOrigin: {origin}\r\n\r\n".encode()
    )
    world.pass_time()

    for client in (stream, preflight):
        assert problem(client) == (403, "forbidden")
        assert "access-control-allow-origin" not in answer(client).headers


def test_a_preflight_of_ours_is_answered(world: World) -> None:
    client = Client(
        world,
        f"OPTIONS /v1/stream HTTP/1.1\r\nHost: a\r\nOrigin: {ORIGIN}\r\n"
        "Access-Control-Request-Method: GET\r\n\r\n".encode(),
    )
    world.pass_time()

    response = answer(client)
    assert response.status == 204
    assert response.headers["access-control-allow-methods"] == "GET"
    assert "last-event-id" in response.headers["access-control-allow-headers"].lower()


# Credentials.


def stream_token(world: World, claims: Claims) -> str:
    return world.token(replace(claims, audience="stream"))


def test_every_place_of_a_credential_works_as_it_should(world: World) -> None:
    claims = signed_in(world)
    token = stream_token(world, claims)

    assert world.get("/v1/stream", f"authorization: bearer {token}").open
    assert world.get(f"/v1/stream?token={token}").open
    assert world.get("/sse?token=" + token).open


def test_a_cookie_is_no_credential_wherever_it_comes_from(world: World) -> None:
    claims = signed_in(world)
    for token in (world.token(claims), stream_token(world, claims)):
        for name in ("__Host-stunity_session", "__Host-stunity_stream", "token"):
            cookie = f"Cookie: {name}={token}"
            for page in (f"Origin: {ORIGIN}", "Sec-Fetch-Site: same-origin"):
                assert problem(world.get("/v1/stream", cookie, page)) == (401, "unauthenticated")


def test_an_access_token_has_no_place_in_a_url(world: World) -> None:
    token = world.token(signed_in(world))

    assert problem(world.get(f"/v1/stream?token={token}")) == (401, "unauthenticated")


def defects() -> dict[str, Callable[[Claims], str]]:
    def encode(claims: Claims, header: dict[str, str], key: Any, algorithm: str) -> str:
        good = jwt.decode(
            TokenSigner({"k1": SEED}).sign(claims), options={"verify_signature": False}
        )
        return jwt.encode(good, key, algorithm=algorithm, headers=header)

    private = Ed25519PrivateKey.from_private_bytes(SEED)
    public = private.public_key().public_bytes_raw()
    typed = {"kid": "k1", "typ": "at+jwt"}

    def without_algorithm(claims: Claims) -> str:
        header = base64.urlsafe_b64encode(b'{"alg":"none","kid":"k1","typ":"at+jwt"}').rstrip(b"=")
        payload = TokenSigner({"k1": SEED}).sign(claims).split(".")[1]
        return f"{header.decode()}.{payload}."

    return {
        "garbage": lambda _: "garbage",
        "empty": lambda _: "",
        "expired": lambda c: TokenSigner({"k1": SEED}).sign(
            replace(c, issued_at=c.issued_at - 1000, expires_at=c.issued_at - 60)
        ),
        "foreign key": lambda c: TokenSigner({"k1": bytes(32)}).sign(c),
        "unknown kid": lambda c: TokenSigner({"k9": SEED}).sign(c),
        "no algorithm": without_algorithm,
        "hmac with the public key": lambda c: encode(c, typed, public, "HS256"),
        "wrong type": lambda c: encode(c, {"kid": "k1", "typ": "JWT"}, private, "EdDSA"),
        "no kid": lambda c: encode(c, {"typ": "at+jwt"}, private, "EdDSA"),
        "cut": lambda c: TokenSigner({"k1": SEED}).sign(c)[:-2],
    }


@pytest.mark.parametrize("defect", defects())
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_every_defect_of_a_token_has_the_same_answer(world: World, defect: str) -> None:
    claims = signed_in(world)

    client = world.get("/v1/stream", f"Authorization: Bearer {defects()[defect](claims)}")

    body = json.loads(answer(client).body)
    del body["requestId"]
    assert problem(client) == (401, "unauthenticated")
    nothing = json.loads(answer(world.get("/v1/stream")).body)
    del nothing["requestId"]
    assert body == nothing
    assert world.log.reads == []


def test_a_parameter_that_names_somebody_else_is_forbidden(world: World) -> None:
    claims = signed_in(world)
    other = make_claims()

    assert world.connect(claims, query=f"?tenantId={claims.tenant_id}&userId={claims.user_id}").open
    assert world.connect(claims, query="?tenantId=school").open
    assert problem(world.connect(claims, query=f"?tenantId={other.tenant_id}"))[0] == 403
    assert problem(world.connect(claims, query="?tenantId=acme"))[0] == 403
    assert problem(world.connect(claims, query=f"?userId={other.user_id}"))[0] == 403


# What operators see.


def test_readiness_tells_the_truth(world: World) -> None:
    assert problemless(world.get("/readyz"))[0] == 503, "nothing was read yet"
    world.compare()
    status, body = problemless(world.get("/readyz"))
    assert status == 200
    assert body["bus"] == "none"
    world.log.available = False
    world.pass_time(11)
    status, body = problemless(world.get("/readyz"))
    assert (status, body["checks"]["database"]) == (503, False)
    assert problemless(world.get("/healthz")) == (200, {"status": "ok"})


def test_a_new_relay_waits_for_the_bus_for_a_while_and_an_old_one_does_not(
    make_world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    attached = False
    monkeypatch.setattr(Bus, "attached", property(lambda _: attached))
    world = make_world(pubsub_project="none")

    def said() -> tuple[int, str]:
        world.compare()
        status, body = problemless(world.get("/readyz"))
        assert body["checks"]["bus"] is attached
        return status, body["status"]

    assert said() == (503, "not_ready")
    world.pass_time(11)
    assert said() == (200, "degraded")
    attached = True
    assert said() == (200, "ready")
    attached = False
    assert said() == (200, "degraded")


def test_a_new_relay_that_hears_is_ready_at_once(
    make_world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Bus, "attached", property(lambda _: True))
    world = make_world(pubsub_project="none")
    world.compare()
    assert problemless(world.get("/readyz"))[0] == 200


def problemless(client: Client) -> tuple[int, dict[str, Any]]:
    response = answer(client)
    assert response.headers["content-type"] == "application/json"
    return response.status, json.loads(response.body)


def test_figures_are_for_operators_only(make_world: Callable[..., World]) -> None:
    world = make_world(ops_token="operator")
    claims = signed_in(world)
    world.connect(claims)
    allowed = "Authorization: Bearer operator"

    for path in ("/metrics", "/debug/connections"):
        assert problem(world.get(path))[0] == 401
        assert problem(world.get(path, "Authorization: Bearer operatoR"))[0] == 401
    text = answer(world.get("/metrics", allowed)).body.decode()
    assert f'stunity_relay_connections{{tenant="{claims.tenant_id}"}} 1' in text
    assert "stunity_relay_opened_total 1" in text
    debug = answer(world.get("/debug/connections", allowed)).body.decode()
    assert json.loads(debug)["connections"] == 1
    assert len(json.loads(debug)["listed"]) == 1
    for secret in (claims.tenant_id, claims.user_id, claims.session_id, "127.0.0.1"):
        assert str(secret) not in debug


def test_no_credential_reaches_the_logs(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="stunity")
    claims = signed_in(world)
    token = stream_token(world, claims)

    world.get(f"/v1/stream?token={token}").transport.lose()

    assert Signal.RELAY_STREAM_CLOSED.text in caplog.text
    for record in caplog.records:
        assert token not in str(vars(record))


def test_a_fault_of_ours_is_opaque_and_logged_once(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    claims = signed_in(world)

    async def fail(*_: object) -> None:
        raise RuntimeError("the secret reason")

    world.log.read_principal = fail  # type: ignore[assignment, method-assign]

    client = world.connect(claims)

    assert problem(client) == (500, "internal")
    assert "secret" not in answer(client).body.decode()
    assert [r.getMessage() for r in caplog.records if r.exc_info] == [
        Signal.RELAY_REQUEST_FAILED.text
    ]
    assert world.relay.seats.taken == 0
