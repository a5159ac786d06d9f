"""Answer questions on a board as they are asked.

``python answering_bot.py URL EMAIL BOARD_ID``, with the password in STUNITY_PASSWORD. Questions
with a word of ``ANSWERS`` are answered, those that were asked while the bot was away as well.
"""

from __future__ import annotations

import asyncio
import os
import sys
from uuid import UUID

from stunity import AsyncStunity, each_async
from stunity.api import errors
from stunity.api.models.boards import AnswerCreate, QuestionRead
from stunity.realtime import Options

ANSWERS = {"exam": "The exam is on Friday at eight, in room 12.", "ប្រឡង": "ប្រឡងថ្ងៃសុក្រ ម៉ោងប្រាំបី។"}


def answer_to(question: str) -> str | None:
    """What the bot says, where it knows something."""
    return next((said for word, said in ANSWERS.items() if word in question.lower()), None)


async def answer_open_questions(client: AsyncStunity, board: UUID) -> None:
    """Answer each open question that has none; twice does no harm."""
    async for question in each_async(client.api.boards.questions_list, board_id=board):
        said = answer_to(question.body)
        if said is not None and needs_answer(question):
            try:
                await client.api.boards.questions_answer(
                    question.id, AnswerCreate(response_text=said)
                )
            except errors.NotFound:
                continue  # taken back meanwhile


def needs_answer(question: QuestionRead) -> bool:
    """Whether nobody has answered it."""
    return question.status == "OPEN"


async def run(url: str, email: str, board: UUID) -> None:
    """Answer until the session ends."""
    async with AsyncStunity(url) as client:
        await client.sign_in(email, os.environ["STUNITY_PASSWORD"])
        stream = client.realtime(options=Options(channels=(f"board:{board}",)))
        ready = asyncio.Event()
        stream.observe(joined=lambda _: ready.set())
        async with stream:
            events = stream.events("question:*")
            # Joined first and read then: a question asked in between is an event.
            await ready.wait()
            await answer_open_questions(client, board)
            async for _ in events:
                await answer_open_questions(client, board)


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], sys.argv[2], UUID(sys.argv[3])))
