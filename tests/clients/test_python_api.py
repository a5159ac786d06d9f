"""The Python client's calls: tried again where that is safe, errors by code, sessions renewed."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from typing_extensions import override

from infra.passwords import hash_password
from stunity import (
    ApiError,
    AsyncStunity,
    ConnectionFailed,
    Kept,
    Retries,
    SecondFactorNeeded,
    SignInNeeded,
    Stunity,
    each,
    each_async,
    sign_in_by_code,
    sign_in_by_code_async,
)
from stunity.api import errors
from stunity.api.models.social import PostCreate, PostRead
from tests.support.api import Api, fresh_ip, shared_api
from tests.support.postgres import Database
from tests.support.scene import Member
from tests.support.virtual_time import VirtualLoop

PASSWORD = "correct horse battery"
Handler = Callable[[httpx.Request], httpx.Response]


class Network(httpx.MockTransport):
    """Answers that have yet to be read, as those of a network have."""

    @override
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._carried(super().handle_request(request))

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self._carried(await super().handle_async_request(request))

    def _carried(self, answer: httpx.Response) -> httpx.Response:
        stream = httpx.ByteStream(answer.content)
        return httpx.Response(answer.status_code, headers=answer.headers, stream=stream)


class Server:
    """Answers one after another, and the requests that asked for them."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self._answers = [*answers]
        self.requests: list[httpx.Request] = []
        self.tokens: list[str | None] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        # A request that is sent again is the same object, with another token.
        self.tokens.append(request.headers.get("Authorization"))
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def client(self, **options: Any) -> Stunity:
        options.setdefault("api_key", "stk_test")
        return Stunity("https://school.test", transport=Network(self), **options)


def problem(status: int, code: str, **more: Any) -> httpx.Response:
    headers = more.pop("headers", {})
    body = {"type": "t", "title": "No", "status": status, "code": code, "requestId": "r", **more}
    return httpx.Response(status, json=body, headers=headers)


def tokens(access: str, refresh: str | None, seconds: int = 900) -> httpx.Response:
    return httpx.Response(
        200,
        json={
            "accessToken": access,
            "refreshToken": refresh,
            "expiresIn": seconds,
            "tenantId": "01890a5d-ac96-774b-bcce-b302099a8057",
            "userId": "01890a5d-ac96-774b-bcce-b302099a8058",
        },
    )


NOTHING = httpx.Response(204)


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []
    monkeypatch.setattr("stunity.calls.time.sleep", found.append)
    return found


@pytest.mark.parametrize(
    "failure",
    [
        httpx.Response(503),
        httpx.Response(429),
        httpx.Response(502),
        httpx.ReadTimeout("slow"),
        httpx.ConnectError("no"),
    ],
)
def test_what_may_be_repeated_is(slept: list[float], failure: httpx.Response | Exception) -> None:
    server = Server(failure, failure, page_of())

    with server.client() as client:
        client.api.social.posts_feed()

    assert len(server.requests) == 3
    assert 0 < slept[0] <= 0.5 < slept[1] + 0.5 <= 1.5


def page_of(*posts: dict[str, Any], cursor: str | None = None) -> httpx.Response:
    info = {"nextCursor": cursor, "hasMore": cursor is not None}
    return httpx.Response(200, json={"data": [*posts], "pageInfo": info})


def test_a_post_is_created_once_however_often_it_is_sent(slept: list[float]) -> None:
    server = Server(httpx.ReadTimeout("lost"), problem(409, "client_id_used"))

    with server.client() as client, pytest.raises(errors.ClientIdUsed):
        client.api.social.posts_create(PostCreate(content="Hello"))

    first, second = server.requests
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
    assert json.loads(first.content) == {"content": "Hello"}
    assert slept


def test_what_may_have_been_done_is_not_done_again(slept: list[float]) -> None:
    for failure in (httpx.Response(503), httpx.ReadTimeout("lost")):
        server = Server(failure)
        with server.client() as client, pytest.raises((ApiError, ConnectionFailed)):
            client.api.boards.board_polls_close("q")
        assert len(server.requests) == 1
    limited = Server(httpx.Response(429, headers={"Retry-After": "3"}), httpx.ConnectError("no"))
    limited._answers.append(problem(404, "not_found"))
    with limited.client() as client, pytest.raises(errors.NotFound):
        client.api.boards.board_polls_close("q")
    assert len(limited.requests) == 3
    assert slept[0] >= 3


def test_a_server_that_asks_for_much_time_gets_no_second_request(slept: list[float]) -> None:
    server = Server(problem(429, "rate_limited", headers={"Retry-After": "600"}))

    with server.client() as client, pytest.raises(errors.RateLimited) as caught:
        client.api.social.posts_feed()

    assert caught.value.retry_after == 600
    assert not slept


