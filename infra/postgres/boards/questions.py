"""Questions of boards: reading them in order, writing, and similar ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, delete, insert, or_, select, text, update

from infra.postgres.boards.readable_questions import one_question, question_page, shown_among
from infra.postgres.boards.records import Question, QuestionFilter
from infra.postgres.boards.tables import (
    question_tags,
    question_terms,
    question_upvotes,
    questions,
)
from infra.postgres.core.repository import Repository
from shared.boards.policy import VISIBLE, Age, Place, similarity, terms
from shared.boards.types import QuestionStatus

_SIMILAR_SHOWN = 5
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


class QuestionRepository(Repository):
    """Queries on questions; the caller has checked that the board may be read."""

    def insert(self, **values: Any) -> None:
        """Add a question with the terms that make it findable."""
        self._unit.execute(insert(questions).values(tenant_id=self.tenant, **values))
        self._add_terms(values["board_id"], values["id"], values["body"])

    def get(
        self, question_id: UUID, keys: Sequence[str] = (), *, viewer_id: UUID | None = None
    ) -> Question | None:
        """A question, whatever its status; ``keys`` are the participant's.

        Where a viewer is named, one of whom no block hides who asked.
        """
        values = {"tenant_id": self.tenant, "question_id": question_id, "keys": list(keys)}
        if viewer_id is not None:
            values["viewer_id"] = viewer_id
        return self._record(Question, one_question(viewed=viewer_id is not None), **values)

    def get_author_key(self, question_id: UUID) -> str | None:
        """How the question knows who asked; told to nobody."""
        key: str | None = self._value(
            select(questions.c.author_key).where(*self._this(question_id))
        )
        return key

    def lock(self, *question_ids: UUID) -> None:
        """Lock questions for a change, in the order of their ids."""
        query = select(questions.c.id).where(
            questions.c.tenant_id == self.tenant, questions.c.id.in_(question_ids)
        )
        self._unit.all(query.order_by(questions.c.id).with_for_update(key_share=True))

    def find(
        self, wanted: QuestionFilter, *, after: Place | Age | None, limit: int, newest: bool
    ) -> list[Question]:
        """``limit + 1`` rows in the order by votes, or by age."""
        values: dict[str, Any] = {
            "tenant_id": self.tenant,
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
            hidden=wanted.status is not None and wanted.status not in VISIBLE,
            one_status=wanted.status is not None,
            tagged=wanted.tag is not None,
            moderates=wanted.moderates,
            newest=newest,
            continued=after is not None,
        )
        return self._records(Question, statement, **values)

    def find_similar(
        self, board_id: UUID, viewer_id: UUID, keys: Sequence[str], body: str
    ) -> list[Question]:
        """At most five shown questions that say much the same, the most similar first."""
        wanted, scope = terms(body), {"tenant_id": self.tenant, "board_id": board_id}
        near = self._values(_CANDIDATES, **scope, terms=wanted) if wanted else []
        if not near:
            return []
        values = {"tenant_id": self.tenant, "viewer_id": viewer_id, "keys": list(keys)}
        found = self._records(Question, shown_among(), **values, near=near)
        scored = [(similarity(wanted, terms(question.body)), question) for question in found]
        enough = [item for item in scored if item[0] >= _SIMILAR_ENOUGH]
        enough.sort(key=lambda item: (item[0], item[1].place), reverse=True)
        return [question for _, question in enough[:_SIMILAR_SHOWN]]

    def update(self, question_id: UUID, **values: Any) -> None:
        """Change columns of a question."""
        self._unit.execute(update(questions).where(*self._this(question_id)).values(**values))

    def replace_text(self, question: Question, body: str, **values: Any) -> None:
        """Change the text of a question and what makes it findable."""
        self._forget(question_terms, question.id)
        self._add_terms(question.board_id, question.id, body)
        self.update(question.id, body=body, **values)

    def delete(self, question_id: UUID) -> None:
        """Remove a question with its votes; what was merged into it stays merged."""
        for table in (question_upvotes, question_tags, question_terms):
            self._forget(table, question_id)
        q = questions.c
        merged = update(questions).where(q.tenant_id == self.tenant, q.merged_into == question_id)
        self._unit.execute(merged.values(merged_into=None))
        self._unit.execute(delete(questions).where(*self._this(question_id)))

    def merge(self, source_id: UUID, target_id: UUID, now: datetime) -> None:
        """Mark a question as merged, with all that was merged into it before."""
        q = questions.c
        self._unit.execute(
            update(questions)
            .where(q.tenant_id == self.tenant, or_(q.id == source_id, q.merged_into == source_id))
            .values(
                status=QuestionStatus.MERGED,
                merged_into=target_id,
                is_pinned=False,
                pinned_by=None,
                pinned_at=None,
                updated_at=now,
            )
        )

    def _add_terms(self, board_id: UUID, question_id: UUID, body: str) -> None:
        scope = {"tenant_id": self.tenant, "board_id": board_id, "question_id": question_id}
        rows = [{**scope, "term": term} for term in sorted(set(terms(body)))]
        if rows:
            self._unit.execute(insert(question_terms).values(rows))

    def _forget(self, table: Table, question_id: UUID) -> None:
        t = table.c
        self._unit.execute(
            delete(table).where(t.tenant_id == self.tenant, t.question_id == question_id)
        )

    def _this(self, question_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (questions.c.tenant_id == self.tenant, questions.c.id == question_id)
