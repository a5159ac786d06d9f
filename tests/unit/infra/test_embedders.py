"""Services that make vectors, as they answer on bad days."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count

import pytest

from infra.embeddings import local
from infra.embeddings.choice import embedder_of
from infra.embeddings.embedder import EmbedderUnavailable, TextRefused
from infra.embeddings.local import LocalEmbedder
from infra.embeddings.remote import HuggingFaceEmbedder, OpenAiEmbedder, RemoteEmbedder
from infra.settings import Settings
from shared.search.vectors import DIMENSION, Model, cosine, unit
from shared.telemetry.signals import Signal
from tests.fakes.embedding_services import KEY, MODEL, EmbeddingServices, vector_of
from tests.support.embeddings import require_model
from tests.support.logs import entries, logged

TEXTS = ["one", "two words", "ពីរ"]
ASKED = Model(MODEL, "1")


@pytest.fixture
def services() -> Iterator[EmbeddingServices]:
    with EmbeddingServices().running() as found:
        yield found


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture(params=["huggingface", "openai"])
def embedder(
    services: EmbeddingServices, time: Time, request: pytest.FixtureRequest
) -> RemoteEmbedder:
    if request.param == "openai":
        return OpenAiEmbedder(ASKED, f"{services.url}/v1/", KEY, clock=time, seconds=30)
    return HuggingFaceEmbedder(ASKED, services.url, KEY, clock=time, seconds=30)


def test_each_text_gets_its_own_vector(
    embedder: RemoteEmbedder, services: EmbeddingServices
) -> None:
    found = embedder.embed(TEXTS)
    assert found == [pytest.approx(vector_of(text)) for text in TEXTS]
    assert embedder.embed([]) == []
    assert services.asked == [TEXTS]
    assert embedder.is_external


def test_texts_for_e5_are_asked_as_it_was_trained(services: EmbeddingServices) -> None:
    embedder = OpenAiEmbedder(
        Model("multilingual-E5-small", "1"), f"{services.url}/v1", KEY, seconds=30
    )
    embedder.embed(["a text"])
    assert services.texts == ["query: a text"]


@pytest.mark.parametrize("moment", [False, True])
def test_who_says_when_to_come_back_is_not_asked_before(
    embedder: RemoteEmbedder, services: EmbeddingServices, time: Time, moment: bool
) -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    header = {"Retry-After": at if moment else "60"}
    services.answers.append((429, header, {"error": "Too Many Requests"}))
    for _ in range(2):
        with pytest.raises(EmbedderUnavailable) as refused:
            embedder.embed(TEXTS)
        assert 0 < (refused.value.retry_after or 0) <= 60
    assert len(services.asked) == 1
    time.now += 61
    assert len(embedder.embed(TEXTS)) == 3


def test_a_model_that_is_loading_is_waited_for(services: EmbeddingServices, time: Time) -> None:
    embedder = HuggingFaceEmbedder(ASKED, services.url, KEY, clock=time, seconds=30)
    loading = {"error": f"Model {MODEL} is currently loading", "estimated_time": 20.5}
    services.answers.append((503, {}, loading))
    with pytest.raises(EmbedderUnavailable) as refused:
        embedder.embed(TEXTS)
    assert refused.value.retry_after == 20.5
    time.now += 20
    with pytest.raises(EmbedderUnavailable):
        embedder.embed(TEXTS)
    assert len(services.asked) == 1
    time.now += 1
    assert len(embedder.embed(TEXTS)) == 3


def test_a_wait_without_end_ends(
    embedder: RemoteEmbedder, services: EmbeddingServices, time: Time
) -> None:
    services.answers.append((429, {"Retry-After": "999999"}, {}))
    with pytest.raises(EmbedderUnavailable):
        embedder.embed(TEXTS)
    time.now += 301
    assert len(embedder.embed(TEXTS)) == 3


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (200, b"no JSON"),
        (200, {"data": "none"}),
        (200, []),
        (200, [[0.1] * DIMENSION] * 2),
        (200, {"data": [{"index": 0, "embedding": [0.1] * DIMENSION}]}),
        (200, [["x"] * DIMENSION] * 3),
        (200, b"[" + b"[NaN" + b",0" * (DIMENSION - 1) + b"]]"),
        (200, b" " * (3 * 1024 * 1024)),
        (302, {}),
        (401, {"error": "Invalid credentials"}),
        (500, b""),
        (503, {"error": "away", "estimated_time": "soon"}),
    ],
)
def test_what_is_no_answer_is_none_and_is_told_once(
    embedder: RemoteEmbedder, services: EmbeddingServices, status: int, said: object
) -> None:
    services.answers += [(status, {"Location": "/elsewhere"}, said)] * 2
    with logged() as lines:
        for _ in range(2):
            with pytest.raises(EmbedderUnavailable):
                embedder.embed(TEXTS)
    assert len(entries(lines, Signal.EMBEDDINGS_UNAVAILABLE)) == 1
    assert len(services.asked) == len(services.paths) == 2
    assert len(embedder.embed(TEXTS)) == 3


def test_vectors_of_another_dimension_are_none(
    embedder: RemoteEmbedder, services: EmbeddingServices
) -> None:
    services.dimension = 256
    with pytest.raises(EmbedderUnavailable, match="384"):
        embedder.embed(TEXTS)


def test_a_model_with_longer_vectors_is_asked_for_ours(services: EmbeddingServices) -> None:
    longer = Model("text-embedding-3-small", "1")
    found = OpenAiEmbedder(longer, f"{services.url}/v1", KEY, seconds=30).embed(TEXTS)
    assert found == [pytest.approx(vector_of(text)) for text in TEXTS]


def test_what_is_about_the_texts_is_no_failure_of_the_service(
    embedder: RemoteEmbedder, services: EmbeddingServices
) -> None:
    services.refused = "two"
    for _ in range(5):
        with pytest.raises(TextRefused):
            embedder.embed(TEXTS)
    assert len(embedder.embed(["one"])) == 1


def test_a_service_that_hangs_or_is_gone_is_left_alone_for_a_while(
    services: EmbeddingServices, time: Time
) -> None:
    embedder = OpenAiEmbedder(ASKED, f"{services.url}/v1", KEY, seconds=0.2, clock=time)
    services.released.clear()
    for _ in range(3):
        with pytest.raises(EmbedderUnavailable, match="Timeout"):
            embedder.embed(TEXTS)
    services.released.set()
    with pytest.raises(EmbedderUnavailable, match="several times"):
        embedder.embed(TEXTS)
    gone = OpenAiEmbedder(ASKED, "http://127.0.0.1:9", KEY)
    with pytest.raises(EmbedderUnavailable, match="ConnectError"):
        gone.embed(TEXTS)


def test_an_answer_that_drips_ends_with_its_time(services: EmbeddingServices) -> None:
    services.drips = True
    services.released.clear()
    # Twenty seconds pass whenever somebody looks: no read is late, and the whole is.
    passing = count(0, 20).__next__
    embedder = OpenAiEmbedder(ASKED, f"{services.url}/v1", KEY, seconds=30, clock=passing)
    with pytest.raises(EmbedderUnavailable, match="does not end in time"):
        embedder.embed(TEXTS)
    services.released.set()


def test_settings_choose_the_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    # What tests before this one have set.
    for name in [one for one in os.environ if one.startswith("EMBEDDING_")]:
        monkeypatch.delenv(name)
    must = {"database_url": "postgresql://x", "jwt_public_keys": "x"}

    def chosen(**said: str) -> object:
        return embedder_of(Settings(**must, **said))  # type: ignore[arg-type]

    assert chosen() is None
    assert chosen(embedding_provider="openai") is None
    assert chosen(embedding_provider="huggingface", embedding_api_key="") is None
    key = {"embedding_provider": "huggingface", "embedding_api_key": KEY}
    hugging_face = chosen(**key, embedding_version="9")
    assert isinstance(hugging_face, HuggingFaceEmbedder)
    assert hugging_face.model == Model("intfloat/multilingual-e5-small", "9")
    url = "http://127.0.0.1:9"
    assert isinstance(chosen(embedding_provider="openai", embedding_url=url), OpenAiEmbedder)
    monkeypatch.setattr(local, "_PACKAGE", "no-such-package")
    assert chosen(embedding_provider="local") is None


def test_the_model_of_this_machine_knows_khmer_and_english() -> None:
    require_model()
    embedder = LocalEmbedder()
    assert not embedder.is_external
    assert embedder.embed([]) == []
    texts = ["", "a\0b", "ដោះស្រាយសមីការ", "Solve the equation", "The rain floods the road"]
    found = [unit(vector) for vector in embedder.embed(texts)]
    khmer, english, other = found[2:]
    assert khmer is not None
    assert english is not None
    assert other is not None
    assert cosine(khmer, english) > cosine(khmer, other)
