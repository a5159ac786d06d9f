"""Questions and boards are found by whoever may read the board, over all that decides on it.

Who may read is said here in plain Python, a second time: not by the statements of the product.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, text

from functions.runtime.schools import in_school
from infra.postgres.clubs.tables import club_members
from infra.postgres.search.index import IndexRepository
from tests.areas.boards.factories.boards import make_board, make_question
from tests.areas.clubs.factories.clubs import make_club
from tests.areas.learning.factories.courses import course as make_course
from tests.support.api import Api, Caller, all_items, ids, ok
from tests.support.school import School, make_school

ME = "me"
PEOPLE = (ME, "a", "b")
PLACES: list[tuple[str, str | None]] = [("TENANT", None)] + [
    (scope, whose) for scope in ("CLASS", "CLUB", "COURSE") for whose in ("mine", "of others")
]
WORD = "galaxy"
Blocks = set[tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    """A question, and the board on which it stands."""

    asker: str
    owner: str
    scope: str
    whose: str | None
    anonymous: bool
    status: str
    board: str
    foreign: bool = False


_QUESTIONS = st.lists(
    st.builds(
        lambda asker, owner, place, anonymous, status, board, foreign: Asked(
            asker, owner, place[0], place[1], anonymous, status, board, foreign
        ),
        st.sampled_from(PEOPLE),
        st.sampled_from(("a", "b", "b", ME)),
        st.sampled_from(PLACES),
        st.booleans(),
        st.sampled_from(["OPEN"] * 4 + ["ANSWERED", "UNDER_REVIEW", "REJECTED", "MERGED"]),
        st.sampled_from(["OPEN"] * 4 + ["CLOSED", "ARCHIVED"]),
        st.sampled_from([False] * 4 + [True]),
    ),
    min_size=4,
    max_size=10,
)
_BLOCKS = st.sets(st.sampled_from([(ME, "a"), ("a", ME), (ME, "b"), ("b", ME)]), max_size=2)


def may_read_board(one: Asked, role: str) -> bool:
    """Whether the reader finds the board."""
    if one.foreign or one.board == "ARCHIVED":
        return False
    return role == "ADMIN" or one.scope == "TENANT" or one.owner == ME or one.whose == "mine"


def may_read(one: Asked, role: str, blocks: Blocks) -> bool:
    """Whether the reader finds the question."""
    if one.status not in {"OPEN", "ANSWERED"} or not may_read_board(one, role):
        return False
    # Nobody knows who asked where nobody is named, and who moderates the school sees everybody.
    if one.anonymous or role == "ADMIN":
        return True
    return (ME, one.asker) not in blocks and (one.asker, ME) not in blocks


@settings(
    max_examples=12,
    deadline=None,
    # Each case takes schools of its own: a smaller one is no clearer, and costs as much.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    asked=_QUESTIONS,
    blocks=_BLOCKS,
    role=st.sampled_from(["STUDENT", "STUDENT", "ADMIN"]),
    misled=st.booleans(),
)
def test_a_search_has_the_questions_and_boards_that_may_be_read_and_nothing_else(
    api: Api, asked: list[Asked], blocks: Blocks, role: str, misled: bool
) -> None:
    """``misled``: the index says that everybody may find everything in it."""
    school, strangers = make_school(api), make_school(api)
    for of in (school, strangers):
        of.member(ME, role)
    for one, other in blocks:
        school.block(school.member(one), school.member(other))
    own, others = _places(school), _places(strangers)
    known = [
        _ask(strangers, one, others) if one.foreign else _ask(school, one, own) for one in asked
    ]
    for of in (school, strangers):
        _index(of)
    if misled:
        _mislead(school, strangers)
    caller = school.caller(ME)
    pairs = list(zip(known, asked, strict=True))
    questions = {str(made[1]) for made, one in pairs if may_read(one, role, blocks)}
    boards = {str(made[0]) for made, one in pairs if may_read_board(one, role)}
    assert _found(caller, "questions") == questions
    assert _found(caller, "boards") == boards
    named = {
        hit["id"]: hit["person"]
        for hit in all_items(caller, "/v1/search/questions", q=WORD, limit=3)
    }
    unnamed = {str(made[1]) for made, one in pairs if one.anonymous}
    assert all(named[one] is None for one in unnamed & questions)
    if not misled:
        page = ok(caller.get("/v1/search/questions", query={"q": WORD}))
        assert page["total"] == len(questions)


def _found(caller: Caller, collection: str) -> set[str]:
    shown = ids(all_items(caller, f"/v1/search/{collection}", q=WORD, limit=3))
    assert len(shown) == len(set(shown))
    everything = ok(caller.get("/v1/search", query={"q": WORD, "limit": 20}))["groups"]
    hits = [one["hits"] for one in everything if one["collection"] == collection]
    assert {hit["id"] for some in hits for hit in some} == set(shown)
    return set(shown)


def _places(school: School) -> dict[tuple[str, str], UUID]:
    """A class, a club and a course of the reader's, and those of another."""
    tenant_id, found = school.author.tenant.id, dict[tuple[str, str], UUID]()
    for whose, person in (("mine", ME), ("of others", "b")):
        member = school.member(person)
        found["CLASS", whose] = school.make_class(students=(person,))
        with school.api.scene() as connection:
            club = make_club(
                connection, tenant_id=tenant_id, owner_id=school.author.id, name=f"Club {whose}"
            )
            row = {"tenant_id": tenant_id, "club_id": club, "user_id": member.id}
            connection.execute(insert(club_members).values(row))
            found["CLUB", whose] = club
            found["COURSE", whose] = make_course(
                connection, tenant_id=tenant_id, owner_id=school.author.id, students=[member.id]
            )
    return found


def _ask(school: School, one: Asked, places: dict[tuple[str, str], UUID]) -> tuple[UUID, UUID]:
    tenant_id = school.author.tenant.id
    scope_id = None if one.whose is None else places[one.scope, one.whose]
    asker, owner = school.member(one.asker), school.member(one.owner)
    columns: dict[str, Any] = {"scope_type": one.scope, "scope_id": scope_id, "status": one.board}
    with school.api.scene() as connection:
        board = make_board(
            connection,
            tenant_id=tenant_id,
            owner_id=owner.id,
            anonymous=one.anonymous,
            title=f"{WORD} of all",
            **columns,
        )
        question = make_question(
            connection,
            tenant_id=tenant_id,
            board_id=board,
            author_id=None if one.anonymous else asker.id,
            body=f"Where does the {WORD} end?",
            status=one.status,
        )
    return board, question


def _index(school: School) -> None:
    with in_school(school.api.deps, school.author.tenant.id) as unit:
        index = unit(IndexRepository)
        index.renew(index.stale())


def _mislead(*schools: School) -> None:
    """What is in the index of these schools is for all of them, and of nobody."""
    query = text(
        "UPDATE app.search_documents SET audiences = '{school}', shown = true, owner_id = NULL"
        " WHERE tenant_id = :tenant"
    )
    for school in schools:
        with school.api.scene() as connection:
            connection.execute(query, {"tenant": school.author.tenant.id})
