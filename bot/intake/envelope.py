"""Sealed envelopes: what the public side sends to the office and cannot read again (architecture.md 4).

A seal is a PyNaCl SealedBox to the office's public key: whoever sealed it has no key that opens it. The content is padded,
so that the size of an envelope tells no more than which of a few sizes it needed (C-77, C-130).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.utils import random

VERSION = 1
# Bytes of padded content. The largest holds a form with every answer at its limit, four bytes a character.
SIZES = (4_096, 16_384, 65_536)
ALERT = "safeguarding"
KINDS = ("referral", "call_me", "withdraw", "notes", "deletion", "correction", "sharing", "status", ALERT)
_ID = re.compile(r"[0-9a-f]{32}")


class EnvelopeError(ValueError):
    """An envelope that cannot be sealed or opened; the text is one sentence and says nothing of its content."""


@dataclass(frozen=True)
class Envelope:
    """What may be seen without the key: a random id, kind, hour (UTC), which key opens it, and the sealed bytes."""

    id: str
    kind: str
    created: str
    key: str
    sealed: bytes
    version: int = VERSION

    def to_json(self) -> str:
        """As a file, to be opened by hand (evenhand keys open)."""
        return json.dumps({**vars(self), "sealed": self.sealed.hex()}, indent=1)

    @staticmethod
    def from_json(text: str) -> Envelope:
        """What `to_json` wrote. Raises EnvelopeError if it is none."""
        try:
            found = json.loads(text)
            envelope = Envelope(**{**found, "sealed": bytes.fromhex(found["sealed"])})
        except (ValueError, TypeError, KeyError):
            raise EnvelopeError("this file is not an envelope") from None
        return envelope


def hour(now: datetime) -> str:
    """The hour of `now`, which must have a time zone, as it stands outside: 2026-11-23T17Z."""
    if now.tzinfo is None:
        raise ValueError("a time without a time zone")
    return now.astimezone(UTC).strftime("%Y-%m-%dT%HZ")


def seal(kind: str, content: Mapping[str, Any], to: PublicKey, key: str, id_: str, now: datetime) -> Envelope:
    """`content` (what JSON can hold) in an envelope that only the office can open.

    `id_` is 32 random hexadecimal digits: the same for every attempt to send the same thing. Raises EnvelopeError if
    the kind is unknown, the id is none, or the content is larger than the largest size.
    """
    if kind not in KINDS or not _ID.fullmatch(id_):
        raise EnvelopeError("an envelope needs a known kind and an id of 32 hexadecimal digits")
    created = hour(now)
    outside = {"version": VERSION, "id": id_, "kind": kind, "created": created, "key": key}
    told = json.dumps({**outside, "at": now.astimezone(UTC).isoformat(), "content": content}, ensure_ascii=False)
    return Envelope(id_, kind, created, key, SealedBox(to).encrypt(_padded(told.encode())))


def unseal(envelope: Envelope, key: PrivateKey) -> dict[str, Any]:
    """The content of an envelope, with `at`, the moment it was sealed (ISO 8601, UTC).

    Raises EnvelopeError if another key is needed, a byte was changed, or the outside does not say what the inside says.
    """
    if envelope.version != VERSION:
        raise EnvelopeError(f"this envelope is of version {envelope.version}, which this release cannot open")
    try:
        told = json.loads(SealedBox(key).decrypt(envelope.sealed).rstrip(b"\0"))
    except (CryptoError, ValueError, TypeError):
        raise EnvelopeError("this key does not open the envelope, or the envelope was changed") from None
    outside = {name: getattr(envelope, name) for name in ("version", "id", "kind", "created", "key")}
    if {name: told.get(name) for name in outside} != outside:
        raise EnvelopeError("the outside of the envelope was changed")
    return {"at": told["at"], "content": told["content"]}


def new_id() -> str:
    """A random id, 128 bits: it tells neither order nor number (C-71)."""
    return random(16).hex()


def _padded(told: bytes) -> bytes:
    # JSON holds no NUL byte outside of an escape, so the padding comes off again without doubt.
    size = next((size for size in SIZES if len(told) <= size), None)
    if size is None:
        raise EnvelopeError("this is too much for one envelope")
    return told.ljust(size, b"\0")
