"""Passes a message of danger on to the lead for safeguarding: sealed to the alerts' own key, without permission (C-95).

It is written before the reply is sent: whatever falls after that, the alert stands. Kept are the message, when and how it came,
a contact if there is one, and what was answered: nothing that was said before, and nothing concluded from it.
"""

from __future__ import annotations

import asyncio
import logging

from bot.intake.envelope import ALERT, EnvelopeError, new_id, seal
from bot.intake.keys import ALERTS, KeyProblem, sealing_key
from bot.intake.post_box import NotPosted
from bot.messaging.clean import clean
from bot.safeguarding.look import Look
from bot.services.public.sending import Office

MOST_KEPT = 2_000
# So often, then the parent is answered all the same; the log's error is what a watcher alarms at.
TRIES = 3
PAUSE_SECONDS = 0.2

log = logging.getLogger("evenhand.front_desk")


async def pass_on(seen: Look, said: str, replied: str, channel: str, office: Office, contact: str = "") -> bool:
    """Whether what was `said` is with the office now, durable, with what was `replied`; never raises.

    `contact` is the number or address that came with the message, if one did. Only what is of level 2 or 3 is passed on.
    """
    if not seen.is_recorded:
        return False
    id_ = new_id()
    for attempt in range(TRIES):
        if await asyncio.to_thread(_post, id_, seen, said, replied, channel, contact, office):
            return True
        await asyncio.sleep(PAUSE_SECONDS * attempt)
    return False


def pass_on_now(seen: Look, said: str, replied: str, channel: str, office: Office, contact: str = "") -> bool:
    """The same, once, for what is answered outside of a conversation."""
    return seen.is_recorded and _post(new_id(), seen, said, replied, channel, contact, office)


def _post(id_: str, seen: Look, said: str, replied: str, channel: str, contact: str, office: Office) -> bool:
    now = office.now()
    content = {
        "messages": [{"text": clean(said)[:MOST_KEPT], "at": now.isoformat()}],
        "channel": channel,
        "contact": contact,
        "replied": replied,
        "level": int(seen.level),
    }
    try:
        key = sealing_key(office.keys / ALERTS)
        office.post.put(seal(ALERT, content, key.key, key.id, id_, now))
    except (NotPosted, KeyProblem, EnvelopeError, OSError) as problem:
        log.critical("a safeguarding alert was not posted: %s", type(problem).__name__)
        return False
    return True
