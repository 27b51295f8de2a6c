"""Takes what a parent wrote: screens it, lets the engine answer, and adds both to the conversation."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import date

from bot.intake.conversation import Conversation, Message, Sent, Turn
from bot.library.compose import Library
from bot.library.messages import Choice, Reply
from bot.messaging.choices import chosen, is_number_alone
from bot.messaging.clean import clean
from bot.safeguarding.screen import screen
from bot.services.public.ask_engine import ask_engine
from bot.services.public.engine import Command, Engine, EngineAnswer, EngineTrouble
from bot.services.public.send_request import COMMAND as REQUEST
from bot.services.public.send_request import send_request
from bot.services.public.sending import SEND_AGAIN, Office, send_outgoing
from bot.services.public.submit_referral import COMMAND as REFERRAL
from bot.services.public.submit_referral import submit_referral

MOST_CHARACTERS = 2_000
WEB = "web"
# Turns of the event loop until a request to the engine is on its way.
STEPS_TO_SEND = 3
# To someone who wrote of danger, "I can only help with education", "I have no leaflet on that" and "Goodbye" must not
# be the last word.
COLD_AFTER_EMERGENCY = ("decline", "no_leaflet", "non_disclosure", "greeting")

# What the engine may ask for; each use case decides for itself, by what was said.
COMMANDS = {REFERRAL: submit_referral, REQUEST: send_request}

log = logging.getLogger("evenhand.front_desk")


class ClientIdReused(ValueError):
    """This client_id came before with other words."""


class ConversationEnded(Exception):
    """The parent ended the conversation, or it was forgotten, before this was answered."""


async def send_message(
    conversation: Conversation,
    text: str,
    client_id: str,
    *,
    library: Library,
    engine: Engine,
    office: Office,
    today: date,
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
        said, choices = clean(text), conversation.choices
        asking, turn = None, _turn(said, conversation, today)
        if said:
            conversation.add("parent", "text", said[:MOST_CHARACTERS], picked=turn.text if turn.choice else "")
        is_sending = turn.choice == SEND_AGAIN
        if said and len(said) <= MOST_CHARACTERS and not is_sending:
            asking = asyncio.create_task(ask_engine(conversation, turn, engine))
            # The engine works on its own core; the screen, which takes a millisecond, runs meanwhile on this one.
            for _ in range(STEPS_TO_SEND):
                await asyncio.sleep(0)
        concern = screen(text)
        if concern:
            _say(conversation, library, f"emergency/{concern.value}")
        if asking:
            await _answer(conversation, asking, concern is not None, choices, library, engine, office, today)
        elif is_sending and conversation.outgoing:
            _tell(conversation, await send_outgoing(conversation, library, office))
        elif is_sending:
            _say(conversation, library, "text/what_next")
        else:
            _say(conversation, library, "error/too_long" if said else "error/empty", choices)
        if conversation.ended:
            conversation.end()
            await engine.forget(conversation.engine_id)
            raise ConversationEnded
        conversation.remember(client_id, Sent(text, after, conversation.last_seq))
        return [message for message in conversation.since(after) if message.sender != "parent"]


def words_for_danger(text: str, library: Library) -> Reply | None:
    """The emergency words for the web, if the first 2,000 characters of `text` give cause for them (C-91)."""
    concern = screen(text)
    return library.say(f"emergency/{concern.value}", WEB) if concern else None


def warn_of_danger(
    conversation: Conversation, text: str, client_id: str, why: str, *, library: Library
) -> list[Message]:
    """The emergency words, then `why` the rest is not answered; none if `text` gives no cause, and nothing is said.

    For what is not to be answered: whoever writes of danger is never told to wait first (C-92). Only the first 2,000
    characters are read. The same `client_id` again is said once. `why` is a message, such as "error/limited".
    """
    words = words_for_danger(text, library)
    if words is None or conversation.ended:
        return []
    if client_id not in conversation.sent:
        after, choices = conversation.last_seq, conversation.choices
        conversation.add("parent", "text", clean(text)[:MOST_CHARACTERS])
        conversation.add("assistant", words.kind, words.text, words.choices)
        _say(conversation, library, why, choices)
        conversation.remember(client_id, Sent(text, after, conversation.last_seq))
    before = conversation.sent[client_id]
    return [m for m in conversation.since(before.after) if m.seq <= before.upto and m.sender != "parent"]


def _turn(said: str, conversation: Conversation, today: date) -> Turn:
    choices = conversation.choices
    place = chosen(said, [choice.label for choice in choices])
    asks_permission = bool(conversation.messages and conversation.messages[-1].notice)
    if asks_permission and not is_number_alone(said):
        # "Yes?" looks like the choice; whether it is a yes is decided by its words alone (casework.permission).
        place = None
    if place is None:
        return Turn(said, None, WEB, today.isoformat())
    return Turn(choices[place].label, choices[place].payload, WEB, today.isoformat())


async def _answer(
    conversation: Conversation,
    asking: asyncio.Task[EngineAnswer],
    in_danger: bool,
    choices: Sequence[Choice],
    library: Library,
    engine: Engine,
    office: Office,
    today: date,
) -> None:
    try:
        answer = await asking
    except (EngineTrouble, TimeoutError) as trouble:
        log.error("a turn was not answered: %s", type(trouble).__name__)
        _say(conversation, library, "error/trouble", choices)
        return
    # What became of a command is told before the question that comes after it.
    for command in answer.commands:
        await _carry_out(command, conversation, library, engine, office, today)
    replies = answer.messages
    if in_danger:
        replies = tuple(reply for reply in replies if reply.kind not in COLD_AFTER_EMERGENCY)
        if not replies and not answer.commands:
            _say(conversation, library, "emergency/after")
    for reply in replies:
        conversation.add("assistant", reply.kind, reply.text, reply.choices, reply.leaflet, reply.notice)


async def _carry_out(
    command: Command, conversation: Conversation, library: Library, engine: Engine, office: Office, today: date
) -> None:
    execute = COMMANDS.get(command.name)
    if execute is None:
        log.error("the engine asked for something nobody knows")
        return
    _tell(conversation, await execute(conversation, command.fields, library, office, today))
    if not command.fields.get("waits"):
        # Whatever became of it, the dialogue is rid of the answers; what may be sent again waits in the conversation.
        await engine.forget(conversation.engine_id)
        conversation.start_engine_afresh()


def _tell(conversation: Conversation, reply: Reply) -> None:
    conversation.add("service", reply.kind, reply.text, reply.choices)


def _say(conversation: Conversation, library: Library, name: str, choices: Sequence[Choice] = ()) -> None:
    # What could be picked before a message that was not answered can still be picked after it.
    reply = library.say(name, WEB)
    conversation.add("assistant", reply.kind, reply.text, reply.choices or choices)
