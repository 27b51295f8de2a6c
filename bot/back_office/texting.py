"""The job that sends officers' texts, follows them, and has Twilio's copies deleted (docs/sms.md)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime

from bot.services.office.sms.live_texts import LiveTexts
from bot.services.office.sms.outbox import Outbox

# One text a second is what a long number can carry (channels.md A8).
PACE_SECONDS = 1.0
FOLLOW_EVERY, TIDY_EVERY = 3, 60

log = logging.getLogger("evenhand.back_office")


@asynccontextmanager
async def keep_texting(
    outbox: Outbox | None, live: LiveTexts | None, now: Callable[[], datetime], pace: float = PACE_SECONDS
) -> AsyncIterator[None]:
    """Sends while the block runs; does nothing where texts are not set up. What goes wrong is logged by its class."""
    if outbox is None:
        yield
        return
    job = asyncio.create_task(_work(outbox, live, now, pace))
    try:
        yield
    finally:
        job.cancel()
        with suppress(asyncio.CancelledError):
            await job


async def _work(outbox: Outbox, live: LiveTexts | None, now: Callable[[], datetime], pace: float) -> None:
    began, beat = False, 0
    while True:
        try:
            if not began:
                await asyncio.to_thread(outbox.begin)
                began = True
            if live is not None:
                await asyncio.to_thread(live.pass_on, now())
            # A thread that sends is never cut off: it writes down what became of the text.
            await asyncio.shield(asyncio.to_thread(outbox.send_one, now()))
            if beat % FOLLOW_EVERY == 0:
                await asyncio.to_thread(outbox.take_receipts, now())
            if beat % TIDY_EVERY == 0:
                await asyncio.to_thread(outbox.look_for_unknown, now())
                await asyncio.to_thread(outbox.delete_copies, now())
                await asyncio.to_thread(outbox.empty_old, now())
        except Exception as problem:
            log.error("officers' texts are not sent or followed: %s", type(problem).__name__)
        beat += 1
        await asyncio.sleep(pace)
