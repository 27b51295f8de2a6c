"""Who may do how much at once: the front desk's limits, by conversation and by network address (C-66)."""

from __future__ import annotations

from fastapi import Request

from bot.front_desk.desk import desk_of
from bot.intake.conversation import Conversation
from bot.intake.limits import (
    CONVERSATIONS_FROM_ADDRESS,
    MESSAGES_FROM_ADDRESS,
    MESSAGES_OF_CONVERSATION,
    STREAMS_FROM_ADDRESS,
    Place,
    address_of,
)


def may_say(request: Request, conversation: Conversation) -> bool:
    """Whether one more message may be answered now."""
    limits = desk_of(request).limits
    return limits.allows(MESSAGES_OF_CONVERSATION, conversation.id) and limits.allows(
        MESSAGES_FROM_ADDRESS, address(request)
    )


def may_open(request: Request) -> bool:
    """Whether one more conversation may be begun now."""
    return desk_of(request).limits.allows(CONVERSATIONS_FROM_ADDRESS, address(request))


def stream_place(request: Request, conversation: Conversation) -> Place | None:
    """A place for one more open stream; None if there are enough."""
    desk = desk_of(request)
    if not desk.limits.allows(STREAMS_FROM_ADDRESS, address(request)):
        return None
    return desk.streams.take(conversation.id, address(request))


def address(request: Request) -> str:
    """The network that this request comes from."""
    return address_of(request.client.host if request.client else None)
