"""Begins a conversation: the greeting is said at once, whether or not the engine is up."""

from __future__ import annotations

from bot.intake.conversation import Conversation
from bot.intake.sessions import Sessions
from bot.library.compose import Library

WEB = "web"


def open_conversation(
    sessions: Sessions, library: Library, now: float, *, after_another: bool = False, channel: str = WEB
) -> tuple[str, Conversation]:
    """A new conversation that has greeted the parent, and its token. `now` is in seconds of a steady clock.

    `after_another` says that an earlier one was forgotten, to someone whose page still showed it. Raises Full.
    """
    token, conversation = sessions.open(now)
    conversation.channel = channel
    if after_another:
        forgotten = library.say("greeting/forgotten", channel)
        conversation.add("service", forgotten.kind, forgotten.text)
    reply = library.say("greeting/hello", channel)
    conversation.add("assistant", reply.kind, reply.text, reply.choices)
    return token, conversation
