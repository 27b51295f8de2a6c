"""All conversations of this front desk, found by their token only; in memory, bounded, forgotten when idle."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections import OrderedDict
from collections.abc import Iterator

from bot.intake.conversation import Conversation

# Conversations that somebody uses: far more than a county has in half an hour. One holds 20 kB, at worst half a megabyte.
MOST_USED = 5_000
# Conversations that were opened and then left alone. Our pages open none before something is said; programs may.
MOST_FRESH = 2_000
# What our tokens look like.
TOKEN = re.compile(r"[\w-]{43}", re.ASCII)


class Full(Exception):
    """There is no room for another conversation now."""


class Sessions:
    """Conversations by the digest of their token. Times are seconds of a clock that never goes back.

    Idle means that the parent did nothing: a page that listens by itself keeps nothing alive (C-61).
    """

    def __init__(self, idle_seconds: float, most_used: int = MOST_USED, most_fresh: int = MOST_FRESH) -> None:
        """A conversation idle longer than `idle_seconds` is forgotten."""
        self.idle_seconds, self._most_used, self._most_fresh = idle_seconds, most_used, most_fresh
        # Each in the order of last use, so that the longest idle stands first.
        self._fresh: OrderedDict[bytes, Conversation] = OrderedDict()
        self._used: OrderedDict[bytes, Conversation] = OrderedDict()

    def open(self, now: float) -> tuple[str, Conversation]:
        """A new conversation and the token that finds it again.

        Raises Full rather than forget a parent who is in the middle of something; of those left alone the longest
        idle makes room.
        """
        self.forget_idle(now)
        if len(self._used) >= self._most_used:
            raise Full
        while len(self._fresh) >= self._most_fresh:
            self._fresh.popitem(last=False)[1].end()
        token = secrets.token_urlsafe(32)
        conversation = self._fresh[_digest(token)] = Conversation.of_token(token, now)
        return token, conversation

    def adopt(self, token: str, conversation: Conversation) -> None:
        """Takes up a conversation of `token` that was found elsewhere. Raises Full."""
        if len(self._used) >= self._most_used:
            raise Full
        self._used[_digest(token)] = conversation

    def find(self, token: str, now: float) -> Conversation | None:
        """The conversation of this token; None if there is none or it was idle too long."""
        digest = _digest(token)
        conversation = self._used.get(digest) or self._fresh.get(digest)
        if conversation is None or now - conversation.used_at > self.idle_seconds:
            self.forget_idle(now)
            return None
        return conversation

    def use(self, token: str, now: float) -> Conversation | None:
        """As `find`, and counts as something the parent did: the time of the conversation begins again."""
        conversation = self.find(token, now)
        if conversation:
            conversation.used_at = now
            digest = _digest(token)
            self._fresh.pop(digest, None)
            self._used[digest] = conversation
            self._used.move_to_end(digest)
        return conversation

    def end(self, token: str) -> Conversation | None:
        """Forgets the conversation of this token, if there is one, and returns its empty shell."""
        digest = _digest(token)
        conversation = self._used.pop(digest, None) or self._fresh.pop(digest, None)
        if conversation:
            conversation.end()
        return conversation

    def forget_idle(self, now: float) -> None:
        """Forgets every conversation idle too long."""
        for kept in (self._fresh, self._used):
            while kept:
                digest, conversation = next(iter(kept.items()))
                if now - conversation.used_at <= self.idle_seconds:
                    break
                del kept[digest]
                conversation.end()

    def with_handle(self, handle: str) -> Conversation | None:
        """The conversation that the relay calls `handle`, if it is kept here."""
        return next((one for one in self._used.values() if one.handle == handle), None)

    def __iter__(self) -> Iterator[Conversation]:
        """The conversations kept."""
        yield from self._used.values()
        yield from self._fresh.values()

    def __len__(self) -> int:
        """How many conversations are kept."""
        return len(self._fresh) + len(self._used)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
