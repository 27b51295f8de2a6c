"""Puts a turn to the engine; if the engine lost the conversation, replays it first (architecture.md 2)."""

from __future__ import annotations

import asyncio

from bot.intake.conversation import Conversation, Turn
from bot.services.public.engine import Engine, EngineAnswer, EngineAway, EngineTrouble, ModelGone, WrongTurn

# Long enough for a crashed engine to be restarted (about 5 seconds), short enough that a parent still waits.
RESTART_SECONDS = 25.0
PAUSE_SECONDS = 0.2
# Far beyond any real chat; a replay stays under a few seconds, and what is kept for it stays small.
MOST_TURNS = 300
MOST_CHARACTERS_REPLAYED = 100_000


async def ask_engine(conversation: Conversation, turn: Turn, engine: Engine) -> EngineAnswer:
    """The engine's answer to the next turn of `conversation`, which then counts as taken.

    Waits for an engine that is being restarted, replays what it forgot, tries a turn that failed once
    more. Raises EngineTrouble if all that did not help: then the turn never happened.
    """
    if len(conversation.turns) >= MOST_TURNS or _characters(conversation) > MOST_CHARACTERS_REPLAYED:
        await engine.forget(conversation.engine_id)
        conversation.start_engine_afresh()
    failed, losses = False, 0
    async with asyncio.timeout(RESTART_SECONDS):
        while True:
            try:
                answer = await engine.take(conversation.engine_id, len(conversation.turns), turn, conversation.model_id)
                break
            except ModelGone:
                if conversation.model_id is None:
                    raise
                # Another model would not arrive at the same place, so it starts from nothing.
                conversation.start_engine_afresh()
            except EngineAway:
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            except EngineTrouble as trouble:
                if failed:
                    raise
                # An engine that lost its memory is no fault; one that answers wrongly is tried once more.
                failed = not isinstance(trouble, WrongTurn) or not conversation.turns
                losses += 1
                if losses > 1:
                    # A replay did not help: it may be restarting again, and asking faster would not hurry it.
                    await asyncio.sleep(PAUSE_SECONDS)
                await _replay(conversation, engine)
    conversation.turns.append(turn)
    conversation.model_id = answer.model_id
    return answer


async def _replay(conversation: Conversation, engine: Engine) -> None:
    """Takes every earlier turn again, its answers and commands thrown away: they were given the first time."""
    await engine.forget(conversation.engine_id)
    for n, turn in enumerate(conversation.turns):
        try:
            await engine.take(conversation.engine_id, n, turn, conversation.model_id)
        except (EngineAway, WrongTurn, ModelGone):
            return


def _characters(conversation: Conversation) -> int:
    return sum(len(turn.text) for turn in conversation.turns)
