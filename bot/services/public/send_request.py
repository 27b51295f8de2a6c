"""Sends what a parent asks for about what we hold: one reply, whether or not anything is held (C-71, C-110)."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.casework.calendar import working_day_after
from bot.casework.evidence import NotAgreed
from bot.casework.referral.reference import reference
from bot.casework.requests.agreed import sealed_request
from bot.casework.requests.course import request_of
from bot.casework.requests.effect import answer_due_on
from bot.casework.requests.kinds import Kind
from bot.intake.asked import asked_in
from bot.intake.conversation import Conversation, Outgoing
from bot.intake.envelope import new_id
from bot.library.compose import Library
from bot.library.dating import in_full
from bot.library.messages import Reply
from bot.services.public.sending import REFERENCE_BYTES, Office, send_outgoing

COMMAND = "send_request"

log = logging.getLogger("evenhand.front_desk")


async def send_request(
    conversation: Conversation, fields: Mapping[str, Any], library: Library, office: Office, today: date
) -> Reply:
    """What the parent is told: sent with a reference, not sent for now, or not sent because permission is missing.

    `fields` are those of casework.requests.course, and whether a referral `waits` in this conversation: then what was
    said must stay, for it holds the evidence of the referral's permissions. `today` is in Europe/London.
    """
    try:
        conversation.outgoing = _outgoing(conversation, fields, library, today)
    except (NotAgreed, KeyError, TypeError, ValueError) as problem:
        log.error("a request was not agreed to: %s", type(problem).__name__)
        return library.say("request/not_agreed", conversation.channel)
    return await send_outgoing(conversation, library, office)


def _outgoing(conversation: Conversation, fields: Mapping[str, Any], library: Library, today: date) -> Outgoing:
    request, is_last = request_of(fields), not fields.get("waits")
    content = sealed_request(
        request, asked_in(conversation.messages, library.wordings), library.words_of, conversation.channel
    )
    name = reference(secrets.token_bytes(REFERENCE_BYTES))
    content = {"reference": name, "subject": new_id(), "session": conversation.id, **content}
    kind = Kind(content["kind"])
    told = {"reference": name, "request": kind.value, "by": in_full(_by(kind, library, today)), "is_forgotten": is_last}
    return Outgoing(new_id(), kind.value, content, "request/sent", told, leaves_chat=is_last)


def _by(kind: Kind, library: Library, today: date) -> date:
    # Whether something arrived is no right with a month to answer: it is answered as a referral is.
    if kind is Kind.STATUS:
        return working_day_after(today, library.service.reply_working_days)
    return answer_due_on(today)
