"""Leaflets taken out of every answer at once, without training: content/withdrawn.toml, read again when it changes."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Callable, FrozenSet, Tuple

import tomli

from bot.library.content_error import ContentError

FILE = "withdrawn.toml"
# How long a withdrawal may go unnoticed. "Within a minute" is asked for.
LOOK_EVERY_SECONDS = 5.0


class Withdrawn:
    """The ids that stand in the file now. A file that cannot be read leaves what was known before in force."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """`path` need not exist: then nothing is withdrawn. `clock` gives seconds that never go back."""
        self._path, self._clock = path, clock
        self._ids: FrozenSet[str] = frozenset()
        self._stamp: Tuple[int, int] = (0, 0)
        self._looked_at = -LOOK_EVERY_SECONDS

    @property
    def ids(self) -> FrozenSet[str]:
        """The ids of the leaflets that are withdrawn, at most `LOOK_EVERY_SECONDS` late."""
        if self._clock() - self._looked_at >= LOOK_EVERY_SECONDS:
            self._looked_at = self._clock()
            self._look()
        return self._ids

    def _look(self) -> None:
        try:
            found = self._path.stat()
            stamp = (found.st_mtime_ns, found.st_size)
        except OSError:
            stamp = (0, 0)
        if stamp == self._stamp:
            return
        try:
            self._ids = frozenset(read_withdrawn(self._path))
            self._stamp = stamp
        except ContentError:
            pass


def read_withdrawn(path: Path) -> Tuple[str, ...]:
    """The ids in the file at `path`, none if there is no file. Raises ContentError if it is not as we write it."""
    if not path.exists():
        return ()
    try:
        return tuple(str(one["id"]) for one in tomli.loads(path.read_text(encoding="utf-8")).get("leaflet", []))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError, KeyError, TypeError, AttributeError):
        raise ContentError(f"{path.name} cannot be read; write it with evenhand content withdraw") from None
