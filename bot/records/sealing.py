"""How a value is sealed at rest: AES-256-GCM, bound to its place, padded so that its length says little (C-130).

version (1 byte) | algorithm (1) | id of the key (8) | nonce (12) | ciphertext and tag

The first ten bytes and the place are authenticated with it: what was moved, changed or made by an unknown version does
not open. AES-GCM and not XChaCha20, which `cryptography` lacks: with a key of its own each case stays far below the
2^32 values after which random 96-bit nonces become unsafe.
"""

from __future__ import annotations

from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION, AES_256_GCM = 1, 1
KEY_ID_BYTES, NONCE_BYTES, TAG_BYTES = 8, 12, 16
# A value is padded to the next of these; one that is larger, to a multiple of the last.
BUCKETS = (32, 64, 128, 256, 512, 1024, 2048, 4096)
_END = b"\x80"


class VaultClosed(Exception):
    """It does not open: another key or place, a changed byte, an unknown version, or the key was erased.

    Which of them is not told, and nothing of what is inside.
    """

    def __init__(self) -> None:
        super().__init__("the vault does not open")


class SealedBytes(bytes):
    """What `seal` made. A sealed column takes nothing else, so that no plain bytes are kept by mistake."""


def seal(plain: bytes, key: bytes, key_id: str, place: bytes, nonce: bytes | None = None) -> SealedBytes:
    """`plain` sealed with a key of 32 bytes, known by 16 hexadecimal digits. `nonce` is given by tests of the format only."""
    nonce = token_bytes(NONCE_BYTES) if nonce is None else nonce
    head = bytes([VERSION, AES_256_GCM]) + bytes.fromhex(key_id)
    return SealedBytes(head + nonce + AESGCM(key).encrypt(nonce, _padded(plain), head + place))


def unseal(sealed: bytes, key: bytes, key_id: str, place: bytes) -> bytes:
    """What was sealed. Raises VaultClosed unless key, place and every byte are the same."""
    head = bytes([VERSION, AES_256_GCM]) + bytes.fromhex(key_id)
    start = len(head) + NONCE_BYTES
    if sealed[: len(head)] != head or len(sealed) < start + BUCKETS[0] + TAG_BYTES:
        raise VaultClosed
    try:
        padded = AESGCM(key).decrypt(sealed[len(head) : start], sealed[start:], head + place)
    except InvalidTag:
        raise VaultClosed from None
    return padded[: padded.rindex(_END)]


def at(*parts: str) -> bytes:
    """A place as it is authenticated. Each part goes with its length, so that no two places read the same."""
    encoded = [part.encode() for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


def derived(key: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose, from which neither `key` nor that of another purpose can be found."""
    return HKDF(SHA256(), 32, None, f"evenhand records {purpose}".encode()).derive(key)


def _padded(plain: bytes) -> bytes:
    # The byte 80 and then zeros (ISO/IEC 7816-4): it comes off without doubt, whatever the value ends with.
    ended = plain + _END
    size = next((size for size in BUCKETS if len(ended) <= size), -(-len(ended) // BUCKETS[-1]) * BUCKETS[-1])
    return ended.ljust(size, b"\0")
