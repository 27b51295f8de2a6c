"""Keys of the records that are kept outside the database: one folder, one file a key (C-131).

The newest key is used from now on; every key that is kept still opens what was made with it. A key is 32 random bytes,
known by its id: the first 16 hexadecimal digits of the SHA-256 of the key, after a prefix that nothing else hashes.
Nothing is held in memory: a process sees a new key the moment it is there, so that keys can change under load.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_bytes

KEY_BYTES = 32
_ID = re.compile(r"[0-9a-f]{16}")
OWNER_ONLY, FOLDER_OF_OWNER = 0o400, 0o700
# A key that was brought back from paper is older than any other: it opens, and what is new is not closed with it.
_UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)


class RingProblem(ValueError):
    """A key that is missing or unusable; the text is one sentence that says what to do."""


@dataclass(frozen=True)
class RingKey:
    """One key with its id and the moment it was made (UTC; 1970 if it was brought back from paper)."""

    id: str
    made: datetime
    key: bytes = field(repr=False)


class KeyRing:
    """The keys in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make(self, now: datetime) -> str:
        """Makes a key and returns its id: from now on it is the newest. Raises OSError if it cannot be written."""
        return self._keep(token_bytes(KEY_BYTES), now)

    def restore(self, key: bytes) -> str:
        """Puts a key back and returns its id; one that is there already stays. It is never the newest of several."""
        id_ = key_id(key)
        return id_ if self._path(id_).exists() else self._keep(key, _UNKNOWN)

    def newest(self) -> RingKey:
        """The key to use from now on. Raises RingProblem if there is none or one is damaged."""
        found = [self.key(id_) for id_ in self.ids()]
        if not found:
            raise RingProblem("the records have no key; make one with: evenhand keys records make")
        return max(found, key=lambda one: (one.made, one.id))

    def key(self, id_: str) -> RingKey:
        """The key `id_`. Raises RingProblem if it is not here, damaged, or readable by others."""
        # An id may come from a row that somebody changed: it must not lead to another file.
        path = self._path(id_ if _ID.fullmatch(id_) else "none")
        if not path.exists():
            raise RingProblem(
                f"the records' key {id_[:16]} is not here; bring it back with: evenhand keys records restore"
            )
        if path.stat().st_mode & 0o077:
            raise RingProblem(f"others can read the records' key {id_}; let only its owner (chmod 400)")
        try:
            told = json.loads(path.read_text())
            found = RingKey(id_, datetime.fromisoformat(told["made"]), base64.b64decode(told["key"], validate=True))
        except Exception:
            raise RingProblem(f"the records' key {id_} is damaged; take it from a copy") from None
        if found.made.tzinfo is None or len(found.key) != KEY_BYTES or key_id(found.key) != id_:
            raise RingProblem(f"the file of the records' key {id_} holds something else; take it from a copy")
        return found

    def ids(self) -> list[str]:
        """The id of every key that is kept."""
        return sorted(path.stem for path in self._folder.glob("*.key"))

    def faults(self) -> list[str]:
        """What is wrong with the keys, one sentence each; none if each can be used and there is one."""
        if not self.ids():
            return ["the records have no key; make one with: evenhand keys records make"]
        found = []
        for id_ in self.ids():
            try:
                self.key(id_)
            except RingProblem as problem:
                found.append(str(problem))
        return found

    def _path(self, id_: str) -> Path:
        return self._folder / f"{id_}.key"

    def _keep(self, key: bytes, made: datetime) -> str:
        id_ = key_id(key)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._folder.chmod(FOLDER_OF_OWNER)
        told = {"id": id_, "made": made.astimezone(UTC).isoformat(), "key": base64.b64encode(key).decode()}
        # Written whole under another name first: who lists the keys meanwhile must not meet half of one.
        half = self._folder / f"{id_}.new"
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w") as file:
            file.write(json.dumps(told) + "\n")
            file.flush()
            os.fsync(file.fileno())
        half.rename(self._path(id_))
        return id_


def key_id(key: bytes) -> str:
    """The id of a key: 16 hexadecimal digits."""
    return hashlib.sha256(b"evenhand records key\0" + key).hexdigest()[:16]
