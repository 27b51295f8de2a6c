"""A message as the outside sees it: without the payloads behind its choices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from bot.casework.calendar import in_words
from bot.clock import LONDON
from bot.intake.conversation import Message
from bot.library.compose import Library
from bot.library.messages import Reply
from bot.services.public.send_message import MOST_CHARACTERS
from bot.web.rendering import markdown

# Written in light Markdown; what a parent or an officer types is shown as typed.
OUR_WORDS = ("assistant", "service")


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


def warning(words: Reply, text: str, after: int = 0) -> list[Message]:
    """What a parent wrote and the emergency `words` for it, to be shown without a conversation, after message `after`."""
    said = Message(after + 1, "parent", "text", text[:MOST_CHARACTERS])
    return [said, Message(after + 2, "assistant", words.kind, words.text)]


def shown(message: Message, library: Library) -> dict[str, Any]:
    """One message for the page: our own words as HTML, a parent's as typed; the time of day in Europe/London."""
    leaflet = message.leaflet and {
        **message.leaflet,
        "reviewed_on_text": in_words(date.fromisoformat(message.leaflet["reviewed_on"])),
    }
    return {
        "seq": message.seq,
        "sender": message.sender,
        "kind": message.kind,
        "text": message.text,
        # A summary holds the parent's own numbers, which nobody means to ring.
        "html": markdown(message.text, library.language_marks, calls=message.kind != "summary")
        if message.sender in OUR_WORDS
        else "",
        "leaflet": leaflet,
        "time": message.at.astimezone(LONDON).strftime("%H:%M") if message.at else "",
    }
