"""A message as the outside sees it: without the payloads behind its choices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.intake.conversation import Message


def public(message: Message) -> dict[str, Any]:
    """One message of the JSON interface (architecture.md 7)."""
    return {
        "seq": message.seq,
        "from": message.sender,
        "kind": message.kind,
        "text": message.text,
        "choices": [{"label": choice.label} for choice in message.choices],
        "leaflet": message.leaflet,
    }


def public_all(messages: Iterable[Message]) -> list[dict[str, Any]]:
    """Several messages, in order."""
    return [public(message) for message in messages]
