"""All conversations of this front desk, found by their token only; in memory, bounded, forgotten when idle."""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict

from bot.intake.conversation import Conversation

MOST_CONVERSATIONS = 10_000


class Sessions:
    """Conversations by the digest of their token. Times are seconds of a clock that never goes back."""

    def __init__(self, idle_seconds: float, most: int = MOST_CONVERSATIONS) -> None:
        """A conversation idle longer than `idle_seconds` is forgotten; of more than `most` the longest idle one goes."""
        self.idle_seconds, self._most = idle_seconds, most
        self._kept: OrderedDict[bytes, Conversation] = OrderedDict()

    def open(self, now: float) -> tuple[str, Conversation]:
        """A new conversation and the token that finds it again."""
        self.forget_idle(now)
        token, conversation = secrets.token_urlsafe(32), Conversation(used_at=now)
        self._kept[_digest(token)] = conversation
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)[1].end()
        return token, conversation

    def find(self, token: str, now: float) -> Conversation | None:
        """The conversation of this token, now counted as used; None if there is none or it was idle too long."""
        digest = _digest(token)
        conversation = self._kept.get(digest)
        if conversation is None or now - conversation.used_at > self.idle_seconds:
            self.forget_idle(now)
            return None
        conversation.used_at = now
        self._kept.move_to_end(digest)
        return conversation

    def end(self, token: str) -> Conversation | None:
        """Forgets the conversation of this token, if there is one, and returns its empty shell."""
        conversation = self._kept.pop(_digest(token), None)
        if conversation:
            conversation.end()
        return conversation

    def forget_idle(self, now: float) -> None:
        """Forgets every conversation idle too long."""
        while self._kept:
            digest, conversation = next(iter(self._kept.items()))
            if now - conversation.used_at <= self.idle_seconds:
                break
            del self._kept[digest]
            conversation.end()

    def __len__(self) -> int:
        """How many conversations are kept."""
        return len(self._kept)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