def test_the_last_attempt_tells_what_happened(slept: list[float]) -> None:
    server = Server(*[httpx.Response(503, text="<h1>down</h1>")] * 2)

    with server.client(retries=Retries(attempts=2)) as client, pytest.raises(ApiError) as caught:
        client.api.social.posts_feed()

    assert (caught.value.status, caught.value.code) == (503, "http_503")
    assert "down" in str(caught.value)
    assert isinstance(caught.value, errors.ServiceUnavailableError)
    assert len(slept) == 1


def test_an_error_says_which_field(slept: list[float]) -> None:
    field = {"field": "content", "code": "too_long", "message": "at most 5000 characters"}
    server = Server(problem(422, "validation_failed", errors=[field]))

    with server.client() as client, pytest.raises(errors.ValidationFailed) as caught:
        client.api.social.posts_create(PostCreate(content="x"))

    assert caught.value.errors[0].field == "content"
    assert "at most 5000 characters" in str(caught.value)
    assert isinstance(caught.value, errors.UnprocessableEntityError)
    assert not slept


def test_a_key_is_sent_as_it_is_and_names_in_paths_are_quoted() -> None:
    server = Server(problem(404, "not_found"))

    with server.client() as client, pytest.raises(errors.NotFound):
        client.api.social.posts_get("../users/me?x=1")

    (request,) = server.requests
    assert request.url.raw_path == b"/v1/posts/..%2Fusers%2Fme%3Fx%3D1"
    assert request.headers["Authorization"] == "Bearer stk_test"


def test_a_session_that_ran_out_is_renewed_and_the_request_repeated() -> None:
    kept: list[Kept] = []
    server = Server(
        tokens("a1", "r1"), problem(401, "unauthenticated"), tokens("a2", "r2"), page_of()
    )
    with server.client(api_key=None, saved=kept.append) as client:
        client.sign_in("dara@example.com", PASSWORD)
        client.api.social.posts_feed()

    assert server.tokens == [None, "Bearer a1", None, "Bearer a2"]
    assert json.loads(server.requests[2].content) == {"refreshToken": "r1"}
    assert kept == [Kept("r1", "a1"), Kept("r2", "a2")]


def test_a_token_that_is_about_to_end_is_not_used() -> None:
    server = Server(tokens("a1", "r1", seconds=5), tokens("a2", "r2"), page_of())
    with server.client(api_key=None) as client:
        client.sign_in("dara@example.com", PASSWORD)
        client.api.social.posts_feed()

    assert server.requests[-1].headers["Authorization"] == "Bearer a2"


def test_a_session_that_is_over_says_so() -> None:
    server = Server(problem(401, "invalid_refresh_token"))
    with server.client(api_key=None, kept=Kept("old")) as client:
        with pytest.raises(SignInNeeded):
            client.api.social.posts_feed()
        assert client.session is not None
        assert not client.session.signed_in


def test_a_second_factor_is_asked_for() -> None:
    step = {"mfaToken": "m", "methods": ["totp"], "passkey": None, "expiresIn": 300}
    server = Server(httpx.Response(200, json={"status": "second_step", **step}))
    with server.client(api_key=None) as client, pytest.raises(SecondFactorNeeded) as caught:
        client.sign_in("dara@example.com", PASSWORD)

    assert caught.value.step.mfa_token == "m"


ASKED = {
    "deviceCode": "d" * 43,
    "userCode": "ABCDE-FGHJK",
    "verificationUri": "https://school.test/device",
    "verificationUriComplete": "https://school.test/device#ABCDE-FGHJK",
    "expiresIn": 600,
    "interval": 5,
}


def waits(status: int, code: str, seconds: int) -> httpx.Response:
    return problem(status, code, headers={"Retry-After": str(seconds)})


def test_a_code_is_asked_about_as_often_as_the_server_says(slept: list[float]) -> None:
    server = Server(
        httpx.Response(200, json=ASKED),
        waits(409, "authorization_pending", 7),
        httpx.ConnectTimeout("asleep"),
        waits(409, "authorization_pending", 7),
        waits(429, "slow_down", 12),
        waits(409, "authorization_pending", 12),
        tokens("a1", "r1"),
    )
    shown: list[str] = []
    with server.client(api_key=None, kept=Kept("old", "old")) as client:
        sign_in_by_code(
            client, lambda asked: shown.append(asked.user_code), program="bot", host="shelf"
        )
        assert client.session is not None
        assert client.session.signed_in

    assert shown == ["ABCDE-FGHJK"]
    assert json.loads(server.requests[0].content) == {"program": "bot", "host": "shelf"}
    assert set(server.tokens) == {None}, "nobody is signed in yet, and the old session is over"
    assert (slept[0], slept[1]) == (5, 7)
    assert slept[-1] == 12


