"""Puts a parent through to the officers: the permissions are looked for in what was said, then the conversation waits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.casework.evidence import NotAgreed, evidence
from bot.casework.reading import YES
from bot.casework.talking.course import LIVE, SHOW
from bot.clock import LONDON
from bot.intake.asked import asked_in
from bot.intake.conversation import Conversation
from bot.intake.envelope import new_id
from bot.intake.keys import KeyProblem, sealing_key
from bot.intake.relay.keys import for_office, seal
from bot.intake.relay.relay import Opening, RelayAway
from bot.intake.relay.written import as_said, said_by_service
from bot.library.compose import Library
from bot.library.messages import Reply
from bot.library.talking import OFF, who_is_there
from bot.services.public.live.ending import end_live
from bot.services.public.live.follow import follow
from bot.services.public.sending import Office

COMMAND = "request_handoff"
# The evidence of the permissions is sealed as if it were message 0.
EVIDENCE = 0

log = logging.getLogger("evenhand.front_desk")


async def put_through(
    conversation: Conversation, fields: Mapping[str, Any], library: Library, office: Office, today: date
) -> Reply | None:
    """None once the conversation waits, for what is said of it stands in it already; else why it does not.

    What was said before goes along only if that was agreed to as well, separately (C-40).
    """
    local = office.now().astimezone(LONDON)
    there = who_is_there(library.service, local)
    if office.relay is None or there["live"] == OFF:
        return library.say("live/off", conversation.channel)
    is_shown = fields.get("show") == YES
    try:
        asked = asked_in(conversation.messages, library.wordings)
        agreed = [
            evidence(name, given, "", asked, library.words_of, conversation.channel)
            for name, given in ((LIVE, True), (SHOW, is_shown))
        ]
    except NotAgreed as problem:
        log.error("a handoff was not agreed to: %s", problem)
        return library.say("live/refused", conversation.channel)
    ack = said_by_service(library.say("live/asked", conversation.channel, **there), conversation.answering)
    before = [as_said(message) for message in conversation.messages] if is_shown else []
    try:
        office_key = sealing_key(office.keys)
        handle, key = new_id(), conversation.talk.key
        opening = Opening(
            handle=handle,
            whose=conversation.talk.whose,
            key=key,
            office_key=office_key.id,
            sealed_key=for_office(key, office_key.key),
            # By text an officer's answer goes to the number that asked; nothing but this permission keeps it.
            evidence=seal({"permissions": agreed, "number": conversation.number}, key, handle, EVIDENCE),
            channel=conversation.channel,
            first_seq=conversation.last_seq + 1 - len(before),
            said=[*before, ack],
        )
        row = await asyncio.to_thread(office.relay.open, opening, office.now())
        conversation.handle = row.handle
        if conversation.ended:
            # The parent cleared it in this moment: nobody is asked, and nothing of it stays (C-46).
            await end_live(conversation, office)
            return None
        await follow(conversation, office.relay, office.now())
    except (RelayAway, KeyProblem, OSError) as problem:
        log.error("a parent was not put through: %s", type(problem).__name__)
        return library.say("live/not_put_through", conversation.channel)
    return None
