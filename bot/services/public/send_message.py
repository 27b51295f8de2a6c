"""Takes what a parent wrote: screens it, lets the engine answer, and adds both to the conversation."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import date

from bot.casework.handoff import State
from bot.clock import LONDON
from bot.intake.conversation import Conversation, Message, Sent, Turn
from bot.intake.relay.written import said_by, said_by_service
from bot.library.compose import Library
from bot.library.messages import Choice, Reply
from bot.messaging.choices import chosen, is_number_alone
from bot.messaging.clean import clean
from bot.safeguarding.look import Look, look
from bot.safeguarding.screen import is_domestic
from bot.services.public.ask_engine import ask_engine
from bot.services.public.engine import Command, Engine, EngineAnswer, EngineTrouble
from bot.services.public.live.follow import follow
from bot.services.public.live.put_through import COMMAND as HANDOFF
from bot.services.public.live.put_through import put_through
from bot.services.public.live.write_to_officer import CALL_INSTEAD, begin_again, leave_the_wait, write_to_officer
from bot.services.public.pass_on import pass_on, pass_on_now
from bot.services.public.send_request import COMMAND as REQUEST
from bot.services.public.send_request import send_request
from bot.services.public.sending import SEND_AGAIN, Office, send_outgoing
from bot.services.public.submit_referral import COMMAND as REFERRAL
from bot.services.public.submit_referral import submit_referral

MOST_CHARACTERS = 2_000
WEB = "web"
# To someone who wrote of danger, "I can only help with education", "I have no leaflet on that" and "Goodbye" must not
# be the last word.
COLD_AFTER_EMERGENCY = ("decline", "no_leaflet", "non_disclosure", "greeting")

# What the engine may ask for; each use case decides for itself, by what was said.
COMMANDS = {REFERRAL: submit_referral, REQUEST: send_request, HANDOFF: put_through}
BOT, CLOSED = State.BOT.value, State.CLOSED.value

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
    ConversationEnded if it ends meanwhile: then nothing of this send stays, here or in the engine; RelayAway if an
    officer has it and it could not be written: then it may be sent again.

    Who holds it is looked up first and once more after the engine answered: the assistant says nothing in a
    conversation that an officer was asked for (handoff.md 1).
    """
    async with conversation.lock:
        if conversation.ended:
            raise ConversationEnded
        before = conversation.sent.get(client_id)
        if before:
            if before.text != text:
                raise ClientIdReused
            return [m for m in conversation.since(before.after) if m.seq <= before.upto and m.sender != "parent"]
        after, said = conversation.last_seq, clean(text)
        # Before anything else, and beside everything else: it takes a few milliseconds on a thread of its own.
        looking = asyncio.create_task(asyncio.to_thread(look, text))
        handle = conversation.tried.get(client_id) or conversation.handle
        if handle and office.relay:
            # Sent again after this process was restarted, or its answer was lost: it is written, whoever has it by now.
            is_written = await asyncio.to_thread(office.relay.was_said, handle, client_id)
            await follow(conversation, office.relay, office.now())
            if is_written:
                return _answered(conversation, client_id, text, after)
        conversation.answering = client_id
        if conversation.state != BOT and conversation.handle:
            conversation.tried[client_id] = conversation.handle
        if conversation.state != BOT and await _to_officer(
            conversation, said, client_id, await looking, library, office
        ):
            return _answered(conversation, client_id, text, after)
        if conversation.state == CLOSED:
            await begin_again(conversation, office)
        choices, asking, turn = conversation.choices, None, _turn(said, conversation, today, office)
        # What a parent said who gave up waiting stands there already.
        if said and not any(message.sender == "parent" for message in conversation.since(after)):
            conversation.add("parent", "text", said[:MOST_CHARACTERS], picked=turn.text if turn.choice else "")
        is_sending = turn.choice == SEND_AGAIN
        if said and len(said) <= MOST_CHARACTERS and not is_sending:
            asking = asyncio.create_task(ask_engine(conversation, turn, engine))
        seen = await looking
        if seen:
            _say(conversation, library, seen.words)
            if await _pass_on(seen, said, conversation.messages[-1].text, conversation, office):
                _tell_it_was_passed_on(conversation, seen, library)
        if asking:
            await _answer(conversation, asking, seen is not None, choices, library, engine, office, today)
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
        return _answered(conversation, client_id, text, after)


def _answered(conversation: Conversation, client_id: str, text: str, after: int) -> list[Message]:
    conversation.remember(client_id, Sent(text, after, conversation.last_seq))
    return [message for message in conversation.since(after) if message.sender != "parent"]


async def _pass_on(seen: Look, said: str, replied: str, conversation: Conversation, office: Office) -> bool:
    # The number is known while a text is answered, and nowhere else.
    return await pass_on(seen, said, replied, conversation.channel, office, conversation.number)


