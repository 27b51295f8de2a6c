"""Tells whoever listens, in one process, which conversations changed: one look at the relay for all of them."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.intake.relay.relay import Relay, RelayAway

# A message is to be on the other's screen within a second (issue of live handoff); a look costs some ten microseconds.
LOOK_EVERY_SECONDS = 0.1

log = logging.getLogger("evenhand.relay")


class Watch:
    """Looks at the relay for as long as `run` runs."""

    def __init__(self, relay: Relay, every: float = LOOK_EVERY_SECONDS) -> None:
        """`every` so many seconds."""
        self._relay, self._every, self._seen = relay, every, -1
        self._listening: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._told: list[Callable[[str], None]] = []

    def tell(self, listener: Callable[[str], None]) -> None:
        """Calls `listener` with the handle of each conversation that changes, in the event loop."""
        self._told.append(listener)

    @property
    def version(self) -> int:
        """The number of the last change that was seen."""
        return self._seen

    async def run(self) -> None:
        """Looks until it is cancelled; a relay that is away is looked for again."""
        while True:
            try:
                await self._look()
            except RelayAway:
                log.error("the relay cannot be read")
            await asyncio.sleep(self._every)

    async def _look(self) -> None:
        version = await asyncio.to_thread(self._relay.version)
        if version == self._seen:
            return
        changed = await asyncio.to_thread(self._relay.changed, self._seen)
        self._seen = version
        for handle in changed:
            for event in self._listening.get(handle, ()):
                event.set()
            for told in self._told:
                told(handle)

    @contextmanager
    def listening(self, handle: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever that conversation changes; clear it before looking."""
        event = asyncio.Event()
        self._listening[handle].add(event)
        try:
            yield event
        finally:
            self._listening[handle].discard(event)
            if not self._listening[handle]:
                del self._listening[handle]
