"""What the office does by itself: takes in what parents send, so that a withdrawal counts within a minute (C-46); and signs
where the audit ends, every hour (C-133)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.back_office.office import Office

TAKE_IN_EVERY_SECONDS = 5.0

log = logging.getLogger("evenhand.back_office")


@asynccontextmanager
async def keep_taking_in(office: Office, every: float = TAKE_IN_EVERY_SECONDS) -> AsyncIterator[None]:
    """Takes in while the block runs. What goes wrong is logged by its class, and tried again the next time."""
    job = asyncio.create_task(_take_in(office, every))
    try:
        yield
    finally:
        job.cancel()
        with suppress(asyncio.CancelledError):
            await job


async def _take_in(office: Office, every: float) -> None:
    while True:
        try:
            await asyncio.to_thread(office.take_in)
            await asyncio.to_thread(office.checkpoint)
        except Exception as problem:
            log.error("what waits was not taken in: %s", type(problem).__name__)
        await asyncio.sleep(every)