def _tell_it_was_passed_on(conversation: Conversation, seen: Look, library: Library) -> None:
    # Not by text message, and not where somebody who is feared may read along: the lead decides when to tell (C-95).
    if conversation.is_unsafe:
        return
    before = (one.text for one in conversation.messages if one.sender == "parent")
    if conversation.channel == WEB and not seen.may_be_watched and not any(map(is_domestic, before)):
        _tell(conversation, library.say("emergency/passed_on", conversation.channel))


async def _to_officer(
    conversation: Conversation, said: str, client_id: str, seen: Look | None, library: Library, office: Office
) -> bool:
    """Whether it was for the officers and is written; else the assistant answers it. Raises RelayAway."""
    if conversation.state == CLOSED or office.relay is None:
        return False
    turn = _turn(said, conversation, date.min, office)
    told = [said_by("parent", "text", said, client_id, picked=turn.text if turn.choice else "")]
    fault = "error/empty" if not said else "error/too_long" if len(said) > MOST_CHARACTERS else ""
    if fault:
        told = [said_by_service(library.say(fault, conversation.channel), client_id)]
    if seen:
        words = library.say(seen.words, conversation.channel)
        told.append(said_by_service(words, sender="assistant"))
        await _pass_on(seen, said, words.text, conversation, office)
    if turn.choice == CALL_INSTEAD and await leave_the_wait(conversation, told, library, office):
        return False
    return await write_to_officer(conversation, told, office)


def words_for_danger(
    text: str, library: Library, channel: str = WEB, office: Office | None = None, contact: str = ""
) -> Reply | None:
    """The emergency words, if the first 2,000 characters of `text` give cause for them (C-91).

    With an `office` it is passed on, if it is to be: the words are then all that is answered. `contact` as in `pass_on`.
    """
    seen = look(text)
    if seen is None:
        return None
    words = library.say(seen.words, channel)
    if office:
        pass_on_now(seen, text, words.text, channel, office, contact)
    return words


def is_heard(conversation: Conversation, text: str, library: Library) -> bool:
    """Whether `text` goes to an officer over any limit, because it tells of danger (C-92)."""
    return conversation.state in (State.WAITING, State.OFFICER) and words_for_danger(text, library) is not None


def warn_of_danger(
    conversation: Conversation, text: str, client_id: str, why: str, *, library: Library, office: Office
) -> list[Message]:
    """The emergency words, then `why` the rest is not answered; none if `text` gives no cause, and nothing is said.

    For what is not to be answered: whoever writes of danger is never told to wait first (C-92). Only the first 2,000
    characters are read. The same `client_id` again is said once. `why` is a message, such as "error/limited".
    """
    is_new = client_id not in conversation.sent
    words = words_for_danger(text, library, conversation.channel, office if is_new else None)
    if words is None or conversation.ended:
        return []
    if is_new:
        after, choices = conversation.last_seq, conversation.choices
        conversation.add("parent", "text", clean(text)[:MOST_CHARACTERS])
        conversation.add("assistant", words.kind, words.text, words.choices)
        _say(conversation, library, why, choices)
        conversation.remember(client_id, Sent(text, after, conversation.last_seq))
    before = conversation.sent[client_id]
    return [m for m in conversation.since(before.after) if m.seq <= before.upto and m.sender != "parent"]


def _turn(said: str, conversation: Conversation, today: date, office: Office) -> Turn:
    choices = conversation.choices
    place = chosen(said, [choice.label for choice in choices])
    asks_permission = bool(conversation.messages and conversation.messages[-1].notice)
    if asks_permission and not is_number_alone(said):
        # "Yes?" looks like the choice; whether it is a yes is decided by its words alone (casework.permission).
        place = None
    at = office.now().astimezone(LONDON).strftime("%H:%M")
    if place is None:
        return Turn(said, None, conversation.channel, today.isoformat(), at)
    return Turn(choices[place].label, choices[place].payload, conversation.channel, today.isoformat(), at)


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
    # Once an officer was asked for, the assistant is silent, whatever was in flight.
    replies = answer.messages if conversation.state == BOT else ()
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
    reply = await execute(conversation, command.fields, library, office, today)
    if reply is not None:
        _tell(conversation, reply)
    if not command.fields.get("waits"):
        # Whatever became of it, the dialogue is rid of the answers; what may be sent again waits in the conversation.
        await engine.forget(conversation.engine_id)
        conversation.start_engine_afresh()


def _tell(conversation: Conversation, reply: Reply) -> None:
    conversation.add("service", reply.kind, reply.text, reply.choices)


def _say(conversation: Conversation, library: Library, name: str, choices: Sequence[Choice] = ()) -> None:
    # What could be picked before a message that was not answered can still be picked after it.
    reply = library.say(name, conversation.channel)
    conversation.add("assistant", reply.kind, reply.text, reply.choices or choices)
