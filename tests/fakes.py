"""An engine made by hand: it keeps the contract (turn numbers, forgetting) and fails as it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.intake.conversation import Turn
from bot.intake.envelope import Envelope
from bot.intake.post_box import NotPosted
from bot.library.messages import Choice
from bot.services.public.engine import Command, EngineAnswer, EngineReply, WrongTurn
from bot.services.public.sending import Office


class FakeEngine:
    """Answers each turn with what was said, counted; `faults` are raised first, one a call."""

    def __init__(self) -> None:
        self.turns: dict[str, list[Turn]] = {}
        self.faults: list[Exception] = []
        self.choices: tuple[Choice, ...] = ()
        self.notice = ""
        self.commands: tuple[Command, ...] = ()
        # A command comes alone, unless another form goes on after it.
        self.goes_on = False
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
        reply = EngineReply("text", f"turn {n}: {turn.choice or turn.text}", self.choices, None, self.notice)
        replies = () if self.commands and not self.goes_on else (reply,)
        return EngineAnswer(replies, "model", self.commands)

    async def forget(self, engine_id: str) -> None:
        self.turns.pop(engine_id, None)

    async def is_ready(self) -> bool:
        return self.ready


class FakePost:
    """A post box made by hand: keeps what is put in, and refuses as often as it is told to."""

    def __init__(self) -> None:
        self.kept: dict[str, Envelope] = {}
        self.refusals = 0

    def put(self, envelope: Envelope) -> None:
        if self.refusals:
            self.refusals -= 1
            raise NotPosted("full")
        self.kept.setdefault(envelope.id, envelope)


def office(keys: Path, post: FakePost | None = None) -> Office:
    """A way to the office; without keys in the folder `keys` nothing can be sealed."""
    return Office(post or FakePost(), keys, lambda: datetime(2026, 11, 22, 23, 10, tzinfo=UTC))


NO_OFFICE = office(Path("no-such-folder"))
