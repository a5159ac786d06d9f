"""What a school of a hundred thousand posts has written: texts, their index, and their vectors.

Each post is about one of fifty topics, a third of them in Khmer. Words are drawn so that some are
in very many texts. Vectors lie in clouds, as those of a model do: a centre for each topic, and two
parts that are the post's own, so that posts of a topic have a cosine of two thirds.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine, text

from benchmarks.judged import POSTS
from infra.bootstrap import dependencies
from infra.postgres.search.index import IndexRepository
from shared.search.pieces import pieces
from shared.search.touching import Touch

T = TypeVar("T")

TOPICS = 50
MODEL = {"model": "benchmark", "version": "1"}
_WORDS, _OF_TOPIC, _LENGTH = 4_000, 8, 25
_TITLED = 10
_AT_ONCE, _INDEXED_AT_ONCE = 10_000, 500
_WRITE = text(
    """
    UPDATE app.posts AS p
       SET content = g.content, hashtags = ARRAY[g.topic], topic_tags = ARRAY[g.topic],
           title = CASE WHEN mod(g.n, :titled) = 0 THEN left(g.content, 40) END
      FROM unnest(CAST(:ids AS uuid[]), CAST(:texts AS text[]), CAST(:topics AS text[]))
           WITH ORDINALITY AS g (id, content, topic, n)
     WHERE p.tenant_id = :tenant AND p.id = g.id
    """
)
_MODEL = text(
    """
    INSERT INTO app.embedding_models
           (name, version, centres, unrelated, related, calibrated_at)
    VALUES (:model, :version, '{}', 0.2, 0.6, now()) ON CONFLICT DO NOTHING
    """
)
# 5.66 is the length of 384 numbers between -0.5 and 0.5.
_DRAWN = """
    CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS
    SELECT n, (SELECT array_agg((random() - 0.5) * {length} / 5.66)
                 FROM generate_series(1, 384 + 0 * n))::halfvec(384) AS vector
      FROM generate_series(0, {count} - 1) AS n
"""
_VECTORS = text(
    """
    INSERT INTO app.embeddings
           (tenant_id, collection, id, owner_id, model, version, language, digest, vector,
            embedded_at)
    SELECT :tenant, 'posts', g.id, g.owner_id, :model, :version, 'en', '',
           l2_normalize(c.vector + a.vector + b.vector), now()
      FROM unnest(CAST(:ids AS uuid[]), CAST(:owners AS uuid[]), CAST(:topics AS integer[]))
           WITH ORDINALITY AS g (id, owner_id, topic, place)
      JOIN bench_centre AS c ON c.n = g.topic
      JOIN bench_own AS a ON a.n = mod(g.place * 7919, 2000)
      JOIN bench_own AS b ON b.n = mod(g.place / 2000 + g.place * 31, 2000)
    """
)
_DEFINITION = text("SELECT indexdef FROM pg_indexes WHERE schemaname = 'app' AND indexname = :name")
_SHARED = 4 << 30


def write_texts(connection: Connection, school_id: UUID, ids: Sequence[UUID]) -> None:
    """Give each of these posts a topic and a text about it, and some of them a title."""
    draw = random.Random(1)
    texts = list(_texts(draw, len(ids)))
    for rows in _pieces(list(zip(ids, texts, strict=True)), _AT_ONCE):
        values = {
            "tenant": school_id,
            "titled": _TITLED,
            "ids": [post_id for post_id, _ in rows],
            "texts": [content for _, (content, _) in rows],
            "topics": [f"topic{topic}" for _, (_, topic) in rows],
        }
        connection.execute(_WRITE, values)


def index_all(admin: Engine, school_id: UUID, touched: Sequence[Touch]) -> None:
    """Have these things found, by what a change of each does."""
    with (
        admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
        _without(connection, "search_documents_lexemes_idx"),
    ):
        for some in _pieces(touched, _INDEXED_AT_ONCE):
            with dependencies().unit_of_work() as unit:
                unit.as_tenant(school_id)
                unit(IndexRepository).renew(some)
                unit.commit()


def fill_vectors(
    connection: Connection, of: Sequence[tuple[UUID, Sequence[tuple[UUID, UUID, int]]]]
) -> None:
    """Vectors of things: of each school the id, the owner and the topic of each.

    Takes a superuser's connection.
    """
    connection.execute(_MODEL, MODEL)
    for name, length, count in (("bench_centre", 1.0, TOPICS), ("bench_own", 0.5, 2_000)):
        made = _DRAWN.format(name=name, length=length, count=count)
        connection.exec_driver_sql(made)
    connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    with _without(connection, "embeddings_vector_idx"):
        for school_id, things in of:
            for some in _pieces(things, _AT_ONCE):
                values = {
                    "tenant": school_id,
                    "ids": [thing_id for thing_id, _, _ in some],
                    "owners": [owner_id for _, owner_id, _ in some],
                    "topics": [topic for _, _, topic in some],
                }
                connection.execute(_VECTORS, {**values, **MODEL})
    connection.exec_driver_sql("SET LOCAL session_replication_role = origin")


@contextmanager
def _without(connection: Connection, index: str) -> Iterator[None]:
    """Make an index when all rows are there: row by row it takes ten times as long."""
    found = connection.execute(_DEFINITION, {"name": index})
    definition: str = found.scalar_one()
    connection.exec_driver_sql(f"DROP INDEX app.{index}")
    yield
    # Whoever helps takes as much memory that is shared, of which many containers have little.
    helpers = int(shutil.disk_usage("/dev/shm").free > _SHARED)  # noqa: S108 - nothing is put there
    connection.exec_driver_sql(f"SET max_parallel_maintenance_workers = {helpers}")
    connection.exec_driver_sql("SET maintenance_work_mem = '1GB'")
    connection.exec_driver_sql(definition)


def tidy(admin: Engine, *tables: str) -> None:
    """What a server does by itself in the hours after so much was written."""
    named = ", ".join(f"app.{table}" for table in tables)
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"VACUUM ANALYZE {named}")


def _pieces(things: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(things), most):
        yield things[start : start + most]


def _texts(draw: random.Random, count: int) -> Iterator[tuple[str, int]]:
    """Texts with their topics: a word that is in many texts is short, as in any language."""
    english = sorted({_word(draw) for _ in range(_WORDS)}, key=len)
    khmer = _khmer_words(draw)
    for n in range(count):
        topic = n % TOPICS
        words, blank = (khmer, "") if n % 3 == 0 else (english, " ")
        about = [words[-1 - (topic * _OF_TOPIC + k)] for k in draw.choices(range(_OF_TOPIC), k=6)]
        rest = [words[int(len(words) * draw.random() ** 3)] for _ in range(_LENGTH - len(about))]
        found = [*about, *rest]
        draw.shuffle(found)
        yield blank.join(found), topic


def _word(draw: random.Random) -> str:
    syllables = range(draw.randint(1, 5))
    return "".join(draw.choice("bcdfgklmnprst") + draw.choice("aeiou") for _ in syllables)


def _khmer_words(draw: random.Random) -> Sequence[str]:
    """Words of one to four syllables that a school does write."""
    said = " ".join(" ".join(words) for key, words in POSTS.items() if key.startswith("km-"))
    syllables = sorted({piece.text for piece in pieces(said) if piece.khmer})
    words = {"".join(draw.choices(syllables, k=draw.randint(1, 4))) for _ in range(_WORDS)}
    return sorted(words, key=len)