def test_a_no_ends_the_waiting(loop: VirtualLoop, slept: list[float]) -> None:
    denied = problem(403, "access_denied")
    server = Server(httpx.Response(200, json=ASKED), denied)
    with server.client(api_key=None) as client, pytest.raises(errors.AccessDenied):
        sign_in_by_code(client, lambda _: None, program="bot")
    assert slept == [5]

    pending = waits(409, "authorization_pending", 9)
    answers = Server(httpx.Response(200, json=ASKED), pending, problem(401, "expired_token"))

    async def story() -> None:
        transport = Network(answers)
        async with AsyncStunity("https://school.test", transport=transport) as client:
            with pytest.raises(errors.ExpiredToken):
                await sign_in_by_code_async(client, lambda _: None, program="bot")

    loop.run(story())
    assert len(answers.requests) == 3


def test_threads_renew_one_session_once() -> None:
    everyone = threading.Barrier(4, timeout=60)
    renewals: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/auth/refresh":
            renewals.append(request.content)
            return tokens("new", "r2")
        if request.headers["Authorization"] != "Bearer new":
            everyone.wait()
            return problem(401, "unauthenticated")
        return page_of()

    with Stunity("https://school.test", transport=Network(answer)) as client:
        assert client.session is not None
        client.session.take({"accessToken": "old", "refreshToken": "r1", "expiresIn": 900})
        threads = [threading.Thread(target=client.api.social.posts_feed) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len(renewals) == 1


def test_async_calls_do_the_same(loop: VirtualLoop) -> None:
    server = Server(
        tokens("a1", "r1"),
        httpx.Response(503),
        problem(401, "unauthenticated"),
        tokens("a2", "r2"),
        page_of(),
    )

    async def story() -> None:
        transport = Network(server)
        async with AsyncStunity("https://school.test", transport=transport) as client:
            await client.sign_in("dara@example.com", PASSWORD)
            assert [post async for post in each_async(client.api.social.posts_feed)] == []

    loop.run(story())
    assert len(server.requests) == 5


# Against the API itself.


@pytest.fixture(scope="module")
def api(database: Database, admin_engine: Any) -> Iterator[Api]:
    with shared_api(database, admin_engine) as api:
        yield api


@pytest.fixture
def person(api: Api) -> Member:
    api.claim()
    return api.member(role="TEACHER", password_hash=hash_password(PASSWORD, rounds=4))


@pytest.fixture
def client(api: Api, person: Member) -> Iterator[Stunity]:
    transport = httpx.WSGITransport(app=api.app, remote_addr=fresh_ip())
    with Stunity("http://localhost", transport=transport) as client:
        client.sign_in(person.user.email, PASSWORD)
        yield client


def test_a_post_comes_back_as_it_was_written(client: Stunity, person: Member) -> None:
    made = client.api.social.posts_create(PostCreate(content="សួស្តី", hashtags=["first"]))

    found = client.api.social.posts_get(made.id)

    assert isinstance(found, PostRead)
    assert (found.content, found.author.id, found.type) == ("សួស្តី", person.id, "TEXT")
    assert found.created_at.tzinfo is not None


def test_a_list_is_read_to_its_end(client: Stunity) -> None:
    made = [client.api.social.posts_create(PostCreate(content=f"number {n}")).id for n in range(5)]

    found = [post.id for post in each(client.api.social.posts_feed, limit=2)]

    assert found == made[::-1]


def test_problems_of_the_api_are_exceptions_of_their_own(client: Stunity) -> None:
    with pytest.raises(errors.NotFound) as caught:
        client.api.social.posts_get("01890a5d-ac96-774b-bcce-b302099a8057")
    assert len(caught.value.request_id or "") > 10
    with pytest.raises(errors.ValidationFailed) as invalid:
        client.api.social.posts_create(PostCreate(content=""))
    assert invalid.value.errors[0].field == "content"


def test_a_session_outlives_its_access_token(api: Api, client: Stunity) -> None:
    client.api.social.posts_feed()
    api.clock.advance(seconds=901)

    assert list(each(client.api.social.posts_feed)) == []


def test_signing_out_ends_the_session_at_the_server(api: Api, client: Stunity) -> None:
    assert client.session is not None
    access = client.session._current()[0]
    client.sign_out()

    assert api.with_token(access).get("/v1/posts/feed").status_code == 401
    with pytest.raises(ApiError):
        client.api.social.posts_feed()
