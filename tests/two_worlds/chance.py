"""Clock and randomness that stand still: both worlds see the same time and draw the same numbers, each from its own stream.

Nothing of the product is replaced but where it asks for the time and for random bytes. A seal stays a real libsodium
sealed box, which the office's key opens; only its throw-away key comes from the stream.
"""

from __future__ import annotations

import hashlib
import random
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from unittest import mock

import throttled.utils
from nacl.public import Box, PrivateKey, PublicKey, SealedBox

import bot.intake.envelope

BEGINNING = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


class Clock:
    """One clock for both worlds; it moves only when it is told to."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def steady(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return BEGINNING + timedelta(seconds=self.seconds)


class Stream:
    """Random bytes that are the same whenever they are drawn in the same order."""

    def __init__(self, seed: int) -> None:
        self._numbers = random.Random(seed)

    def bytes(self, size: int | None = None) -> bytes:
        return self._numbers.randbytes(32 if size is None else size)

    def below(self, limit: int) -> int:
        return self._numbers.randrange(limit)


class Chance:
    """What time it is and whose stream is drawn from just now."""

    def __init__(self) -> None:
        self.clock, self.stream = Clock(), Stream(0)


CHANCE = Chance()


class StillDatetime(datetime):
    """datetime, but for `now`."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return CHANCE.clock.now().astimezone(tz)


class SeededBox:
    """A sealed box whose throw-away key comes from the stream: of libsodium's own form, opened by its own function."""

    def __init__(self, key: PublicKey | PrivateKey) -> None:
        self._key = key

    def encrypt(self, plain: bytes) -> bytes:
        own = PrivateKey.from_seed(CHANCE.stream.bytes(32))
        public = bytes(own.public_key)
        nonce = hashlib.blake2b(public + bytes(self._key), digest_size=24).digest()
        return public + Box(own, self._key).encrypt(plain, nonce).ciphertext

    def decrypt(self, sealed: bytes) -> bytes:
        return SealedBox(self._key).decrypt(sealed)


@contextmanager
def still() -> Iterator[None]:
    """Within this, time and chance are those of `CHANCE` for all that is loaded of the product."""
    changed: list[Any] = [
        mock.patch.object(secrets, "token_bytes", lambda size=None: CHANCE.stream.bytes(size)),
        mock.patch.object(secrets, "randbelow", lambda limit: CHANCE.stream.below(limit)),
        mock.patch.object(secrets, "randbits", lambda bits: CHANCE.stream.below(2**bits)),
        mock.patch.object(secrets, "choice", lambda things: things[CHANCE.stream.below(len(things))]),
        mock.patch.object(bot.intake.envelope, "random", lambda size: CHANCE.stream.bytes(size)),
        mock.patch.object(bot.intake.envelope, "SealedBox", SeededBox),
        mock.patch.object(throttled.utils, "now_mono_f", CHANCE.clock.steady),
        mock.patch.object(throttled.utils, "now_sec", lambda: int(CHANCE.clock.seconds)),
    ]
    for name, module in list(sys.modules.items()):
        if name.startswith("bot.") and getattr(module, "datetime", None) is datetime:
            changed.append(mock.patch.object(module, "datetime", StillDatetime))
    for one in changed:
        one.start()
    try:
        yield
    finally:
        for one in reversed(changed):
            one.stop()
