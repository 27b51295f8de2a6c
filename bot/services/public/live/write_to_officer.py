"""What a parent writes while an officer is asked for or has the conversation: it goes to the relay and nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.casework.handoff import Event, State, is_open
from bot.intake.conversation import Conversation
from bot.intake.relay.relay import Said
from bot.intake.relay.written import said_by_service
from bot.library.compose import Library
from bot.services.public.live.follow import follow
from bot.services.public.sending import Office

# Behind "Ask for a call instead" while nobody has come yet; the engine never sees it.
CALL_INSTEAD = "call_instead"


async def write_to_officer(conversation: Conversation, said: Sequence[Said], office: Office) -> bool:
    """Writes `said`, and takes up whatever else is new; False if it is with no officer any more, and nothing was written.

    Raises RelayAway: then nothing was written, and the same again is written once.
    """
    assert office.relay is not None
    key = conversation.talk.key
    row = await asyncio.to_thread(office.relay.say, conversation.handle, said, key, office.now())
    await follow(conversation, office.relay, office.now())
    return row is not None and is_open(row.held.state)


async def leave_the_wait(conversation: Conversation, said: Sequence[Said], library: Library, office: Office) -> bool:
    """Gives a conversation that waits back to the assistant, at the parent's word; False if an officer came first.

    Raises RelayAway: then it still waits.
    """
    if office.relay is None or conversation.state != State.WAITING.value:
        return False
    told = [*said, said_by_service(library.say("live/left", conversation.channel))]
    handle, epoch, key = conversation.handle, conversation.epoch, conversation.talk.key
    row = await asyncio.to_thread(office.relay.change, handle, Event.LEAVE, epoch, told, key, office.now())
    await follow(conversation, office.relay, office.now())
    return row is not None


async def begin_again(conversation: Conversation, office: Office) -> None:
    """After an officer ended it: what the parent writes begins anew, and their token finds nothing of it any more.

    Raises RelayAway: then it is still over.
    """
    if office.relay is not None and conversation.handle:
        await asyncio.to_thread(office.relay.let_go, conversation.handle, conversation.talk.whose, office.now())
    conversation.begin_again()
