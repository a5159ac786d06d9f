"""Questions of boards: reading them in order, writing, similar ones and tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    and_,
    delete,
    insert,
    or_,
    select,
    text,
    update,
)

from infra.postgres.boards.readable_questions import (
    SHOWN,
    TENANT,
    one_question,
    question_page,
    reading,
)
from infra.postgres.boards.tables import (
    question_tags,
    question_terms,
    question_upvotes,
    questions,
    tags,
)
from infra.postgres.people.beside import not_blocked
from shared.boards.policy import Age, Place, similarity, terms
from shared.boards.types import QuestionStatus

if TYPE_CHECKING:
    from infra.postgres.core.unit_of_work import UnitOfWork

SIMILARSHOWN = 5
_SIMILAR_ENOUGH = 0.25
# Index entries looked at for one term, and questions compared: bounds the work of a hint.
_PER_TERM = 200
_COMPARED = 20

_CANDIDATES = text(
    f"""
    SELECT found.question_id
      FROM unnest(CAST(:terms AS integer[])) AS wanted (term)
     CROSS JOIN LATERAL (
       SELECT t.question_id FROM app.question_terms AS t
        WHERE t.tenant_id = :tenant_id AND t.board_id = :board_id AND t.term = wanted.term
        ORDER BY t.question_id DESC LIMIT {_PER_TERM}
     ) AS found
     GROUP BY found.question_id
     ORDER BY count(*) DESC, found.question_id DESC
     LIMIT {_COMPARED}
    """  # noqa: S608 - numbers of this module
)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of the school."""

    id: UUID
    name: str
    color: str
    description: str | None = None
    sort_name: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as one participant sees it."""

    id: UUID
    board_id: UUID
    team_id: UUID | None
    author_id: UUID | None
    author_name: str | None
    author_avatar: str | None
    author_key: str
    body: str
    status: QuestionStatus
    upvotes: int
    voted: bool
    mine: bool
    response_text: str | None
    responded_at: datetime | None
    is_pinned: bool
    pinned_at: datetime | None
    is_frozen: bool
    frozen_at: datetime | None
    merged_into: UUID | None
    moderation: Mapping[str, Any]
    created_at: datetime
    updated_at: datetime

    @property
    def place(self) -> Place:
        """Where this question stands in the order by votes."""
        return Place(self.is_pinned, self.upvotes, self.id)

    @property
    def age(self) -> Age:
        """Where this question stands in the order by age."""
        return Age(self.id)

    @property
    def shown(self) -> bool:
        """Whether everybody on the board sees it."""
        return self.status in {QuestionStatus.OPEN, QuestionStatus.ANSWERED}


@dataclass(frozen=True, slots=True)
class QuestionFilter:
    """Which questions a list shows. ``keys`` are the participant's on the boards of the list."""

    board_ids: Sequence[UUID]
    keys: Sequence[str]
    viewer_id: UUID
    status: QuestionStatus | None = None
    tag: UUID | None = None
    moderates: bool = False


