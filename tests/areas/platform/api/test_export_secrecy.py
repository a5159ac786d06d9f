"""Who has a school's export does not learn more than the school may know."""

from __future__ import annotations

import hashlib
import hmac
import json
import zipfile
from pathlib import Path
from typing import Any

from infra.ops import school as ops_school
from infra.postgres.core.columns import metadata
from infra.postgres.core.data_rules import Data, data_of, in_own_export, in_school_export
from shared.boards.policy import participant_key
from tests.areas.boards.api.board_scene import open_board
from tests.support.api import ok
from tests.support.postgres import Database
from tests.support.school import School


def exported(database: Database, slug: str, target: Path) -> dict[str, list[dict[str, Any]]]:
    ops_school.export(database.owner, slug, target, say=lambda _line: None)
    with zipfile.ZipFile(target) as archive:
        return {
            name.removesuffix(".jsonl"): [json.loads(line) for line in archive.open(name)]
            for name in archive.namelist()
            if name.endswith(".jsonl")
        }


def test_no_author_voter_or_reader_is_recomputed_from_an_export(
    school: School, database: Database, tmp_path: Path
) -> None:
    board = open_board(school, anonymous=True)
    author = school.member("author")
    question = board.ask("May I go home?", by=school.caller("author"))
    ok(school.caller("voter").post(f"/v1/questions/{question['id']}/upvote"))
    ids = [author.id, school.member("voter").id]
    poll = {"kind": "RATING", "prompt": "How was it?"}
    made = ok(board.owner.post(f"/v1/boards/{board.id}/polls", json=poll), 201)
    ok(school.caller("author").post(f"/v1/polls/{made['id']}/vote", json={"rating": 2}))
    (stored,) = school.api.rows("SELECT salt FROM app.boards WHERE id = :id", id=board.id)

    tables = exported(database, school.author.tenant.slug, tmp_path / "school.zip")

    assert [row["body"] for row in tables["questions"]] == ["May I go home?"]
    anonymous = json.dumps({n: tables[n] for n in tables if n.startswith(("question", "board"))})
    # Every way that the product itself knows them by, and the salt that would make more of them.
    salt = bytes(stored.salt)
    for person in ids:
        for spelling in (
            participant_key(salt, person),
            hmac.new(salt, str(person).encode(), hashlib.sha256).hexdigest(),
            hashlib.sha256(salt + person.bytes).hexdigest(),
        ):
            assert spelling not in anonymous
        assert str(person) not in json.dumps([tables["questions"], tables["question_upvotes"]])
    assert salt.hex() not in json.dumps(tables)
    assert "auth_sessions" not in tables
    assert "idempotency_keys" not in tables


def test_the_attack_works_on_what_the_export_leaves_out(school: School) -> None:
    """The control: whoever has salt and key finds the author among the members."""
    board = open_board(school, anonymous=True)
    author = school.member("author")
    question = board.ask("May I go home?", by=school.caller("author"))
    (found,) = school.api.rows(
        "SELECT b.salt, q.author_key FROM app.questions q JOIN app.boards b ON b.id = q.board_id"
        " WHERE q.id = :id",
        id=question["id"],
    )
    assert participant_key(bytes(found.salt), author.id) == found.author_key


def test_every_column_says_what_exports_do_with_it() -> None:
    columns = [column for table in metadata.tables.values() for column in table.columns]
    assert columns
    for column in columns:
        closed = data_of(column) in {Data.SECRET, Data.HIDDEN, Data.DERIVED}
        assert in_school_export(column) is not closed
        assert not (in_own_export(column) and closed)
    names = {c.name for c in columns if data_of(c) in {Data.FACT, Data.PERSONAL, Data.KEY}}
    # The head of a chain of marks is published with the ledger: it stands on cards.
    names -= {"head_hash"}
    assert not [n for n in names if n.endswith(("_hash", "_sealed")) or n in {"salt", "voter_key"}]
