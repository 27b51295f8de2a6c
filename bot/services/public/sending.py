"""Seals what was agreed to and posts it to the office; the evidence is looked for in the conversation itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.intake.conversation import Conversation, Outgoing
from bot.intake.envelope import Envelope, EnvelopeError, seal
from bot.intake.keys import KeyProblem, sealing_key
from bot.intake.post_box import NotPosted
from bot.intake.relay.relay import Relay
from bot.library.compose import Library
from bot.library.messages import Reply

# Behind the choice "Try again" after an envelope could not be written; the engine never sees it.
SEND_AGAIN = "send_again"
REFERENCE_BYTES = 8

log = logging.getLogger("evenhand.front_desk")


class Post(Protocol):
    """Where envelopes go."""

    def put(self, envelope: Envelope) -> None:
        """Writes it or raises NotPosted."""


@dataclass(frozen=True)
class Office:
    """The way to the office: where envelopes go, the folder with its public keys, and the time of day (UTC).

    `relay` carries live conversations; None where there are none.
    """

    post: Post
    keys: Path
    now: Callable[[], datetime]
    relay: Relay | None = None


async def send_outgoing(conversation: Conversation, library: Library, office: Office) -> Reply:
    """Posts what waits to be sent, once: a second try carries the id of the first. Then it is forgotten here.

    The reply depends on what the parent said in this conversation, and on nothing the office holds (C-71).
    """
    outgoing = conversation.outgoing
    assert outgoing is not None
    try:
        await asyncio.to_thread(_post, outgoing, office)
    except (NotPosted, KeyProblem, EnvelopeError, OSError) as problem:
        log.error("an envelope was not posted: %s", type(problem).__name__)
        return library.say("sending/not_sent", conversation.channel)
    conversation.outgoing = None
    if outgoing.leaves_chat:
        # It is sealed: from now on nobody can read it here, on this phone or with this token either.
        conversation.forget_said()
    return library.say(outgoing.told_by, conversation.channel, **outgoing.told)


def _post(outgoing: Outgoing, office: Office) -> None:
    key = sealing_key(office.keys)
    office.post.put(seal(outgoing.kind, outgoing.content, key.key, key.id, outgoing.id, office.now()))
