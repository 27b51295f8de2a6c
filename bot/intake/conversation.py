"""One conversation as the front desk holds it: in memory only, forgotten when idle."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal, cast

from bot.intake.relay.keys import TalkKey, derived, key_of
from bot.library.messages import Choice

Sender = Literal["assistant", "officer", "parent", "service"]

# The oldest messages of a very long chat leave the page; nobody scrolls back this far.
MOST_MESSAGES = 400
# Of both sides together: fifty messages of the longest kind, or some four hundred ordinary ones.
MOST_CHARACTERS_KEPT = 100_000
# Sends are remembered this far back, so that one repeated by a bad line is answered and not said twice.
MOST_SENDS = 50


@dataclass(frozen=True)
class Message:
    """One message of a conversation; `choices` carry payloads that never leave the front desk. `at` is in UTC.

    `notice` is the hash of the wording by which it asks permission, or ""; `picked` the label of the choice a parent's
    words stand for, as "1" stands for "Yes", or "".
    """

    seq: int
    sender: Sender
    kind: str
    text: str
    choices: tuple[Choice, ...] = ()
    leaflet: dict[str, Any] | None = None
    at: datetime | None = None
    notice: str = ""
    picked: str = ""


@dataclass(frozen=True)
class Outgoing:
    """What was agreed and is not sealed and sent yet: its envelope's id, kind and content, and what is said once it is.

    `told_by` is the message for that, `told` its variables. `leaves_chat`: then the chat forgets what was said in it.
    """

    id: str
    kind: str
    content: Mapping[str, Any]
    told_by: str
    told: Mapping[str, Any]
    leaves_chat: bool = True


@dataclass(frozen=True)
class Turn:
    """One turn the engine took, kept so that it can be replayed after a crash: at its own time (Europe/London)."""

    text: str
    choice: str | None
    channel: str
    today: str
    at: str = "12:00"


@dataclass(frozen=True)
class Sent:
    """A send that was answered: its words, and the messages after which and up to which its answer stands."""

    text: str
    after: int
    upto: int


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Conversation:
    """What was said, and the engine's turns. `engine_id` is random and belongs to the engine alone.

    `used_at` is when the parent last did something, in seconds of a steady clock; `clock` gives the time of day (UTC).
    `number` is the telephone a text came from, while that text is answered and no longer.
    `pages` are the addresses this transcript was given, and whether it was shown there or asked for in vain.
    """

    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    engine_id: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    channel: str = "web"
    number: str = ""
    state: Literal["bot", "waiting", "officer", "closed"] = "bot"
    messages: list[Message] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    model_id: str | None = None
    sent: dict[str, Sent] = field(default_factory=dict)
    outgoing: Outgoing | None = None
    last_seq: int = 0
    used_at: float = 0.0
    clock: Callable[[], datetime] = _now
    pages: dict[str, Literal["new", "shown", "asked"]] = field(default_factory=dict)
    ended: bool = False
    # An officer marked that somebody who is feared may read along (C-95).
    is_unsafe: bool = False
    # What finds and seals it in the relay; the relay's name for it while it is there; how often it changed hands there.
    talk: TalkKey = field(default_factory=lambda: key_of(secrets.token_urlsafe(32)))
    handle: str = ""
    epoch: int = 0
    # The send that is being answered.
    answering: str = ""
    # Sends that were under way to the relay, and under which handle: one without an answer may be written there all the same.
    tried: dict[str, str] = field(default_factory=dict)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _characters: int = 0
    _waiting: set[asyncio.Event] = field(default_factory=set)

    @classmethod
    def of_token(cls, token: str, now: float) -> Conversation:
        """A conversation of `token`, used at `now`. What its pages carry depends on the token, so that they go on to work
        with a front desk that was restarted."""
        csrf = derived(token, "csrf").hex()[:24]
        return cls(id=derived(token, "id").hex()[:16], csrf=csrf, talk=key_of(token), used_at=now)

    def add(
        self,
        sender: Sender,
        kind: str,
        text: str,
        choices: Sequence[Choice] = (),
        leaflet: dict[str, Any] | None = None,
        notice: str = "",
        picked: str = "",
    ) -> Message:
        """Says one thing more and wakes whoever listens."""
        seq = self.last_seq + 1
        message = Message(seq, sender, kind, text, tuple(choices), leaflet, self.clock(), notice, picked)
        self.take(message)
        return message

    def take(self, message: Message) -> None:
        """Adds a message that has its number, higher than any before, and wakes whoever listens."""
        self.last_seq = message.seq
        self.messages.append(message)
        self._characters += len(message.text)
        while len(self.messages) > MOST_MESSAGES or self._characters > MOST_CHARACTERS_KEPT:
            self._characters -= len(self.messages.pop(0).text)
        self._wake()

    def change_hands(self, state: str, epoch: int) -> None:
        """Notes who holds it, as the relay says, and tells whoever listens."""
        if (state, epoch) != (self.state, self.epoch):
            self.state, self.epoch = cast(Any, state), epoch
            self._wake()

    def begin_again(self) -> None:
        """After an officer ended it: nothing of it is known any more, the numbers go on."""
        self.forget_said()
        self.start_engine_afresh()
        self.outgoing, self.handle, self.epoch = None, "", 0
        self.state = "bot"
        self._wake()

    def since(self, seq: int) -> list[Message]:
        """The messages after number `seq`."""
        return [message for message in self.messages if message.seq > seq]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What can be picked now: the choices of the newest message."""
        return self.messages[-1].choices if self.messages else ()

    def offer(self, choices: Sequence[Choice]) -> None:
        """What the newest message offers instead: a text message shows fewer choices than were composed."""
        if self.messages:
            self.messages[-1] = replace(self.messages[-1], choices=tuple(choices))

    def remember(self, client_id: str, sent: Sent) -> None:
        """Keeps what a send was answered, so that the same one again gets the same."""
        self.sent[client_id] = sent
        self.tried.pop(client_id, None)
        for kept in (self.sent, self.tried):
            while len(kept) > MOST_SENDS:
                del kept[next(iter(kept))]

    def forget_said(self) -> None:
        """Drops every message so far; the numbers go on."""
        self.messages.clear()
        self._characters = 0

    @property
    def first_seq(self) -> int:
        """The number of the oldest message that is still known."""
        return self.messages[0].seq if self.messages else self.last_seq

    def start_engine_afresh(self) -> None:
        """A new random id and no turns: the engine will know nothing of what was said."""
        self.engine_id, self.turns, self.model_id = secrets.token_urlsafe(18), [], None

    def end(self) -> None:
        """Forgets everything said and tells whoever listens that it is over."""
        self.ended = True
        self.number = ""
        self.forget_said()
        self.turns.clear()
        self.outgoing = None
        self.sent.clear()
        self.tried.clear()
        self.pages.clear()
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
