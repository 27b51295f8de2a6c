"""The audit as a chain: each entry is signed together with the signature before it (C-133). Pure: no database, no files.

Whoever has no key can change nothing unseen, but can cut off the end: only a checkpoint kept elsewhere shows that.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

# Before the first entry.
BEGINNING = "0" * 64
# The key of an id; raises ValueError if it is not to be had.
KeyOf = Callable[[str], bytes]


@dataclass(frozen=True)
class Entry:
    """One entry as it is exported. `at` is ISO 8601 in UTC, `previous` and `mac` are hexadecimal."""

    seq: int
    at: str
    actor: str
    action: str
    subject: str | None
    detail: str | None
    key: str
    previous: str
    mac: str

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self))


@dataclass(frozen=True)
class Checkpoint:
    """Where the chain had come to at a moment: the last entry's number and signature, and how many there were."""

    seq: int
    count: int
    mac: str
    at: str
    key: str
    signature: str

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: str) -> Checkpoint:
        """The checkpoint on a line. Raises ValueError if it is none."""
        try:
            told = json.loads(line)
            found = cls(**told)
            timed = datetime.fromisoformat(found.at).tzinfo is not None
        except (ValueError, TypeError):
            raise ValueError("that is no checkpoint") from None
        if not timed or {name: type(value) for name, value in told.items()} != _KINDS:
            raise ValueError("that is no checkpoint")
        return found


_KINDS = {"seq": int, "count": int, "mac": str, "at": str, "key": str, "signature": str}


def moment(at: datetime) -> str:
    """A moment as it is signed: UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def entry_mac(entry: Entry, key: bytes) -> str:
    """The signature of an entry: HMAC-SHA-256 over everything else in it, the signature before it included."""
    return _mac("entry", asdict(entry), "mac", key)


def checkpoint_signature(checkpoint: Checkpoint, key: bytes) -> str:
    """The signature of a checkpoint, over everything else in it."""
    return _mac("checkpoint", asdict(checkpoint), "signature", key)


def verify(rows: Iterable[Entry], checkpoints: Sequence[Checkpoint], key_of: KeyOf) -> list[str]:
    """What is wrong with the chain, one sentence each, in the order it was found; none if it is whole.

    `rows` as they are kept, in order. Finds an entry that was changed, taken out, put elsewhere or added by somebody
    without the key; with a checkpoint also an end that was cut off. Entries after the last checkpoint can be cut off
    unseen.
    """
    signed = {one.seq for one in checkpoints}
    macs: dict[int, str] = {0: BEGINNING}
    faults: list[str] = []
    seq, last = 0, BEGINNING
    for row in rows:
        faults += _faults_of(row, seq, last, key_of)
        seq, last = row.seq, row.mac
        if seq in signed:
            macs[seq] = last
    for one in checkpoints:
        faults += _faults_at(one, macs, seq, key_of)
    return faults


def _faults_of(row: Entry, seq: int, last: str, key_of: KeyOf) -> Iterator[str]:
    if row.seq != seq + 1:
        yield f"entry {row.seq} follows entry {seq}: entries are missing or out of order"
    if row.previous != last:
        yield f"entry {row.seq} was not made after the entry that stands before it"
    try:
        right = entry_mac(row, key_of(row.key))
    except ValueError:
        yield f"entry {row.seq} cannot be checked: the audit's key {row.key[:16]} is not to be had"
        return
    if not hmac.compare_digest(right.encode(), row.mac.encode()):
        yield f"entry {row.seq} is not as it was written"


def _faults_at(one: Checkpoint, macs: dict[int, str], end: int, key_of: KeyOf) -> Iterator[str]:
    try:
        right = checkpoint_signature(one, key_of(one.key))
    except ValueError:
        yield f"the checkpoint of {one.at[:32]} cannot be checked: the audit's key {one.key[:16]} is not to be had"
        return
    if not hmac.compare_digest(right.encode(), one.signature.encode()):
        yield f"the checkpoint of {one.at[:32]} is not as it was written"
    elif one.seq > end:
        yield f"the audit ends at entry {end}, and there were {one.seq} at {one.at}: its end was cut off"
    elif macs.get(one.seq) != one.mac:
        yield f"entry {one.seq} is another than at the checkpoint of {one.at}"


def _mac(what: str, fields: dict[str, Any], signature: str, key: bytes) -> str:
    signed = [what, *(value for name, value in fields.items() if name != signature)]
    return hmac.digest(key, json.dumps(signed).encode(), hashlib.sha256).hex()
