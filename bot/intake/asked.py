"""Finds in a conversation every request for permission that was shown, with what the parent said next."""

from __future__ import annotations

from collections.abc import Sequence

from bot.casework.evidence import Asked
from bot.intake.conversation import Message
from bot.library.wordings import Wordings


def asked_in(messages: Sequence[Message], wordings: Wordings) -> list[Asked]:
    """Each with the parent's next words, in the order of asking; one that was not answered is left out."""
    found = []
    for place, message in enumerate(messages):
        wording = wordings.of(message.notice) if message.notice else None
        if wording is None:
            continue
        reply = next((one for one in messages[place + 1 :] if one.sender == "parent"), None)
        if reply is not None:
            at = reply.at.isoformat() if reply.at else ""
            found.append(Asked(wording.id, wording.hash, message.text, reply.text, at, message.seq, reply.picked))
    return found
