"""Sends a finished referral to the office: checks every permission against what was said (architecture.md 4)."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.casework.calendar import working_day_after
from bot.casework.evidence import NotAgreed
from bot.casework.referral.agreed import conversation_of, sealed_content
from bot.casework.referral.course import is_by_text, referral_of
from bot.casework.referral.reference import reference
from bot.intake.asked import asked_in
from bot.intake.conversation import Conversation, Outgoing
from bot.intake.envelope import new_id
from bot.library.compose import Library
from bot.library.dating import in_full
from bot.library.messages import Reply
from bot.messaging.mobiles import as_written
from bot.services.public.sending import REFERENCE_BYTES, Office, send_outgoing

COMMAND = "submit_referral"

log = logging.getLogger("evenhand.front_desk")


async def submit_referral(
    conversation: Conversation, fields: Mapping[str, Any], library: Library, office: Office, today: date
) -> Reply:
    """What the parent is told: sent with a reference, not sent for now, or not sent because a permission is missing.

    Whatever the dialogue says, only what was said yes to in this conversation is sent. `today` is in Europe/London.
    """
    try:
        conversation.outgoing = _outgoing(conversation, fields, library, today)
    except (NotAgreed, KeyError, TypeError, ValueError) as problem:
        # The name of a permission, or the class of an error: never an answer.
        log.error(
            "a referral was not agreed to: %s", problem if isinstance(problem, NotAgreed) else type(problem).__name__
        )
        return library.say("referral/not_agreed", conversation.channel)
    return await send_outgoing(conversation, library, office)


def _outgoing(conversation: Conversation, fields: Mapping[str, Any], library: Library, today: date) -> Outgoing:
    referral = referral_of(fields)

    content = sealed_content(
        referral, asked_in(conversation.messages, library.wordings), library.words_of, conversation.channel
    )
    said = [
        {"number": one.seq, "from": one.sender, "text": one.text, "at": one.at.isoformat() if one.at else ""}
        for one in conversation.messages
    ]
    shared = conversation_of(content["permissions"], said)
    name = reference(secrets.token_bytes(REFERENCE_BYTES))
    # Who said it, as far as anybody can know: this conversation, and whoever the case will be of (C-44).
    if is_by_text(referral):
        # Agreed to just now, in the words above: the number it came from is the one to reach.
        content["answers"]["phone"] = as_written(conversation.number)
    whose = {"reference": name, "subject": new_id(), "session": conversation.id}
    content = {**whose, **content, **({"conversation": shared} if shared else {})}
    kind = "call_me" if content["path"] == "call_me" else "referral"
    is_answered = content["answers"].get("no_way") != "i_ring"
    by = in_full(working_day_after(today, library.service.reply_working_days)) if is_answered else ""
    return Outgoing(new_id(), kind, content, "referral/sent", {"reference": name, "by": by})
