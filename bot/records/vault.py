"""What seals and opens for one case, and for what the office holds that belongs to no case."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NewType

from bot.records.sealing import SealedBytes, VaultClosed, at, derived, seal, unseal

# What stands for a person or a case where nobody's name may stand.
Opaque = NewType("Opaque", str)


@dataclass(frozen=True)
class Place:
    """The one cell where a value belongs: it opens nowhere else (C-130)."""

    table: str
    column: str
    row: str


class CaseVault:
    """Seals and opens what belongs to one case. Has the case's key in memory: never keep it longer than a transaction."""

    def __init__(self, case: str, key: bytes, key_id: str) -> None:
        """`key` is the case's data key, 32 random bytes; each use has a key derived from it."""
        self._case, self._key, self._key_id = case, key, key_id

    def seal(self, plain: str | bytes, where: Place) -> SealedBytes:
        """`plain` sealed for one cell of this case."""
        told = plain.encode() if isinstance(plain, str) else plain
        return seal(told, self._sealing, self._key_id, self._at(where))

    def open(self, sealed: bytes, where: Place) -> bytes:
        """What was sealed for that cell. Raises VaultClosed, whatever is not as it was."""
        return unseal(sealed, self._sealing, self._key_id, self._at(where))

    def opaque_id(self, of: str) -> Opaque:
        """What stands for `of` (a case's id, a person's) in the audit log: 32 hexadecimal digits.

        Nobody can find `of` from it once the case's key is erased, so erasing makes the log anonymous (C-133).
        """
        return Opaque(hmac.digest(self._naming, of.encode(), hashlib.sha256).hex()[:32])

    @cached_property
    def _sealing(self) -> bytes:
        return derived(self._key, "sealing")

    @cached_property
    def _naming(self) -> bytes:
        return derived(self._key, "naming")

    def _at(self, where: Place) -> bytes:
        return at("case", where.table, where.column, where.row, self._case)


class Vault:
    """Seals and opens what the office holds beside its cases, such as the secrets of officers' codes."""

    def __init__(self, key: bytes, key_id: str) -> None:
        self._sealing, self._key_id = derived(key, "sealing"), key_id

    def seal(self, plain: bytes, where: str) -> bytes:
        """`plain` sealed for the place `where`, any text that names one place only, such as "officers.totp.<id>"."""
        return seal(plain, self._sealing, self._key_id, at("office", where))

    def open(self, sealed: bytes, where: str) -> bytes:
        """What was sealed for that place. Raises VaultClosed, whatever is not as it was."""
        return unseal(sealed, self._sealing, self._key_id, at("office", where))


def written(value: Any) -> bytes:
    """A value as it is sealed: bytes, a date, or what JSON can hold. Raises TypeError for any other."""
    if isinstance(value, bytes):
        return b"b" + value
    if type(value) is date:
        return b"d" + value.isoformat().encode()
    try:
        told = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        # A tuple would come back as a list, the key 1 of a dict as "1".
        if json.loads(told) == value:
            return b"j" + told.encode()
    except (TypeError, ValueError):
        pass
    # Without its cause, which may show the value.
    raise TypeError(f"this {type(value).__name__} cannot be sealed so that it comes back the same")


def read(told: bytes) -> Any:
    """The value that `written` wrote. Raises VaultClosed if it wrote none such."""
    kind, rest = told[:1], told[1:]
    if kind == b"b":
        return rest
    try:
        return date.fromisoformat(rest.decode()) if kind == b"d" else json.loads(rest)
    except ValueError:
        raise VaultClosed from None
