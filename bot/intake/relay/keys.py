"""What is derived from a parent's token: where a conversation is found, and the key that seals its texts.

From the token because it is the one thing the parent's browser keeps: a front desk that was restarted finds the
conversation when the parent comes back, and until then can read nothing of it (architecture.md 5).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
)
from nacl.encoding import RawEncoder
from nacl.exceptions import CryptoError
from nacl.hash import blake2b
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.utils import random

# Texts are padded, so that their length tells little (C-77).
BLOCK = 512


class Unreadable(ValueError):
    """This key does not open it, or it was changed."""


@dataclass(frozen=True)
class TalkKey:
    """`whose` finds the conversation of a token and does not show it; `key` seals its texts: never write it down."""

    whose: str
    key: bytes

    def __repr__(self) -> str:
        return "TalkKey(...)"


def key_of(token: str) -> TalkKey:
    """What belongs to `token`, which is secret and random."""
    return TalkKey(derived(token, "whose").hex(), derived(token, "texts"))


def derived(token: str, use: str) -> bytes:
    """32 bytes that depend on the token and on what they are for, and show neither."""
    secret = token.encode("utf-8", "replace")[:64]
    return blake2b(use.encode(), digest_size=32, key=secret, person=b"evenhand relay", encoder=RawEncoder)


def for_office(key: bytes, office: PublicKey) -> bytes:
    """The key of a conversation, as only the office can open it."""
    return SealedBox(office).encrypt(key)


def by_office(sealed: bytes, private: PrivateKey) -> bytes:
    """The key that `for_office` sealed. Raises Unreadable."""
    try:
        return SealedBox(private).decrypt(sealed)
    except (CryptoError, ValueError, TypeError):
        raise Unreadable from None


def seal(said: Mapping[str, Any], key: bytes, handle: str, seq: int) -> bytes:
    """One message sealed for its place: number `seq` of the conversation `handle`."""
    told = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    padded = told.ljust(-(-len(told) // BLOCK) * BLOCK, b"\0")
    nonce = random(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
    return nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(padded, _place(handle, seq), nonce, key)


def unseal(sealed: bytes, key: bytes, handle: str, seq: int) -> dict[str, Any]:
    """What `seal` sealed for that place. Raises Unreadable."""
    at = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
    try:
        told = crypto_aead_xchacha20poly1305_ietf_decrypt(sealed[at:], _place(handle, seq), sealed[:at], key)
        found = json.loads(told.rstrip(b"\0"))
    except (CryptoError, ValueError, TypeError):
        raise Unreadable from None
    return dict(found)


def _place(handle: str, seq: int) -> bytes:
    return f"{handle}:{seq}".encode()
