"""The office's key pairs: the public one seals, the private one opens (architecture.md 4, C-131).

`public/` may be given to the front desk; `private/` must never be where the front desk can read. A key is known by its
id, the first 16 hexadecimal digits of the SHA-256 of its public half. The newest public key seals; every private key
that is kept opens what was sealed to it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nacl.public import PrivateKey, PublicKey
from nacl.utils import random

PUBLIC, PRIVATE = "public", "private"
# Safeguarding alerts have a key pair of their own, in this folder beside the others (architecture.md 4, C-95).
ALERTS = "alerts"
# Who may read: the owner only.
OWNER_ONLY, FOLDER_OF_OWNER = 0o400, 0o700
CHECK_DIGITS = 4


class KeyProblem(ValueError):
    """A key that is missing or unusable; the text is one sentence that says what to do."""


@dataclass(frozen=True)
class SealingKey:
    """A public key with its id and the day it was made (ISO 8601)."""

    id: str
    key: PublicKey
    made: str


def make(folder: Path, now: datetime) -> str:
    """Makes a key pair in `folder` and returns its id. From now on the public side seals to it."""
    private = PrivateKey.generate()
    id_ = key_id(private.public_key)
    for name in (PUBLIC, PRIVATE):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / PRIVATE).chmod(FOLDER_OF_OWNER)
    _write(folder / PRIVATE / f"{id_}.key", base64.b64encode(bytes(private)).decode() + "\n", OWNER_ONLY)
    told = {"id": id_, "made": now.isoformat(), "key": base64.b64encode(bytes(private.public_key)).decode()}
    _write(folder / PUBLIC / f"{id_}.json", json.dumps(told) + "\n", 0o444)
    return id_


def is_there(folder: Path) -> bool:
    """Whether any key was ever made in `folder`."""
    return any((folder / PUBLIC).glob("*.json"))


def sealing_key(folder: Path) -> SealingKey:
    """The newest public key. Raises KeyProblem if there is none or it is damaged."""
    found = [_public(path) for path in (folder / PUBLIC).glob("*.json")]
    if not found:
        raise KeyProblem("there is no key to seal with; make one with: evenhand keys make")
    return max(found, key=lambda one: (one.made, one.id))


def opening_key(folder: Path, id_: str) -> PrivateKey:
    """The private key `id_`. Raises KeyProblem if it is not here, damaged, or readable by others."""
    path = folder / PRIVATE / f"{id_}.key"
    if not path.exists():
        raise KeyProblem(f"the private key {id_} is not here; bring it back with: evenhand keys restore")
    if path.stat().st_mode & 0o077:
        raise KeyProblem(f"others can read the private key {id_}; let only its owner (chmod 400)")
    try:
        private = PrivateKey(base64.b64decode(path.read_text().strip(), validate=True))
    except Exception:
        raise KeyProblem(f"the private key {id_} is damaged; bring it back with: evenhand keys restore") from None
    if key_id(private.public_key) != id_:
        raise KeyProblem(f"the file of the private key {id_} holds another key")
    return private


def faults(folder: Path) -> list[str]:
    """What is wrong with the keys in `folder`, one sentence each; none if envelopes can be sealed and opened."""
    try:
        sealing_key(folder)
    except KeyProblem as problem:
        return [str(problem)]
    found = []
    for path in sorted((folder / PUBLIC).glob("*.json")):
        try:
            opening_key(folder, _public(path).id)
        except KeyProblem as problem:
            found.append(str(problem))
    return found


def shares(private: PrivateKey) -> tuple[str, str]:
    """Two lines to be kept by two people: both together are the key, one alone says nothing about it (C-131)."""
    pad = random(len(bytes(private)))
    return _share(1, pad), _share(2, _xor(pad, bytes(private)))


def joined(first: str, second: str) -> PrivateKey:
    """The key of two shares. Raises KeyProblem if one is mistyped or both are of one person."""
    (one, a), (two, b) = sorted((_read_share(first), _read_share(second)))
    if (one, two) != (1, 2):
        raise KeyProblem("these are not the two different halves of a key")
    return PrivateKey(_xor(a, b))


def restore(folder: Path, private: PrivateKey) -> str:
    """Puts a private key back where it was kept and returns its id; a key that is there already stays."""
    id_ = key_id(private.public_key)
    (folder / PRIVATE).mkdir(parents=True, exist_ok=True, mode=FOLDER_OF_OWNER)
    path = folder / PRIVATE / f"{id_}.key"
    if not path.exists():
        _write(path, base64.b64encode(bytes(private)).decode() + "\n", OWNER_ONLY)
    return id_


def key_id(key: PublicKey) -> str:
    """The id of a key pair."""
    return hashlib.sha256(bytes(key)).hexdigest()[:16]


def _public(path: Path) -> SealingKey:
    try:
        told = json.loads(path.read_text())
        key = PublicKey(base64.b64decode(told["key"], validate=True))
        found = SealingKey(told["id"], key, told["made"])
    except Exception:
        raise KeyProblem(f"the public key in {path.name} is damaged; take it from a copy") from None
    if key_id(key) != found.id:
        raise KeyProblem(f"the public key in {path.name} is not the one its name says")
    return found


def _share(place: int, half: bytes) -> str:
    letters = base64.b32encode(half).decode().rstrip("=")
    grouped = "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))
    return f"{place}-{grouped}-{_check(place, half)}"


def _read_share(text: str) -> tuple[int, bytes]:
    """Capitals, hyphens and spaces do not matter, and no letter can be taken for a digit: base 32 has no 0, 1 or 8."""
    plain = "".join(character for character in text.upper() if character.isalnum())
    try:
        place, letters, check = int(plain[0]), plain[1:-CHECK_DIGITS], plain[-CHECK_DIGITS:]
        half = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except (ValueError, IndexError):
        raise KeyProblem("that is not half of a key; type the line again") from None
    if len(half) != PrivateKey.SIZE or check != _check(place, half):
        raise KeyProblem("there is a slip of the pen in that half of a key; type the line again")
    return place, half


def _check(place: int, half: bytes) -> str:
    return base64.b32encode(hashlib.sha256(bytes([place]) + half).digest()).decode()[:CHECK_DIGITS]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _write(path: Path, text: str, mode: int) -> None:
    # Made with its mode, so that there is no moment in which others can read it; never written over.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        file.write(text)
