"""The parent ends a conversation that an officer was asked for: it is cleared in the relay too, at once."""

from __future__ import annotations

import asyncio
import logging

from bot.intake.conversation import Conversation
from bot.intake.relay.relay import RelayAway
from bot.services.public.sending import Office

TRIES, PAUSE_SECONDS = 3, 0.3

log = logging.getLogger("evenhand.front_desk")


async def end_live(conversation: Conversation, office: Office) -> None:
    """Never raises: whoever leaves in a hurry must not be held up. What cannot be erased now goes with the day's erasing."""
    if office.relay is None or not conversation.handle:
        return
    for _ in range(TRIES):
        try:
            await asyncio.to_thread(office.relay.end, conversation.handle, office.now())
            return
        except RelayAway as problem:
            log.error("a conversation was not erased from the relay: %s", problem)
            await asyncio.sleep(PAUSE_SECONDS)
