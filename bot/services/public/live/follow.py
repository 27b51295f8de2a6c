"""Brings a conversation up to what the relay says of it: who holds it, and what was said meanwhile."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from bot.casework.handoff import State
from bot.intake.conversation import Conversation
from bot.intake.relay.relay import Relay, RelayAway, Row
from bot.intake.relay.written import as_message
from bot.intake.sessions import Sessions

log = logging.getLogger("evenhand.front_desk")


async def follow(conversation: Conversation, relay: Relay, now: datetime) -> None:
    """Takes up what is new. Raises RelayAway: then nothing has changed here.

    Once the assistant has it again, the relay's part is let go: the next time begins anew there. If that fails, the next
    time lets it go (Relay.open).
    """
    handle = conversation.handle
    if not handle:
        return
    row = await asyncio.to_thread(relay.row, handle)
    written = await asyncio.to_thread(relay.messages, handle, conversation.last_seq) if row else []
    if conversation.handle != handle:
        return
    # Only what is still new: another task may have brought it while this one read.
    for one in written:
        if one.seq > conversation.last_seq:
            conversation.take(as_message(one, conversation.talk.key, handle))
    if row is None or not row.is_the_parents:
        conversation.change_hands(State.CLOSED.value, conversation.epoch)
        return
    conversation.is_unsafe = row.is_unsafe
    if row.held.epoch < conversation.epoch:
        return
    is_back = row.held.state is State.BOT and conversation.state != State.BOT.value
    conversation.change_hands(row.held.state.value, row.held.epoch)
    if is_back:
        conversation.start_engine_afresh()
        # The next time it is another row there, whose epochs begin anew.
        conversation.handle, conversation.epoch = "", 0
        try:
            await asyncio.to_thread(relay.let_go, handle, conversation.talk.whose, now)
        except RelayAway as problem:
            log.error("a conversation was not let go: %s", problem)


def restored(sessions: Sessions, relay: Relay, token: str, steady: float) -> Conversation | None:
    """The conversation of `token` as the relay knows it, for a front desk that forgot it; None if there is none.

    Raises RelayAway, and Full if there is no room.
    """
    conversation = Conversation.of_token(token, steady)
    row = relay.find(conversation.talk.whose)
    if row is None or row.held.state is State.BOT:
        return None
    for one in relay.messages(row.handle):
        conversation.take(as_message(one, conversation.talk.key, row.handle))
    conversation.last_seq = max(conversation.last_seq, row.last_seq)
    _take_up(conversation, row)
    sessions.adopt(token, conversation)
    return conversation


def _take_up(conversation: Conversation, row: Row) -> None:
    conversation.handle, conversation.is_unsafe = row.handle, row.is_unsafe
    conversation.change_hands(row.held.state.value, row.held.epoch)
