"""A message as it goes into the relay, and as it comes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from bot.intake.conversation import Message, Sender
from bot.intake.relay.keys import Unreadable, unseal
from bot.intake.relay.relay import Said, Written
from bot.library.messages import Choice, Reply

SERVICE = "service"


def said_by(sender: str, kind: str, text: str, client_id: str = "", **more: Any) -> Said:
    """One message to be written; `more` are the other parts of a message that are not empty."""
    return Said(sender, {"kind": kind, "text": text, **more}, client_id)


def said_by_service(reply: Reply, client_id: str = "", sender: str = SERVICE, **more: Any) -> Said:
    """What the service says, with what can be picked."""
    choices = [[choice.label, choice.payload] for choice in reply.choices]
    return said_by(sender, reply.kind, reply.text, client_id, choices=choices, **more)


def as_said(message: Message) -> Said:
    """A message of this conversation, to be shown to the officer with the parent's permission."""
    return said_by(message.sender, message.kind, message.text)


def as_message(written: Written, key: bytes, handle: str) -> Message:
    """What the relay keeps, readable. What cannot be read (another key, damage) is shown as missing, not left out."""
    try:
        said = unseal(written.sealed, key, handle, written.seq)
    except Unreadable:
        said = {"kind": "error", "text": "This message cannot be shown."}
    return Message(
        seq=written.seq,
        sender=cast(Sender, written.sender),
        kind=said["kind"],
        text=said["text"],
        choices=_choices(said.get("choices", ())),
        at=written.at,
        notice=said.get("notice", ""),
        picked=said.get("picked", ""),
    )


def _choices(found: Sequence[Sequence[str]]) -> tuple[Choice, ...]:
    return tuple(Choice(label, payload) for label, payload in found)
