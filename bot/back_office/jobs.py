"""What the office does by itself: takes in what parents send, so that a withdrawal counts within a minute (C-46); looks
after live conversations; and signs where the audit ends, every hour (C-133)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.back_office.office import Office
from bot.services.office.conversations.live import Live
from bot.services.office.conversations.look_after import look_after

TAKE_IN_EVERY_SECONDS = 5.0

log = logging.getLogger("evenhand.back_office")


@asynccontextmanager
async def keep_taking_in(office: Office, every: float = TAKE_IN_EVERY_SECONDS) -> AsyncIterator[None]:
    """Takes in while the block runs. What goes wrong is logged by its class, and tried again the next time."""
    jobs = [asyncio.create_task(_take_in(office, every))]
    if office.live and office.watch:
        jobs += [asyncio.create_task(office.watch.run()), asyncio.create_task(_look_after(office, office.live, every))]
    try:
        yield
    finally:
        for job in jobs:
            job.cancel()
            with suppress(asyncio.CancelledError):
                await job


async def _look_after(office: Office, live: Live, every: float) -> None:
    while True:
        try:
            await asyncio.to_thread(look_after, live, office.now())
        except Exception as problem:
            log.error("live conversations were not looked after: %s", type(problem).__name__)
        await asyncio.sleep(every)


async def _take_in(office: Office, every: float) -> None:
    while True:
        try:
            await asyncio.to_thread(office.take_in)
            await asyncio.to_thread(office.look_after_alerts)
            await asyncio.to_thread(office.checkpoint)
        except Exception as problem:
            log.error("what waits was not taken in: %s", type(problem).__name__)
        await asyncio.sleep(every)
