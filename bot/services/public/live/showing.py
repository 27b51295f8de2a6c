"""What the officer who has a conversation may know of the parent's page: that it is open, that somebody types."""

from __future__ import annotations

import asyncio
import logging

from bot.casework.handoff import State
from bot.intake.conversation import Conversation
from bot.intake.relay.relay import RelayAway
from bot.services.public.sending import Office

log = logging.getLogger("evenhand.front_desk")


async def show_page(conversation: Conversation, office: Office, *, typing: bool = False, left: bool = False) -> None:
    """Notes it in the relay while an officer was asked for, and only then; never raises, for nothing depends on it."""
    is_live = conversation.state in (State.WAITING.value, State.OFFICER.value)
    if office.relay is None or not conversation.handle or not is_live:
        return
    try:
        await asyncio.to_thread(
            office.relay.sign, conversation.handle, office.now(), typing=typing, here=not left, left=left
        )
    except RelayAway:
        log.error("what the page shows was not noted")
