"""One turn of a conversation: text or a choice in, messages and commands out."""

from __future__ import annotations

import asyncio
from typing import Any, Dict, List, Optional

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage

from bot.engine.replies import NOON, failures
from bot.engine.tracker_store import LiveTrackerStore

# Rasa takes a text that begins with "/" for a command, and stripping would lose what was said. No tokenizer,
# featurizer or rule of ours sees this invisible character (WORD JOINER) as anything.
GUARD = "\u2060"


class TurnFailed(RuntimeError):
    """The turn could not be answered; the conversation was dropped and must be replayed."""


class WrongTurn(ValueError):
    """The turn is not the one that comes next; `expected` is the number that is."""

    def __init__(self, expected: int) -> None:
        """`expected` counts from 0."""
        super().__init__(f"turn {expected} comes next")
        self.expected = expected


class Collector(OutputChannel):
    """Gathers the replies of a turn, whole; its name is the channel that templates are chosen by."""

    def __init__(self, channel: str) -> None:
        """`channel` is "web" or "sms"."""
        self._channel, self.messages, self.commands = channel, [], []  # type: ignore[var-annotated]

    def name(self) -> str:  # type: ignore[override]
        """The channel, as the natural language generator is told it."""
        return self._channel

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        """Keeps one reply, or the command an action put beside it."""
        custom = message.get("custom") or {}
        if "command" in custom:
            self.commands.append(custom["command"])
        elif message.get("text"):
            self.messages.append({"text": message["text"], **custom})


class Conversations:
    """Every conversation this engine holds: its next turn's number beside Rasa's tracker."""

    def __init__(self, agent: Agent, store: LiveTrackerStore) -> None:
        """The agent must use `store`."""
        self.agent, self._store = agent, store
        self._next: Dict[str, int] = {}
        self._locks: Dict[str, asyncio.Lock] = {}

    async def take(self, conversation: str, n: int, said: Said) -> Dict[str, Any]:
        """The messages and commands of turn `n` (from 0).

        Raises WrongTurn if another number comes next, TurnFailed after any error inside: then nothing of the turn is kept.
        """
        lock = self._locks.setdefault(conversation, asyncio.Lock())
        async with lock:
            try:
                return await self._take(conversation, n, said)
            finally:
                # Locks outlive their conversations until here, also those of conversations ended by the parent.
                if len(self._locks) > 2 * len(self._store):
                    self._forget_stale()

    async def _take(self, conversation: str, n: int, said: Said) -> Dict[str, Any]:
        expected = self._next.get(conversation, 0) if conversation in self._store.kept else 0
        if n == 0 and expected:
            # A replay begins at the beginning, whatever was there.
            self.forget(conversation)
            expected = 0
        if n != expected:
            raise WrongTurn(expected)
        collector, noted = Collector(said.channel), []  # type: ignore[var-annotated]
        token = failures.set(noted)
        try:
            await self._handle(conversation, said, collector)
        except Exception as problem:
            noted.append(type(problem).__name__)
        finally:
            failures.reset(token)
        if noted or not (collector.messages or collector.commands):
            self.forget(conversation)
            raise TurnFailed(noted[0] if noted else "empty reply")
        self._next[conversation] = n + 1
        return {"messages": collector.messages, "commands": collector.commands}

    async def _handle(self, conversation: str, said: Said, collector: Collector) -> None:
        processor = self.agent.processor
        assert processor is not None
        metadata = {"today": said.today, "at": said.at}
        if said.choice is not None:
            parsed = parse_choice(said.choice, said.text)
        else:
            copy = UserMessage(GUARD + said.text, sender_id=conversation, metadata=metadata)
            parsed = await processor.parse_message(copy)
            parsed["text"] = said.text
        message = UserMessage(
            said.text, collector, conversation, parse_data=parsed, input_channel=said.channel, metadata=metadata
        )
        await processor.handle_message(message)

    def forget(self, conversation: str) -> None:
        """Drops the conversation at once."""
        self._store.forget(conversation)
        self._next.pop(conversation, None)

    def count(self) -> int:
        """How many conversations are held; those idle too long are forgotten first."""
        self._store.forget_idle()
        return len(self._store)

    def _forget_stale(self) -> None:
        kept = self._store.kept
        self._next = {key: n for key, n in self._next.items() if key in kept}
        self._locks = {key: lock for key, lock in self._locks.items() if key in kept or lock.locked()}


class Said:
    """What the parent said in a turn: words, or a choice with the payload behind it; when and where."""

    __slots__ = ("at", "channel", "choice", "text", "today")

    def __init__(self, text: str, choice: Optional[str], channel: str, today: str, at: str = NOON) -> None:
        """`today` is an ISO date in Europe/London, `at` the time of day there; `channel` is "web" or "sms"."""
        self.text, self.choice, self.channel, self.today, self.at = text, choice, channel, today, at


# What stands behind a choice after its intent, in order.
PINNED = {"ask_dates": ("timescale", "day", "given"), "inform": ("value",), "make_request": ("value",)}
PINNED_ELSE = ("leaflet", "section")


def parse_choice(payload: str, label: str) -> Dict[str, Any]:
    """What Rasa would have understood, had it read the choice: an intent, then what it pins, with ":" between.

    `follow_up_more:mediation:how-to-get-one`, or `ask_dates:decision-letter:2026-10-03:letter`.
    """
    intent, *pinned = payload.split(":")
    names = PINNED.get(intent, PINNED_ELSE)
    entities: List[Dict[str, Any]] = [
        {"entity": name, "value": value, "start": 0, "end": len(label)} for name, value in zip(names, pinned)
    ]
    ranking = [[pinned[0], 1.0]] if pinned and names is PINNED_ELSE else []
    return {
        "text": label,
        "intent": {"name": intent, "confidence": 1.0},
        "entities": entities,
        "leaflet_ranking": ranking,
        "leaflet_also": None,
        "is_choice": True,
    }
