"""How a conversation with an officer is found again by a text: by the number, and only once there is permission.

The token of such a conversation is an HMAC of the number (architecture.md 5). Nothing of it is stored before the parent
agrees to be put through.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import logging

from bot.casework.handoff import is_open
from bot.intake.relay.keys import TalkKey, key_of
from bot.intake.relay.relay import Relay, RelayAway
from bot.intake.relay.written import said_by
from bot.messaging.clean import clean
from bot.services.public.sending import Office

log = logging.getLogger("evenhand.front_desk")


def token_of_number(number: str, key: bytes) -> str:
    """The token of whoever texts from `number`, for live conversations alone."""
    return base64.urlsafe_b64encode(hmac.digest(key, b"talk " + number.encode(), "sha256")).rstrip(b"=").decode()


def talk_of(number: str, key: bytes) -> TalkKey:
    """Where such a conversation is found, and what seals its texts."""
    return key_of(token_of_number(number, key))


async def copy_to_officer(number: str, text: str, sid: str, key: bytes, office: Office) -> str:
    """Shows a first text after a silence to the officers who have the conversation; its token, or "" if nobody has one.

    Never raises: what the sender is answered must not depend on it.
    """
    if office.relay is None:
        return ""
    try:
        is_theirs = await asyncio.to_thread(_copy, office.relay, number, text, sid, key, office)
    except RelayAway as problem:
        log.error("a first text was not shown to an officer: %s", problem)
        return ""
    return token_of_number(number, key) if is_theirs else ""


async def end_talk(number: str, key: bytes, office: Office) -> None:
    """STOP: a conversation with an officer is over, and cleared in the relay too. Never raises."""
    if office.relay is None:
        return
    try:
        row = await asyncio.to_thread(office.relay.find, talk_of(number, key).whose)
        if row is not None:
            await asyncio.to_thread(office.relay.end, row.handle, office.now())
    except RelayAway as problem:
        log.error("a conversation was not ended by STOP: %s", problem)


def _copy(relay: Relay, number: str, text: str, sid: str, key: bytes, office: Office) -> bool:
    talk = talk_of(number, key)
    row = relay.find(talk.whose)
    if row is None or not is_open(row.held.state):
        return False
    relay.say(row.handle, [said_by("parent", "text", clean(text), sid)], talk.key, office.now())
    return True
