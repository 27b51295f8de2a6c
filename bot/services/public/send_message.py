"""Takes what a parent wrote: screens it, lets the engine answer, and adds both to the conversation."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date

from bot.intake.conversation import Conversation, Message, Sent, Turn
from bot.library.compose import Library
from bot.library.messages import Choice
from bot.messaging.choices import chosen
from bot.messaging.clean import clean
from bot.safeguarding.screen import screen
from bot.services.public.ask_engine import ask_engine
from bot.services.public.engine import Engine, EngineTrouble

MOST_CHARACTERS = 2_000
WEB = "web"

log = logging.getLogger("evenhand.front_desk")


class ClientIdReused(ValueError):
    """This client_id came before with other words."""


class ConversationEnded(Exception):
    """The parent ended the conversation, or it was forgotten, before this was answered."""


async def send_message(
    conversation: Conversation, text: str, client_id: str, *, library: Library, engine: Engine, today: date
) -> list[Message]:
    """What is said in reply to `text`; `today` is the date in Europe/London.

    The same `client_id` again gets the same answer and says nothing twice; raises ClientIdReused if it
    comes with other words. A second send waits for the first. The safeguarding screen reads the text
    before anything else, and its words stand first whatever becomes of the rest (C-91). Raises
    ConversationEnded if it ends meanwhile: then nothing of this send stays, here or in the engine.
    """
    async with conversation.lock:
        if conversation.ended:
            raise ConversationEnded
        before = conversation.sent.get(client_id)
        if before:
            if before.text != text:
                raise ClientIdReused
            return [m for m in conversation.since(before.after) if m.seq <= before.upto and m.sender != "parent"]
        after = conversation.last_seq
        concern = screen(text)
        said, choices = clean(text), conversation.choices
        if said:
            conversation.add("parent", "text", said[:MOST_CHARACTERS])
        if concern:
            _say(conversation, library, f"emergency/{concern.value}")
        if not said:
            _say(conversation, library, "error/empty", choices)
        elif len(said) > MOST_CHARACTERS:
            _say(conversation, library, "error/too_long", choices)
        else:
            place = chosen(said, [choice.label for choice in choices])
            payload = choices[place].payload if place is not None else None
            words = choices[place].label if place is not None else said
            await _answer(conversation, Turn(words, payload, WEB, today.isoformat()), choices, library, engine)
        if conversation.ended:
            conversation.end()
            await engine.forget(conversation.engine_id)
            raise ConversationEnded
        conversation.remember(client_id, Sent(text, after, conversation.last_seq))
        return [message for message in conversation.since(after) if message.sender != "parent"]


async def _answer(
    conversation: Conversation, turn: Turn, choices: Sequence[Choice], library: Library, engine: Engine
) -> None:
    try:
        answer = await ask_engine(conversation, turn, engine)
    except (EngineTrouble, TimeoutError) as trouble:
        log.error("a turn was not answered: %s", type(trouble).__name__)
        _say(conversation, library, "error/trouble", choices)
        return
    for message in answer.messages:
        conversation.add("assistant", message.kind, message.text, message.choices, message.leaflet)


def _say(conversation: Conversation, library: Library, name: str, choices: Sequence[Choice] = ()) -> None:
    # What could be picked before a message that was not answered can still be picked after it.
    reply = library.say(name, WEB)
    conversation.add("assistant", reply.kind, reply.text, reply.choices or choices)
