"""An engine made by hand: it keeps the contract (turn numbers, forgetting) and fails as it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.intake.conversation import Turn
from bot.library.messages import Choice
from bot.services.public.engine import EngineAnswer, EngineReply, WrongTurn


class FakeEngine:
    """Answers each turn with what was said, counted; `faults` are raised first, one a call."""

    def __init__(self) -> None:
        self.turns: dict[str, list[Turn]] = {}
        self.faults: list[Exception] = []
        self.choices: tuple[Choice, ...] = ()
        self.pause: Callable[[], float] = lambda: 0.0
        self.ready = True

    async def take(self, engine_id: str, n: int, turn: Turn, model_id: str | None) -> EngineAnswer:
        await asyncio.sleep(self.pause())
        if self.faults:
            raise self.faults.pop(0)
        taken = self.turns.setdefault(engine_id, [])
        if n == 0:
            taken.clear()
        if n != len(taken):
            raise WrongTurn("wrong turn")
        taken.append(turn)
        reply = EngineReply("text", f"turn {n}: {turn.choice or turn.text}", self.choices, None)
        return EngineAnswer((reply,), "model")

    async def forget(self, engine_id: str) -> None:
        self.turns.pop(engine_id, None)

    async def is_ready(self) -> bool:
        return self.ready
