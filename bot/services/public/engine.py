"""What the use cases need of the engine, whoever carries the words there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from bot.intake.conversation import Turn
from bot.library.messages import Choice


@dataclass(frozen=True)
class EngineReply:
    """One message of the engine's answer to a turn."""

    kind: str
    text: str
    choices: tuple[Choice, ...]
    leaflet: dict[str, Any] | None
    notice: str = ""


@dataclass(frozen=True)
class Command:
    """What the engine asks the front desk to do. Nothing in it is evidence of anything."""

    name: str
    fields: dict[str, Any]


@dataclass(frozen=True)
class EngineAnswer:
    """The engine's answer to a turn, the model that gave it, and what it asks to be done."""

    messages: tuple[EngineReply, ...]
    model_id: str
    commands: tuple[Command, ...] = ()


class EngineTrouble(Exception):
    """The engine did not answer this turn properly. The text is a code, never what was said."""


class EngineAway(EngineTrouble):
    """The engine cannot be reached just now; it is being restarted."""


class WrongTurn(EngineTrouble):
    """The engine does not know the turns before this one: replay them."""


class ModelGone(EngineTrouble):
    """The conversation began with a model that this engine no longer has."""


class Engine(Protocol):
    """The engine's contract (architecture.md 3)."""

    async def take(self, engine_id: str, n: int, turn: Turn, model_id: str | None) -> EngineAnswer:
        """The answer to turn `n` (from 0). Raises EngineTrouble or a kind of it."""

    async def forget(self, engine_id: str) -> None:
        """Drops a conversation; never raises."""

    async def is_ready(self) -> bool:
        """Whether the engine can answer now."""
