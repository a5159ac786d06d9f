"""A live game as lines of text: what the host sees of it. Nothing here asks or waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stunity.api.models.common import Bar, PublicQuestion
    from stunity.api.models.live import GameRead, ResultsRead

_PLAYERS: Final = 40
_WIDTH: Final = 24
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def game_lines(game: GameRead, seconds: int | None) -> list[str]:
    """A game that goes on; ``seconds`` are left of its question, where one is open."""
    return [*_head(game), "", *_body(game, seconds), "", _hint(game)]


def result_lines(results: ResultsRead) -> list[str]:
    """A game that is over: the places, and how each question went."""
    lines = [f"{results.title}: {_players(results.total_participants)}", ""]
    for place in results.places or results.podium:
        told = f"{place.correct} of {place.answered} right"
        lines.append(f"{place.rank:>3}. {place.nickname}  {place.score}  {told}")
    lines.append("")
    for one in results.questions:
        share = "" if one.correct_share is None else f", {one.correct_share:.0%} right"
        lines.append(f"{one.index + 1}. {one.question.text}  {one.answered} answered{share}")
    return lines


def _head(game: GameRead) -> Iterator[str]:
    pin = f"{game.code[:3]} {game.code[3:]}"
    yield game.title
    yield f"PIN {pin}" + (f"  {game.join_url}" if game.join_url else "")
    yield _players(game.participant_count) + (", locked" if game.locked else "")


def _players(count: int) -> str:
    return "1 player" if count == 1 else f"{count} players"


def _body(game: GameRead, seconds: int | None) -> Iterator[str]:
    if game.status == "LOBBY":
        names = [player.nickname for player in game.players]
        yield ", ".join(names[:_PLAYERS]) or "nobody is here yet"
        if len(names) > _PLAYERS:
            yield f"… and {len(names) - _PLAYERS} more"
        return
    if game.question is None or game.index is None:
        return
    yield f"Question {game.index + 1} of {game.total}"
    yield game.question.text
    if game.question.text_kh:
        yield game.question.text_kh
    if game.reveal is None:
        yield from _options(game.question)
        yield f"{game.answered or 0} answered"
        if seconds is not None:
            yield f"{seconds} s"
    else:
        most = max((bar.count for bar in game.reveal.distribution), default=0)
        for bar in game.reveal.distribution:
            yield _bar(game.question, bar, most)
        yield from _solution(game)
    if game.leaderboard is not None and game.phase == "revealed":
        yield ""
        for place in game.leaderboard.top:
            yield f"{place.rank:>3}. {place.nickname}  {place.score}"


def _options(question: PublicQuestion) -> Iterator[str]:
    for letter, option in zip(_LETTERS, question.options, strict=False):
        yield f"  {letter}  {option.text}"


def _bar(question: PublicQuestion, bar: Bar, most: int) -> str:
    said = {option.id: option.text for option in question.options}.get(bar.key, bar.key)
    mark = "✓" if bar.correct else " "
    length = round(_WIDTH * bar.count / most) if most else 0
    return f"  {mark} {'█' * length}{' ' * (_WIDTH - length)} {bar.count:>4}  {said}"


def _solution(game: GameRead) -> Iterator[str]:
    """What was right, where no bar shows it."""
    assert game.reveal is not None
    right, question = game.reveal.correct, game.question
    if right.minimum is not None and right.maximum is not None:
        near = "" if right.minimum == right.maximum else f" to {right.maximum:g}"
        yield f"right: {right.minimum:g}{near}"
    if right.texts:
        yield f"right: {', '.join(right.texts)}"
    if right.order and question is not None:
        names = {option.id: option.text for option in question.options}
        yield f"right: {', '.join(names.get(one, one) for one in right.order)}"


def _hint(game: GameRead) -> str:
    if game.status == "LOBBY":
        step = "start"
    elif game.phase == "revealed":
        last = game.index is not None and game.index + 1 == game.total
        step = "results" if last else "next question"
    else:
        step = "show the answer"
    return (
        f"[n] {step}   [l] {'unlock' if game.locked else 'lock'}   [e] end   [q] leave it running"
    )
