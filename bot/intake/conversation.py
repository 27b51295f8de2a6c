"""One conversation as the front desk holds it: in memory only, forgotten when idle."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.library.messages import Choice

Sender = Literal["assistant", "officer", "parent", "service"]

# The oldest messages of a very long chat leave the page; nobody scrolls back this far.
MOST_MESSAGES = 400
# Sends are remembered this far back, so that one repeated by a bad line is answered and not said twice.
MOST_SENDS = 50


@dataclass(frozen=True)
class Message:
    """One message of a conversation; `choices` carry payloads that never leave the front desk."""

    seq: int
    sender: Sender
    kind: str
    text: str
    choices: tuple[Choice, ...] = ()
    leaflet: dict[str, Any] | None = None


@dataclass(frozen=True)
class Turn:
    """One turn the engine took, kept so that it can be replayed after a crash: on its own day, in its channel."""

    text: str
    choice: str | None
    channel: str
    today: str


@dataclass(frozen=True)
class Sent:
    """A send that was answered: its words, and the messages after which and up to which its answer stands."""

    text: str
    after: int
    upto: int


@dataclass
class Conversation:
    """What was said, and the engine's turns. `engine_id` is random and belongs to the engine alone."""

    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    engine_id: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    state: Literal["bot", "waiting", "officer", "closed"] = "bot"
    messages: list[Message] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    model_id: str | None = None
    sent: dict[str, Sent] = field(default_factory=dict)
    last_seq: int = 0
    used_at: float = 0.0
    ended: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _waiting: set[asyncio.Event] = field(default_factory=set)

    def add(
        self,
        sender: Sender,
        kind: str,
        text: str,
        choices: Sequence[Choice] = (),
        leaflet: dict[str, Any] | None = None,
    ) -> Message:
        """Says one thing more and wakes whoever listens."""
        self.last_seq += 1
        message = Message(self.last_seq, sender, kind, text, tuple(choices), leaflet)
        self.messages.append(message)
        del self.messages[:-MOST_MESSAGES]
        self._wake()
        return message

    def since(self, seq: int) -> list[Message]:
        """The messages after number `seq`."""
        return [message for message in self.messages if message.seq > seq]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What can be picked now: the choices of the newest message."""
        return self.messages[-1].choices if self.messages else ()

    def remember(self, client_id: str, sent: Sent) -> None:
        """Keeps what a send was answered, so that the same one again gets the same."""
        self.sent[client_id] = sent
        while len(self.sent) > MOST_SENDS:
            del self.sent[next(iter(self.sent))]

    def start_engine_afresh(self) -> None:
        """A new random id and no turns: the engine will know nothing of what was said."""
        self.engine_id, self.turns, self.model_id = secrets.token_urlsafe(18), [], None

    def end(self) -> None:
        """Forgets everything said and tells whoever listens that it is over."""
        self.ended = True
        self.messages.clear()
        self.turns.clear()
        self.sent.clear()
        self._wake()

    async def wait_for_news(self, seconds: float) -> None:
        """Returns when something was said or the conversation ended, or after `seconds`."""
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            pass
        finally:
            self._waiting.discard(event)

    def _wake(self) -> None:
        for event in self._waiting:
            event.set()
