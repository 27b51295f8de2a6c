"""Who texts, in memory only: a number becomes a keyed hash that means nothing outside this process, and that a session.

Nothing of it is stored (C-60). Who was silent as long as a conversation lasts is greeted like anybody.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field

from bot.intake.conversation import Conversation

MOST_TEXTERS = 10_000
# Twilio repeats a text within seconds, if at all.
REMEMBERED_SECONDS = 15 * 60
MOST_REMEMBERED = 10_000


@dataclass
class Texter:
    """One number: its conversation, the pages of an answer that were not sent yet, and its place in the line."""

    token: str = ""
    # Finds a conversation with an officer that goes on with the next text; "" if there is none.
    talk_token: str = ""
    conversation: Conversation | None = None
    pages: list[str] = field(default_factory=list)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    used_at: float = 0.0

    def start_afresh(self) -> None:
        """Without a conversation and without pages."""
        self.token, self.talk_token, self.conversation, self.pages = "", "", None, []


class Texters:
    """Texters by number, and answers by MessageSid. Times are seconds of a clock that never goes back."""

    def __init__(self, idle_seconds: float) -> None:
        """Somebody silent for longer than `idle_seconds` is forgotten."""
        self.idle_seconds, self._key = idle_seconds, secrets.token_bytes(32)
        self._texters: OrderedDict[bytes, Texter] = OrderedDict()
        self._answers: OrderedDict[str, tuple[float, asyncio.Task[str]]] = OrderedDict()

    def of(self, number: str, now: float) -> Texter:
        """The texter with this number, who just did something."""
        self.forget_idle(now)
        texter = self._texters.setdefault(self._hash(number), Texter())
        texter.used_at = now
        self._texters.move_to_end(self._hash(number))
        return texter

    def answer(self, sid: str) -> asyncio.Task[str] | None:
        """The answer to the text with this MessageSid, given or being worked on; None if it is new."""
        found = self._answers.get(sid)
        return found[1] if found else None

    def remember(self, sid: str, answer: asyncio.Task[str], now: float) -> None:
        """Keeps an answer for the same text, should Twilio deliver it again."""
        self._answers[sid] = now, answer
        while len(self._answers) > MOST_REMEMBERED:
            self._answers.popitem(last=False)

    def forget_idle(self, now: float) -> None:
        """Forgets who was silent too long, and answers too old to be asked for again."""
        while self._texters:
            hash_, texter = next(iter(self._texters.items()))
            is_idle = now - texter.used_at > self.idle_seconds or len(self._texters) > MOST_TEXTERS
            if texter.lock.locked() or not is_idle:
                break
            del self._texters[hash_]
        while self._answers:
            sid, (at, _) = next(iter(self._answers.items()))
            if now - at <= REMEMBERED_SECONDS:
                break
            del self._answers[sid]

    def __len__(self) -> int:
        """How many numbers are known."""
        return len(self._texters)

    def _hash(self, number: str) -> bytes:
        return hmac.digest(self._key, number.encode("utf-8", "replace"), "sha256")