class QuestionRepository:
    """Queries on questions; the caller has checked that the board may be read."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    def insert(self, values: dict[str, Any]) -> None:
        """Add a question with the terms that make it findable; keys are column names."""
        self._unit.execute(insert(questions).values(**values))
        self._add_terms(values["tenant_id"], values["board_id"], values["id"], values["body"])

    def get(self, tenant_id: UUID, question_id: UUID, keys: Sequence[str]) -> Question | None:
        """A question, whatever its status."""
        row = self._unit.one_or_none(
            one_question(), {"tenant_id": tenant_id, "question_id": question_id, "keys": list(keys)}
        )
        return None if row is None else _question(row)

    def lock(self, tenant_id: UUID, *question_ids: UUID) -> None:
        """Lock questions for a change, in the order of their ids."""
        query = (
            select(questions.c.id)
            .where(questions.c.tenant_id == tenant_id, questions.c.id.in_(question_ids))
            .order_by(questions.c.id)
            .with_for_update(key_share=True)
        )
        self._unit.all(query)

    def find(
        self,
        tenant_id: UUID,
        wanted: QuestionFilter,
        *,
        after: Place | Age | None,
        limit: int,
        newest: bool,
    ) -> list[Question]:
        """``limit + 1`` rows in the order by votes, or by age."""
        values: dict[str, Any] = {
            "tenant_id": tenant_id,
            "viewer_id": wanted.viewer_id,
            "keys": list(wanted.keys),
            "row_limit": limit + 1,
            "board_ids": list(wanted.board_ids),
        }
        if wanted.status is not None:
            values["status"] = wanted.status
        if wanted.tag is not None:
            values["tag_id"] = wanted.tag
        if after is not None:
            values["after_id"] = after.id
        if isinstance(after, Place):
            values |= {"after_pinned": after.pinned, "after_upvotes": after.upvotes}
        statement = question_page(
            hidden=wanted.status not in {None, QuestionStatus.OPEN, QuestionStatus.ANSWERED},
            one_status=wanted.status is not None,
            tagged=wanted.tag is not None,
            moderates=wanted.moderates,
            newest=newest,
            continued=after is not None,
        )
        return [_question(row) for row in self._unit.all(statement, values)]

    def find_similar(
        self, tenant_id: UUID, board_id: UUID, viewer_id: UUID, keys: Sequence[str], body: str
    ) -> list[Question]:
        """At most five shown questions that say much the same, the most similar first."""
        wanted = terms(body)
        if not wanted:
            return []
        scope = {"tenant_id": tenant_id, "board_id": board_id}
        near = [row[0] for row in self._unit.all(_CANDIDATES, {**scope, "terms": wanted})]
        if not near:
            return []
        q = questions.c
        query = reading().where(
            q.tenant_id == TENANT, q.id.in_(near), SHOWN, not_blocked(q.author_id, viewer_id)
        )
        rows = self._unit.all(query, {"tenant_id": tenant_id, "keys": list(keys)})
        scored = [(similarity(wanted, terms(row.body)), _question(row)) for row in rows]
        enough = [item for item in scored if item[0] >= _SIMILAR_ENOUGH]
        enough.sort(key=lambda item: (item[0], item[1].place), reverse=True)
        return [question for _, question in enough[:SIMILARSHOWN]]

    def update(self, tenant_id: UUID, question_id: UUID, values: dict[str, Any]) -> None:
        """Change columns of a question."""
        self._unit.execute(
            update(questions)
            .where(questions.c.tenant_id == tenant_id, questions.c.id == question_id)
            .values(**values)
        )

    def replace_text(
        self, tenant_id: UUID, question: Question, body: str, values: dict[str, Any]
    ) -> None:
        """Change the text of a question and what makes it findable."""
        self._forget(question_terms, tenant_id, question.id)
        self._add_terms(tenant_id, question.board_id, question.id, body)
        self.update(tenant_id, question.id, {"body": body, **values})

    def delete(self, tenant_id: UUID, question_id: UUID) -> None:
        """Remove a question with its votes; what was merged into it stays merged."""
        for table in (question_upvotes, question_tags, question_terms):
            self._forget(table, tenant_id, question_id)
        q = questions.c
        self._unit.execute(
            update(questions)
            .where(q.tenant_id == tenant_id, q.merged_into == question_id)
            .values(merged_into=None)
        )
        self._unit.execute(delete(questions).where(q.tenant_id == tenant_id, q.id == question_id))

    def merge(self, tenant_id: UUID, source_id: UUID, target_id: UUID, now: datetime) -> None:
        """Mark a question as merged, with all that was merged into it before."""
        q = questions.c
        self._unit.execute(
            update(questions)
            .where(q.tenant_id == tenant_id, or_(q.id == source_id, q.merged_into == source_id))
            .values(
                status=QuestionStatus.MERGED,
                merged_into=target_id,
                is_pinned=False,
                pinned_by=None,
                pinned_at=None,
                updated_at=now,
            )
        )

    def find_tags(self, tenant_id: UUID, question_ids: Sequence[UUID]) -> Mapping[UUID, list[Tag]]:
        """The tags of each question, by name."""
        if not question_ids:
            return {}
        link, t = question_tags.c, tags.c
        query = (
            select(link.question_id, t.id, t.name, t.color)
            .join_from(
                question_tags,
                tags,
                and_(t.tenant_id == link.tenant_id, t.id == link.tag_id),
            )
            .where(link.tenant_id == tenant_id, link.question_id.in_(question_ids))
            .order_by(t.name, t.id)
        )
        found: dict[UUID, list[Tag]] = {}
        for row in self._unit.all(query):
            found.setdefault(row.question_id, []).append(Tag(row.id, row.name, row.color))
        return found

    def _add_terms(self, tenant_id: UUID, board_id: UUID, question_id: UUID, body: str) -> None:
        scope = {"tenant_id": tenant_id, "board_id": board_id, "question_id": question_id}
        rows = [{**scope, "term": term} for term in sorted(set(terms(body)))]
        if rows:
            self._unit.execute(insert(question_terms).values(rows))

    def _forget(self, table: Any, tenant_id: UUID, question_id: UUID) -> None:
        self._unit.execute(
            delete(table).where(table.c.tenant_id == tenant_id, table.c.question_id == question_id)
        )


def _question(row: Any) -> Question:
    values = dict(row._mapping)  # noqa: SLF001 - the documented name of a row's mapping
    values["author_name"] = values.pop("member_name") or row.author_name
    values["status"] = QuestionStatus(row.status)
    return Question(**values)
