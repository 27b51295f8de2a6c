"""Passwords as they are kept: argon2id, 64 MiB, two passes (C-134 asks for at least 19 MiB and two)."""

from __future__ import annotations

import secrets
import threading
import unicodedata

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

MEMORY_KIB = 64 * 1024
PASSES = 2
# Each takes its memory and a tenth of a second of a core: more at once would only be slower for all.
AT_ONCE = 2


class Hasher:
    """Hashes and checks. A check costs the same whether there is a hash to check against or not (C-74)."""

    def __init__(self, memory_kib: int = MEMORY_KIB, passes: int = PASSES) -> None:
        """The parameters are those of every hash: were they changed, older ones would take another time to check."""
        self._argon2 = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1, type=Type.ID)
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._of_nobody = self.hash(secrets.token_urlsafe(32))

    def hash(self, password: str) -> str:
        """The argon2id hash of `password`, with its salt and parameters."""
        with self._turns:
            return self._argon2.hash(_plain(password))

    def matches(self, kept: str | None, password: str) -> bool:
        """Whether `password` is the one of which `kept` is the hash. None, or no such hash: False, after the same work."""
        is_hash = kept is not None and kept.startswith("$argon2id$")
        with self._turns:
            try:
                is_right = self._argon2.verify(kept if is_hash and kept else self._of_nobody, _plain(password))
            except (VerificationError, InvalidHashError):
                return False
        return is_right and is_hash


def _plain(password: str) -> bytes:
    # Keyboards write an accented letter as one character or as two.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
