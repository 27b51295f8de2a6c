"""Sends a finished referral to the office: checks every permission against what was said, seals, posts (architecture.md 4)."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from bot.casework.calendar import working_day_after
from bot.casework.referral.agreed import Asked, NotAgreed, conversation_of, sealed_content
from bot.casework.referral.course import referral_of
from bot.casework.referral.reference import reference
from bot.intake.conversation import Conversation, Outgoing
from bot.intake.envelope import Envelope, EnvelopeError, new_id, seal
from bot.intake.keys import KeyProblem, sealing_key
from bot.intake.post_box import NotPosted
from bot.library.compose import Library
from bot.library.dating import in_full
from bot.library.messages import Reply

SUBMIT = "submit_referral"
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
    """The way to the office: where envelopes go, the folder with its public keys, and the time of day (UTC)."""

    post: Post
    keys: Path
    now: Callable[[], datetime]


async def submit_referral(
    conversation: Conversation, fields: Mapping[str, Any], library: Library, office: Office, today: date
) -> Reply:
    """What the parent is told: sent with a reference, not sent for now, or not sent because a permission is missing.

    Whatever the dialogue says, only what was said yes to in this conversation is sent. `today` is in Europe/London.
    """
    try:
        outgoing = _outgoing(conversation, fields, library)
    except (NotAgreed, KeyError, TypeError, ValueError) as problem:
        # The name of a permission, or the class of an error: never an answer.
        log.error(
            "a referral was not agreed to: %s", problem if isinstance(problem, NotAgreed) else type(problem).__name__
        )
        return library.say("referral/not_agreed", conversation.channel)
    conversation.outgoing = outgoing
    return await send_outgoing(conversation, library, office, today)


async def send_outgoing(conversation: Conversation, library: Library, office: Office, today: date) -> Reply:
    """Posts what waits to be sent, once: a second try carries the id of the first. Then it is forgotten here."""
    outgoing = conversation.outgoing
    assert outgoing is not None
    try:
        await asyncio.to_thread(_post, outgoing, office)
    except (NotPosted, KeyProblem, EnvelopeError, OSError) as problem:
        log.error("an envelope was not posted: %s", type(problem).__name__)
        return library.say("referral/not_sent", conversation.channel)
    conversation.outgoing = None
    by = working_day_after(today, library.service.reply_working_days) if outgoing.is_answered else None
    return library.say(
        "referral/sent", conversation.channel, reference=outgoing.reference, by=in_full(by) if by else ""
    )


def _outgoing(conversation: Conversation, fields: Mapping[str, Any], library: Library) -> Outgoing:
    referral = referral_of(fields)

    def words_of(hash_: str, recipient: str) -> str:
        wording = library.wordings.of(hash_)
        return wording.words(library.service, recipient) if wording else ""

    content = sealed_content(referral, _asked(conversation, library), words_of, conversation.channel)
    said = [
        {"from": one.sender, "text": one.text, "at": one.at.isoformat() if one.at else ""}
        for one in conversation.messages
    ]
    shared = conversation_of(content["permissions"], said)
    name = reference(secrets.token_bytes(REFERENCE_BYTES))
    # Who said it, as far as anybody can know: this conversation, and whoever the case will be of (C-44).
    whose = {"reference": name, "subject": new_id(), "session": conversation.id}
    content = {**whose, **content, **({"conversation": shared} if shared else {})}
    kind = "call_me" if content["path"] == "call_me" else "referral"
    return Outgoing(new_id(), kind, content, name, content["answers"].get("no_way") != "i_ring")


def _asked(conversation: Conversation, library: Library) -> list[Asked]:
    """Every request for permission that was shown, with what the parent said next."""
    found = []
    for place, message in enumerate(conversation.messages):
        wording = library.wordings.of(message.notice) if message.notice else None
        if wording is None:
            continue
        reply = next((one for one in conversation.messages[place + 1 :] if one.sender == "parent"), None)
        if reply is not None:
            at = reply.at.isoformat() if reply.at else ""
            found.append(Asked(wording.id, wording.hash, message.text, reply.text, at, message.seq))
    return found


def _post(outgoing: Outgoing, office: Office) -> None:
    key = sealing_key(office.keys)
    office.post.put(seal(outgoing.kind, outgoing.content, key.key, key.id, outgoing.id, office.now()))
