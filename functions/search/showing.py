"""What was found, as the API shows it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from functions.search.asking import Answer
from shared.people.schemas import AuthorRead
from shared.search.marks import marked, snippet
from shared.search.pieces import pieces
from shared.search.query import Question
from shared.search.schemas import Highlight, SearchHit
from shared.search.types import Collection
from shared.text.clusters import shortened

if TYPE_CHECKING:
    from infra.postgres.search import Hit

TITLE = 80


def show(collection: Collection, hit: Hit, question: Question, answer: Answer) -> SearchHit:
    """Something that was found, with what was looked for marked in it."""
    similar = frozenset(chain.from_iterable(answer.found.similar.values()))
    return SearchHit(
        collection=collection,
        id=str(hit.id),
        title=hit.title or shortened(hit.body, TITLE),
        highlight=Highlight(
            title=marked(hit.title, question, similar) if hit.title else None,
            text=snippet(hit.body, question, similar) if hit.body else None,
        ),
        facet=hit.facet,
        person=None if hit.person_id is None else AuthorRead.of(_Person(hit)),
        count=hit.count,
        at=hit.at,
        board_id=hit.board_id,
    )


def show_tag(tag: str, posts: int) -> SearchHit:
    """A hashtag, and on how many posts it is."""
    return SearchHit(
        collection=Collection.HASHTAGS,
        id=tag,
        title=f"#{tag}",
        highlight=Highlight(title=None, text=None),
        facet=None,
        person=None,
        count=posts,
        at=None,
        board_id=None,
    )


def suggestion(question: Question, answer: Answer) -> str | None:
    """What the caller may have meant: words that are spelled alike and stand in what they may see.

    Words of anything else stay unknown to them.
    """
    similar, words = answer.found.similar, list[str]()
    seen = _words(list(chain.from_iterable(answer.hits.values())))
    for part in question.parts:
        if part.khmer or part.word in seen:
            words.append(question.text[part.pieces[0].start : part.pieces[-1].end])
            continue
        begun = any(word.startswith(part.word) for word in seen)
        meant = next((word for word in similar.get(part.word, ()) if word in seen), None)
        words.append(part.word if meant is None or begun else meant)
    text = " ".join(words)
    changed = [p.word for p in question.parts if not p.khmer and p.word not in words]
    return text if changed else None


def _words(hits: Sequence[Hit]) -> frozenset[str]:
    texts = (text for hit in hits for text in (hit.title or "", hit.body, hit.person_name or ""))
    return frozenset(piece.text for text in texts for piece in pieces(text))


class _Person:
    """The person beside something that was found."""

    def __init__(self, hit: Hit) -> None:
        self.id, self.name = hit.person_id, hit.person_name
        self.avatar, self.role = hit.person_avatar, hit.person_role
